// Whether a model's doubts are worth checking.
import type { RunDetail } from "$lib/types";
import { reportOf } from "$report/report";
import { standingOf } from "$report/verdict";

/** Maximum fraction of doubted labels: above it the model itself is probably wrong. */
const maxDoubted = 1 / 3;
/** Minimum number of labels: among fewer, a third may well be wrong. */
const minLabels = 20;

export interface Trust {
  /** The reason against trust; undefined when there is none. */
  reason: "weak" | "doubtsAll" | undefined;
  /** The standing in the report's verdict, by its name; empty without a report. */
  standing: string;
}

export function trustIn(run: RunDetail | undefined, doubts: number, labelled: number): Trust {
  const standing = (run && reportOf(run)?.verdict?.standing) ?? "";
  if (standingOf(standing)?.look === "bad") return { reason: "weak", standing };
  const doubtsTooMuch = labelled >= minLabels && doubts > maxDoubted * labelled;
  return { reason: doubtsTooMuch ? "doubtsAll" : undefined, standing };
}
