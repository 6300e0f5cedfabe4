import { chineseOf } from "./chinese";
import { language } from "./language.svelte";

/** What the server says in English, in the language of the page. */
export function told(text: string): string {
  return language.now === "zh" ? chineseOf(text) : text;
}
