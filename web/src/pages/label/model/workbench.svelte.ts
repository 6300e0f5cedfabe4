// One visit to the labelling page: which picture is shown, its labels, and how they are undone and saved.
import { api, pictureUrl, Refusal } from "$lib/api";
import { watch } from "$lib/events";
import { may } from "$lib/session.svelte";
import type { Picture, Project } from "$lib/types";
import type { Autosave, SaveState } from "$lib/labels/autosave";
import type { Bench, Notice } from "./bench";
import { Deletions } from "./deletions";
import { BoxEditor } from "./editor.svelte";
import { filterOf, type Filter } from "./filter";
import { History, type Step } from "./history";
import { isSame, labelsOf, merged, nothingHere, nothingSaid, withClass, type LabelState } from "$lib/labels/labels";
import { Outcomes, type Stage } from "./outcomes";
import { savingOf, type Saving } from "$lib/labels/saving";
import { Suggestions } from "./suggestions.svelte";
import { Trail, type Direction } from "./trail";
import { t } from "../words";

const notice_ms = 6000;
/** Messages about problems stay longer, because they ask for a decision. */
const warning_ms = 15_000;
/** Number of pictures that stay decoded: the neighbours on either side and those before them. */
const keptImages = 6;
/** Number of pictures that are requested to find the first one: at least one of them is not being deleted. */
const someFirst = 20;

export class Workbench implements Bench {
  picture = $state.raw<Picture>();
  labels = $state.raw<LabelState>(nothingSaid);
  notice = $state.raw<Notice>();
  saveState = $state<SaveState>("saved");
  /** The reason why the newest attempt to save failed. */
  saveProblem = $state("");
  /** Whether the filter contains no picture. */
  isEmpty = $state(false);
  problem = $state.raw<unknown>();
  canUndo = $state(false);
  canRedo = $state(false);
  readonly editor = new BoxEditor(this);
  readonly suggestions = new Suggestions(this);

  private readonly history = new History<LabelState>();
  private readonly saving: Saving;
  private readonly autosave: Autosave<LabelState>;
  private readonly deletions = new Deletions((picture) => void this.sendDeletion(picture));
  private readonly trail: Trail<Picture>;
  private readonly stopWatching: () => void;
  private images: HTMLImageElement[] = [];
  private noticeTimer: ReturnType<typeof setTimeout> | undefined;
  private isMoving = false;
  private opening = 0;

  constructor(
    private readonly read: () => Project,
    private readonly ports: { query(): URLSearchParams; onShown(picture: Picture | undefined): void },
  ) {
    const project = this.projectId;
    this.saving = savingOf(project);
    this.autosave = this.saving.autosave;
    this.saving.listen(new Outcomes(this.stage()));
    this.trail = new Trail<Picture>({
      beside: (after, direction) => this.askBeside(after, direction),
      onAhead: (picture) => this.lookAhead(picture),
    });
    addEventListener("pagehide", this.finishDeletions);
    this.stopWatching = watch((change) => {
      const isOurs = !change || (change.topic === "pictures" && change.project_id === project);
      if (isOurs && (change?.id ?? this.picture?.id) === this.picture?.id) void this.refresh();
    });
  }

  /** Receives the outcomes of saving. */
  private stage(): Stage {
    return {
      autosave: this.autosave,
      classes: () => this.project.classes,
      pictureName: (id) => this.trail.get(id)?.name ?? "",
      isShown: (id) => this.picture?.id === id,
      say: (notice) => this.say(notice),
      remember: (id, labels, revision) => this.remember(id, labels, revision),
      show: (id, labels) => {
        if (this.picture?.id === id) this.showLabels(labels);
      },
      rebase: (id, before, theirs) => this.rebase(id, before, theirs),
      recordTheirs: (id, mine, theirs) => this.record({ kind: "labels", picture: id, before: mine, after: theirs }),
      onState: (state, problem) => {
        this.saveState = state;
        this.saveProblem = problem;
      },
    };
  }

  get project(): Project {
    return this.read();
  }

  get projectId(): number {
    return this.read().id;
  }

  get hasBoxes(): boolean {
    return this.project.kind !== "classification";
  }

  get canEdit(): boolean {
    return may(this.project, "labeller");
  }

  get nextClass(): number | undefined {
    return this.editor.nextClass;
  }

  get filter(): Filter {
    return filterOf(this.ports.query());
  }

  private readonly finishDeletions = (): void => this.deletions.finish();

  /** The user goes to another page of the studio; waiting labels are sent, and tried again from every page. */
  close(): void {
    this.autosave.flush();
    this.saving.listen(undefined);
    this.deletions.finish();
    this.stopWatching();
    removeEventListener("pagehide", this.finishDeletions);
    clearTimeout(this.noticeTimer);
  }

  /** Opens a picture; without one, the first that has no label yet, otherwise the first with an object. */
  async open(id: number | undefined): Promise<void> {
    if (id !== undefined && id === this.picture?.id) return;
    const mine = ++this.opening;
    this.problem = undefined;
    try {
      const found = id === undefined ? await this.findFirst() : (this.trail.get(id) ?? (await this.ask(id)));
      if (mine !== this.opening) return;
      this.isEmpty = !found;
      if (found) this.show(found);
      else this.leavePicture();
    } catch (error) {
      if (mine !== this.opening) return;
      if (error instanceof Refusal && error.status === 404 && id !== undefined) {
        this.say({ text: t("pictureGone"), look: "warn" });
        await this.open(undefined);
      } else {
        this.problem = error;
      }
    }
  }

  /** The address has another filter. */
  changeFilter(): void {
    this.trail.restart();
    if (this.picture) void this.trail.lookAhead();
    else void this.open(undefined);
  }

  async step(direction: Direction): Promise<boolean> {
    if (this.isMoving) return false;
    this.isMoving = true;
    this.autosave.flush();
    try {
      const picture = await this.trail.step(direction);
      if (!picture) {
        this.say({ text: t(direction === "next" ? "atEnd" : "atStart"), look: "plain" });
        return false;
      }
      this.show(picture);
      return true;
    } catch (error) {
      this.say({ text: error instanceof Error ? error.message : String(error), look: "warn" });
      return false;
    } finally {
      this.isMoving = false;
    }
  }

  /** Changes the labels of the current picture: shown, undoable, saved. */
  apply(after: LabelState, merge = ""): void {
    if (!this.picture || !this.canEdit || isSame(this.labels, after)) return;
    this.record({ kind: "labels", picture: this.picture.id, before: this.labels, after }, merge);
    this.set(after);
  }

  forgetChoice(): void {
    this.editor.forgetChoice();
  }

  markNull(): void {
    this.forgetChoice();
    this.apply(this.labels.state === "null" ? nothingSaid : nothingHere);
  }

  async classify(classId: number, movesOn: boolean): Promise<void> {
    this.apply(withClass(classId));
    if (movesOn) await this.step("next");
  }

  async undo(): Promise<void> {
    await this.travel(this.history.undo(), "before");
  }

  async redo(): Promise<void> {
    await this.travel(this.history.redo(), "after");
  }

  async deletePicture(): Promise<void> {
    const { picture } = this;
    if (!picture || !this.canEdit || this.isMoving) return;
    const step: Step<LabelState> = { kind: "deletion", picture: picture.id };
    this.record(step);
    await this.startDeletion(picture, step);
  }

  /** The labels of the previously shown picture, or of the one before this one. */
  async labelsBefore(): Promise<LabelState | undefined> {
    const before = await this.trail.peek("previous");
    return before && (this.autosave.pending(before.id) ?? labelsOf(before));
  }

  saveNow(): void {
    this.autosave.flush();
  }

  say(notice: Notice | undefined): void {
    clearTimeout(this.noticeTimer);
    this.notice = notice;
    const time_ms = notice?.look === "warn" ? warning_ms : notice_ms;
    if (notice && !notice.isLasting) this.noticeTimer = setTimeout(() => (this.notice = undefined), time_ms);
  }

  private record(step: Step<LabelState>, merge = ""): void {
    this.history.add(step, merge);
    this.updateHistory();
  }

  private updateHistory(): void {
    this.canUndo = this.history.canUndo;
    this.canRedo = this.history.canRedo;
  }

  private set(labels: LabelState): void {
    this.labels = labels;
    this.autosave.change(this.picture!.id, labels);
  }

  private show(picture: Picture): void {
    const isOther = picture.id !== this.picture?.id;
    this.trail.goTo(picture);
    this.saving.name(picture, this.project.name);
    this.autosave.know(picture.id, labelsOf(picture), picture.revision);
    this.picture = picture;
    this.labels = this.autosave.pending(picture.id) ?? labelsOf(picture);
    if (!isOther) return;
    this.editor.enter();
    this.suggestions.enter();
    this.saving.remind(picture.id);
    this.ports.onShown(picture);
    void this.trail.lookAhead();
    void this.refresh();
  }

  private leavePicture(): void {
    this.picture = undefined;
    this.labels = nothingSaid;
    this.ports.onShown(undefined);
  }

  /** Somebody else may have changed the picture since it was loaded ahead. */
  async refresh(): Promise<void> {
    const id = this.picture?.id;
    if (id === undefined) return;
    let fresh: Picture;
    try {
      fresh = await this.ask(id);
    } catch {
      // A deleted picture, or an unavailable server: saving reports it.
      return;
    }
    if (this.editor.isBusy || !this.autosave.know(id, labelsOf(fresh), fresh.revision)) return;
    this.trail.remember(fresh);
    if (this.picture?.id !== id) return;
    this.picture = fresh;
    const before = this.labels;
    const labels = labelsOf(fresh);
    if (isSame(labels, before)) return;
    this.rebase(id, before, labels);
    this.showLabels(labels);
  }

  private showLabels(labels: LabelState): void {
    this.editor.forgetChoice();
    this.labels = labels;
  }

  /** Undo reverts the changes of this page and keeps those of other users to the same picture. */
  private rebase(id: number, before: LabelState | undefined, theirs: LabelState): void {
    this.history.rebase(id, (state) => merged(before, state, theirs) ?? state);
  }

  private remember(id: number, labels: LabelState, revision: number): void {
    const known = this.trail.get(id);
    if (!known) return;
    const now = { ...known, ...labels, boxes: [...labels.boxes], revision };
    this.trail.remember(now);
    if (this.picture?.id === id) this.picture = now;
  }

  private async travel(step: Step<LabelState> | undefined, side: "before" | "after"): Promise<void> {
    if (!step) return;
    this.updateHistory();
    if (step.kind === "deletion") {
      if (side === "before") this.bringBack(step.picture);
      else if (this.picture?.id === step.picture) await this.startDeletion(this.picture, step);
      return;
    }
    if (step.picture !== this.picture?.id) {
      await this.open(step.picture);
      if (step.picture !== this.picture?.id) return;
    }
    this.editor.forgetChoice();
    this.set(step[side]);
  }

  private async startDeletion(picture: Picture, step: Step<LabelState>): Promise<void> {
    this.deletions.start(picture.id);
    this.trail.hide(picture.id);
    const beside = (await this.trail.step("next")) ?? (await this.trail.step("previous"));
    if (beside) this.show(beside);
    else {
      this.isEmpty = true;
      this.leavePicture();
    }
    const regret = (): void => {
      this.history.drop(step);
      this.updateHistory();
      this.bringBack(picture.id);
    };
    const actions = [{ label: t("undo"), run: regret }];
    this.say({ text: t("pictureDeleted", { name: picture.name }), look: "plain", actions });
  }

  private bringBack(id: number): void {
    const picture = this.trail.get(id);
    if (!picture || !this.deletions.stop(id)) return;
    this.trail.show(id);
    this.say(undefined);
    this.isEmpty = false;
    this.show(picture);
  }

  private async sendDeletion(id: number): Promise<void> {
    try {
      await api.delete("/projects/{project}/pictures/{picture}", { project: this.projectId, picture: id });
    } catch (error) {
      if (!(error instanceof Refusal && error.status === 404)) {
        this.trail.show(id);
        this.say({ text: t("notDeleted", { reason: error instanceof Error ? error.message : "" }), look: "warn" });
        return;
      }
    }
    // Only now, because the labels of a picture that still exists must not be lost.
    this.autosave.forget(id);
    this.trail.remove(id);
    this.history.forget(id);
    this.updateHistory();
  }

  private ask(picture: number): Promise<Picture> {
    return api.get("/projects/{project}/pictures/{picture}", { project: this.projectId, picture });
  }

  private async askBeside(after: number | undefined, direction: Direction): Promise<Picture | undefined> {
    const values = { project: this.projectId, after, direction, ...this.filter };
    return (await api.get("/projects/{project}/pictures/beside", values)).picture ?? undefined;
  }

  private async findFirst(): Promise<Picture | undefined> {
    const { filter } = this;
    // A picture with objects is more useful than one without.
    const ways = filter.state
      ? [filter]
      : [{ ...filter, state: "unlabelled" }, { ...filter, state: "labelled" }, filter];
    for (const way of ways) {
      const page = await api.get("/projects/{project}/pictures", { project: this.projectId, ...way, limit: someFirst });
      const row = page.pictures.find((one) => !this.trail.isHidden(one.id));
      if (row) return this.ask(row.id);
    }
    return undefined;
  }

  private lookAhead(picture: Picture): void {
    const image = new Image();
    image.src = pictureUrl(this.projectId, picture.hash);
    image.decode().catch(() => undefined);
    this.images = [image, ...this.images].slice(0, keptImages);
    this.suggestions.lookAhead(picture);
  }
}
