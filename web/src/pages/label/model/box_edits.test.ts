import { describe, expect, it } from "vitest";
import { isSame, nothingSaid, withBoxes } from "$lib/labels/labels";
import { removed, repeated, replaced, shifted } from "./box_edits";

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
  });
});

describe("boxes of the previous picture", () => {
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
  it("is placed beside its original and inside the picture", () => {
    expect(shifted(a, picture)).toEqual({ ...a, x: 12, y: 12 });
    expect(shifted({ ...a, x: 80, y: 80 }, picture)).toEqual({ ...a, x: 78, y: 78 });
    expect(shifted({ ...a, x: 0, y: 0, width: 100, height: 100 }, picture)).toMatchObject({ x: 0, y: 0 });
  });
});
