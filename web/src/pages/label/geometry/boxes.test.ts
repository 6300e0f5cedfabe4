import { describe, expect, it } from "vitest";
import { between, boxAt, clip, handleAt, handlesOf, isTiny, moved, overlap, resized, snap } from "./boxes";

const picture = { width: 100, height: 80 };
const box = { x: 10, y: 20, width: 30, height: 40 };

describe("snapping", () => {
  it("rounds to whole pixels", () => {
    expect(snap({ x: 10.4, y: 20.6 }, picture, 0)).toEqual({ x: 10, y: 21 });
  });
  it("moves to the picture's edge near it and beyond it", () => {
    expect(snap({ x: 2.9, y: 78 }, picture, 3)).toEqual({ x: 0, y: 80 });
    expect(snap({ x: -50, y: 500 }, picture, 0)).toEqual({ x: 0, y: 80 });
  });
});

describe("drawing", () => {
  it("takes corners in any order", () => {
    expect(between({ x: 9, y: 2 }, { x: 4, y: 7 })).toEqual({ x: 4, y: 2, width: 5, height: 5 });
  });
  it("cuts off what is outside", () => {
    expect(clip({ x: -10, y: 70, width: 30, height: 30 }, picture)).toEqual({ x: 0, y: 70, width: 20, height: 10 });
  });
  it("makes no box of less than two pixels", () => {
    expect(clip({ x: 5, y: 5, width: 1.9, height: 9 }, picture)).toBeUndefined();
    expect(clip({ x: 99, y: 5, width: 9, height: 9 }, picture)).toBeUndefined();
    expect(clip({ x: 5, y: 5, width: 2, height: 2 }, picture)).toEqual({ x: 5, y: 5, width: 2, height: 2 });
  });
});

describe("moving", () => {
  it("stops at the edges and keeps the size", () => {
    expect(moved(box, -99, 99, picture)).toEqual({ x: 0, y: 40, width: 30, height: 40 });
  });
  it("keeps the other properties of a box", () => {
    expect(moved({ ...box, class_id: 3 }, 1, 0, picture)).toEqual({ ...box, x: 11, class_id: 3 });
  });
});

describe("resizing", () => {
  it("moves only the sides of the handle", () => {
    expect(resized(box, "e", { x: 50, y: 0 }, picture)).toEqual({ ...box, width: 40 });
    expect(resized(box, "nw", { x: 5, y: 30 }, picture)).toEqual({ x: 5, y: 30, width: 35, height: 30 });
  });
  it("flips the box when dragged past the opposite side", () => {
    expect(resized(box, "w", { x: 60, y: 0 }, picture)).toEqual({ ...box, x: 40, width: 20 });
  });
  it("keeps at least two pixels and stays inside the picture", () => {
    expect(resized(box, "e", { x: 10, y: 0 }, picture)).toEqual({ ...box, width: 2 });
    expect(resized(box, "se", { x: 999, y: 999 }, picture)).toEqual({ x: 10, y: 20, width: 90, height: 60 });
    const atEdge = { x: 0, y: 0, width: 4, height: 4 };
    expect(resized(atEdge, "e", { x: -5, y: 0 }, picture)).toEqual({ ...atEdge, width: 2 });
  });
  it("keeps fractional coordinates of sides that are not moved", () => {
    expect(resized({ x: 10.25, y: 20.5, width: 30, height: 40 }, "e", { x: 50, y: 0 }, picture)).toEqual({
      x: 10.25,
      y: 20.5,
      width: 39.75,
      height: 40,
    });
  });
});

describe("the box at a point", () => {
  const boxes = [box, { x: 0, y: 0, width: 90, height: 80 }, { x: 12, y: 22, width: 5, height: 5 }];
  it("is the smallest that contains the point", () => {
    expect(boxAt(boxes, { x: 14, y: 24 })).toBe(2);
    expect(boxAt(boxes, { x: 30, y: 50 })).toBe(0);
    expect(boxAt(boxes, { x: 80, y: 10 })).toBe(1);
    expect(boxAt(boxes, { x: 95, y: 10 })).toBe(-1);
  });
  it("is found within a small distance", () => {
    expect(boxAt([box], { x: 8, y: 30 })).toBe(-1);
    expect(boxAt([box], { x: 8, y: 30 }, 3)).toBe(0);
  });
});

describe("handles", () => {
  const view = { scale: 2, x: 100, y: 0 };
  it("are at the box's corners and sides on the stage", () => {
    expect(handlesOf(box, view).find((one) => one.handle === "se")?.at).toEqual({ x: 180, y: 120 });
  });
  it("are found near a point", () => {
    expect(handleAt(box, view, { x: 183, y: 118 }, 8)).toBe("se");
    expect(handleAt(box, view, { x: 150, y: 80 }, 8)).toBeUndefined();
  });
  it("leave the middle of a small box free", () => {
    const small = { x: 10, y: 20, width: 6, height: 6 };
    expect(handleAt(small, view, { x: 126, y: 46 }, 8)).toBeUndefined();
    expect(handleAt(small, view, { x: 120, y: 40 }, 8)).toBe("nw");
    expect(handlesOf(small, view)).toHaveLength(4);
  });
});

describe("overlap", () => {
  it("is the intersection over the union", () => {
    expect(overlap(box, box)).toBe(1);
    expect(overlap({ x: 0, y: 0, width: 10, height: 10 }, { x: 5, y: 0, width: 10, height: 10 })).toBeCloseTo(
      1 / 3,
      12,
    );
    expect(overlap(box, { x: 90, y: 0, width: 5, height: 5 })).toBe(0);
  });
});

describe("tiny boxes", () => {
  it("are judged at the network's input size", () => {
    expect(isTiny({ x: 0, y: 0, width: 19, height: 300 }, { width: 640, height: 480 })).toBe(true);
    expect(isTiny({ x: 0, y: 0, width: 20, height: 300 }, { width: 640, height: 480 })).toBe(false);
  });
});
