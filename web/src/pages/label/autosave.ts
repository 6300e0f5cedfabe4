// Brings every gesture to the server: soon, in order, one request a picture at a time, and again until it is there.
// Nothing is forgotten before the server has it, or a person has given it up.
//
//   changed ──pause──▶ sending ──▶ saved (forgotten here)
//      ▲                 │ no answer, or the server is in trouble: again, after longer and longer pauses
//      └── changed again ┤
//                        │ 409: asks what is there. Its own earlier try: goes on. Somebody else's: both changes are merged
//                        │ and sent; where they contradict each other, it is held until a person decides
//                        └ refused: held with the reason, until it is changed, or tried again, or given up
export type SaveState = "saved" | "saving" | "retrying" | "held";
export type Failure = "conflict" | "passing" | "final";

export interface Known<T> {
  labels: T;
  revision: number;
}

export interface Ports<T> {
  /** Answers with the new revision. Without a revision, whatever is there is replaced. */
  send(picture: number, labels: T, revision: number | undefined): Promise<number>;
  load(picture: number): Promise<Known<T>>;
  isSame(a: T, b: T): boolean;
  /** What both changes of `base` make together; undefined when they contradict each other. */
  merge(base: T | undefined, mine: T, theirs: T): T | undefined;
  failureOf(error: unknown): Failure;
  /** What to say of labels that are held because they contradict somebody else's. */
  contradiction(): unknown;
  /** Not saved yet: to be written down where a reload does not lose it. */
  keep(picture: number, labels: T, base: Known<T> | undefined, problem: unknown): void;
  /** Saved, or given up. */
  drop(picture: number): void;
  onSaved(picture: number, labels: T, revision: number): void;
  /** `labels` is the sum of `mine` and of what somebody else has saved meanwhile. */
  onMerged(picture: number, change: { base: T | undefined; mine: T; theirs: Known<T>; labels: T }): void;
  onConflict(picture: number, mine: T, theirs: Known<T>): void;
  onRefused(picture: number, mine: T, error: unknown): void;
  onState(state: SaveState): void;
}

interface Entry<T> {
  labels: T;
  /** What the server may have got although it did not answer. */
  uncertain: T[];
  isChanged: boolean;
  isSending: boolean;
  /** Waits for a person: what is there meanwhile, or why it was refused. */
  isHeld: boolean;
  failures: number;
  problem: unknown;
  since_ms: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

const pause_ms = 150;
const firstRetry_ms = 1000;
const longestRetry_ms = 15_000;

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

  /** Why the last try of the one that waits longest failed. */
  get problem(): unknown {
    return [...this.entries.values()].find((entry) => entry.problem !== undefined)?.problem;
  }

  /** For how long the server does not have what was said. */
  lateness_ms(): number {
    return Math.max(0, ...[...this.entries.values()].map((entry) => Date.now() - entry.since_ms));
  }

  /** What is not yet saved of a picture; it counts more than what the server says. */
  pending(picture: number): T | undefined {
    return this.entries.get(picture)?.labels;
  }

  revision(picture: number): number | undefined {
    return this.there.get(picture)?.revision;
  }

  /** The server told of a picture. False when that is old: a change of ours is under way, or was answered since. */
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
    // While the server does not answer, changes wait for its next try rather than knocking with every gesture.
    if (entry.failures === 0) this.schedule(picture, entry, pause_ms);
    this.tell();
  }

  /** Goes on with what was kept when a window was closed. `base` is what the server had before it. */
  resume(picture: number, labels: T, base: Known<T> | undefined): void {
    if (this.entries.has(picture)) return;
    if (base) this.there.set(picture, base);
    const entry = this.begin(picture, labels);
    // It may have arrived although its window was not there any more to be told.
    void this.resolve(picture, entry).then(() => this.tell());
    this.tell();
  }

  /** Sends now what still waits: before moving on, or once the network is back. */
  flush(): void {
    for (const [picture, entry] of this.entries) {
      if (entry.isChanged && !entry.isSending && !entry.isHeld) void this.send(picture, entry);
    }
  }

  /** A person wants what is held, or only that picture of it, to be tried once more. */
  retry(picture?: number): void {
    for (const [id, entry] of this.entries) {
      if (picture !== undefined && id !== picture) continue;
      entry.isHeld = false;
      entry.isChanged = true;
    }
    this.flush();
  }

  /** The page is about to go: everything once, also what is behind a request that has not been answered. */
  leave(): void {
    for (const [picture, entry] of this.entries) {
      if (!entry.isChanged || entry.isHeld) continue;
      // The request under way makes the next revision. If it does not, this one is refused, and kept in the browser.
      const known = this.there.get(picture)?.revision;
      const revision = known !== undefined && entry.isSending ? known + 1 : known;
      clearTimeout(entry.timer);
      void this.ports.send(picture, entry.labels, revision).catch(() => undefined);
    }
  }

  /** The picture is gone on purpose, or a person gave up what was said of it. */
  forget(picture: number): void {
    clearTimeout(this.entries.get(picture)?.timer);
    if (this.entries.delete(picture)) this.ports.drop(picture);
    this.tell();
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

  private tell(): void {
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
    this.tell();
    try {
      const revision = await this.ports.send(picture, sent, this.revision(picture));
      entry.isSending = false;
      this.settle(picture, entry, { labels: sent, revision });
    } catch (error) {
      entry.isSending = false;
      await this.fail(picture, entry, sent, error);
    }
    this.tell();
  }

  /** The server has `there`; what came after it goes on at once. */
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

  /** Without an answer it is tried again; what is refused waits for a person. */
  private stumble(picture: number, entry: Entry<T>, error: unknown): void {
    entry.isChanged = true;
    entry.problem = error;
    this.keep(picture, entry);
    if (this.ports.failureOf(error) === "passing") {
      const wait_ms = Math.min(longestRetry_ms, firstRetry_ms * 2 ** entry.failures);
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

  /** Somebody else was faster, or a try of our own arrived unnoticed. */
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
      // Our own try whose answer was lost, or somebody who did exactly the same: nobody's work is in the way.
      entry.isChanged = !this.ports.isSame(mine, theirs.labels);
      this.settle(picture, entry, theirs);
      return;
    }
    const before = this.there.get(picture);
    this.there.set(picture, theirs);
    if (before?.revision === theirs.revision) {
      // Nobody has changed it. A server that refused it nevertheless has another reason.
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
      // With what it began with: after a reload it contradicts theirs still.
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
