import type { AddedPicture } from "../types";
import { complain } from "../ui";
import type { PictureSource } from "./source";

/** A frame that was recorded. */
export interface Shot {
  frame: Blob;
  name: string;
  /** The hold that it belongs to. */
  session: string;
  /** The class, or null for a picture without a label. */
  target: number | null;
}

/** Takes a shot, and returns the result of adding it, unless that becomes known only later. */
export type Deliver = (shot: Shot) => Promise<AddedPicture["result"] | undefined>;

const interval_ms = 160;
// Maximum number of frames in progress: the next frame is taken while the last one is sent; more would only wait in a
// queue.
const maxPending = 2;

const sleep = (time_ms: number) => new Promise((resolve) => setTimeout(resolve, time_ms));

/** Takes frames while a button is held. One hold is one session. */
export class Recorder {
  /** The class that is recorded, or null for pictures without a label; undefined when nothing is recorded. */
  target = $state<number | null>();
  added = $state(0);
  blurred = $state(0);
  duplicates = $state(0);
  last = $state<AddedPicture["result"]>();
  #hold = 0;
  #pending = 0;

  get isRecording(): boolean {
    return this.target !== undefined;
  }

  start(source: PictureSource, target: number | null, deliver: Deliver): void {
    if (this.isRecording) return;
    this.target = target;
    this.last = undefined;
    void this.#record(source, target, deliver, ++this.#hold);
  }

  stop(): void {
    this.#hold++;
    this.target = undefined;
  }

  /** Counts the result of a shot. */
  count(result: AddedPicture["result"]): void {
    this.last = result;
    if (result === "added") this.added++;
    else if (result === "blurred") this.blurred++;
    else this.duplicates++;
  }

  async #record(source: PictureSource, target: number | null, deliver: Deliver, hold: number): Promise<void> {
    let last: number | undefined;
    const begin = new Date().toISOString().replace(/\.\d+Z$/, "");
    for (let number = 1; hold === this.#hold;) {
      const time = performance.now();
      // A board may be slower than the interval: each of its pictures is taken once.
      if (this.#pending < maxPending && source.newest !== last) {
        last = source.newest;
        const frame = await source.grab();
        if (frame && hold === this.#hold) {
          const name = `capture-${begin.replace(/\D/g, "")}-${String(number++).padStart(4, "0")}.jpg`;
          void this.#deliver({ frame, name, session: `capture ${begin}`, target }, deliver);
        }
      }
      await sleep(Math.max(20, interval_ms - (performance.now() - time)));
    }
  }

  async #deliver(shot: Shot, deliver: Deliver): Promise<void> {
    this.#pending++;
    try {
      const result = await deliver(shot);
      if (result) this.count(result);
    } catch (error) {
      this.stop();
      complain(error);
    } finally {
      this.#pending--;
    }
  }
}
