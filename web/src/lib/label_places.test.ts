import { describe, expect, it } from "vitest";
import { placesOfLabels, shortened } from "./label_places";

// The same cases as in src/image/label_places_test.cpp.
const picture = { width: 200, height: 100 };
const label = (x: number, y: number, width: number, height: number) => ({
  box: { x, y, width, height },
  width: 40,
  height: 10,
});

describe("a label", () => {
  it("is above its box at the left edge", () => {
    expect(placesOfLabels([label(50, 40, 60, 30)], picture)).toEqual([{ x: 50, y: 30 }]);
  });
  it("is moved into the picture", () => {
    expect(placesOfLabels([label(50, 4, 60, 30)], picture)).toEqual([{ x: 50, y: 0 }]);
    expect(placesOfLabels([label(190, 40, 10, 30)], picture)).toEqual([{ x: 160, y: 30 }]);
    expect(placesOfLabels([label(-20, -20, 300, 300)], picture)).toEqual([{ x: 0, y: 0 }]);
  });
  it("covers no label that was placed before, where that can be avoided", () => {
    const same = label(50, 40, 60, 30);
    expect(placesOfLabels([same, same, same, same], picture)).toEqual([
      { x: 50, y: 30 },
      { x: 50, y: 40 },
      { x: 50, y: 70 },
      { x: 50, y: 60 },
    ]);
  });
  it("places twenty labels on one object without overlap, all inside the picture", () => {
    const places = placesOfLabels(
      Array.from({ length: 20 }, () => label(50, 40, 60, 30)),
      picture,
    );
    for (const [i, one] of places.entries()) {
      expect(one.x >= 0 && one.x + 40 <= 200 && one.y >= 0 && one.y + 10 <= 100).toBe(true);
      for (const other of places.slice(0, i))
        expect(Math.abs(one.x - other.x) >= 40 || Math.abs(one.y - other.y) >= 10).toBe(true);
    }
  });
  it("has the smallest overlap when every position is taken", () => {
    const tiny = { width: 40, height: 15 };
    const places = placesOfLabels([label(0, 0, 40, 15), label(0, 0, 40, 15)], tiny);
    expect(places).toEqual([
      { x: 0, y: 0 },
      { x: 0, y: 5 },
    ]);
  });
  it("starts at the picture's corner when it is larger than the picture", () => {
    expect(placesOfLabels([label(5, 5, 10, 10)], { width: 20, height: 20 })).toEqual([{ x: 0, y: 0 }]);
  });
});

describe("a text that is too wide", () => {
  const widthOf = (text: string) => [...text].length;
  it("keeps its score", () => {
    expect(shortened("a very long class name 87 %", 12, widthOf)).toBe("a very… 87 %");
    expect(shortened("bolt 87 %", 12, widthOf)).toBe("bolt 87 %");
  });
  it("never splits a character", () => {
    expect(shortened("😀😀😀😀😀😀 9 %", 7, widthOf)).toBe("😀…😀 9 %");
  });
});
