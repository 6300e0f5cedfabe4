// Where objects lie and how large they are, counted for the charts.

/** All in parts of the picture's sides; x and y are the middle. */
export interface Placed {
  x: number;
  y: number;
  width: number;
  height: number;
  class_id: number;
}

const cellOf = (part: number, cells: number): number => Math.min(cells - 1, Math.max(0, Math.floor(part * cells)));

/** Row by row, how many middles lie in each cell, in parts of the fullest one. */
export function heatOf(objects: readonly Placed[], cells: number): number[] {
  const counts = new Array<number>(cells * cells).fill(0);
  for (const one of objects) counts[cellOf(one.y, cells) * cells + cellOf(one.x, cells)]!++;
  const most = Math.max(1, ...counts);
  return counts.map((count) => count / most);
}

/** The same as figures: the share of middles in each third across and down; the sides of the small, middle and large. */
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
