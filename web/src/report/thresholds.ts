// thresholds.json of a run: the results of its models at each threshold (docs/formats/report.md). Everything that the
// page shows about a model in use is read from one of its tables, so that no two figures contradict each other.
import { urlOf } from "$lib/api";
import type { ClassRow, Interval, Precision, Report, Score } from "./report";

export interface OperatingTable {
  /** Absent: unknown, for a run from before this choice existed. */
  threshold?: number;
  truths: number;
  answers: number;
  hits: number;
  precision: number | null;
  precision_ci: Interval;
  recall: number | null;
  recall_ci: Interval;
  f1: number;
  by_class: ClassRow[];
  /** Cells that are not 0. One extra class means none: below the threshold, missed, or no object there. */
  confusion: [truth: number, answer: number, count: number][];
  /** Detectors only. */
  found_by_size?: number[];
  errors?: Record<string, number>;
}

export interface OperatingTables {
  /** The run's own threshold. */
  threshold: number;
  tables: OperatingTable[];
}

export type Thresholds = Partial<Record<Precision, OperatingTables | null>>;

/** undefined where the run has no such file. */
export async function readThresholds(project: number, run: number): Promise<Thresholds | undefined> {
  const answer = await fetch(
    urlOf("/projects/{project}/runs/{run}/files/{file}", { project, run, file: "thresholds.json" }),
  );
  return answer.ok ? ((await answer.json()) as Thresholds) : undefined;
}

/** Returns the table of the nearest threshold. */
export function tableAt(tables: OperatingTable[], threshold: number): OperatingTable {
  return tables.reduce((best, one) =>
    Math.abs((one.threshold ?? 0) - threshold) < Math.abs((best.threshold ?? 0) - threshold) ? one : best,
  );
}

/** Rows by ground truth, columns by prediction, with one more row and column than there are classes. */
export function matrixOf(table: OperatingTable): number[][] {
  const size = table.by_class.length + 1;
  const matrix = Array.from({ length: size }, () => Array.from({ length: size }, () => 0));
  for (const [truth, answer, count] of table.confusion) matrix[truth]![answer] = count;
  return matrix;
}

/** The report's own figures, at one threshold: for a run without other tables. */
export function tableOfScore(score: Score): OperatingTable {
  const rows = score.by_class ?? [];
  const sum = (of: "truths" | "answers" | "hits") => rows.reduce((all, row) => all + row[of], 0);
  const [truths, answers, hits] = [sum("truths"), sum("answers"), sum("hits")];
  return {
    threshold: score.threshold ?? undefined,
    truths,
    answers,
    hits,
    precision: answers > 0 ? hits / answers : null,
    precision_ci: null,
    recall: truths > 0 ? hits / truths : null,
    recall_ci: null,
    f1: truths + answers > 0 ? (2 * hits) / (truths + answers) : 0,
    by_class: rows,
    confusion: (score.confusion ?? []).flatMap((row, truth) =>
      row.flatMap((count, answer) => (count > 0 ? [[truth, answer, count] as [number, number, number]] : [])),
    ),
    found_by_size: score.sizes?.map((size) => size.found),
    errors: score.errors
      ? Object.fromEntries(Object.entries(score.errors).map(([kind, error]) => [kind, error.count]))
      : undefined,
  };
}

/** The model's tables, or the report's only table. */
export function tablesOf(report: Report, precision: Precision, thresholds: Thresholds | undefined): OperatingTables {
  const known = thresholds?.[precision];
  if (known?.tables.length) return known;
  const only = tableOfScore(report[precision]);
  return { threshold: only.threshold ?? 0, tables: [only] };
}
