// The labels of one picture, as a value that is replaced and never changed: undo keeps the previous one.
import type { Box, Labels, Picture, PictureState } from "../types";

export interface LabelState {
  state: PictureState;
  class_id: number | null;
  boxes: readonly Box[];
}

export const nothingSaid: LabelState = { state: "unlabelled", class_id: null, boxes: [] };
export const nothingHere: LabelState = { state: "null", class_id: null, boxes: [] };

export function labelsOf(picture: Pick<Picture, "state" | "class_id" | "boxes">): LabelState {
  return { state: picture.state, class_id: picture.class_id ?? null, boxes: picture.boxes };
}

export function withBoxes(boxes: readonly Box[]): LabelState {
  return { state: boxes.length ? "labelled" : "unlabelled", class_id: null, boxes };
}

export function withClass(classId: number): LabelState {
  return { state: "labelled", class_id: classId, boxes: [] };
}

export function isSame(a: LabelState, b: LabelState): boolean {
  return (
    a.state === b.state &&
    a.class_id === b.class_id &&
    a.boxes.length === b.boxes.length &&
    a.boxes.every((box, index) => isSameBox(box, b.boxes[index]!))
  );
}

function isSameBox(a: Box, b: Box): boolean {
  const isThere = a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
  return isThere && a.class_id === b.class_id;
}

/**
 * Merges the labels of two users who both started from `base`: boxes that one of them removed are removed, boxes that
 * one of them drew or moved are kept. undefined where they contradict each other, such as two classes of one picture.
 */
export function merged(base: LabelState | undefined, mine: LabelState, theirs: LabelState): LabelState | undefined {
  if (isSame(mine, theirs)) return mine;
  const before = base ?? nothingSaid;
  const has = (boxes: readonly Box[], box: Box): boolean => boxes.some((other) => isSameBox(other, box));
  const hasClass = [mine, theirs, before].some((labels) => labels.class_id !== null);
  if (hasClass || [mine, theirs, before].every((labels) => labels.boxes.length === 0)) {
    if (isSame(mine, before)) return theirs;
    return isSame(theirs, before) ? mine : undefined;
  }
  const left = theirs.boxes.filter((box) => has(mine.boxes, box) || !has(before.boxes, box));
  const added = mine.boxes.filter((box) => !has(theirs.boxes, box) && !has(before.boxes, box));
  const boxes = [...left, ...added];
  if (boxes.length > 0) return withBoxes(boxes);
  // No boxes are left: the more definite statement wins, null rather than unlabelled.
  const state = mine.state === "null" || theirs.state === "null" ? "null" : "unlabelled";
  return { state, class_id: null, boxes: [] };
}

export function bodyOf(labels: LabelState, revision: number | undefined): Labels {
  return { state: labels.state, class_id: labels.class_id, boxes: [...labels.boxes], revision: revision ?? null };
}
