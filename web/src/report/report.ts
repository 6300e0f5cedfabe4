// report.json, as far as the pages use it; docs/formats/report.md describes it. It is read from a file, so every
// member may be absent.
import type { Project, RunDetail } from "$lib/types";

export interface ClassRow {
  class: string;
  truths: number;
  answers: number;
  hits: number;
  precision: number | null;
  precision_ci: Interval;
  recall: number | null;
  recall_ci: Interval;
  f1: number | null;
  ap50?: number | null;
  threshold?: number | null;
}

export type Interval = [number | null, number | null] | null;
/** By decreasing threshold. */
export type CurvePoint = [recall: number, precision: number, threshold: number];

export interface Curve {
  class: string;
  points: CurvePoint[];
}

export interface SizeRow {
  least_side_px: number;
  most_side_px: number | null;
  objects: number;
  found: number;
  recall50: number | null;
  recall50_ci: Interval;
}

export interface Score {
  pictures?: number;
  objects?: number;
  bytes?: number | null;
  arena_bytes?: number | null;
  macs?: number | null;
  by_class?: ClassRow[];
  confusion?: number[][];
  curves?: Curve[];
  sizes?: SizeRow[];
  errors?: Record<string, { count: number; map50_gain: number }> | null;
  thresholds?: Record<string, number | null>;
  /** Threshold at which everything except mAP is measured. */
  threshold?: number | null;
  /** The verdict on this model by its name, such as "useful"; see standingOf. */
  standing?: string;
  [figure: string]: unknown;
}

export interface Advice {
  rule: string;
  step: string;
  reason: string;
}

export interface Mistake {
  path: string;
  truth?: string;
  answer?: string;
  confidence?: number | null;
  hits?: number;
  false_alarms?: number;
  misses?: number;
}

export interface Report {
  task: "classification" | "centroids" | "detection";
  input: string;
  classes: string[];
  images: { train: number; val: number; test: number };
  float: Score;
  int8: Score;
  int8_minus_float: { difference: number | null; difference_ci: Interval } | null;
  parameters: number | null;
  verdict: { standing: string; sentence: string; next: Advice | null; also: Advice[] };
  split: { how: string; measured_on: "test" | "val"; leaks?: number };
  best_epoch: number;
  stopped_because: string;
  mistakes: Mistake[];
  problems: { path: string; message: string }[];
}

export type Precision = "int8" | "float";

export function reportOf(detail: RunDetail): Report | undefined {
  const report = detail.report as Report | null | undefined;
  return report && typeof report === "object" && "int8" in report ? report : undefined;
}

export function headlineKey(task: Report["task"]): "accuracy" | "f1_strict" | "map50" {
  return task === "classification" ? "accuracy" : task === "centroids" ? "f1_strict" : "map50";
}

export function figure(score: Score, key: string): number | null {
  const value = score[key];
  return typeof value === "number" ? value : null;
}

export function intervalOf(score: Score, key: string): [number | null, number | null] {
  const value = score[`${key}_ci`];
  return Array.isArray(value) ? [value[0] as number | null, value[1] as number | null] : [null, null];
}

/** Precision at 101 recalls from 0 to 1; null beyond the maximum recall. */
export function precisionByRecall(curve: Curve): (number | null)[] {
  return Array.from({ length: 101 }, (_, index) => {
    const reached = curve.points.filter((point) => point[0] >= index / 100);
    return reached.length ? Math.max(...reached.map((point) => point[1])) : null;
  });
}

/** The colour of the class in its project; a class that no longer exists there is grey. */
export function colourOf(project: Project, name: string): string {
  return project.classes.find((one) => one.name === name)?.colour ?? "var(--ink-faint)";
}
