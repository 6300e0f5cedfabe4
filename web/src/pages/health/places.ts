// Positions and sizes of objects, counted for the charts.

/** All values are fractions of the picture's sides; x and y are the centre. */
export interface Placed {
  x: number;
  y: number;
  width: number;
  height: number;
  class_id: number;
}

const cellOf = (part: number, cells: number): number => Math.min(cells - 1, Math.max(0, Math.floor(part * cells)));

/** Row by row, the number of centres in each cell, as a fraction of the fullest cell. */
export function heatOf(objects: readonly Placed[], cells: number): number[] {
  const counts = new Array<number>(cells * cells).fill(0);
  for (const one of objects) counts[cellOf(one.y, cells) * cells + cellOf(one.x, cells)]!++;
  const most = Math.max(1, ...counts);
  return counts.map((count) => count / most);
}

/**
 * The same as numbers: the fraction of centres in each third, horizontally and vertically; the sides of small, medium
 * and large objects.
 */
export function thirds(objects: readonly Placed[]): { across: number[]; down: number[]; sides: number[] } {
  const across = [0, 0, 0];
  const down = [0, 0, 0];
  const each = 1 / Math.max(1, objects.length);
  for (const one of objects) {
    across[cellOf(one.x, 3)]! += each;
    down[cellOf(one.y, 3)]! += each;
  }
  const sides = objects.map((one) => Math.sqrt(one.width * one.height)).sort((a, b) => a - b);
  const at = (part: number): number => sides[Math.min(sides.length - 1, Math.floor(part * sides.length))] ?? 0;
  return { across, down, sides: [at(1 / 6), at(1 / 2), at(5 / 6)] };
}
