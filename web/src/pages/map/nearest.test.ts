import { describe, expect, it } from "vitest";
import { nextIn } from "./nearest";

describe("arrow keys on the map", () => {
  const dots = [
    { x: 0.5, y: 0.5 },
    { x: 0.6, y: 0.52 },
    { x: 0.9, y: 0.5 },
    { x: 0.5, y: 0.1 },
    { x: 0.1, y: 0.45 },
  ];

  it("move to the nearest picture in their direction", () => {
    expect(nextIn(dots, 0, "ArrowRight")).toBe(1);
    expect(nextIn(dots, 1, "ArrowRight")).toBe(2);
    expect(nextIn(dots, 0, "ArrowUp")).toBe(3);
    expect(nextIn(dots, 0, "ArrowLeft")).toBe(4);
  });

  it("stay at the edge, and other keys do nothing", () => {
    expect(nextIn(dots, 2, "ArrowRight")).toBeUndefined();
    expect(nextIn(dots, 0, "Enter")).toBeUndefined();
    expect(nextIn([], 0, "ArrowUp")).toBeUndefined();
  });

  it("reach every one of several pictures at the same position", () => {
    const same = [
      { x: 0.5, y: 0.5 },
      { x: 0.5, y: 0.5 },
    ];
    expect(nextIn(same, 0, "ArrowRight")).toBe(1);
    expect(nextIn(same, 1, "ArrowRight")).toBeUndefined();
  });
});
