// Maps keys of the window to actions. A control that has the focus keeps the keys that it needs.
import { actionOf, type Action, type Preset } from "./keymaps";
import { perform, type PageSwitches } from "./commands";
import type { Workbench } from "../model/workbench.svelte";

const typing = "input:not([type=checkbox], [type=range]), textarea, select, [contenteditable]";
/** Lists, sliders, dialogs: they keep arrows, letters and Enter. */
const ownKeys = `${typing}, [role=menu], [role=menuitem], [role=listbox], [role=option], [role=slider], [role=dialog], [role=alertdialog], [role=radiogroup]`;
const pressable = "button, a[href], [role=button], [role=switch], [role=checkbox], summary";
const bigStep = 10;
/** Actions that a held key may repeat. Deleting a picture or marking it null may not be repeated. */
const repeatable: ReadonlySet<Action> = new Set<Action>([
  "next",
  "previous",
  "nextBox",
  "previousBox",
  "undo",
  "redo",
  "zoomIn",
  "zoomOut",
]);
const arrows: Record<string, [dx: number, dy: number] | undefined> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export class Keyboard {
  /** Escape when there is nothing left to end: Tab leaves the picture again, as everywhere. */
  private tabLeaves = false;

  constructor(
    private readonly bench: Workbench,
    private readonly preset: () => Preset,
    private readonly page: PageSwitches,
  ) {}

  down(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const target = event.target instanceof Element ? event.target : document.body;
    // A dialog or menu above the page takes all keys, wherever the focus is just now.
    if (
      target.closest(ownKeys) ||
      document.querySelector("[role=dialog][data-state=open], [role=menu][data-state=open]")
    ) {
      return;
    }
    if (!this.bench.picture) {
      this.withoutPicture(event);
      return;
    }
    // A button that was clicked keeps the focus, but the next key is not for it.
    const isOnControl = target.closest(pressable)?.matches(":focus-visible") ?? false;
    if (event.key === " ") {
      if (isOnControl) return;
      event.preventDefault();
      if (!event.repeat) {
        this.bench.editor.isPanning = true;
        this.bench.editor.hasPanned = false;
      }
      return;
    }
    if (isOnControl && (event.key === "Enter" || event.key === "Tab")) return;
    const arrow = arrows[event.key];
    if (arrow && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      this.arrow(arrow, event.shiftKey);
      return;
    }
    const stroke = actionOf(event, this.preset());
    if (!stroke) return;
    const isTab = stroke.action === "nextBox" || stroke.action === "previousBox";
    if (isTab && event.key === "Tab") {
      if (this.tabLeaves || this.bench.labels.boxes.length === 0) return;
    }
    if (stroke.action === "cancel") this.tabLeaves = !this.bench.editor.cancel();
    else {
      this.tabLeaves = false;
      if (!event.repeat || repeatable.has(stroke.action)) perform(stroke, this.bench, this.page);
    }
    event.preventDefault();
  }

  /** When the last picture was deleted, this can be undone too. */
  private withoutPicture(event: KeyboardEvent): void {
    const stroke = actionOf(event, this.preset());
    if (!stroke || !["undo", "redo", "help"].includes(stroke.action)) return;
    event.preventDefault();
    perform(stroke, this.bench, this.page);
  }

  up(event: KeyboardEvent): void {
    if (event.key !== " ") return;
    const { editor } = this.bench;
    if (!editor.isPanning) return;
    editor.isPanning = false;
    event.preventDefault();
    if (!editor.hasPanned && !editor.isBusy) void this.bench.step("next");
  }

  /** Keys that are released in another window are not reported. */
  blur(): void {
    this.bench.editor.isPanning = false;
  }

  /** The picture was clicked or reached by Tab. */
  focus(): void {
    this.tabLeaves = false;
  }

  private arrow([dx, dy]: [number, number], isBig: boolean): void {
    const { editor } = this.bench;
    if (editor.selected >= 0 && !editor.isFresh && this.bench.canEdit) {
      const step = isBig ? bigStep : 1;
      editor.nudge(dx * step, dy * step);
    } else {
      void this.bench.step(dx + dy > 0 ? "next" : "previous");
    }
  }
}
