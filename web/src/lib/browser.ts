// A browser's user agent is a long text, most of which exists for historical reasons.
const browsers: [RegExp, string][] = [
  [/Edg\/(\d+)/, "Edge"],
  [/OPR\/(\d+)/, "Opera"],
  [/Firefox\/(\d+)/, "Firefox"],
  [/(?:Chrome|Chromium|CriOS)\/(\d+)/, "Chrome"],
  [/Version\/(\d+)[\d.]* (?:Mobile\/\S+ |Mobile )?Safari/, "Safari"],
];
const systems: [RegExp, string][] = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

export function shortBrowser(client: string): string {
  const browser = browsers.find(([pattern]) => pattern.test(client));
  if (!browser) return client.slice(0, 60) || "–";
  const system = systems.find(([pattern]) => pattern.test(client))?.[1];
  const number = browser[0].exec(client)?.[1] ?? "";
  return `${browser[1]} ${number}${system ? ` · ${system}` : ""}`;
}
