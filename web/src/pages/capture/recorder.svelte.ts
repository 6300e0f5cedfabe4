import { api } from "$lib/api";
import type { AddedPicture, Split } from "$lib/types";
import { complain } from "$lib/ui";
import type { PictureSource } from "./source";

export interface RecorderOptions {
  project: number;
  split: Split;
  refuseBlurred: boolean;
}

const interval_ms = 160;
// Maximum number of frames in progress: the next frame is taken while the last one is sent; more would only wait in a
// queue.
const maxPending = 2;

const sleep = (time_ms: number) => new Promise((resolve) => setTimeout(resolve, time_ms));

/** Sends frames while a button is held. One hold is one session. */
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

  start(source: PictureSource, target: number | null, options: RecorderOptions): void {
    if (this.isRecording) return;
    this.target = target;
    this.last = undefined;
    void this.#record(source, target, options, ++this.#hold);
  }

  stop(): void {
    this.#hold++;
    this.target = undefined;
  }

  async #record(source: PictureSource, target: number | null, options: RecorderOptions, hold: number): Promise<void> {
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
          void this.#send(frame, name, `capture ${begin}`, target, options);
        }
      }
      await sleep(Math.max(20, interval_ms - (performance.now() - time)));
    }
  }

  async #send(
    frame: Blob,
    name: string,
    session: string,
    target: number | null,
    options: RecorderOptions,
  ): Promise<void> {
    this.#pending++;
    try {
      const values = { name, session, split: options.split, refuse_blurred: options.refuseBlurred };
      const path = "/projects/{project}/pictures";
      const wanted = { project: options.project, class_id: target ?? undefined, ...values };
      const { result } = await api.upload(path, wanted, frame);
      this.last = result;
      if (result === "added") this.added++;
      else if (result === "blurred") this.blurred++;
      else this.duplicates++;
    } catch (error) {
      this.stop();
      complain(error);
    } finally {
      this.#pending--;
    }
  }
}
