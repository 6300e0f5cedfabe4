// The doubts that the user of this browser has settled, so that they are not shown again. They belong to one model: a
// newer model may have new doubts.
import { stored } from "$lib/storage";
import type { ReviewItem } from "$lib/types";

const maxKept = 5000;

export function nameOf(item: Pick<ReviewItem, "picture_id" | "kind" | "message">): string {
  return `${item.picture_id} ${item.kind} ${item.message}`;
}

/** The content of a browser's storage may be anything, so it is checked. */
export function readSettled(text: string | undefined, run: number): Set<string> {
  try {
    const found: unknown = JSON.parse(text ?? "");
    if (typeof found !== "object" || found === null || !("run" in found) || !("names" in found)) return new Set();
    if (found.run !== run || !Array.isArray(found.names)) return new Set();
    return new Set(found.names.filter((name): name is string => typeof name === "string").slice(-maxKept));
  } catch {
    return new Set();
  }
}

export function writeSettled(names: ReadonlySet<string>, run: number): string {
  return JSON.stringify({ run, names: [...names].slice(-maxKept) });
}

export function settledOf(project: number) {
  const storage = stored<string>(`review.${project}`);
  return {
    read: (run: number): Set<string> => readSettled(storage.get(), run),
    write: (names: ReadonlySet<string>, run: number): void => storage.set(writeSettled(names, run)),
  };
}
