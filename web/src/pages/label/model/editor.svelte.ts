// The state of the box editor: which box is selected, which class the next box gets, the position of the picture on
// the stage.
import type { Box, ProjectClass } from "$lib/types";
import { withBoxes } from "$lib/labels/labels";
import { moved, type Handle, type Rectangle } from "../geometry/boxes";
import { Gestures, type Outcome, type Scene, type Tool } from "../geometry/gestures";
import { fit, panBy, zoomAt, type Point, type Size, type View } from "../geometry/view";
import { t } from "../words";
import type { Bench } from "./bench";
import { removed, repeated, replaced, shifted } from "./box_edits";

const emptyPicture: Size = { width: 1, height: 1 };
const zoomStep = 1.4;
const flash_ms = 900;

export class BoxEditor implements Scene, Outcome {
  view = $state.raw<View>({ scale: 1, x: 0, y: 0 });
  stage = $state.raw<Size>({ width: 0, height: 0 });
  tool = $state<Tool>("draw");
  /** -1: none. */
  selected = $state(-1);
  /** The box is selected only because it was just drawn: arrows still move between pictures. */
  isFresh = $state(false);
  /** The box under the pointer in the list. */
  hovered = $state(-1);
  /** The box whose class has just been changed. */
  flashed = $state(-1);
  isHidden = $state(false);
  isPanning = $state(false);
  /** Space was held to move the picture, so releasing it does not go to the next picture. */
  hasPanned = false;
  draft = $state.raw<Rectangle>();
  /** Class of new boxes, until another number is pressed. */
  lastClass = $state<number>();
  /** Class of new boxes, whatever else is pressed. */
  keptClass = $state<number>();
  /** Class of the next box only. */
  onceClass = $state<number>();
  readonly gestures: Gestures = new Gestures(this, this);

  private preview = $state.raw<{ index: number; rectangle: Rectangle }>();
  private clipboard: Box | undefined;
  private isFitted = true;
  private flashTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly bench: Bench) {}

  get picture(): Size {
    return this.bench.picture ?? emptyPicture;
  }

  get boxes(): readonly Box[] {
    return this.bench.labels.boxes;
  }

  /** The boxes as they are shown while one of them is dragged. */
  get shown(): readonly Box[] {
    const { preview } = this;
    if (!preview) return this.boxes;
    return this.boxes.map((box, index) => (index === preview.index ? { ...box, ...preview.rectangle } : box));
  }

  get canEdit(): boolean {
    return this.bench.canEdit && !this.isHidden;
  }

  get hasBoxes(): boolean {
    return this.bench.hasBoxes && !this.isHidden;
  }

  get isBusy(): boolean {
    return this.gestures.isBusy;
  }

  get classes(): readonly ProjectClass[] {
    return this.bench.project.classes;
  }

  /** The class of the next box; undefined when the project has none. */
  get nextClass(): number | undefined {
    const isThere = (id: number | undefined): boolean => this.classes.some((one) => one.id === id);
    return [this.onceClass, this.keptClass, this.lastClass].find(isThere) ?? this.classes[0]?.id;
  }

  /** Resets the editor for another picture. */
  enter(): void {
    this.forgetChoice();
    this.fitView();
  }

  /** Clears the selection and the unfinished box, because they no longer exist. */
  forgetChoice(): void {
    this.gestures.stop();
    this.preview = undefined;
    this.selected = -1;
    this.isFresh = false;
    this.hovered = -1;
    this.flashed = -1;
  }

  setStage(stage: Size): void {
    this.stage = stage;
    if (this.isFitted) this.fitView();
  }

  fitView(): void {
    this.view = fit(this.picture, this.stage);
    this.isFitted = true;
  }

  zoom(direction: 1 | -1): void {
    this.zoomBy(zoomStep ** direction, { x: this.stage.width / 2, y: this.stage.height / 2 });
  }

  zoomBy(factor: number, at: Point): void {
    this.onView(zoomAt(this.view, at, factor, this.picture, this.stage));
  }

  panBy(dx: number, dy: number): void {
    this.onView(panBy(this.view, dx, dy, this.picture, this.stage));
  }

  onView(view: View): void {
    this.view = view;
    this.isFitted = false;
    if (this.isPanning) this.hasPanned = true;
  }

  onDraft(rectangle: Rectangle | undefined): void {
    this.draft = rectangle;
  }

  onDrawn(rectangle: Rectangle): void {
    const classId = this.nextClass;
    if (classId === undefined) {
      this.bench.say({ text: t("needsClass"), look: "warn" });
      return;
    }
    this.add({ ...rectangle, class_id: classId });
    this.onceClass = undefined;
    this.isFresh = true;
  }

  onSelect(index: number): void {
    this.selected = index;
    this.isFresh = false;
  }

  onReshape(index: number, rectangle: Rectangle): void {
    this.preview = { index, rectangle };
  }

  onReshaped(index: number, rectangle: Rectangle): void {
    this.preview = undefined;
    const box = this.boxes[index];
    if (box) this.bench.apply(replaced(this.bench.labels, index, { ...box, ...rectangle }));
  }

  add(box: Box): void {
    this.bench.apply(withBoxes([...this.boxes, box]));
    this.onSelect(this.boxes.length - 1);
  }

  cursor(at: Point, alt: boolean): Handle | "move" | undefined {
    return this.gestures.hover(at, alt);
  }

  /**
   * Handles a number key or a click on a class: for the next boxes, and for a box that was selected on purpose. A box
   * that was just drawn keeps its class, whichever order the user works in.
   */
  chooseClass(classId: number): void {
    const drawnNow = this.isFresh ? this.boxes[this.selected] : undefined;
    const chosen = this.isFresh ? undefined : this.boxes[this.selected];
    if (chosen) this.recolour(this.selected, classId);
    else if (drawnNow && drawnNow.class_id !== classId) {
      this.bench.say({
        text: t("nextBoxIs", { name: this.nameOf(classId), drawn: this.nameOf(drawnNow.class_id) }),
        look: "plain",
      });
    }
    if (this.keptClass === undefined) this.lastClass = classId;
    else if (!chosen) this.onceClass = classId;
  }

  /** Sets the class of all new boxes; repeating it ends this. */
  keepClass(classId: number): void {
    this.onceClass = undefined;
    this.keptClass = this.keptClass === classId ? undefined : classId;
    this.lastClass = classId;
  }

  /** Changes the class of a box, which flashes with a message, so that a wrong key is noticed. */
  private recolour(index: number, classId: number): void {
    const box = this.boxes[index];
    if (!box || box.class_id === classId) return;
    this.bench.apply(replaced(this.bench.labels, index, { ...box, class_id: classId }));
    clearTimeout(this.flashTimer);
    this.flashed = index;
    this.flashTimer = setTimeout(() => (this.flashed = -1), flash_ms);
    const actions = [
      { label: `${t("undo")} (Ctrl+Z)`, run: () => (this.bench.say(undefined), void this.bench.undo()) },
    ];
    this.bench.say({
      text: t("recoloured", { before: this.nameOf(box.class_id), after: this.nameOf(classId) }),
      look: "plain",
      actions,
    });
  }

  private nameOf(classId: number): string {
    return this.classes.find((one) => one.id === classId)?.name ?? t("unknownClass");
  }

  remove(index = this.selected): void {
    if (!this.boxes[index]) return;
    this.forgetChoice();
    this.bench.apply(removed(this.bench.labels, index));
    // The box drawn before it is selected next, so that several can be undone in a row.
    if (this.boxes.length > 0 && index === this.boxes.length) {
      this.selected = index - 1;
      this.isFresh = true;
    }
  }

  cycle(step: 1 | -1): void {
    const count = this.boxes.length;
    if (count === 0) return;
    // The box that was just drawn is picked first.
    if (this.isFresh) {
      this.onSelect(this.selected);
      return;
    }
    const from = this.selected < 0 ? (step === 1 ? -1 : count) : this.selected;
    this.onSelect((from + step + count) % count);
  }

  nudge(dx: number, dy: number): void {
    const box = this.boxes[this.selected];
    if (!box) return;
    const after = moved(box, dx, dy, this.picture);
    this.bench.apply(replaced(this.bench.labels, this.selected, after), `nudge ${this.selected}`);
  }

  copy(): void {
    this.clipboard = this.boxes[this.selected] ?? this.clipboard;
  }

  /** Pastes a box: on another picture at the same position, on the picture of the original beside it. */
  paste(): void {
    const box = this.clipboard;
    if (!box) return;
    const isCovered = this.boxes.some((other) => other.x === box.x && other.y === box.y && other.width === box.width);
    const copy = isCovered ? shifted(box, this.picture) : box;
    const after = repeated(this.bench.labels, [copy], this.picture);
    if (after.boxes.length === this.boxes.length) return;
    this.bench.apply(after);
    this.onSelect(this.boxes.length - 1);
    this.clipboard = this.boxes.at(-1);
  }

  duplicate(): void {
    const box = this.boxes[this.selected];
    if (box) this.add(shifted(box, this.picture));
  }

  /** Copies the boxes of the previous picture. */
  async repeat(): Promise<void> {
    const here = this.bench.picture?.id;
    const before = (await this.bench.labelsBefore())?.boxes;
    if (this.bench.picture?.id !== here) return;
    if (!before?.length) {
      this.bench.say({ text: t("nothingToRepeat"), look: "plain" });
      return;
    }
    const count = this.boxes.length;
    this.bench.apply(repeated(this.bench.labels, before, this.picture));
    this.bench.say({ text: t("repeated", { n: this.boxes.length - count }), look: "plain" });
  }

  /** Escape: ends one action after the other. Returns false when there was nothing to end. */
  cancel(): boolean {
    if (this.gestures.stop()) {
      this.preview = undefined;
      return true;
    }
    if (this.selected < 0 && this.onceClass === undefined) return false;
    this.onceClass = undefined;
    this.onSelect(-1);
    return true;
  }
}
