import { describe, expect, it } from "vitest";
import { turnedBox, turnedSize } from "./picture";

const size = { width: 240, height: 160 };
const box = { x: 10, y: 20, width: 30, height: 50, name: "bolt" };

describe("a turned picture", () => {
  it("has its sides exchanged after a quarter turn", () => {
    expect(turnedSize(size, 90)).toEqual({ width: 160, height: 240 });
    expect(turnedSize(size, 180)).toEqual(size);
  });

  it("has its boxes where the objects are", () => {
    expect(turnedBox(box, size, 0)).toEqual(box);
    expect(turnedBox(box, size, 90)).toEqual({ ...box, x: 90, y: 10, width: 50, height: 30 });
    expect(turnedBox(box, size, 180)).toEqual({ ...box, x: 200, y: 90 });
    expect(turnedBox(box, size, 270)).toEqual({ ...box, x: 20, y: 200, width: 50, height: 30 });
  });

  it("comes back after four quarter turns", () => {
    let turned = box;
    for (let turn = 0; turn < 4; ++turn) turned = turnedBox(turned, turn % 2 ? turnedSize(size, 90) : size, 90);
    expect(turned).toEqual(box);
  });
});
