// The next dot in a direction, for the arrow keys.
export interface Placed {
  x: number;
  y: number;
}

const directions: Record<string, { x: number; y: number } | undefined> = {
  ArrowRight: { x: 1, y: 0 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowDown: { x: 0, y: 1 },
  ArrowUp: { x: 0, y: -1 },
};

/** Factor of the distance beside the direction, so that dots in the direction are preferred. */
const sideways = 2;

/** Returns the index of the nearest dot in the key's direction; undefined for other keys, and at the edge. */
export function nextIn(dots: readonly Placed[], from: number, key: string): number | undefined {
  const direction = directions[key];
  const start = dots[from];
  if (!direction || !start) return undefined;
  let best: number | undefined;
  let least = Infinity;
  dots.forEach((dot, index) => {
    const dx = dot.x - start.x;
    const dy = dot.y - start.y;
    const along = dx * direction.x + dy * direction.y;
    const beside = Math.abs(dx * direction.y) + Math.abs(dy * direction.x);
    // The order decides among dots at the same position, so that every one is reached.
    const isAhead = along > 0 || (along === 0 && beside === 0 && index > from);
    const distance = along + sideways * beside;
    if (index === from || !isAhead || distance >= least) return;
    least = distance;
    best = index;
  });
  return best;
}
