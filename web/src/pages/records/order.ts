import type { Run } from "$lib/types";

export const columns: readonly { key: ColumnKey; isFigure?: boolean; isDetail?: boolean }[] = [
  { key: "number", isFigure: true, isDetail: true },
  { key: "name" },
  { key: "version", isFigure: true, isDetail: true },
  { key: "network", isDetail: true },
  { key: "size", isFigure: true, isDetail: true },
  { key: "state" },
  { key: "metric", isFigure: true },
  { key: "bytes", isFigure: true, isDetail: true },
  { key: "duration", isFigure: true, isDetail: true },
  { key: "date", isDetail: true },
];

export type ColumnKey =
  "number" | "name" | "version" | "network" | "size" | "state" | "metric" | "bytes" | "duration" | "date";

const values: Record<ColumnKey, (run: Run) => string | number | null | undefined> = {
  number: (run) => run.number,
  name: (run) => run.name,
  version: (run) => run.version_number,
  network: (run) => run.model ?? run.settings.model,
  size: (run) => run.size ?? run.settings.size,
  state: (run) => run.state,
  metric: (run) => run.int8_metric,
  bytes: (run) => run.int8_bytes,
  duration: (run) => run.train_seconds,
  date: (run) => run.created,
};

/** Rows without a value come last, in either direction. */
export function sorted(runs: Run[], by: ColumnKey, isRising: boolean): Run[] {
  const value = values[by];
  const isAbsent = (one: unknown) => one === null || one === undefined || one === "";
  return [...runs].sort((first, second) => {
    const [a, b] = [value(first), value(second)];
    if (isAbsent(a) || isAbsent(b)) return Number(isAbsent(a)) - Number(isAbsent(b));
    const order =
      typeof a === "string" ? a.localeCompare(String(b), undefined, { numeric: true }) : Number(a) - Number(b);
    return isRising ? order : -order;
  });
}
