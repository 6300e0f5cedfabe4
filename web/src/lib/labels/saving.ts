// Autosave for the studio: through the API, stored in the browser until the server has the labels, and informed when
// the window opens and closes. One instance per project; it outlives the page, so unsaved labels are sent from any
// page of the studio.
import { api, Refusal } from "../api";
import { watch } from "../events";
import { session } from "../session.svelte";
import type { Picture } from "../types";
import { announce } from "../ui/toast";
import { takeOver, unsaved, type Unsaved } from "./unsaved.svelte";
import { Autosave, type Failure, type Known, type Ports } from "./autosave";
import { bodyOf, isSame, labelsOf, merged, type LabelState } from "./labels";
import { t } from "./words";

/** Time after which a request without a response is repeated. */
const patience_ms = 30_000;
/** Leaving within this time after a change asks no question: waiting labels are sent, and also stored. */
const usualTime_ms = 1500;

function failureOf(error: unknown): Failure {
  if (!(error instanceof Refusal)) return "passing";
  if (error.status === 409) return "conflict";
  // No server, a server error, a request to wait, or an expired session: all of these are temporary.
  const isPassing = error.status === 0 || error.status >= 500 || [401, 408, 425, 429].includes(error.status);
  return isPassing ? "passing" : "final";
}

function within<T>(time_ms: number, answer: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Refusal(t("slowServer"), 0)), time_ms);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

export type SavingListener = Pick<
  Ports<LabelState>,
  "onResumed" | "onSaved" | "onMerged" | "onConflict" | "onRefused" | "onState"
>;

/** The entry of a picture in the list of unsaved labels. */
export type Named = Pick<Unsaved, "projectName" | "pictureName" | "hash">;

/** The waiting labels of one project and one user. */
export class Saving {
  readonly autosave: Autosave<LabelState>;
  private listener: SavingListener | undefined;
  private readonly names = new Map<number, Named>();
  /** Decisions that the user has to make, by picture; asked whenever that picture is shown. */
  private readonly open = new Map<number, (listener: SavingListener) => void>();

  constructor(
    private readonly project: number,
    private readonly who: string,
  ) {
    this.autosave = new Autosave<LabelState>({
      isSame,
      merge: merged,
      failureOf,
      contradiction: () => new Error(t("contradicts")),
      send: (picture, labels, revision) => this.send(picture, labels, revision),
      load: (picture) => this.load(picture),
      keep: (picture, labels, base, problem) => this.keep(picture, labels, base, problem),
      drop: (picture) => {
        this.open.delete(picture);
        unsaved.drop(project, picture);
      },
      onResumed: (picture, labels) => this.listener?.onResumed(picture, labels),
      onSaved: (picture, labels, revision) => this.listener?.onSaved(picture, labels, revision),
      onMerged: (picture, change) => {
        if (this.listener) this.listener.onMerged(picture, change);
        else announce(t("mergedElsewhere", { name: this.names.get(picture)?.pictureName ?? "" }));
      },
      onConflict: (picture, mine, theirs) =>
        this.ask(picture, (listener) => listener.onConflict(picture, mine, theirs)),
      onRefused: (picture, mine, error) => this.ask(picture, (listener) => listener.onRefused(picture, mine, error)),
      onState: (state) => this.listener?.onState(state),
    });
  }

  /** The page that shows the project; undefined after it is closed. */
  listen(listener: SavingListener | undefined): void {
    this.listener = listener;
    listener?.onState(this.autosave.state);
  }

  /** The picture is shown: asks its open decisions again. */
  remind(picture: number): void {
    const question = this.autosave.state === "held" && this.open.get(picture);
    if (question && this.listener) question(this.listener);
  }

  private ask(picture: number, question: (listener: SavingListener) => void): void {
    this.open.set(picture, question);
    if (this.listener) question(this.listener);
  }

  name(picture: Picture, projectName: string): void {
    this.names.set(picture.id, { projectName, pictureName: picture.name, hash: picture.hash });
  }

  resume(entry: Unsaved): void {
    this.names.set(entry.picture, entry);
    this.autosave.resume(
      entry.picture,
      entry.labels as LabelState,
      (entry.base ?? undefined) as Known<LabelState> | undefined,
    );
  }

  private keep(picture: number, labels: LabelState, base: Known<LabelState> | undefined, problem: unknown): void {
    const { project, who } = this;
    const named = this.names.get(picture) ?? { projectName: "", pictureName: String(picture), hash: "" };
    const isGone = problem instanceof Refusal && problem.status === 404;
    const reason = isGone ? t("gone") : problem instanceof Error ? problem.message : "";
    unsaved.keep({
      ...named,
      project,
      picture,
      who,
      labels,
      base: base ?? null,
      time: new Date().toISOString(),
      reason,
    });
  }

  /** Labels are never saved under the name of another user who has signed in meanwhile. */
  private checkWho(): void {
    if (session.who !== this.who) throw new Refusal(t("signedOut"), 401);
  }

  private async send(picture: number, labels: LabelState, revision: number | undefined): Promise<number> {
    this.checkWho();
    const path = "/projects/{project}/pictures/{picture}/labels";
    const sent = api.put(path, { project: this.project, picture }, bodyOf(labels, revision));
    return (await within(patience_ms, sent)).revision;
  }

  private async load(picture: number): Promise<Known<LabelState>> {
    this.checkWho();
    const asked = api.get("/projects/{project}/pictures/{picture}", { project: this.project, picture });
    const there = await within(patience_ms, asked);
    const named = this.names.get(picture);
    if (named?.hash && named.hash !== there.hash) throw new Refusal(t("otherPicture"), 410);
    return { labels: labelsOf(there), revision: there.revision };
  }
}

const savings = new Map<string, Saving>();

export function savingOf(project: number): Saving {
  const who = session.who ?? "";
  const name = `${who} ${project}`;
  const saving = savings.get(name) ?? new Saving(project, who);
  savings.set(name, saving);
  return saving;
}

/** The instance of the current user. */
function ours(): Autosave<LabelState>[] {
  const start = `${session.who ?? ""} `;
  return [...savings].filter(([name]) => name.startsWith(start)).map(([, saving]) => saving.autosave);
}

export function flushAll(): void {
  for (const autosave of ours()) autosave.flush();
}

export function retry(entry: Unsaved): void {
  savingOf(entry.project).autosave.retry(entry.picture);
}

export function giveUp(entry: Unsaved): void {
  savingOf(entry.project).autosave.forget(entry.picture);
  unsaved.drop(entry.project, entry.picture);
}

/** Continues with labels that closed windows could not save. Returns the number of their pictures. */
export async function resumeAll(): Promise<number> {
  await takeOver();
  const found = unsaved.list.filter((one) => savingOf(one.project).autosave.pending(one.picture) === undefined);
  for (const entry of found) savingOf(entry.project).resume(entry);
  return found.length;
}

addEventListener("online", flushAll);
addEventListener("pageshow", flushAll);
addEventListener("pagehide", () => {
  for (const { autosave } of savings.values()) autosave.leave();
});
document.addEventListener("visibilitychange", flushAll);
// The connection is back.
watch((change) => {
  if (!change) flushAll();
});

function isLate(autosave: Autosave<LabelState>): boolean {
  if (autosave.state === "retrying") return true;
  if (autosave.state === "saving") return autosave.lateness_ms() > usualTime_ms;
  // Held labels stay in the browser's storage as long as necessary.
  return autosave.state === "held" && !unsaved.isStored;
}

addEventListener("beforeunload", (event) => {
  if ([...savings.values()].some(({ autosave }) => isLate(autosave))) event.preventDefault();
});
