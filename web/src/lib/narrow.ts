import { MediaQuery } from "svelte/reactivity";

/**
 * Whether the window is as narrow as a phone: where the styles have max-width: 52rem and the page shows something
 * else.
 */
export const narrow = new MediaQuery("max-width: 52rem");
