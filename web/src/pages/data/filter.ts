// The gallery's filter in the address, so that a link can be sent and Back returns to it.
import { router, setQuery } from "$lib/router.svelte";
import type { PictureState, Split } from "$lib/types";

/** by_model: labelled by a model and not checked by a person; bin: deleted, and can be restored. */
export type ShownState = PictureState | "by_model" | "bin";

export interface Filter {
  search?: string;
  state?: ShownState;
  class_id?: number;
  split?: Split;
  sort?: "newest" | "oldest" | "name";
}

export const shownStates: ShownState[] = ["unlabelled", "labelled", "by_model", "null", "bin"];
const splits: Split[] = ["none", "train", "val", "test"];
const sorts = ["newest", "oldest", "name"] as const;

function oneOf<T extends string>(allowed: readonly T[], text: string | null): T | undefined {
  return allowed.find((value) => value === text);
}

export function readFilter(): Filter {
  const { query } = router;
  return {
    search: query.get("search") ?? undefined,
    state: oneOf(shownStates, query.get("state")),
    class_id: Number(query.get("class_id")) || undefined,
    split: oneOf(splits, query.get("split")),
    sort: oneOf(sorts, query.get("sort")),
  };
}

export function changeFilter(change: Partial<Record<keyof Filter, string | number | undefined>>): void {
  setQuery(change);
}

export function isFiltered(filter: Filter): boolean {
  return !!(filter.search || filter.state || filter.class_id || filter.split);
}

/** The query for the server: the bin is not a label state. */
export function asked({
  state,
  ...rest
}: Filter): Omit<Filter, "state"> & { state?: PictureState | "by_model"; bin?: boolean } {
  return state === "bin" ? { ...rest, bin: true } : { ...rest, state };
}

/** Query for a link to a page that moves through the same pictures in the same order. */
export function filterQuery(filter: Filter): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) query.set(name, String(value));
  const text = query.toString();
  return text ? `?${text}` : "";
}
