import { beforeEach, describe, expect, it } from "vitest";
import type { Rectangle } from "./boxes";
import { Gestures, type Press, type Scene } from "./gestures";
import type { View } from "./view";

type Writable<T> = { -readonly [K in keyof T]: T[K] };
const a = { x: 10, y: 10, width: 30, height: 30 };

let scene: Writable<Scene>;
let gestures: Gestures;
let calls: string[];
let draft: Rectangle | undefined;
const show = (r: Rectangle) => `${r.x},${r.y} ${r.width}x${r.height}`;

beforeEach(() => {
  calls = [];
  draft = undefined;
  // A pixel of the picture is two pixels of the stage, and the picture starts at 100, 50.
  scene = {
    picture: { width: 100, height: 100 },
    stage: { width: 400, height: 300 },
    view: { scale: 2, x: 100, y: 50 },
    boxes: [a],
    selected: -1,
    tool: "draw",
    isPanning: false,
    canEdit: true,
    hasBoxes: true,
  };
  gestures = new Gestures(scene, {
    onView: (view: View) => {
      scene.view = view;
      calls.push(`view ${view.scale} ${view.x},${view.y}`);
    },
    onDraft: (rectangle) => (draft = rectangle),
    onDrawn: (rectangle) => calls.push(`drawn ${show(rectangle)}`),
    onSelect: (index) => {
      scene.selected = index;
      calls.push(`select ${index}`);
    },
    onReshape: (index, rectangle) => calls.push(`shape ${index} ${show(rectangle)}`),
    onReshaped: (index, rectangle) => calls.push(`shaped ${index} ${show(rectangle)}`),
  });
});

/** Makes a pointer event at a point of the picture. */
const at = (x: number, y: number, more: Partial<Press> = {}): Press => ({
  pointer: 1,
  kind: "mouse",
  button: 0,
  at: { x: x * 2 + 100, y: y * 2 + 50 },
  alt: false,
  ...more,
});
function drag(from: Press, to: Press): void {
  gestures.down(from);
  gestures.move({ ...to, at: { x: (from.at.x + to.at.x) / 2, y: (from.at.y + to.at.y) / 2 } });
  gestures.move(to);
  gestures.up(to);
}
function click(press: Press): void {
  gestures.down(press);
  gestures.up(press);
}

describe("drawing", () => {
  it("makes a box by a drag, also over another box", () => {
    drag(at(20, 20), at(60, 70));
    expect(calls).toEqual(["drawn 20,20 40x50"]);
    expect(draft).toBeUndefined();
  });
  it("makes a box by two clicks, and shows it in between", () => {
    click(at(20, 20));
    gestures.move(at(50, 50));
    expect(draft).toEqual({ x: 20, y: 20, width: 30, height: 30 });
    click(at(60, 70));
    expect(calls).toEqual(["drawn 20,20 40x50"]);
    expect(gestures.isBusy).toBe(false);
  });
  it("cancels a corner by a second click at the same place, and by Escape", () => {
    click(at(20, 20));
    click(at(20, 20));
    expect(calls).toEqual([]);
    expect(gestures.isBusy).toBe(false);
    click(at(20, 20));
    gestures.move(at(50, 50));
    expect(gestures.stop()).toBe(true);
    expect(draft).toBeUndefined();
    expect(gestures.stop()).toBe(false);
  });
  it("cuts a box at the picture's edge, and snaps near it", () => {
    drag(at(-4, 50), at(97.5, 140));
    expect(calls).toEqual(["drawn 0,50 100x50"]);
  });
  it("ignores a click far outside the picture", () => {
    click(at(-40, 50));
    expect(calls).toEqual(["select -1"]);
    expect(gestures.isBusy).toBe(false);
  });
  it("keeps the first corner during a zoom between two clicks", () => {
    click(at(20, 20));
    scene.view = { scale: 4, x: 0, y: 0 };
    const there = { ...at(0, 0), at: { x: 200, y: 240 } };
    click(there);
    expect(calls).toEqual(["drawn 20,20 30x40"]);
  });
});

describe("grabbing boxes", () => {
  it("needs Alt in draw mode", () => {
    drag(at(20, 20, { alt: true }), at(25, 30, { alt: true }));
    expect(calls[0]).toBe("select 0");
    expect(calls.at(-1)).toBe("shaped 0 15,20 30x30");
  });
  it("needs nothing with the select tool", () => {
    scene.tool = "select";
    drag(at(20, 20), at(25, 30));
    expect(calls.at(-1)).toBe("shaped 0 15,20 30x30");
  });
  it("does not move a box by a click", () => {
    scene.tool = "select";
    gestures.down(at(20, 20));
    gestures.move(at(21, 20));
    gestures.up(at(21, 20));
    expect(calls).toEqual(["select 0"]);
  });
  it("resizes the selected box by its handles, also in draw mode", () => {
    scene.selected = 0;
    drag(at(40, 40), at(50, 60));
    expect(calls.at(-1)).toBe("shaped 0 10,10 40x50");
  });
  it("does not make a side jump to the touched point", () => {
    scene.selected = 0;
    drag(at(41.5, 41.5), at(51.5, 61.5));
    expect(calls.at(-1)).toBe("shaped 0 10,10 40x50");
  });
  it("restores the box when cancelled", () => {
    scene.selected = 0;
    gestures.down(at(40, 40));
    gestures.move(at(50, 60));
    gestures.stop();
    expect(calls.at(-1)).toBe("shape 0 10,10 30x30");
  });
  it("changes nothing for users who may only view", () => {
    scene.canEdit = false;
    drag(at(20, 20), at(25, 30));
    expect(calls).toEqual(["select 0"]);
  });
});

describe("panning", () => {
  it("works with the middle button, or while Space is held", () => {
    drag(at(50, 50, { button: 1 }), at(55, 50, { button: 1 }));
    expect(scene.view).toEqual({ scale: 2, x: 110, y: 50 });
    scene.isPanning = true;
    drag(at(50, 50), at(50, 55));
    expect(scene.view).toEqual({ scale: 2, x: 110, y: 60 });
    expect(calls.every((line) => line.startsWith("view"))).toBe(true);
  });
  it("works by a drag outside all boxes with the select tool; a click there clears the selection", () => {
    scene.tool = "select";
    scene.selected = 0;
    drag(at(80, 80), at(85, 80));
    expect(scene.view.x).toBe(110);
    expect(scene.selected).toBe(0);
    click(at(80, 80));
    expect(scene.selected).toBe(-1);
  });
});

describe("fingers", () => {
  const finger = (pointer: number, x: number, y: number): Press => at(x, y, { pointer, kind: "touch" });
  it("draw with one finger, and select by a tap", () => {
    drag(finger(1, 50, 50), finger(1, 80, 80));
    expect(calls).toEqual(["drawn 50,50 30x30"]);
    click(finger(1, 20, 20));
    expect(calls.at(-1)).toBe("select 0");
    click(finger(1, 80, 20));
    expect(calls.at(-1)).toBe("select -1");
  });
  it("zoom with two fingers, without making a box", () => {
    gestures.down(finger(1, 40, 50));
    gestures.move(finger(1, 42, 50));
    gestures.down(finger(2, 60, 50));
    gestures.move(finger(2, 78, 50));
    gestures.up(finger(2, 78, 50));
    gestures.move(finger(1, 90, 90));
    gestures.up(finger(1, 90, 90));
    expect(draft).toBeUndefined();
    expect(calls).toHaveLength(1);
    expect(scene.view.scale).toBe(4);
    expect(gestures.isBusy).toBe(false);
  });
});
