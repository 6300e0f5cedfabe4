// The names that boards and ports have for people.
import { words } from "../language.svelte";
import type { Place } from "./board_list.svelte";

const t = words({
  board: { en: "Board", zh: "开发板" },
  simulated: { en: "Simulated board", zh: "模拟开发板" },
  inBrowser: { en: "Board at a browser", zh: "浏览器上的开发板" },
});

/** The name of a board whose port this browser holds. */
export const nameInBrowser = () => t("inBrowser");

/** Returns the name of a port by the operating system's description of it. */
export function titleOfPort(title: string): string {
  return title === "simulated board" ? t("simulated") : title || t("board");
}

/** Returns the name that the board's firmware states, or else that of its port. */
export function nameOf(place: Place): string {
  return place.device?.name || titleOfPort(place.title);
}
