import { describe, expect, it, vi } from "vitest";

vi.mock("$lib/api", () => ({}));
const { matrixOf, tableAt, tableOfScore, tablesOf } = await import("./thresholds");

const row = (name: string, truths: number, answers: number, hits: number) => ({
  class: name,
  truths,
  answers,
  hits,
  precision: null,
  precision_ci: null,
  recall: null,
  recall_ci: null,
  f1: null,
});
const score = {
  threshold: 0.3,
  by_class: [row("bolt", 5, 4, 3), row("nut", 4, 5, 3)],
  confusion: [
    [3, 1, 1],
    [0, 3, 1],
    [1, 1, 0],
  ],
  sizes: [{ least_side_px: 0, most_side_px: null, objects: 9, found: 6, recall50: 1, recall50_ci: null }],
  errors: { missed: { count: 2, map50_gain: 0 }, class: { count: 1, map50_gain: 0 } },
};

describe("tables of thresholds", () => {
  it("are found by the nearest threshold", () => {
    const tables = [0.1, 0.2, 0.3].map((threshold) => ({ ...tableOfScore(score), threshold }));
    expect(tableAt(tables, 0.21).threshold).toBe(0.2);
    expect(tableAt(tables, 0.99).threshold).toBe(0.3);
  });
  it("contain the nonzero cells of the matrix", () => {
    expect(matrixOf(tableOfScore(score))).toEqual(score.confusion);
  });
  it("add up", () => {
    const table = tableOfScore(score);
    const matrix = matrixOf(table);
    const sum = (cells: number[]) => cells.reduce((all, count) => all + count, 0);
    expect(sum(matrix.slice(0, -1).flat())).toBe(table.truths);
    expect(sum(matrix.flatMap((cells) => cells.slice(0, -1)))).toBe(table.answers);
    expect(matrix[0]![0]! + matrix[1]![1]!).toBe(table.hits);
  });
  it("are the report's own when a run has no others", () => {
    const report = { int8: score, float: score } as never;
    expect(tablesOf(report, "int8", undefined).tables).toHaveLength(1);
    expect(tablesOf(report, "int8", undefined).threshold).toBe(0.3);
  });
});
