// The suggestions for the current picture, to be accepted or rejected: the predictions of the newest model, or, as long
// as nothing was trained, those of the models that need no training.
import { api, Refusal } from "$lib/api";
import { stored } from "$lib/storage";
import type { Box, Picture, SuggestedBox, Suggestion } from "$lib/types";
import { reportOf } from "$report/report";
import { withBoxes, type LabelState } from "$lib/labels/labels";
import { clip, overlap } from "../geometry/boxes";
import { t } from "../words";
import type { Bench } from "./bench";

export type SuggestionState = "idle" | "asking" | "shown" | "no_model" | "failed";

/** Minimum IoU at which a suggestion repeats a label of its class. */
const alreadyLabelled = 0.6;
/** Minimum IoU at which a suggestion of a model that was not trained shows an object that has a label of any class. */
const sameObject = 0.5;
const keptAnswers = 8;
/** Stands for the instant model where the number of a run is expected. */
const instantRun = 0;
const patience_ms = 30_000;
/** Threshold of a model without a threshold of its own. */
const usualThreshold = 0.5;
export const minThreshold = 0.01;
export const maxThreshold = 0.99;

const storedAlways = stored<"yes" | "no">("label.suggest", ["yes", "no"]);
/** "RUN:THRESHOLD": each model has its own threshold. */
const storedThreshold = stored<string>("label.model_threshold");

/** The threshold that was chosen for the model of that run; the browser's storage may contain anything. */
export function readThreshold(text: string | undefined, run: number): number | undefined {
  const [of, chosen] = (text ?? "").split(":");
  const value = Number(chosen || NaN);
  return of === String(run) && value >= minThreshold && value <= maxThreshold ? value : undefined;
}

export class Suggestions {
  state = $state<SuggestionState>("idle");
  problem = $state("");
  isAlways = $state(storedAlways.get() === "yes");
  /** The newest model's own threshold: the best F1 on its validation pictures. */
  private own = $state<number>();
  /** Another threshold, chosen here. */
  chosen = $state<number>();
  private run: number | undefined;
  private known: Promise<void> | undefined;
  /** The element of `open` that Enter accepts. */
  private pointed = $state(0);
  private missingSince_ms = 0;
  private answer = $state.raw<Suggestion>();
  private refused = $state.raw<ReadonlySet<SuggestedBox>>(new Set());
  /** The accepted suggestions, with the labels before: when those are shown again, it was undone. */
  private taken = $state.raw<readonly { before: LabelState; boxes: readonly SuggestedBox[] }[]>([]);
  private readonly answers = new Map<string, Promise<Suggestion>>();

  constructor(private readonly bench: Bench) {}

  get threshold(): number {
    return this.chosen ?? this.own ?? usualThreshold;
  }

  /** Whether what is shown comes from a model that needs no training, because no model was trained yet. */
  get isInstant(): boolean {
    return this.state === "shown" && this.answer !== undefined && this.answer.run_id === undefined;
  }

  /** Whether anything was suggested for this picture, also if it was rejected or accepted meanwhile. */
  get hasBoxes(): boolean {
    return (this.answer?.boxes.length ?? 0) > 0;
  }

  /** Whether a class was suggested for any box. */
  get hasClasses(): boolean {
    return this.answer?.boxes.some((box) => typeof box.class_id === "number") ?? false;
  }

  /** The model is that of the newest finished run, as the server selects it. */
  private async learnOwnThreshold(): Promise<void> {
    try {
      const { runs } = await api.get("/projects/{project}/runs", { project: this.bench.projectId });
      const newest = runs.find((run) => run.state === "done");
      if (!newest) return;
      const detail = await api.get("/projects/{project}/runs/{run}", { project: this.bench.projectId, run: newest.id });
      const own = reportOf(detail)?.int8.threshold;
      this.learn(newest.id, typeof own === "number" ? own : undefined);
    } catch (error) {
      // The first suggestion also contains it.
      if (!(error instanceof Refusal)) throw error;
    }
  }

  private learn(run: number, own: number | undefined): void {
    if (run !== this.run) this.chosen = readThreshold(storedThreshold.get(), run);
    this.run = run;
    if (own !== undefined) this.own = own;
  }

  /** Boxes that are neither rejected nor labelled already, by decreasing score. */
  get open(): readonly SuggestedBox[] {
    if (this.state !== "shown" || !this.answer) return [];
    const labels = this.bench.labels.boxes;
    const undone = this.taken.findIndex(({ before }) => before === this.bench.labels);
    const taken = new Set((undone < 0 ? this.taken : this.taken.slice(0, undone)).flatMap(({ boxes }) => boxes));
    return this.answer.boxes
      .filter((box) => box.score >= this.threshold && !this.refused.has(box) && !taken.has(box))
      .filter((box) => !labels.some((label) => this.isRepeated(box, label)))
      .sort((a, b) => b.score - a.score);
  }

  /** A trained model may know better which class an object has; other models do not. */
  private isRepeated(box: SuggestedBox, label: Box): boolean {
    if (this.isInstant) return overlap(label, box) >= sameObject;
    return label.class_id === box.class_id && overlap(label, box) >= alreadyLabelled;
  }

  /** For classification. */
  get guess(): { classId: number; score: number } | undefined {
    if (this.state !== "shown" || this.bench.hasBoxes || typeof this.answer?.class_id !== "number") return undefined;
    const score = this.answer.score ?? 0;
    return score >= this.threshold ? { classId: this.answer.class_id, score } : undefined;
  }

  get highlighted(): number {
    return Math.min(this.pointed, this.open.length - 1);
  }

  point(index: number): void {
    this.pointed = index;
  }

  pointNext(): void {
    const count = this.open.length;
    if (count) this.pointed = (this.highlighted + 1) % count;
  }

  enter(): void {
    this.known ??= this.learnOwnThreshold();
    this.answer = undefined;
    this.refused = new Set();
    this.taken = [];
    this.pointed = 0;
    // A model may have been trained meanwhile, but not between two pictures.
    if (this.state !== "no_model" || performance.now() - this.missingSince_ms > patience_ms) this.state = "idle";
    if (this.isAlways && this.state === "idle" && this.bench.canEdit) void this.ask();
  }

  lookAhead(picture: Picture): void {
    if (this.isAlways && this.state !== "no_model" && this.bench.canEdit)
      this.request(picture.id).catch(() => undefined);
  }

  setAlways(isAlways: boolean): void {
    this.isAlways = isAlways;
    storedAlways.set(isAlways ? "yes" : "no");
    if (isAlways) void this.ask();
    else this.state = "idle";
  }

  /** The slider was released: below another threshold the model may group its predictions differently. */
  setThreshold(threshold: number): void {
    this.chosen = threshold;
    if (this.run !== undefined) storedThreshold.set(`${this.run}:${threshold}`);
    this.answers.clear();
    if (this.state === "shown") void this.ask();
  }

  async ask(): Promise<void> {
    const id = this.bench.picture?.id;
    if (id === undefined) return;
    this.state = this.state === "shown" ? "shown" : "asking";
    const isStill = (): boolean => this.bench.picture?.id === id;
    try {
      const answer = await this.request(id);
      if (!isStill()) return;
      this.answer = answer;
      this.learn(answer.run_id ?? instantRun, this.chosen === undefined ? answer.threshold : undefined);
      this.refused = new Set();
      this.taken = [];
      this.pointed = 0;
      this.state = "shown";
    } catch (error) {
      if (!isStill()) return;
      const isMissing = error instanceof Refusal && error.status === 404;
      this.state = isMissing ? "no_model" : "failed";
      this.missingSince_ms = performance.now();
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  accept(index = this.highlighted): boolean {
    const box = this.open[index];
    if (!box) return false;
    this.take([box]);
    return true;
  }

  acceptAll(): void {
    if (this.open.length) this.take(this.open);
  }

  reject(index = this.highlighted): boolean {
    const box = this.open[index];
    if (box) this.refused = new Set([...this.refused, box]);
    return box !== undefined;
  }

  rejectAll(): void {
    this.refused = new Set([...this.refused, ...this.open]);
  }

  private take(boxes: readonly SuggestedBox[]): void {
    const { picture, labels, nextClass } = this.bench;
    if (!picture) return;
    const accepted: Box[] = [];
    for (const box of boxes) {
      const clipped = clip(box, picture);
      const classId = box.class_id ?? nextClass;
      if (classId === undefined) {
        this.bench.say({ text: t("needsClass"), look: "warn" });
        return;
      }
      if (clipped) accepted.push({ ...clipped, class_id: classId });
    }
    const undone = this.taken.findIndex(({ before }) => before === labels);
    this.taken = [...(undone < 0 ? this.taken : this.taken.slice(0, undone)), { before: labels, boxes }];
    this.bench.forgetChoice();
    this.bench.apply(withBoxes([...labels.boxes, ...accepted]));
  }

  private request(picture: number): Promise<Suggestion> {
    const key = `${picture} ${this.chosen ?? "own"}`;
    let answer = this.answers.get(key);
    if (!answer) {
      answer = api.post("/projects/{project}/pictures/{picture}/suggestion", {
        project: this.bench.projectId,
        picture,
        threshold: this.chosen,
      });
      this.answers.set(key, answer);
      answer.catch(() => this.answers.delete(key));
      for (const old of this.answers.keys()) {
        if (this.answers.size <= keptAnswers) break;
        this.answers.delete(old);
      }
    }
    return answer;
  }
}
