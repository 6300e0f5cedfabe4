// The server's comparison of two runs, in rows and one sentence. Detectors are compared picture by picture; for the
// other tasks both runs' figures are shown.
import { formatBytes, formatDuration, formatNumber, formatPercent, formatShort } from "$lib/format";
import { translated } from "$lib/server_words";
import type { Comparison, Run } from "$lib/types";
import { t } from "./words";

/** The better run and the difference in one sentence; empty when there is nothing to compare. */
export interface ComparisonRow {
  name: string;
  a: string;
  b: string;
  /** The difference of B against A, as fractions. */
  difference?: number;
  interval?: [low: number, high: number];
}
export interface PicturePair {
  name: string;
  mistakes_a: number;
  mistakes_b: number;
}
export interface Compared {
  rows: ComparisonRow[];
  pictures?: number;
  won: PicturePair[];
  lost: PicturePair[];
}

type Paired = Record<"a" | "b" | "difference", number> & Record<"a_ci" | "b_ci" | "difference_ci", [number, number]>;

const points = (fraction: number) => `${fraction > 0 ? "+" : ""}${formatNumber(100 * fraction, 1)}`.replace("-", "−");

function pairedRow(name: string, figure: Paired): ComparisonRow {
  const range = (interval: [number, number] | undefined) =>
    interval ? ` (${formatNumber(100 * interval[0], 1)}–${formatNumber(100 * interval[1], 1)})` : "";
  return {
    name,
    a: formatPercent(figure.a) + range(figure.a_ci),
    b: formatPercent(figure.b) + range(figure.b_ci),
    difference: figure.difference,
    interval: figure.difference_ci,
  };
}

function rowOf(
  name: string,
  a: number | null | undefined,
  b: number | null | undefined,
  show: (value: number) => string,
): ComparisonRow {
  const text = (value: number | null | undefined) => (typeof value === "number" ? show(value) : "–");
  return { name, a: text(a), b: text(b) };
}

export function comparedOf(comparison: Comparison, a: Run, b: Run): Compared {
  const detail = (comparison.detail ?? {}) as Record<string, unknown>;
  const names: Record<string, string> = { map50: "mAP50", map: "mAP" };
  const paired = Object.entries(names).filter(([key]) => typeof detail[key] === "object" && detail[key] !== null);
  const rows = paired.map(([key, name]) => pairedRow(name, detail[key] as Paired));
  if (rows.length === 0) {
    const withInterval = (run: Run) =>
      typeof run.int8_metric !== "number"
        ? "–"
        : formatPercent(run.int8_metric) +
          (typeof run.int8_low === "number" && typeof run.int8_high === "number"
            ? ` (${formatNumber(100 * run.int8_low, 1)}–${formatNumber(100 * run.int8_high, 1)})`
            : "");
    const bothMeasured = typeof a.int8_metric === "number" && typeof b.int8_metric === "number";
    rows.push({
      name: a.metric_name ?? "",
      a: withInterval(a),
      b: withInterval(b),
      difference: bothMeasured ? b.int8_metric! - a.int8_metric! : undefined,
      interval: (detail.difference_ci as [number, number] | undefined) ?? undefined,
    });
  }
  rows.push(
    rowOf(t("fileSize"), a.int8_bytes, b.int8_bytes, formatBytes),
    rowOf(t("memory"), a.arena_bytes, b.arena_bytes, formatBytes),
    rowOf(t("macs"), a.macs, b.macs, formatShort),
    rowOf(t("trainTime"), a.train_seconds, b.train_seconds, formatDuration),
  );
  const pairs = (value: unknown) => (Array.isArray(value) ? (value as PicturePair[]) : []);
  return {
    rows,
    pictures: typeof detail.images === "number" ? detail.images : undefined,
    won: pairs(detail.won),
    lost: pairs(detail.lost),
  };
}

/** "#2 is better by 2.2 points": a sign alone would not show which run is better. */
export function betterBy(difference: number | undefined, a: string, b: string): string {
  if (difference === undefined) return "";
  const value = formatNumber(Math.abs(100 * difference), 1);
  return Number(Math.abs(100 * difference).toFixed(1)) === 0
    ? t("equal")
    : t("betterBy", { name: difference > 0 ? b : a, value });
}

/** The interval of the difference, from how much worse to how much better B is than A. */
export function intervalText(interval: [number, number] | undefined): string {
  return interval ? `${points(interval[0])} … ${points(interval[1])}` : "";
}

/** The server's sentence; where it sent a table instead, a sentence made of its figures. */
export function sentenceOf(comparison: Comparison, a: string, b: string): string {
  if (!comparison.message.includes("\n")) return translated(comparison.message);
  const figure = (comparison.detail as Record<string, { better?: string | null; difference: number } | undefined>)
    .map50;
  if (!figure) return translated(comparison.message.split("\n")[0]!);
  const difference = points(figure.difference);
  if (figure.better === "b") return t("isBetter", { name: b, difference });
  if (figure.better === "a") return t("isBetter", { name: a, difference: points(-figure.difference) });
  return t("noDifference", { difference });
}
