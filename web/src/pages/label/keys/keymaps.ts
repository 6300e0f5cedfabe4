// The keys of all actions: one column for each program whose keys a labeller may know. Several keys of an action are
// separated by a space; # means 1 to 9. Arrows and Space move in every column (see fixedKeys), so that every user can
// move in any of them.
import { stored } from "$lib/storage";

export const presets = ["tinsmith", "cvat", "label_studio", "roboflow", "label_img"] as const;
export type Preset = (typeof presets)[number];

export const presetNames: Record<Preset, string> = {
  tinsmith: "Tinsmith",
  cvat: "CVAT",
  label_studio: "Label Studio",
  roboflow: "Roboflow",
  label_img: "LabelImg",
};

const table = {
  //               Tinsmith               CVAT                   Label Studio           Roboflow               LabelImg
  next: [".", "F", "Ctrl+Enter", "", "D"],
  previous: [",", "D", "", "", "A"],
  markNull: ["N", "Shift+N", "N", "N", "N"],
  deletePicture: ["Shift+Delete", "Alt+Delete", "Shift+Delete", "Shift+Delete", "Shift+Delete"],
  chooseClass: ["#", "# Ctrl+#", "#", "#", "#"],
  keepClass: ["Shift+#", "Shift+#", "Shift+#", "Shift+#", "Shift+#"],
  draw: ["B", "N", "R", "B", "W"],
  select: ["V", "S", "V", "D", "S"],
  nextBox: ["Tab", "Tab", "Tab Alt+.", "Tab", "Tab"],
  previousBox: ["Shift+Tab", "Shift+Tab", "Shift+Tab", "Shift+Tab", "Shift+Tab"],
  removeBox: ["Delete Backspace", "Delete Backspace", "Backspace Delete", "Backspace Delete", "Delete Backspace"],
  copy: ["Ctrl+C", "Ctrl+C", "Ctrl+C", "Ctrl+C", "Ctrl+C"],
  paste: ["Ctrl+V", "Ctrl+V", "Ctrl+V", "Ctrl+V", "Ctrl+V"],
  duplicate: ["Ctrl+D", "Ctrl+D", "Ctrl+D", "Ctrl+D", "Ctrl+D"],
  repeat: ["R", "Ctrl+B", "Shift+R", "R", "R"],
  hide: ["H", "H", "Alt+H", "H", "H"],
  undo: ["Ctrl+Z", "Ctrl+Z", "Ctrl+Z", "Ctrl+Z", "Ctrl+Z"],
  redo: [
    "Ctrl+Shift+Z Ctrl+Y",
    "Ctrl+Shift+Z Ctrl+Y",
    "Ctrl+Shift+Z Ctrl+Y",
    "Ctrl+Shift+Z Ctrl+Y",
    "Ctrl+Shift+Z Ctrl+Y",
  ],
  suggest: ["G", "G", "G", "G", "G"],
  accept: ["Enter", "Enter", "Enter", "Enter", "Enter"],
  reject: ["X", "X", "X", "X", "X"],
  nextSuggestion: ["]", "]", "]", "]", "]"],
  acceptAll: ["A", "A", "A", "A", "Q"],
  rejectAll: ["Shift+A", "Shift+A", "Shift+A", "Shift+A", "Shift+Q"],
  zoomIn: ["+ =", "+ =", "+ =", "+ =", "+ ="],
  zoomOut: ["-", "-", "-", "-", "-"],
  fit: ["0", "0", "0", "0", "0"],
  cancel: ["Escape", "Escape", "Escape U", "Escape", "Escape"],
  save: ["Ctrl+S", "Ctrl+S", "Ctrl+S", "Ctrl+S", "Ctrl+S"],
  help: ["?", "? F1", "?", "?", "?"],
} satisfies Record<string, string[]>;

export type Action = keyof typeof table;
export const actions = Object.keys(table) as Action[];

/** In every preset: the arrows move between pictures or move a selected box; Space goes to the next picture. */
export const fixedKeys = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Space"] as const;

/** Actions for boxes only: a class of a whole picture cannot be drawn, selected or copied. */
export const onlyForBoxes: ReadonlySet<Action> = new Set<Action>([
  "keepClass",
  "draw",
  "select",
  "nextBox",
  "previousBox",
  "removeBox",
  "copy",
  "paste",
  "duplicate",
  "hide",
  "nextSuggestion",
  "acceptAll",
  "rejectAll",
]);

export function keysOf(action: Action, preset: Preset): string[] {
  return (table[action][presets.indexOf(preset)] ?? "").split(" ").filter(Boolean);
}

export interface Stroke {
  action: Action;
  /** The digit 1 to 9 if the key matches #. */
  digit?: number;
}

type KeyLike = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/** Returns a key press in the notation of the table: "Ctrl+Shift+Z", "?", "Shift+2". */
export function strokeOf(event: KeyLike): string {
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1];
  // Without NumLock, the number keys of the keypad are arrows and other keys.
  const isDigit = digit !== undefined && (event.code.startsWith("Digit") || event.key === digit);
  let key = event.key === " " ? "Space" : event.key;
  if (isDigit) key = digit;
  else if (/^[a-z]$/i.test(key)) key = key.toUpperCase();
  // With another script, an input method, or Alt, a letter key may give another character: then its position counts.
  else if (/^Key[A-Z]$/.test(event.code)) key = event.code.slice(3);
  else if (event.altKey && event.code === "Period") key = ".";
  // Shift is a modifier of a letter, a number or a named key. For a sign such as "?" it is already contained in the sign.
  const isSign = key.length === 1 && !/[A-Z0-9]/.test(key);
  return [
    event.ctrlKey || event.metaKey ? "Ctrl+" : "",
    event.altKey ? "Alt+" : "",
    event.shiftKey && !isSign ? "Shift+" : "",
    key,
  ].join("");
}

export function actionOf(event: KeyLike, preset: Preset): Stroke | undefined {
  const stroke = strokeOf(event);
  const digit = /(?:^|\+)([1-9])$/.exec(stroke)?.[1];
  const pattern = digit ? stroke.slice(0, -1) + "#" : undefined;
  for (const action of actions) {
    const keys = keysOf(action, preset);
    if (keys.includes(stroke)) return { action };
    if (pattern && keys.includes(pattern)) return { action, digit: Number(digit) };
  }
  return undefined;
}

/** The stored value may be anything, so only the name of an existing preset is accepted. */
export const storedPreset = stored<Preset>("label.keymap", presets);
