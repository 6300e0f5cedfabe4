// Places the labels of boxes so that each can be read. The rule is the same as in src/image/label_places.h, which
// draws for the command line.

export interface Place {
  x: number;
  y: number;
}
export interface Area extends Place {
  width: number;
  height: number;
}
export interface LabelToPlace {
  box: Area;
  /** Width and height of the label, in the units of the box. */
  width: number;
  height: number;
}

/** Maximum shift of a label up or down, in heights of the label. */
const maxMoves = 4;

function sharedArea(one: Area, other: Area): number {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return width > 0 && height > 0 ? width * height : 0;
}

function candidatesOf({ box, width, height }: LabelToPlace): Place[] {
  const right = box.x + box.width;
  const bottom = box.y + box.height;
  const around = [
    { x: box.x, y: box.y - height },
    { x: box.x, y: box.y },
    { x: box.x, y: bottom },
    { x: right - width, y: box.y - height },
    { x: right - width, y: bottom },
    { x: box.x, y: bottom - height },
    { x: right, y: box.y },
    { x: box.x - width, y: box.y },
  ];
  const candidates = [...around];
  for (let moves = 1; moves <= maxMoves; moves++)
    for (const heights of [-moves, moves])
      candidates.push(...around.map(({ x, y }) => ({ x, y: y + heights * height })));
  return candidates;
}

/**
 * Returns the top left corner of each label, in the order of the boxes: the first position that is inside the picture
 * and covers no label that was placed before; where every position covers something, the one that covers the smallest
 * area. A label larger than the picture starts at the picture's top left corner.
 */
export function placesOfLabels(labels: LabelToPlace[], picture: { width: number; height: number }): Place[] {
  const placed: Area[] = [];
  for (const label of labels) {
    let best: Area = { x: 0, y: 0, width: label.width, height: label.height };
    let least = Infinity;
    for (const candidate of candidatesOf(label)) {
      const inside = {
        x: Math.min(Math.max(candidate.x, 0), Math.max(0, picture.width - label.width)),
        y: Math.min(Math.max(candidate.y, 0), Math.max(0, picture.height - label.height)),
        width: label.width,
        height: label.height,
      };
      const covered = placed.reduce((sum, other) => sum + sharedArea(inside, other), 0);
      if (covered >= least) continue;
      best = inside;
      least = covered;
      if (covered === 0) break;
    }
    placed.push(best);
  }
  return placed.map(({ x, y }) => ({ x, y }));
}

/** Returns the text, shortened in its middle with "…" to at most this width; the end with the score is kept. */
export function shortened(text: string, most: number, widthOf: (text: string) => number): string {
  if (widthOf(text) <= most) return text;
  const letters = [...text];
  for (let kept = letters.length - 1; kept > 1; kept--) {
    const end = Math.min(5, kept - 1);
    const shorter = `${letters.slice(0, kept - end).join("")}…${letters.slice(letters.length - end).join("")}`;
    if (widthOf(shorter) <= most) return shorter;
  }
  return "…";
}
