// Reports what happened to labels that were sent: no work is lost without a message.
import { Refusal } from "$lib/api";
import type { ProjectClass } from "$lib/types";
import type { Autosave, Known, Ports, SaveState } from "$lib/labels/autosave";
import { isSame, type LabelState } from "$lib/labels/labels";
import type { SavingListener } from "$lib/labels/saving";
import { t as labelsText } from "$lib/labels/words";
import { t } from "../words";
import type { Notice } from "./bench";

type Merge = Parameters<Ports<LabelState>["onMerged"]>[1];

/** The parts of the page that it uses. */
export interface Stage {
  readonly autosave: Autosave<LabelState>;
  classes(): readonly ProjectClass[];
  pictureName(id: number): string;
  isShown(id: number): boolean;
  say(notice: Notice | undefined): void;
  /** Called when the server has these labels as that revision. */
  remember(id: number, labels: LabelState, revision: number): void;
  /** Shows the labels if that picture is shown. */
  show(id: number, labels: LabelState): void;
  rebase(id: number, before: LabelState | undefined, theirs: LabelState): void;
  recordTheirs(id: number, mine: LabelState, theirs: LabelState): void;
  onState(state: SaveState, problem: string): void;
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export class Outcomes implements SavingListener {
  constructor(private readonly stage: Stage) {}

  /** The page may have shown the picture before these labels were found in the browser's storage. */
  onResumed(id: number, labels: LabelState): void {
    this.stage.show(id, labels);
  }

  onSaved(id: number, labels: LabelState, revision: number): void {
    this.stage.remember(id, labels, revision);
  }

  onMerged(id: number, { base, mine, theirs, labels }: Merge): void {
    const { stage } = this;
    stage.remember(id, labels, theirs.revision);
    stage.rebase(id, base, theirs.labels);
    if (!isSame(mine, labels)) stage.show(id, labels);
    const text = stage.isShown(id) ? t("merged") : labelsText("mergedElsewhere", { name: stage.pictureName(id) });
    stage.say({ text, look: "warn", isLasting: true });
  }

  /** Two contradicting labels: mine stay shown and stored, and are not saved until the user decides. */
  onConflict(id: number, mine: LabelState, theirs: Known<LabelState>): void {
    const { stage } = this;
    const takeMine = (): void => {
      stage.say(undefined);
      stage.autosave.retry(id);
    };
    const takeTheirs = (): void => {
      stage.say(undefined);
      stage.autosave.forget(id);
      stage.remember(id, theirs.labels, theirs.revision);
      stage.recordTheirs(id, mine, theirs.labels);
      stage.show(id, theirs.labels);
    };
    const [name, theirWord, myWord] = [stage.pictureName(id), this.wordOf(theirs.labels), this.wordOf(mine)];
    stage.say({
      text: t("conflict", { name, theirs: theirWord, mine: myWord }),
      look: "warn",
      isLasting: true,
      actions: [
        { label: t("takeMine"), run: takeMine },
        { label: t("takeTheirs"), run: takeTheirs },
      ],
    });
  }

  /** The server refuses the labels. They stay shown, and stored in the browser. */
  onRefused(id: number, _mine: LabelState, error: unknown): void {
    const { stage } = this;
    const isGone = error instanceof Refusal && error.status === 404;
    const again = (): void => {
      stage.say(undefined);
      stage.autosave.retry(id);
    };
    stage.say({
      text: isGone ? t("refusedGone", { name: stage.pictureName(id) }) : t("refused", { reason: textOf(error) }),
      look: "warn",
      isLasting: true,
      actions: [{ label: t("tryAgain"), run: again }],
    });
  }

  onState(state: SaveState): void {
    const { problem } = this.stage.autosave;
    this.stage.onState(state, problem === undefined ? "" : textOf(problem));
  }

  private wordOf(labels: LabelState): string {
    if (labels.state === "null") return t("nullState");
    return this.stage.classes().find((one) => one.id === labels.class_id)?.name ?? t("show_unlabelled");
  }
}
