import { describe, expect, it } from "vitest";
import { fit, keepInSight, panBy, pinch, toPicture, toStage, zoomAt } from "./view";

const picture = { width: 200, height: 100 };
const stage = { width: 828, height: 628 };

describe("fit", () => {
  it("shows the whole picture in the middle", () => {
    expect(fit(picture, stage)).toEqual({ scale: 4, x: 14, y: 114 });
  });
  it("limits the scale of a picture of a few pixels", () => {
    expect(fit({ width: 8, height: 8 }, stage).scale).toBe(24);
  });
  it("works for a stage without a size", () => {
    expect(fit(picture, { width: 0, height: 0 }).scale).toBeGreaterThan(0);
  });
});

describe("points", () => {
  it("are unchanged after a conversion to the stage and back", () => {
    const view = { scale: 2.5, x: -30, y: 17 };
    const there = toStage(view, { x: 12, y: 40 });
    expect(there).toEqual({ x: 0, y: 117 });
    expect(toPicture(view, there)).toEqual({ x: 12, y: 40 });
  });
});

describe("zooming", () => {
  it("keeps the point under the cursor", () => {
    const view = fit(picture, stage);
    const at = { x: 300, y: 300 };
    const before = toPicture(view, at);
    const after = toPicture(zoomAt(view, at, 1.7, picture, stage), at);
    expect(after.x).toBeCloseTo(before.x, 9);
    expect(after.y).toBeCloseTo(before.y, 9);
  });
  it("is limited to half the fitted scale, and to 64 times", () => {
    const view = fit(picture, stage);
    expect(zoomAt(view, { x: 0, y: 0 }, 1e-9, picture, stage).scale).toBe(2);
    expect(zoomAt(view, { x: 0, y: 0 }, 1e9, picture, stage).scale).toBe(64);
  });
});

describe("panning", () => {
  it("keeps a part of the picture visible", () => {
    const view = fit(picture, stage);
    expect(panBy(view, 1e6, 0, picture, stage).x).toBe(828 - 48);
    expect(panBy(view, -1e6, 0, picture, stage).x).toBe(48 - 800);
    expect(keepInSight({ scale: 1, x: 1e6, y: 0 }, { width: 10, height: 10 }, stage).x).toBe(828 - 10);
  });
});

describe("two fingers", () => {
  it("zoom by their distance, and move the picture", () => {
    const view = { scale: 2, x: 100, y: 100 };
    const from: [{ x: number; y: number }, { x: number; y: number }] = [
      { x: 200, y: 200 },
      { x: 300, y: 200 },
    ];
    const after = pinch(
      view,
      from,
      [
        { x: 180, y: 250 },
        { x: 380, y: 250 },
      ],
      picture,
      stage,
    );
    expect(after.scale).toBe(4);
    expect(toStage(after, toPicture(view, { x: 250, y: 200 }))).toEqual({ x: 280, y: 250 });
  });
});
