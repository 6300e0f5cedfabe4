import { describe, expect, it, vi } from "vitest";
import type { Comparison, Run } from "$lib/types";
import { betterBy, comparedOf, intervalText } from "./comparison";

// The page's texts need the language of the browser.
vi.hoisted(() => vi.stubGlobal("navigator", { language: "en" }));

const run = (number: number, int8_metric: number): Run =>
  ({
    number,
    metric_name: "accuracy",
    int8_metric,
    int8_low: int8_metric - 0.05,
    int8_high: int8_metric + 0.05,
  }) as Run;

describe("two runs compared", () => {
  it("report which one is better, and by how much", () => {
    expect(betterBy(0.022, "#1", "#2")).toBe("#2 is better by 2.2 points");
    expect(betterBy(-0.022, "#1", "#2")).toBe("#1 is better by 2.2 points");
    expect(betterBy(0.0004, "#1", "#2")).toBe("equal");
    expect(betterBy(undefined, "#1", "#2")).toBe("");
  });

  it("have an interval of the difference for accuracy too", () => {
    const detail = { difference: 0.02, difference_ci: [-0.051, 0.091] };
    const [row] = comparedOf({ message: "", detail } as Comparison, run(1, 0.8), run(2, 0.82)).rows;
    expect(row!.difference).toBeCloseTo(0.02, 10);
    expect(intervalText(row!.interval)).toBe("−5.1 … +9.1");
  });
});
