import { kept } from "./kept";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const remembered = kept<Theme>("theme", themes);
export const theme = $state<{ now: Theme }>({ now: remembered.get() ?? "system" });

/** Puts the choice on <html>, where the tokens look for it. */
export function applyTheme(): void {
  if (theme.now === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.now;
}

export function setTheme(chosen: Theme): void {
  theme.now = chosen;
  remembered.set(chosen);
  applyTheme();
}
