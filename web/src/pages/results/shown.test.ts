import type { Component } from "svelte";
import { render } from "svelte/server";
import { describe, expect, it, vi } from "vitest";
import type { Project } from "$lib/types";
import type { ClassRow, Report, Score } from "$report/report";

// The page's texts need the language of the browser, and its links need its address.
vi.hoisted(() => {
  vi.stubGlobal("navigator", { language: "en" });
  vi.stubGlobal("document", { baseURI: "http://studio.test/", addEventListener: () => {} });
  vi.stubGlobal("location", { hash: "" });
  vi.stubGlobal("window", globalThis);
  vi.stubGlobal("addEventListener", () => {});
});
const { default: BoxErrors } = await import("./BoxErrors.svelte");
const { default: ClassTable } = await import("./ClassTable.svelte");
const { default: ConfusionMatrix } = await import("./ConfusionMatrix.svelte");
const { default: Overview } = await import("./Overview.svelte");
const { default: ShownForTest } = await import("./ShownForTest.svelte");
const { tableOfScore } = await import("$report/thresholds");

// Each part has properties of its own.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const htmlOf = (part: Component<any>, of: Record<string, unknown>) =>
  render(ShownForTest, { props: { part, of } }).body;
const project = { classes: [] } as unknown as Project;

const fraction = (part: number, whole: number) => (whole > 0 ? part / whole : null);
const row = (name: string, truths: number, answers: number, hits: number): ClassRow => ({
  class: name,
  truths,
  answers,
  hits,
  precision: fraction(hits, answers),
  precision_ci: null,
  recall: fraction(hits, truths),
  recall_ci: null,
  f1: fraction(2 * hits, truths + answers),
});

/** A run with this confusion matrix, and everything that follows from it. */
function reportOf(task: Report["task"], classes: string[], confusion: number[][], more: Partial<Score> = {}): Report {
  const answersOf = (of: number) => confusion.reduce((sum, cells) => sum + cells[of]!, 0);
  const truthsOf = (of: number) => confusion[of]!.reduce((sum, count) => sum + count, 0);
  const by_class = classes.map((name, index) =>
    row(name, truthsOf(index), answersOf(index), confusion[index]![index]!),
  );
  const hits = by_class.reduce((sum, one) => sum + one.hits, 0);
  const truths = by_class.reduce((sum, one) => sum + one.truths, 0);
  const score: Score = {
    pictures: 20,
    threshold: 0.3,
    standing: "useful",
    by_class,
    confusion,
    ...more,
  };
  if (task === "classification")
    Object.assign(score, { accuracy: hits / truths, accuracy_ci: [0.4, 0.9], pictures: truths });
  else Object.assign(score, { map50: 0.5, map50_ci: [0.4, 0.6], objects: truths });
  return {
    task,
    input: "96×96 RGB",
    classes,
    images: { train: 100, val: 20, test: 20 },
    float: score,
    int8: score,
    int8_minus_float: null,
    parameters: 1000,
    verdict: { standing: "useful", sentence: "Useful under supervision. …", next: null, also: [] },
    split: { how: "", measured_on: "test" },
    best_epoch: 3,
    stopped_because: "",
    mistakes: [],
    problems: [],
  };
}

const detector = reportOf(
  "detection",
  ["bolt", "nut"],
  [
    [3, 1, 2],
    [0, 4, 1],
    [2, 1, 0],
  ],
  {
    sizes: [
      { least_side_px: 0, most_side_px: 16, objects: 5, found: 2, recall50: 0.4, recall50_ci: null },
      { least_side_px: 16, most_side_px: null, objects: 6, found: 5, recall50: 0.8, recall50_ci: null },
    ],
    errors: Object.fromEntries(
      Object.entries({ missed: 3, class: 1, localisation: 1, duplicate: 1, background: 1 }).map(([kind, count]) => [
        kind,
        { count, map50_gain: 0 },
      ]),
    ),
  },
);
const classifier = reportOf(
  "classification",
  ["left", "right", "stop"],
  [
    [7, 2, 0],
    [1, 8, 1],
    [0, 0, 12],
  ],
);

/** The cells of a table, row by row; "–" and empty cells are null. */
function cellsOf(html: string): (number | null)[][] {
  const rows = [...html.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map((match) => match[1]!);
  return rows
    .map((cells) =>
      [...cells.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map((match) => {
        const number = match[1]!
          .replace(/<!--.*?-->/gs, "")
          .replace(/<[^>]*>/g, " ")
          .match(/-?\d+(\.\d+)?/);
        return number ? Number(number[0]) : null;
      }),
    )
    .filter((cells) => cells.length > 0);
}
const textOf = (html: string) =>
  html
    .replace(/<!--.*?-->/gs, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/[\s\u202f\u00a0]+/g, " ");
const sum = (numbers: (number | null)[]) => numbers.reduce<number>((all, one) => all + (one ?? 0), 0);

describe.each([
  ["a detector", detector],
  ["a classifier", classifier],
])("what is shown of %s", (_, report) => {
  const table = tableOfScore(report.int8);
  const matrix = cellsOf(htmlOf(ConfusionMatrix, { project, run: 1, report, table, threshold: 0.3 })).filter(
    (cells) => cells.length >= report.classes.length && cells.some((one) => one !== null),
  );
  const classRows = cellsOf(htmlOf(ClassTable, { project, report, precision: "int8", table }));
  const of = (column: number) => classRows.slice(0, report.classes.length).map((cells) => cells[column]!);
  const [truths, answers, hits] = [of(1), of(2), of(3)];

  it("has classes that are the matrix's rows, columns and diagonal", () => {
    expect(matrix).toHaveLength(report.task === "detection" ? report.classes.length + 1 : report.classes.length);
    report.classes.forEach((_, index) => {
      expect(truths[index]).toBe(sum(matrix[index]!));
      expect(answers[index]).toBe(sum(matrix.map((cells) => cells[index]!)));
      expect(hits[index]).toBe(matrix[index]![index]);
    });
  });

  it("has fractions that follow from its counts", () => {
    classRows.forEach(([, ofTruths, ofAnswers, ofHits, precision, recall]) => {
      expect(precision).toBeCloseTo((100 * ofHits!) / ofAnswers!, 1);
      expect(recall).toBeCloseTo((100 * ofHits!) / ofTruths!, 1);
    });
  });

  it("has a last row that is the sum of the classes", () => {
    const all = classRows.at(-1)!;
    expect(all.slice(1, 4)).toEqual([sum(truths), sum(answers), sum(hits)]);
  });

  it("has a verdict from the same counts", () => {
    const shown = textOf(htmlOf(Overview, { report, precision: "int8", board: undefined, table, isOwn: true }));
    const numbers = { n: sum(truths), hits: sum(hits), wrong: sum(answers) - sum(hits) };
    expect(shown).toContain(String(numbers.n));
    expect(shown).toContain(String(numbers.hits));
    if (report.task === "classification") {
      expect(shown).toContain(`${((100 * numbers.hits) / numbers.n).toFixed(1)} %`);
    } else {
      expect(shown).toContain(`It found ${numbers.hits} of ${numbers.n} objects.`);
      expect(shown).toContain(`Wrong predictions: ${numbers.wrong} of ${sum(answers)}.`);
    }
  });
});

describe("results of boxes", () => {
  const table = tableOfScore(detector.int8);
  const [errors, sizes] = htmlOf(BoxErrors, { score: detector.int8, table })
    .split("</table>")
    .map((html) => cellsOf(html));

  it("have as many errors as the matrix has outside its diagonal", () => {
    const wrong = sum(
      detector.int8.confusion!.flatMap((cells, truth) => cells.filter((_, answer) => answer !== truth)),
    );
    expect(sum(errors!.map((cells) => cells.at(-1)!))).toBe(wrong);
  });

  it("have objects and detections per size that add up to all of them", () => {
    expect(sum(sizes!.map((cells) => cells[1]!))).toBe(table.truths);
    expect(sum(sizes!.map((cells) => cells[2]!))).toBe(table.hits);
    sizes!.forEach(([, objects, found, recall]) => expect(recall).toBeCloseTo((100 * found!) / objects!, 1));
  });
});
