import { stored } from "./storage";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const remembered = stored<Theme>("theme", themes);
export const theme = $state<{ now: Theme }>({ now: remembered.get() ?? "system" });

/** Writes the choice to <html>, where the design tokens read it. */
export function applyTheme(): void {
  if (theme.now === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.now;
}

export function setTheme(chosen: Theme): void {
  theme.now = chosen;
  remembered.set(chosen);
  applyTheme();
}
