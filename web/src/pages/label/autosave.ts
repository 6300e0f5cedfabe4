// Brings every gesture to the server: soon, in order, one request a picture at a time, and again until it is there.
//
//   changed ──pause──▶ sending ──▶ saved (forgotten here)
//      ▲                 │ no answer, or the server is in trouble: again, after longer and longer pauses
//      └── changed again ┤
//                        │ 409: asks what is there. Its own earlier try: goes on. Somebody else's: theirs stays, mine is
//                        │ handed back
//                        └ refused: handed back with the reason
export type SaveState = "saved" | "saving" | "retrying";
export type Failure = "conflict" | "passing" | "final";

export interface Ports<T> {
  /** Answers with the new revision. Without a revision, whatever is there is replaced. */
  send(picture: number, labels: T, revision: number | undefined): Promise<number>;
  load(picture: number): Promise<{ labels: T; revision: number }>;
  isSame(a: T, b: T): boolean;
  failureOf(error: unknown): Failure;
  onSaved(picture: number, labels: T, revision: number): void;
  onConflict(picture: number, mine: T, theirs: T, revision: number): void;
  onRefused(picture: number, mine: T, error: unknown): void;
  onState(state: SaveState): void;
}

interface Entry<T> {
  labels: T;
  /** What the server may have got although it did not answer. */
  uncertain: T[];
  isChanged: boolean;
  isSending: boolean;
  failures: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

const pause_ms = 150;
const firstRetry_ms = 1000;
const longestRetry_ms = 15_000;

export class Autosave<T> {
  private readonly entries = new Map<number, Entry<T>>();
  private readonly revisions = new Map<number, number>();

  constructor(private readonly ports: Ports<T>) {}

  get state(): SaveState {
    if (this.entries.size === 0) return "saved";
    for (const entry of this.entries.values()) if (entry.failures > 0) return "retrying";
    return "saving";
  }

  /** What is not yet saved of a picture; it counts more than what the server says. */
  pending(picture: number): T | undefined {
    return this.entries.get(picture)?.labels;
  }

  revision(picture: number): number | undefined {
    return this.revisions.get(picture);
  }

  /** The server told of a picture. False when that is old: a change of ours is under way, or was answered since. */
  know(picture: number, revision: number): boolean {
    if (this.entries.has(picture) || revision < (this.revisions.get(picture) ?? revision)) return false;
    this.revisions.set(picture, revision);
    return true;
  }

  change(picture: number, labels: T): void {
    let entry = this.entries.get(picture);
    if (!entry) {
      entry = { labels, uncertain: [], isChanged: true, isSending: false, failures: 0, timer: undefined };
      this.entries.set(picture, entry);
    }
    entry.labels = labels;
    entry.isChanged = true;
    // While the server does not answer, changes wait for its next try rather than knocking with every gesture.
    if (entry.failures === 0) this.schedule(picture, entry, pause_ms);
    this.tell();
  }

  /** Sends now what still waits: before moving on, or once the network is back. */
  flush(): void {
    for (const [picture, entry] of this.entries) {
      if (entry.isChanged && !entry.isSending) void this.send(picture, entry);
    }
  }

  /** The page is about to go: everything once, also what is behind a request that has not been answered. */
  leave(): void {
    for (const [picture, entry] of this.entries) {
      if (!entry.isChanged) continue;
      // Whether the earlier request arrives is not known, so the revision after it is not either.
      const revision = entry.isSending ? undefined : this.revisions.get(picture);
      clearTimeout(entry.timer);
      void this.ports.send(picture, entry.labels, revision).catch(() => undefined);
    }
  }

  /** The picture is gone, and what was said of it. */
  forget(picture: number): void {
    clearTimeout(this.entries.get(picture)?.timer);
    this.entries.delete(picture);
    this.tell();
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
    if (entry.isSending || this.entries.get(picture) !== entry) return;
    const sent = entry.labels;
    entry.isSending = true;
    entry.isChanged = false;
    this.tell();
    try {
      const revision = await this.ports.send(picture, sent, this.revisions.get(picture));
      entry.isSending = false;
      this.settle(picture, entry, sent, revision);
    } catch (error) {
      entry.isSending = false;
      await this.fail(picture, entry, sent, error);
    }
    this.tell();
  }

  /** The server has `sent` as `revision`; what came after it goes on at once. */
  private settle(picture: number, entry: Entry<T>, sent: T, revision: number): void {
    this.revisions.set(picture, revision);
    entry.failures = 0;
    entry.uncertain = [];
    if (this.entries.get(picture) !== entry) return;
    if (entry.isChanged) {
      this.schedule(picture, entry, 0);
    } else {
      this.entries.delete(picture);
      this.ports.onSaved(picture, sent, revision);
    }
  }

  private async fail(picture: number, entry: Entry<T>, sent: T, error: unknown): Promise<void> {
    if (this.entries.get(picture) !== entry) return;
    switch (this.ports.failureOf(error)) {
      case "passing":
        entry.uncertain.push(sent);
        this.retry(picture, entry);
        return;
      case "final":
        this.entries.delete(picture);
        this.ports.onRefused(picture, entry.labels, error);
        return;
      case "conflict":
        await this.resolve(picture, entry, sent);
    }
  }

  private retry(picture: number, entry: Entry<T>): void {
    entry.isChanged = true;
    const wait_ms = Math.min(longestRetry_ms, firstRetry_ms * 2 ** entry.failures);
    entry.failures++;
    this.schedule(picture, entry, wait_ms);
  }

  private async resolve(picture: number, entry: Entry<T>, sent: T): Promise<void> {
    entry.isSending = true;
    let there: { labels: T; revision: number };
    try {
      there = await this.ports.load(picture);
    } catch (error) {
      entry.isSending = false;
      if (this.entries.get(picture) !== entry) return;
      if (this.ports.failureOf(error) === "passing") {
        this.retry(picture, entry);
      } else {
        this.entries.delete(picture);
        this.ports.onRefused(picture, entry.labels, error);
      }
      return;
    }
    entry.isSending = false;
    if (this.entries.get(picture) !== entry) return;
    const isOurs = [...entry.uncertain, sent].some((labels) => this.ports.isSame(labels, there.labels));
    if (isOurs) {
      // Our own try whose answer was lost, or somebody who did exactly the same: nobody's work is in the way.
      const isLatest = this.ports.isSame(entry.labels, there.labels);
      entry.isChanged = !isLatest;
      this.settle(picture, entry, there.labels, there.revision);
    } else {
      this.entries.delete(picture);
      this.revisions.set(picture, there.revision);
      this.ports.onConflict(picture, entry.labels, there.labels, there.revision);
    }
  }
}
