import { describe, expect, it, vi } from "vitest";

// They ask the server; what is reckoned from the answers needs none.
vi.mock("$lib/api", () => ({}));
vi.mock("./marks", () => ({}));
const { answeredAt, hitsOf, some } = await import("./sureness");

describe("answers above a threshold", () => {
  const answers = [
    { confidence: 0.9, isRight: true },
    { confidence: 0.6, isRight: false },
    { confidence: 0.6, isRight: true },
    { confidence: 0.3, isRight: false },
  ];
  it("are fewer, and more of them are right", () => {
    expect(answeredAt(answers, 0)).toEqual({ share: 1, right: 0.5, answered: 4, hits: 2 });
    expect(answeredAt(answers, 0.6)).toEqual({ share: 0.75, right: 2 / 3, answered: 3, hits: 2 });
    expect(answeredAt(answers, 0.95)).toEqual({ share: 0, right: null, answered: 0, hits: 0 });
  });
  it("are nothing without pictures", () => {
    expect(answeredAt([], 0.5)).toEqual({ share: 0, right: null, answered: 0, hits: 0 });
  });
});

describe("finds", () => {
  const cell = { width: 10, height: 10 };
  it("count once for each truth within a cell", () => {
    const truths = [{ class_id: 1, x: 20, y: 20 }];
    expect(hitsOf(truths, [{ class_id: 1, x: 26, y: 20 }, { class_id: 1, x: 20, y: 20 }], cell)).toBe(1);
    expect(hitsOf(truths, [{ class_id: 1, x: 31, y: 20 }], cell)).toBe(0);
    expect(hitsOf(truths, [{ class_id: 2, x: 20, y: 20 }], cell)).toBe(0);
  });
});

describe("some of many", () => {
  it("are spread evenly", () => {
    expect(some([1, 2, 3], 5)).toEqual([1, 2, 3]);
    expect(some([0, 1, 2, 3, 4, 5, 6, 7], 4)).toEqual([0, 2, 4, 6]);
  });
});
