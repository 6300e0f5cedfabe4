// Formats keys for people.
import { language } from "$lib/language.svelte";

const signs: Record<string, { en: string; zh: string } | undefined> = {
  Space: { en: "Space", zh: "空格" },
  Delete: { en: "Del", zh: "Del" },
  Escape: { en: "Esc", zh: "Esc" },
  Backspace: { en: "⌫", zh: "⌫" },
  Enter: { en: "Enter", zh: "回车" },
  "#": { en: "1–9", zh: "1–9" },
};

export function printKey(key: string): string {
  // "+" is a key too, so it separates two names only where a name precedes it.
  return key
    .split(/(?<=.)\+/)
    .map((part) => signs[part]?.[language.now] ?? part)
    .join("+");
}
