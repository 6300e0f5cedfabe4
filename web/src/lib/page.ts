// The properties that the shell gives to every page (pages/pages.ts).
import type { Params } from "./router.svelte";
import type { Project } from "./types";

export interface Page {
  params: Params;
}

export interface PageOfProject extends Page {
  /** The shell keeps it up to date. */
  project: Project;
}
