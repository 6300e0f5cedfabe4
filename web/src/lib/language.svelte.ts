// The studio is in English and Chinese. Every page has its texts in one table beside it:
//
//   // src/pages/data/words.ts
//   export const t = words({
//     title: { en: "Data", zh: "数据" },
//     count: { en: ["{n} picture", "{n} pictures"], zh: "{n} 张图片" },
//   });
//   t("count", { n: 3 })
//
// A key without one of the languages does not compile. A pair holds the singular and the plural for `n`.
import { stored } from "./storage";

export type Language = "en" | "zh";
export type Phrase = string | readonly [one: string, many: string];
export type Bilingual = Record<Language, Phrase>;

const remembered = stored<Language>("language", ["en", "zh"]);

export const language = $state<{ now: Language }>({
  now: remembered.get() ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en"),
});

export function setLanguage(chosen: Language): void {
  language.now = chosen;
  remembered.set(chosen);
}

export type Fill = Record<string, string | number>;

export function say(phrase: Bilingual, fill: Fill = {}): string {
  const chosen = phrase[language.now];
  const text = typeof chosen === "string" ? chosen : chosen[fill.n === 1 ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = fill[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? value.toLocaleString(language.now) : value;
  });
}

export function words<Key extends string>(table: Record<Key, Bilingual>): (key: Key, fill?: Fill) => string {
  return (key, fill) => say(table[key], fill);
}
