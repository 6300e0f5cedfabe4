import { MediaQuery } from "svelte/reactivity";

/** A phone, or a window as narrow as one: where the styles say max-width: 52rem, and the page shows something else. */
export const narrow = new MediaQuery("max-width: 52rem");
