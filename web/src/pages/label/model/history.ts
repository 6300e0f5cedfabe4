// The undo history over all pictures of a visit: undoing a change of another picture shows that picture.
export type Step<State> =
  { kind: "labels"; picture: number; before: State; after: State } | { kind: "deletion"; picture: number };

/** Maximum number of undo steps: enough for a day, and small in memory. */
const maxSteps = 1000;
/** Moves by arrow keys that follow within this time are one undo step. */
const together_ms = 1200;

export class History<State> {
  private done: Step<State>[] = [];
  private undone: Step<State>[] = [];
  private lastMerge = "";
  private lastTime_ms = -Infinity;

  constructor(private readonly now_ms: () => number = () => performance.now()) {}

  get canUndo(): boolean {
    return this.done.length > 0;
  }

  get canRedo(): boolean {
    return this.undone.length > 0;
  }

  /** Steps with the same `merge` within a short time become one step. */
  add(step: Step<State>, merge = ""): void {
    const time_ms = this.now_ms();
    const last = this.done.at(-1);
    const joins =
      merge !== "" &&
      merge === this.lastMerge &&
      time_ms - this.lastTime_ms < together_ms &&
      this.undone.length === 0 &&
      last?.kind === "labels" &&
      step.kind === "labels" &&
      last.picture === step.picture;
    if (joins) this.done[this.done.length - 1] = { ...last, after: step.after };
    else this.done.push(step);
    if (this.done.length > maxSteps) this.done.shift();
    this.undone = [];
    this.lastMerge = merge;
    this.lastTime_ms = time_ms;
  }

  undo(): Step<State> | undefined {
    const step = this.done.pop();
    if (step) this.undone.push(step);
    this.lastMerge = "";
    return step;
  }

  redo(): Step<State> | undefined {
    const step = this.undone.pop();
    if (step) this.done.push(step);
    this.lastMerge = "";
    return step;
  }

  /** Somebody else has changed the picture: `change` applies their change to a state. */
  rebase(picture: number, change: (state: State) => State): void {
    const rebased = (step: Step<State>): Step<State> =>
      step.kind === "labels" && step.picture === picture
        ? { ...step, before: change(step.before), after: change(step.after) }
        : step;
    this.done = this.done.map(rebased);
    this.undone = this.undone.map(rebased);
    this.lastMerge = "";
  }

  /** Removes a step that was undone in another way. */
  drop(step: Step<State>): void {
    this.done = this.done.filter((other) => other !== step);
  }

  /** Removes all steps of this picture. */
  forget(picture: number): void {
    this.done = this.done.filter((step) => step.picture !== picture);
    this.undone = this.undone.filter((step) => step.picture !== picture);
    this.lastMerge = "";
  }
}
