import { chineseOf } from "./chinese";
import { language } from "./language.svelte";
import { inStudioTerms } from "./studio_terms";

/** The server's English text in the language and the terms of the page. */
export function translated(text: string): string {
  return language.now === "zh" ? chineseOf(text) : inStudioTerms(text);
}
