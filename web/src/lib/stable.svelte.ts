import { untrack } from "svelte";

type Row = { id: number };

/**
 * Wraps an object that the server sends repeatedly, and keeps one reactive object as long as the id is the same: a
 * page that reads only the id is not rebuilt when a count changes. Call it while a component is being set up.
 */
export function stable<T extends Row>(newest: () => T | undefined): { readonly now: T | undefined } {
  let now = $state<T>();

  $effect.pre(() => {
    const fresh = newest();
    untrack(() => {
      if (!fresh || now?.id !== fresh.id) now = fresh && structuredClone(fresh);
      else renew(now, fresh);
    });
  });

  return {
    get now() {
      return now;
    },
  };
}

function renew<T extends Row>(now: T, fresh: T): void {
  for (const key of new Set([...Object.keys(now), ...Object.keys(fresh)]) as Set<keyof T>) {
    if (JSON.stringify(now[key]) !== JSON.stringify(fresh[key])) now[key] = structuredClone(fresh[key]);
  }
}
