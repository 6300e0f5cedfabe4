// Saves every change on the server: soon, in order, one request per picture at a time, repeated until it succeeds.
// A change is kept until the server has it, or a person has given it up.
//
//   changed ──pause──▶ sending ──▶ saved (removed here)
//      ▲                 │ no response, or a server error: again, after longer and longer pauses
//      └── changed again ┤
//                        │ 409: requests the server's labels. Own earlier attempt: continues. Another user's: both changes
//                        │ are merged and sent; where they contradict each other, they are held until a person decides
//                        └ refused: held with the reason, until it is changed, tried again or given up
export type SaveState = "saved" | "saving" | "retrying" | "held";
export type Failure = "conflict" | "passing" | "final";

export interface Known<T> {
  labels: T;
  revision: number;
}

export interface Ports<T> {
  /** Returns the new revision. Without a revision, the labels on the server are replaced. */
  send(picture: number, labels: T, revision: number | undefined): Promise<number>;
  load(picture: number): Promise<Known<T>>;
  isSame(a: T, b: T): boolean;
  /** Merges two changes of `base`; undefined when they contradict each other. */
  merge(base: T | undefined, mine: T, theirs: T): T | undefined;
  failureOf(error: unknown): Failure;
  /** The message for labels that are held because they contradict somebody else's. */
  contradiction(): unknown;
  /** Called for labels that are not saved yet, so that they can be stored where a reload does not lose them. */
  keep(picture: number, labels: T, base: Known<T> | undefined, problem: unknown): void;
  /** Called when labels are saved or given up. */
  drop(picture: number): void;
  /** Called when labels that a closed window left are waiting here: a page that shows the picture shows them. */
  onResumed(picture: number, labels: T): void;
  onSaved(picture: number, labels: T, revision: number): void;
  /** `labels` is the merge of `mine` and of what somebody else has saved meanwhile. */
  onMerged(picture: number, change: { base: T | undefined; mine: T; theirs: Known<T>; labels: T }): void;
  onConflict(picture: number, mine: T, theirs: Known<T>): void;
  onRefused(picture: number, mine: T, error: unknown): void;
  onState(state: SaveState): void;
}

interface Entry<T> {
  labels: T;
  /** Labels that the server may have received although it did not respond. */
  uncertain: T[];
  isChanged: boolean;
  isSending: boolean;
  /** Held for the user's decision: the labels that the server has meanwhile, or the reason of the refusal. */
  isHeld: boolean;
  failures: number;
  problem: unknown;
  since_ms: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

const pause_ms = 150;
const firstRetry_ms = 1000;
const maxRetry_ms = 15_000;

export class Autosave<T> {
  private readonly entries = new Map<number, Entry<T>>();
  private readonly there = new Map<number, Known<T>>();

  constructor(private readonly ports: Ports<T>) {}

  get state(): SaveState {
    const entries = [...this.entries.values()];
    if (entries.length === 0) return "saved";
    if (entries.some((entry) => entry.isHeld)) return "held";
    return entries.some((entry) => entry.failures > 0) ? "retrying" : "saving";
  }

  /** The reason why the last attempt to save the oldest waiting labels failed. */
  get problem(): unknown {
    return [...this.entries.values()].find((entry) => entry.problem !== undefined)?.problem;
  }

  /** For how long the oldest unsaved change has not reached the server. */
  lateness_ms(): number {
    return Math.max(0, ...[...this.entries.values()].map((entry) => Date.now() - entry.since_ms));
  }

  /** Labels of a picture that are not saved yet; they have priority over the server's. */
  pending(picture: number): T | undefined {
    return this.entries.get(picture)?.labels;
  }

  revision(picture: number): number | undefined {
    return this.there.get(picture)?.revision;
  }

  /**
   * Called when the server has sent a picture. Returns false when its labels are outdated: a change of ours is being
   * sent, or was answered since.
   */
  know(picture: number, labels: T, revision: number): boolean {
    if (this.entries.has(picture) || revision < (this.there.get(picture)?.revision ?? revision)) return false;
    this.there.set(picture, { labels, revision });
    return true;
  }

  change(picture: number, labels: T): void {
    const entry = this.entries.get(picture) ?? this.begin(picture, labels);
    entry.labels = labels;
    entry.isChanged = true;
    entry.isHeld = false;
    this.keep(picture, entry);
    // While the server does not respond, changes wait for the next attempt instead of sending a request each.
    if (entry.failures === 0) this.schedule(picture, entry, pause_ms);
    this.notify();
  }

  /** Continues with labels that were stored when a window was closed. `base` is what the server had before them. */
  resume(picture: number, labels: T, base: Known<T> | undefined): void {
    if (this.entries.has(picture)) return;
    if (base) this.there.set(picture, base);
    const entry = this.begin(picture, labels);
    this.ports.onResumed(picture, labels);
    // The labels may have reached the server although their window was closed before the response.
    void this.resolve(picture, entry).then(() => this.notify());
    this.notify();
  }

  /** Sends all waiting labels now: before the page changes picture, or when the network is back. */
  flush(): void {
    for (const [picture, entry] of this.entries) {
      if (entry.isChanged && !entry.isSending && !entry.isHeld) void this.send(picture, entry);
    }
  }

  /** The user requests another attempt for all held labels, or for those of one picture. */
  retry(picture?: number): void {
    for (const [id, entry] of this.entries) {
      if (picture !== undefined && id !== picture) continue;
      entry.isHeld = false;
      entry.isChanged = true;
    }
    this.flush();
  }

  /**
   * The page is about to close: sends everything once, also changes that wait for a response to an earlier request.
   */
  leave(): void {
    for (const [picture, entry] of this.entries) {
      if (!entry.isChanged || entry.isHeld) continue;
      // The pending request makes the next revision. If it fails, this one is refused and stays in the browser.
      const known = this.there.get(picture)?.revision;
      const revision = known !== undefined && entry.isSending ? known + 1 : known;
      clearTimeout(entry.timer);
      void this.ports.send(picture, entry.labels, revision).catch(() => undefined);
    }
  }

  /** The picture was deleted on purpose, or the user gave up the labels. */
  forget(picture: number): void {
    clearTimeout(this.entries.get(picture)?.timer);
    if (this.entries.delete(picture)) this.ports.drop(picture);
    this.notify();
  }

  private begin(picture: number, labels: T): Entry<T> {
    const entry: Entry<T> = {
      labels,
      uncertain: [],
      isChanged: true,
      isSending: false,
      isHeld: false,
      failures: 0,
      problem: undefined,
      since_ms: Date.now(),
      timer: undefined,
    };
    this.entries.set(picture, entry);
    return entry;
  }

  private isGone(picture: number, entry: Entry<T>): boolean {
    return this.entries.get(picture) !== entry;
  }

  private keep(picture: number, entry: Entry<T>): void {
    this.ports.keep(picture, entry.labels, this.there.get(picture), entry.problem);
  }

  private notify(): void {
    this.ports.onState(this.state);
  }

  private schedule(picture: number, entry: Entry<T>, after_ms: number): void {
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => void this.send(picture, entry), after_ms);
  }

  private async send(picture: number, entry: Entry<T>): Promise<void> {
    clearTimeout(entry.timer);
    if (entry.isSending || entry.isHeld || this.isGone(picture, entry)) return;
    const sent = entry.labels;
    entry.isSending = true;
    entry.isChanged = false;
    this.notify();
    try {
      const revision = await this.ports.send(picture, sent, this.revision(picture));
      entry.isSending = false;
      this.settle(picture, entry, { labels: sent, revision });
    } catch (error) {
      entry.isSending = false;
      await this.fail(picture, entry, sent, error);
    }
    this.notify();
  }

  /** The server has `there`; later changes are sent at once. */
  private settle(picture: number, entry: Entry<T>, there: Known<T>): void {
    this.there.set(picture, there);
    entry.failures = 0;
    entry.problem = undefined;
    entry.uncertain = [];
    if (this.isGone(picture, entry)) return;
    if (entry.isChanged) {
      this.keep(picture, entry);
      this.schedule(picture, entry, 0);
    } else {
      this.entries.delete(picture);
      this.ports.drop(picture);
      this.ports.onSaved(picture, there.labels, there.revision);
    }
  }

  private async fail(picture: number, entry: Entry<T>, sent: T, error: unknown): Promise<void> {
    if (this.isGone(picture, entry)) return;
    entry.uncertain.push(sent);
    if (this.ports.failureOf(error) === "conflict") await this.resolve(picture, entry, error);
    else this.stumble(picture, entry, error);
  }

  /** Without a response it is tried again; after a refusal it waits for the user. */
  private stumble(picture: number, entry: Entry<T>, error: unknown): void {
    entry.isChanged = true;
    entry.problem = error;
    this.keep(picture, entry);
    if (this.ports.failureOf(error) === "passing") {
      const wait_ms = Math.min(maxRetry_ms, firstRetry_ms * 2 ** entry.failures);
      entry.failures++;
      this.schedule(picture, entry, wait_ms);
    } else {
      this.hold(picture, entry, error);
    }
  }

  private hold(picture: number, entry: Entry<T>, error: unknown): void {
    entry.problem = error;
    entry.isHeld = true;
    this.keep(picture, entry);
    this.ports.onRefused(picture, entry.labels, error);
  }

  /** Somebody else saved first, or an earlier attempt of ours arrived without a response. */
  private async resolve(picture: number, entry: Entry<T>, refusal?: unknown): Promise<void> {
    entry.isSending = true;
    let theirs: Known<T>;
    try {
      theirs = await this.ports.load(picture);
    } catch (error) {
      entry.isSending = false;
      if (!this.isGone(picture, entry)) this.stumble(picture, entry, error);
      return;
    }
    entry.isSending = false;
    if (this.isGone(picture, entry)) return;
    const mine = entry.labels;
    if ([...entry.uncertain, mine].some((labels) => this.ports.isSame(labels, theirs.labels))) {
      // Our own attempt whose response was lost, or somebody who made exactly the same change: there is no conflict.
      entry.isChanged = !this.ports.isSame(mine, theirs.labels);
      this.settle(picture, entry, theirs);
      return;
    }
    const before = this.there.get(picture);
    this.there.set(picture, theirs);
    if (before?.revision === theirs.revision) {
      // Nobody has changed it. A server that refuses it nevertheless has another reason.
      entry.isChanged = true;
      if (refusal === undefined) this.settle(picture, entry, theirs);
      else this.hold(picture, entry, refusal);
      return;
    }
    const labels = this.ports.merge(before?.labels, mine, theirs.labels);
    if (labels === undefined) {
      entry.isChanged = true;
      entry.isHeld = true;
      entry.problem = this.ports.contradiction();
      // Keeps the original base: after a reload it still contradicts theirs.
      this.ports.keep(picture, mine, before, entry.problem);
      this.ports.onConflict(picture, mine, theirs);
      return;
    }
    entry.labels = labels;
    entry.isChanged = !this.ports.isSame(labels, theirs.labels);
    this.ports.onMerged(picture, { base: before?.labels, mine, theirs, labels });
    this.settle(picture, entry, theirs);
  }
}
