import { MediaQuery } from "svelte/reactivity";

/**
 * Whether the window is as narrow as a phone: the same condition as max-width: 52rem in the styles. Pages with another
 * layout on phones read it.
 */
export const narrow = new MediaQuery("max-width: 52rem");
