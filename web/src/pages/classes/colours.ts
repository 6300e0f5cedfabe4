// The colours, in the same order, that the server gives to classes without a colour: distinguishable for most users,
// the first eight also for users who cannot distinguish red and green.
const colours = [
  "#e69f00",
  "#56b4e9",
  "#009e73",
  "#d55e00",
  "#cc79a7",
  "#0072b2",
  "#f0e442",
  "#8c6d31",
  "#7b4173",
  "#3b8c3b",
  "#c44e52",
  "#4c72b0",
  "#937860",
  "#64b5cd",
];

/** Returns a colour that is not in use yet, if there is one. */
export function nextColour(used: string[]): string {
  const taken = new Set(used.map((colour) => colour.toLowerCase()));
  return colours.find((colour) => !taken.has(colour)) ?? colours[used.length % colours.length]!;
}
