// Changes to the boxes of one picture. Each returns new labels and leaves the old ones as they are.
import { withBoxes, type LabelState } from "$lib/labels/labels";
import type { Box } from "$lib/types";
import { clip, overlap } from "../geometry/boxes";
import type { Size } from "../geometry/view";

/** Minimum IoU at which two boxes are the same object, marked twice. */
const sameObject = 0.95;

export function replaced(labels: LabelState, index: number, box: Box): LabelState {
  return withBoxes(labels.boxes.map((other, at) => (at === index ? box : other)));
}

export function removed(labels: LabelState, index: number): LabelState {
  return withBoxes(labels.boxes.filter((_, at) => at !== index));
}

/** Copies the boxes of one picture to another, which may be smaller and may already have some of them. */
export function repeated(labels: LabelState, from: readonly Box[], picture: Size): LabelState {
  const boxes = [...labels.boxes];
  for (const box of from) {
    const clipped = clip(box, picture);
    if (!clipped) continue;
    const isThere = boxes.some((other) => other.class_id === box.class_id && overlap(other, clipped) >= sameObject);
    if (!isThere) boxes.push({ ...clipped, class_id: box.class_id });
  }
  return withBoxes(boxes);
}

/** Places a copy beside the original, because it could not be seen on top of it. */
export function shifted(box: Box, picture: Size): Box {
  const step = Math.max(2, Math.round(Math.max(picture.width, picture.height) / 50));
  const right = box.x + box.width + step <= picture.width ? step : -step;
  const down = box.y + box.height + step <= picture.height ? step : -step;
  return {
    ...box,
    x: Math.min(Math.max(0, box.x + right), Math.max(0, picture.width - box.width)),
    y: Math.min(Math.max(0, box.y + down), Math.max(0, picture.height - box.height)),
  };
}
