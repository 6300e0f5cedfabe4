import { api, Refusal } from "$lib/api";
import type { AddedPicture } from "$lib/types";
import type { KeptPicture, KeptPictures } from "./kept_pictures";

/** The reasons for which pictures wait: the computer does not answer, takes none at present, or does not know this phone any more. */
export type SenderProblem = "away" | "ended" | "unpaired";

/** Maximum number of pictures that wait, about 40 MB. */
export const maxWaiting = 600;

export interface SenderOptions {
  kept: KeptPictures;
  project: number;
  onresult: (result: AddedPicture["result"]) => void;
  /** A picture that the computer will never take, such as one whose class was removed. */
  onrefused: (problem: Refusal) => void;
  /** For tests. */
  pause?: () => Promise<void>;
  send?: (picture: KeptPicture) => Promise<AddedPicture["result"]>;
}

const retry_ms = 2000;
const mayComeBack = (status: number) => status === 0 || status === 408 || status === 429 || status >= 500;

async function upload({ name, session, classId, refuseBlurred, frame }: KeptPicture) {
  const wanted = { name, session, class_id: classId ?? undefined, refuse_blurred: refuseBlurred };
  return (await api.upload("/phone/pictures", wanted, frame)).result;
}

/** Sends pictures one after another, in the order in which they were taken, and keeps each until the computer has it. */
export class Sender {
  waiting = $state(0);
  /** Pictures of projects that this phone was paired with before. */
  others = $state(0);
  problem = $state<SenderProblem>();
  readonly #options: Required<SenderOptions>;
  #isBusy = false;
  #isStopped = false;

  constructor(options: SenderOptions) {
    const pause = () => new Promise<void>((resolve) => setTimeout(resolve, retry_ms));
    this.#options = { pause, send: upload, ...options };
  }

  get isFull(): boolean {
    return this.waiting >= maxWaiting;
  }

  async add(picture: Omit<KeptPicture, "id" | "project">): Promise<void> {
    await this.#options.kept.add({ ...picture, project: this.#options.project });
    this.waiting++;
    void this.work();
  }

  async removeOthers(): Promise<void> {
    await this.#options.kept.removeOthers(this.#options.project);
    this.others = 0;
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** Sends what waits; also what an earlier page has left. */
  async work(): Promise<void> {
    if (this.#isBusy || this.#isStopped) return;
    this.#isBusy = true;
    const { kept, project } = this.#options;
    try {
      const counts = await kept.counts(project);
      this.waiting = counts.own;
      this.others = counts.others;
      for (let one = await kept.first(project); one && !this.#isStopped; one = await kept.first(project)) {
        if (await this.#handOver(one)) {
          await kept.remove(one.id);
          this.waiting--;
        } else if (this.problem === "unpaired") {
          return;
        } else {
          await this.#options.pause();
        }
      }
    } finally {
      this.#isBusy = false;
    }
  }

  /** Returns whether the picture need not be kept any longer. */
  async #handOver(picture: KeptPicture): Promise<boolean> {
    try {
      const result = await this.#options.send(picture);
      this.problem = undefined;
      this.#options.onresult(result);
      return true;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (mayComeBack(error.status)) this.problem = "away";
      else if (error.status === 401) this.problem = "unpaired";
      else if (error.status === 403) this.problem = "ended";
      else {
        this.problem = undefined;
        this.#options.onrefused(error);
        return true;
      }
      return false;
    }
  }
}
