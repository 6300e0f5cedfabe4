// Told apart by most eyes, on light and dark pictures (after Okabe and Ito, and Tol).
const colours = [
  "#e8590c",
  "#1c7ed6",
  "#2f9e44",
  "#9c36b5",
  "#f2b705",
  "#0ca5a5",
  "#e64980",
  "#7a5230",
  "#5c7cfa",
  "#94c11f",
  "#c92a2a",
  "#868e96",
];

/** One that is not in use yet, if there is one. */
export function nextColour(used: string[]): string {
  const taken = new Set(used.map((colour) => colour.toLowerCase()));
  return colours.find((colour) => !taken.has(colour)) ?? colours[used.length % colours.length]!;
}
