// The effect of each action.
import type { Action, Stroke } from "./keymaps";
import type { Workbench } from "../model/workbench.svelte";

export interface PageSwitches {
  showHelp(): void;
  /** For classification: moves to the next picture after a class was chosen. */
  movesOn(): boolean;
}

type Command = (bench: Workbench, page: PageSwitches) => unknown;

export function chooseClass(bench: Workbench, classId: number, page: Pick<PageSwitches, "movesOn">): void {
  if (bench.hasBoxes) bench.editor.chooseClass(classId);
  else void bench.classify(classId, page.movesOn());
}

/** Accepts the model's suggestion: the highlighted box, or the class. Without either, moves to the next picture. */
function accept(bench: Workbench, page: PageSwitches): void {
  const { suggestions } = bench;
  const { guess } = suggestions;
  if (guess && bench.labels.class_id !== guess.classId) void bench.classify(guess.classId, page.movesOn());
  else if (!suggestions.accept()) void bench.step("next");
}

function markNull(bench: Workbench, page: PageSwitches): void {
  bench.markNull();
  // Null is a valid label, like a class.
  if (!bench.hasBoxes && page.movesOn() && bench.labels.state === "null") void bench.step("next");
}

async function repeatClass(bench: Workbench, page: PageSwitches): Promise<void> {
  const before = await bench.labelsBefore();
  if (typeof before?.class_id === "number") await bench.classify(before.class_id, page.movesOn());
}

const commands: Record<Exclude<Action, "chooseClass" | "keepClass">, Command> = {
  next: (bench) => bench.step("next"),
  previous: (bench) => bench.step("previous"),
  markNull,
  deletePicture: (bench) => bench.deletePicture(),
  draw: ({ editor }) => (editor.tool = "draw"),
  select: ({ editor }) => (editor.tool = "select"),
  nextBox: ({ editor }) => editor.cycle(1),
  previousBox: ({ editor }) => editor.cycle(-1),
  removeBox: ({ editor }) => editor.remove(),
  copy: ({ editor }) => editor.copy(),
  paste: ({ editor }) => editor.paste(),
  duplicate: ({ editor }) => editor.duplicate(),
  repeat: (bench, page) => (bench.hasBoxes ? bench.editor.repeat() : repeatClass(bench, page)),
  hide: ({ editor }) => (editor.isHidden = !editor.isHidden),
  undo: (bench) => bench.undo(),
  redo: (bench) => bench.redo(),
  suggest: ({ suggestions }) => suggestions.ask(),
  accept,
  reject: ({ suggestions }) => suggestions.reject(),
  nextSuggestion: ({ suggestions }) => suggestions.pointNext(),
  acceptAll: ({ suggestions }) => suggestions.acceptAll(),
  rejectAll: ({ suggestions }) => suggestions.rejectAll(),
  zoomIn: ({ editor }) => editor.zoom(1),
  zoomOut: ({ editor }) => editor.zoom(-1),
  fit: ({ editor }) => editor.fitView(),
  cancel: ({ editor }) => editor.cancel(),
  save: (bench) => bench.saveNow(),
  help: (_, page) => page.showHelp(),
};

/** Actions that are allowed while the boxes are hidden. */
const harmless: ReadonlySet<Action> = new Set<Action>([
  "next",
  "previous",
  "nextBox",
  "previousBox",
  "hide",
  "zoomIn",
  "zoomOut",
  "fit",
  "cancel",
  "save",
  "help",
]);

export function perform({ action, digit }: Stroke, bench: Workbench, page: PageSwitches): void {
  if (!bench.canEdit && !harmless.has(action)) return;
  if (action === "chooseClass" || action === "keepClass") {
    const chosen = digit === undefined ? undefined : bench.project.classes[digit - 1];
    if (!chosen) return;
    if (action === "keepClass" && bench.hasBoxes) bench.editor.keepClass(chosen.id);
    else chooseClass(bench, chosen.id, page);
    return;
  }
  // Prevents changes to boxes that are hidden.
  if (bench.editor.isHidden && ["removeBox", "paste", "duplicate", "repeat", "acceptAll"].includes(action)) {
    bench.editor.isHidden = false;
  }
  commands[action](bench, page);
}
