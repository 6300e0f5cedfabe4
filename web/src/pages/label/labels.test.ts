import { describe, expect, it } from "vitest";
import {
  isSame,
  labelsOf,
  merged,
  nothingHere,
  nothingSaid,
  removed,
  repeated,
  replaced,
  shifted,
  withBoxes,
  withClass,
} from "./labels";

const picture = { width: 100, height: 100 };
const a = { class_id: 1, x: 10, y: 10, width: 20, height: 20 };
const b = { class_id: 2, x: 50, y: 50, width: 10, height: 10 };

describe("labels", () => {
  it("are unlabelled again when the last box is gone", () => {
    expect(removed(withBoxes([a]), 0)).toEqual(nothingSaid);
    expect(removed(withBoxes([a, b]), 0)).toEqual({ state: "labelled", class_id: null, boxes: [b] });
  });
  it("are replaced, never changed", () => {
    const before = withBoxes([a, b]);
    const after = replaced(before, 1, { ...b, class_id: 1 });
    expect(before.boxes[1]).toEqual(b);
    expect(after.boxes[1]).toEqual({ ...b, class_id: 1 });
    expect(isSame(before, after)).toBe(false);
    expect(isSame(before, withBoxes([{ ...a }, { ...b }]))).toBe(true);
  });
  it("read an absent class as none", () => {
    expect(isSame(labelsOf({ state: "unlabelled", boxes: [] }), nothingSaid)).toBe(true);
    expect(isSame(withClass(1), withClass(2))).toBe(false);
  });
});

describe("boxes of the picture before", () => {
  it("are added once", () => {
    const once = repeated(withBoxes([a]), [a, b], picture);
    expect(once.boxes).toEqual([a, b]);
    expect(repeated(once, [a, b], picture)).toEqual(once);
  });
  it("are cut to this picture, or left out", () => {
    const after = repeated(nothingSaid, [a, b], { width: 25, height: 100 });
    expect(after.boxes).toEqual([{ ...a, width: 15 }]);
  });
});

describe("a copy", () => {
  it("lies beside its original and inside the picture", () => {
    expect(shifted(a, picture)).toEqual({ ...a, x: 12, y: 12 });
    expect(shifted({ ...a, x: 80, y: 80 }, picture)).toEqual({ ...a, x: 78, y: 78 });
    expect(shifted({ ...a, x: 0, y: 0, width: 100, height: 100 }, picture)).toMatchObject({ x: 0, y: 0 });
  });

  describe("of two people at the same time", () => {
    const c = { class_id: 1, x: 70, y: 10, width: 5, height: 5 };

    it("hold what each has drawn, and lack what one has removed", () => {
      expect(merged(nothingSaid, withBoxes([a]), withBoxes([b]))).toEqual(withBoxes([b, a]));
      expect(merged(withBoxes([a]), withBoxes([a, b]), withBoxes([a, c]))).toEqual(withBoxes([a, c, b]));
      expect(merged(withBoxes([a, b]), withBoxes([b]), withBoxes([a, b, c]))).toEqual(withBoxes([b, c]));
      expect(merged(withBoxes([a, b]), withBoxes([a, b, c]), withBoxes([a]))).toEqual(withBoxes([a, c]));
    });

    it("hold a box once that both have drawn alike", () => {
      expect(merged(nothingSaid, withBoxes([a, b]), withBoxes([a]))).toEqual(withBoxes([a, b]));
    });

    it("hold both places of a box that both have moved, rather than lose one", () => {
      const left = { ...a, x: 5 };
      const right = { ...a, x: 15 };
      expect(merged(withBoxes([a]), withBoxes([left]), withBoxes([right]))).toEqual(withBoxes([right, left]));
    });

    it("prefer boxes to nothing here", () => {
      expect(merged(nothingSaid, nothingHere, withBoxes([a]))).toEqual(withBoxes([a]));
      expect(merged(nothingSaid, withBoxes([a]), nothingHere)).toEqual(withBoxes([a]));
    });

    it("contradict each other where there is one class for a picture", () => {
      expect(merged(nothingSaid, withClass(1), withClass(2))).toBeUndefined();
      expect(merged(nothingSaid, withClass(1), withClass(1))).toEqual(withClass(1));
      expect(merged(withClass(1), withClass(1), withClass(2))).toEqual(withClass(2));
      expect(merged(withClass(1), withClass(2), withClass(1))).toEqual(withClass(2));
      expect(merged(nothingSaid, nothingHere, withClass(2))).toBeUndefined();
    });
  });
});
