// The picture that is being labelled, as the parts of the page's model see it: the box editor, the suggestions and the
// outcomes of saving. Workbench implements it and owns those parts, so they do not import it.
import type { LabelState } from "$lib/labels/labels";
import type { Picture, Project } from "$lib/types";

export interface Notice {
  text: string;
  look: "plain" | "warn";
  actions?: readonly { label: string; run: () => void }[];
  /** Stays until it is answered or closed, because somebody's work depends on it. */
  isLasting?: boolean;
}

export interface Bench {
  readonly project: Project;
  readonly projectId: number;
  /** The picture that is shown; undefined while there is none. */
  readonly picture: Picture | undefined;
  readonly labels: LabelState;
  /** Objects are marked by boxes; otherwise the picture has one class. */
  readonly hasBoxes: boolean;
  readonly canEdit: boolean;
  /** The class of the next box; undefined when the project has none. */
  readonly nextClass: number | undefined;

  /** Changes the labels of the current picture: shown, undoable, saved. Quick changes with one `merge` are one step. */
  apply(after: LabelState, merge?: string): void;
  undo(): Promise<void>;
  /** Clears the selection of boxes. */
  forgetChoice(): void;
  /** The labels of the previously shown picture, or of the one before this one. */
  labelsBefore(): Promise<LabelState | undefined>;
  /** Shows a message on the page; undefined closes it. */
  say(notice: Notice | undefined): void;
}
