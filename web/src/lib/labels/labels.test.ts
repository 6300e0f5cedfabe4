import { describe, expect, it } from "vitest";
import { isSame, labelsOf, merged, nothingHere, nothingSaid, withBoxes, withClass } from "./labels";

const a = { class_id: 1, x: 10, y: 10, width: 20, height: 20 };
const b = { class_id: 2, x: 50, y: 50, width: 10, height: 10 };

describe("labels", () => {
  it("are equal when all their boxes are equal", () => {
    expect(isSame(withBoxes([a, b]), withBoxes([{ ...a }, { ...b }]))).toBe(true);
    expect(isSame(withBoxes([a, b]), withBoxes([a, { ...b, class_id: 1 }]))).toBe(false);
  });
  it("read an absent class as none", () => {
    expect(isSame(labelsOf({ state: "unlabelled", boxes: [] }), nothingSaid)).toBe(true);
    expect(isSame(withClass(1), withClass(2))).toBe(false);
  });
});

describe("labels of two people at the same time", () => {
  const c = { class_id: 1, x: 70, y: 10, width: 5, height: 5 };

  it("contain the boxes that either has drawn, without those that one has removed", () => {
    expect(merged(nothingSaid, withBoxes([a]), withBoxes([b]))).toEqual(withBoxes([b, a]));
    expect(merged(withBoxes([a]), withBoxes([a, b]), withBoxes([a, c]))).toEqual(withBoxes([a, c, b]));
    expect(merged(withBoxes([a, b]), withBoxes([b]), withBoxes([a, b, c]))).toEqual(withBoxes([b, c]));
    expect(merged(withBoxes([a, b]), withBoxes([a, b, c]), withBoxes([a]))).toEqual(withBoxes([a, c]));
  });

  it("contain a box once when both have drawn the same", () => {
    expect(merged(nothingSaid, withBoxes([a, b]), withBoxes([a]))).toEqual(withBoxes([a, b]));
  });

  it("contain both positions of a box that both have moved", () => {
    const left = { ...a, x: 5 };
    const right = { ...a, x: 15 };
    expect(merged(withBoxes([a]), withBoxes([left]), withBoxes([right]))).toEqual(withBoxes([right, left]));
  });

  it('prefer boxes to "no object"', () => {
    expect(merged(nothingSaid, nothingHere, withBoxes([a]))).toEqual(withBoxes([a]));
    expect(merged(nothingSaid, withBoxes([a]), nothingHere)).toEqual(withBoxes([a]));
  });

  it("contradict each other when a picture has one class", () => {
    expect(merged(nothingSaid, withClass(1), withClass(2))).toBeUndefined();
    expect(merged(nothingSaid, withClass(1), withClass(1))).toEqual(withClass(1));
    expect(merged(withClass(1), withClass(1), withClass(2))).toEqual(withClass(2));
    expect(merged(withClass(1), withClass(2), withClass(1))).toEqual(withClass(2));
    expect(merged(nothingSaid, nothingHere, withClass(2))).toBeUndefined();
  });
});
