// Whether a model's doubts are worth a person's time.
import type { RunDetail } from "$lib/types";
import { reportOf } from "../results/report";
import { standingOf } from "../results/verdict";

/** A model that doubts more than this share of the labels is rather wrong itself. */
const mostDoubted = 1 / 3;
/** Of so few labels a third may well be wrong. */
const fewLabels = 20;

export interface Trust {
  /** Why not; undefined when they are. */
  reason: "weak" | "doubtsAll" | undefined;
  /** The report's judgement of the model. */
  sentence: string;
}

export function trustIn(run: RunDetail | undefined, doubts: number, labelled: number): Trust {
  const sentence = (run && reportOf(run)?.verdict?.sentence) ?? "";
  if (standingOf(sentence)?.look === "bad") return { reason: "weak", sentence };
  const doubtsTooMuch = labelled >= fewLabels && doubts > mostDoubted * labelled;
  return { reason: doubtsTooMuch ? "doubtsAll" : undefined, sentence };
}
