import { chineseOf } from "./chinese";
import { language } from "./language.svelte";

/** Translates the server's English text into the language of the page. */
export function told(text: string): string {
  return language.now === "zh" ? chineseOf(text) : text;
}
