// Gestures of fingers and mouse on the stage, step by step. Points are in the stage; boxes are in the picture.
//
// In draw mode a drag or two clicks make a box, also over another box. With Alt, or with the select tool, a box is
// grabbed. The handles of the selected box work in both modes. One finger draws, two fingers zoom.
import { boxAt, clip, between, handleAt, moved, resized, snap, type Handle, type Rectangle } from "./boxes";
import { panBy, pinch, toPicture, type Point, type Size, type View } from "./view";

export type Tool = "draw" | "select";

/** The present content of the stage. */
export interface Scene {
  readonly picture: Size;
  readonly stage: Size;
  readonly view: View;
  readonly boxes: readonly Rectangle[];
  /** -1: none. */
  readonly selected: number;
  readonly tool: Tool;
  /** Whether Space is held. */
  readonly isPanning: boolean;
  readonly canEdit: boolean;
  readonly hasBoxes: boolean;
}

export interface Outcome {
  onView(view: View): void;
  /** The box that is being drawn; undefined: none any more. */
  onDraft(rectangle: Rectangle | undefined): void;
  onDrawn(rectangle: Rectangle): void;
  onSelect(index: number): void;
  /** A box while it is being dragged. */
  onReshape(index: number, rectangle: Rectangle): void;
  /** The box was released there. */
  onReshaped(index: number, rectangle: Rectangle): void;
}

export interface Press {
  pointer: number;
  kind: string;
  button: number;
  at: Point;
  alt: boolean;
}

type Doing =
  | { what: "nothing" }
  | { what: "anchored"; corner: Point }
  | { what: "drawing"; from: Point; corner: Point; isSecond: boolean; isFar: boolean }
  | { what: "resizing"; index: number; handle: Handle; grip: Point }
  | { what: "moving"; index: number; from: Point; start: Rectangle; isFar: boolean }
  | { what: "panning"; last: Point; isFar: boolean; from: Point }
  | { what: "pinching" };

/** Maximum movement of the pointer during a click. */
const still_px = 4;
const snap_px = 6;
/** Minimum distance outside the picture at which a click means "nothing". */
const beside_px = 24;
const reachOf = (kind: string): number => (kind === "touch" ? 22 : 8);

export class Gestures {
  private doing: Doing = { what: "nothing" };
  private readonly fingers = new Map<number, Point>();

  constructor(
    private readonly scene: Scene,
    private readonly outcome: Outcome,
  ) {}

  get isBusy(): boolean {
    return this.doing.what !== "nothing";
  }

  down(press: Press): void {
    if (press.kind === "touch") {
      this.fingers.set(press.pointer, press.at);
      if (this.fingers.size >= 2) {
        this.stop();
        this.doing = { what: "pinching" };
        return;
      }
    }
    if (this.doing.what !== "nothing" && this.doing.what !== "anchored") return;
    const isPan = press.button === 1 || (press.button === 0 && this.scene.isPanning);
    if (isPan) this.startPanning(press);
    else if (press.button === 0) this.start(press);
  }

  move(press: Press): void {
    if (this.doing.what === "pinching") {
      this.movePinch(press);
      return;
    }
    if (this.fingers.has(press.pointer)) this.fingers.set(press.pointer, press.at);
    const { doing } = this;
    switch (doing.what) {
      case "anchored":
        this.outcome.onDraft(between(doing.corner, this.corner(press.at)));
        break;
      case "drawing":
        doing.isFar ||= this.isFar(doing.from, press.at);
        if (doing.isFar || doing.isSecond) this.outcome.onDraft(between(doing.corner, this.corner(press.at)));
        break;
      case "resizing":
        this.outcome.onReshape(doing.index, this.resizedTo(doing, press.at));
        break;
      case "moving":
        doing.isFar ||= this.isFar(doing.from, press.at);
        if (doing.isFar) this.outcome.onReshape(doing.index, this.movedTo(doing, press.at));
        break;
      case "panning":
        doing.isFar ||= this.isFar(doing.from, press.at);
        this.outcome.onView(
          panBy(
            this.scene.view,
            press.at.x - doing.last.x,
            press.at.y - doing.last.y,
            this.scene.picture,
            this.scene.stage,
          ),
        );
        doing.last = press.at;
        break;
    }
  }

  up(press: Press): void {
    this.fingers.delete(press.pointer);
    const { doing } = this;
    switch (doing.what) {
      case "pinching":
        if (this.fingers.size === 0) this.doing = { what: "nothing" };
        return;
      case "drawing":
        this.finishDrawing(doing, press);
        return;
      case "resizing":
        this.doing = { what: "nothing" };
        this.outcome.onReshaped(doing.index, this.resizedTo(doing, press.at));
        return;
      case "moving":
        this.doing = { what: "nothing" };
        if (doing.isFar) this.outcome.onReshaped(doing.index, this.movedTo(doing, press.at));
        return;
      case "panning":
        this.doing = { what: "nothing" };
        if (!doing.isFar && press.button === 0 && !this.scene.isPanning) this.outcome.onSelect(-1);
    }
  }

  /**
   * Cancels the gesture: the pointer was lost, the picture changes, or Escape. Returns true when there was a gesture.
   */
  stop(): boolean {
    const { doing } = this;
    this.doing = { what: "nothing" };
    this.outcome.onDraft(undefined);
    if (doing.what === "moving") this.outcome.onReshape(doing.index, doing.start);
    if (doing.what === "resizing") this.outcome.onReshape(doing.index, this.scene.boxes[doing.index]!);
    return doing.what !== "nothing";
  }

  /** The pointer will not be released any more. */
  cancel(pointer: number): void {
    this.fingers.delete(pointer);
    if (this.doing.what === "pinching" && this.fingers.size > 0) return;
    this.stop();
  }

  /** The target of the cursor: a handle, a box that can be moved, or nothing. */
  hover(at: Point, alt: boolean): Handle | "move" | undefined {
    if (!this.scene.canEdit || !this.scene.hasBoxes) return undefined;
    const chosen = this.scene.boxes[this.scene.selected];
    const handle = chosen && handleAt(chosen, this.scene.view, at, reachOf("mouse"));
    if (handle) return handle;
    if (!alt && this.scene.tool === "draw") return undefined;
    return boxAt(this.scene.boxes, toPicture(this.scene.view, at), this.slack("mouse")) >= 0 ? "move" : undefined;
  }

  private start(press: Press): void {
    const { scene } = this;
    if (this.doing.what === "anchored") {
      this.doing = { what: "drawing", from: press.at, corner: this.doing.corner, isSecond: true, isFar: false };
      return;
    }
    if (!scene.hasBoxes) {
      this.startPanning(press);
      return;
    }
    const chosen = scene.boxes[scene.selected];
    const handle = chosen && scene.canEdit && handleAt(chosen, scene.view, press.at, reachOf(press.kind));
    if (handle) {
      this.doing = { what: "resizing", index: scene.selected, handle, grip: this.grip(chosen, handle, press.at) };
      return;
    }
    const at = toPicture(scene.view, press.at);
    if (scene.tool === "select" || press.alt || !scene.canEdit) {
      const index = boxAt(scene.boxes, at, this.slack(press.kind));
      if (index < 0) {
        this.startPanning(press);
        return;
      }
      this.outcome.onSelect(index);
      if (scene.canEdit)
        this.doing = { what: "moving", index, from: press.at, start: scene.boxes[index]!, isFar: false };
      return;
    }
    this.doing = { what: "drawing", from: press.at, corner: this.corner(press.at), isSecond: false, isFar: false };
  }

  private startPanning(press: Press): void {
    this.doing = { what: "panning", last: press.at, from: press.at, isFar: false };
  }

  private finishDrawing(doing: Extract<Doing, { what: "drawing" }>, press: Press): void {
    this.doing = { what: "nothing" };
    const isFar = doing.isFar || this.isFar(doing.from, press.at);
    if (!isFar && !doing.isSecond) {
      // A tap selects, because a finger has no Alt; a click well outside the picture selects nothing.
      if (press.kind === "touch") {
        this.outcome.onSelect(boxAt(this.scene.boxes, toPicture(this.scene.view, press.at), this.slack(press.kind)));
      } else if (this.isBeside(press.at)) {
        this.outcome.onSelect(-1);
      } else {
        this.doing = { what: "anchored", corner: doing.corner };
      }
      return;
    }
    this.outcome.onDraft(undefined);
    const box = clip(between(doing.corner, this.corner(press.at)), this.scene.picture);
    if (box) this.outcome.onDrawn(box);
  }

  private movePinch(press: Press): void {
    if (!this.fingers.has(press.pointer)) return;
    const before = [...this.fingers.values()];
    this.fingers.set(press.pointer, press.at);
    const after = [...this.fingers.values()];
    if (before.length < 2) return;
    const { view, picture, stage } = this.scene;
    this.outcome.onView(pinch(view, [before[0]!, before[1]!], [after[0]!, after[1]!], picture, stage));
  }

  private resizedTo(doing: Extract<Doing, { what: "resizing" }>, at: Point): Rectangle {
    const held = { x: at.x + doing.grip.x, y: at.y + doing.grip.y };
    return resized(this.scene.boxes[doing.index]!, doing.handle, this.corner(held), this.scene.picture);
  }

  private movedTo(doing: Extract<Doing, { what: "moving" }>, at: Point): Rectangle {
    const dx = Math.round((at.x - doing.from.x) / this.scene.view.scale);
    const dy = Math.round((at.y - doing.from.y) / this.scene.view.scale);
    return moved(doing.start, dx, dy, this.scene.picture);
  }

  /** Offset from the touched point to the handle, so that the side does not jump to the pointer. */
  private grip(box: Rectangle, handle: Handle, at: Point): Point {
    const { view } = this.scene;
    const x = handle.includes("w") ? box.x : handle.includes("e") ? box.x + box.width : undefined;
    const y = handle.includes("n") ? box.y : handle.includes("s") ? box.y + box.height : undefined;
    return {
      x: x === undefined ? 0 : x * view.scale + view.x - at.x,
      y: y === undefined ? 0 : y * view.scale + view.y - at.y,
    };
  }

  private corner(at: Point): Point {
    return snap(toPicture(this.scene.view, at), this.scene.picture, snap_px / this.scene.view.scale);
  }

  private slack(kind: string): number {
    return (kind === "touch" ? 12 : 3) / this.scene.view.scale;
  }

  private isFar(a: Point, b: Point): boolean {
    return Math.hypot(a.x - b.x, a.y - b.y) > still_px;
  }

  private isBeside(at: Point): boolean {
    const { view, picture } = this.scene;
    const point = toPicture(view, at);
    const slack = beside_px / view.scale;
    return point.x < -slack || point.y < -slack || point.x > picture.width + slack || point.y > picture.height + slack;
  }
}
