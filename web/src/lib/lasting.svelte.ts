import { untrack } from "svelte";

type Row = { id: number };

/**
 * What the server tells anew again and again, as one object for as long as it has the same id: a page that reads its id
 * alone does not begin anew because its counts have grown. Call it while a component is being set up.
 */
export function lasting<T extends Row>(newest: () => T | undefined): { readonly now: T | undefined } {
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
