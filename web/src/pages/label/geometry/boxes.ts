// Boxes in pixels of the upright picture: drawing, moving, resizing and picking. All of them stay inside the picture,
// and none is smaller than the server's minimum.
import { toStage, type Point, type Size, type View } from "./view";

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

export type Handle = "n" | "ne" | "e" | "se" | "s" | "sw" | "w" | "nw";

export const minSide = 2;
/** Typical side of a detector's input; objects with fewer pixels than `tinyAtInput` are hardly learned. */
export const usualInput = 192;
const tinyAtInput = 6;
/** A side shorter than this on the stage has no room for a handle at its midpoint. */
const roomForMiddle_px = 44;

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/**
 * Returns the pixel edge nearest to a point, or the picture's edge if it is within `reach` or the point is beyond it.
 */
export function snap(point: Point, picture: Size, reach: number): Point {
  const along = (value: number, length: number): number => {
    if (value <= reach) return 0;
    if (value >= length - reach) return length;
    return Math.round(value);
  };
  return { x: along(point.x, picture.width), y: along(point.y, picture.height) };
}

export function between(a: Point, b: Point): Rectangle {
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}

export function isLargeEnough(rectangle: Rectangle): boolean {
  return rectangle.width >= minSide && rectangle.height >= minSide;
}

/** Returns the part of the box inside the picture; undefined when it is too small for a box. */
export function clip(rectangle: Rectangle, picture: Size): Rectangle | undefined {
  const x = clamp(rectangle.x, 0, picture.width);
  const y = clamp(rectangle.y, 0, picture.height);
  const clipped = {
    x,
    y,
    width: clamp(rectangle.x + rectangle.width, 0, picture.width) - x,
    height: clamp(rectangle.y + rectangle.height, 0, picture.height) - y,
  };
  return isLargeEnough(clipped) ? clipped : undefined;
}

export function moved<T extends Rectangle>(box: T, dx: number, dy: number, picture: Size): T {
  return {
    ...box,
    x: clamp(box.x + dx, 0, Math.max(0, picture.width - box.width)),
    y: clamp(box.y + dy, 0, Math.max(0, picture.height - box.height)),
  };
}

/** Drags a handle to `to`. Dragged past the opposite side, the box flips instead of getting stuck. */
export function resized<T extends Rectangle>(box: T, handle: Handle, to: Point, picture: Size): T {
  const pull = (low: number, high: number, target: number, takesLow: boolean, takesHigh: boolean, length: number) => {
    if (!takesLow && !takesHigh) return [low, high] as const;
    const fixed = takesLow ? high : low;
    let end = clamp(target, 0, length);
    if (Math.abs(end - fixed) < minSide) {
      const wanted = end === fixed ? (takesLow ? -1 : 1) : Math.sign(end - fixed);
      end = fixed + wanted * minSide;
      if (end < 0 || end > length) end = fixed - wanted * minSide;
    }
    return [Math.min(fixed, end), Math.max(fixed, end)] as const;
  };
  const [left, right] = pull(box.x, box.x + box.width, to.x, handle.includes("w"), handle.includes("e"), picture.width);
  const [top, bottom] = pull(
    box.y,
    box.y + box.height,
    to.y,
    handle.includes("n"),
    handle.includes("s"),
    picture.height,
  );
  return { ...box, x: left, y: top, width: right - left, height: bottom - top };
}

export function contains(box: Rectangle, point: Point, slack = 0): boolean {
  return (
    point.x >= box.x - slack &&
    point.x <= box.x + box.width + slack &&
    point.y >= box.y - slack &&
    point.y <= box.y + box.height + slack
  );
}

/** Returns the box for a point: the smallest that contains it, because a larger box can be reached elsewhere. */
export function boxAt(boxes: readonly Rectangle[], point: Point, slack = 0): number {
  let best = -1;
  let bestArea = Infinity;
  for (const [index, box] of boxes.entries()) {
    const area = box.width * box.height;
    if (area < bestArea && contains(box, point, slack)) {
      best = index;
      bestArea = area;
    }
  }
  return best;
}

/** Returns the handles of a box on the stage: the corners always, the midpoints of the sides where there is room. */
export function handlesOf(box: Rectangle, view: View): { handle: Handle; at: Point }[] {
  const { x: left, y: top } = toStage(view, box);
  const { x: right, y: bottom } = toStage(view, { x: box.x + box.width, y: box.y + box.height });
  const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
  const corners: { handle: Handle; at: Point }[] = [
    { handle: "nw", at: { x: left, y: top } },
    { handle: "ne", at: { x: right, y: top } },
    { handle: "se", at: { x: right, y: bottom } },
    { handle: "sw", at: { x: left, y: bottom } },
  ];
  if (right - left >= roomForMiddle_px) {
    corners.push({ handle: "n", at: { x: middle.x, y: top } }, { handle: "s", at: { x: middle.x, y: bottom } });
  }
  if (bottom - top >= roomForMiddle_px) {
    corners.push({ handle: "e", at: { x: right, y: middle.y } }, { handle: "w", at: { x: left, y: middle.y } });
  }
  return corners;
}

/**
 * Returns the handle within `reach_px` of a point of the stage. In a small box the reach is shorter, so that boxes
 * can be drawn in it.
 */
export function handleAt(box: Rectangle, view: View, point: Point, reach_px: number): Handle | undefined {
  const side = Math.min(box.width, box.height) * view.scale;
  const reach = Math.min(reach_px, Math.max(4, side / 3));
  let best: Handle | undefined;
  let bestDistance = reach;
  for (const { handle, at } of handlesOf(box, view)) {
    const distance = Math.hypot(at.x - point.x, at.y - point.y);
    if (distance <= bestDistance) {
      best = handle;
      bestDistance = distance;
    }
  }
  return best;
}

/** Intersection over union of two boxes. */
export function overlap(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.width * a.height + b.width * b.height - shared);
}

/** The shorter side after the picture is scaled to a network's input. */
export function sideAtInput(box: Rectangle, picture: Size): number {
  return (Math.min(box.width, box.height) * usualInput) / Math.max(picture.width, picture.height);
}

export function isTiny(box: Rectangle, picture: Size): boolean {
  return sideAtInput(box, picture) < tinyAtInput;
}
