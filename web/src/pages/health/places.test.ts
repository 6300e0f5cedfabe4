import { describe, expect, it } from "vitest";
import { heatOf, thirds, type Placed } from "./places";

const at = (x: number, y: number, side = 0.1): Placed => ({ x, y, width: side, height: side, class_id: 1 });

describe("places of objects", () => {
  it("are counted by the cell of their centre, relative to the fullest cell", () => {
    expect(heatOf([at(0.1, 0.1), at(0.2, 0.3), at(0.9, 0.2), at(1, 1)], 2)).toEqual([1, 0.5, 0, 0.5]);
  });
  it("are empty without objects", () => {
    expect(heatOf([], 2)).toEqual([0, 0, 0, 0]);
    expect(thirds([]).sides).toEqual([0, 0, 0]);
  });
  it("are summarized as fractions per third, with small, medium and large sides", () => {
    const { across, down, sides } = thirds([at(0.1, 0.5, 0.1), at(0.5, 0.5, 0.2), at(0.9, 0.5, 0.4)]);
    for (const fraction of across) expect(fraction).toBeCloseTo(1 / 3, 10);
    expect(down.map((one) => Math.round(one))).toEqual([0, 1, 0]);
    [0.1, 0.2, 0.4].forEach((side, i) => expect(sides[i]).toBeCloseTo(side, 10));
  });
});
