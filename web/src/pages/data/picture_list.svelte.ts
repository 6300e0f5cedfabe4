import { api } from "$lib/api";
import type { PictureRow } from "$lib/types";
import { asked, type Filter } from "./filter";

const pageLength = 200;
// Scrolling through thousands of rows requests only the rows where it stops.
const rest_ms = 60;

/** The pictures that match a filter; only the visible pages are loaded. */
export class PictureList {
  /** undefined before the first response. */
  total = $state<number>();
  problem = $state<string>();
  #arrived = $state(0);
  #pages = new Map<number, PictureRow[]>();
  #stale = new Set<number>();
  #asked = new Set<number>();
  #wanted: [from: number, to: number] = [0, 0];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  constructor(
    readonly project: number,
    readonly filter: Filter,
  ) {
    void this.#fetch(0);
  }

  /** undefined while it is being loaded. */
  at(index: number): PictureRow | undefined {
    void this.#arrived;
    return this.#pages.get(Math.floor(index / pageLength))?.[index % pageLength];
  }

  /** The pictures from `from` on and before `to` are visible. */
  want(from: number, to: number): void {
    this.#wanted = [from, to];
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fetchWanted(), rest_ms);
  }

  /** The data has changed: visible pictures are requested again, the others when they become visible. */
  refresh(): void {
    for (const page of this.#pages.keys()) this.#stale.add(page);
    this.#fetchWanted();
  }

  /** Stops requests; responses that are still pending are ignored. */
  end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  /** Ids of the pictures from `from` to `to`, both included, loaded or not. */
  async idsBetween(from: number, to: number): Promise<number[]> {
    const ids: number[] = [];
    const step = 500;
    for (let offset = from; offset <= to; offset += step) {
      const limit = Math.min(step, to + 1 - offset);
      const page = await api.get("/projects/{project}/pictures", { ...this.#question(), offset, limit });
      ids.push(...page.pictures.map((picture) => picture.id));
      if (page.pictures.length < limit) break;
    }
    return ids;
  }

  #question() {
    return { project: this.project, ...asked(this.filter) };
  }

  #fetchWanted(): void {
    const [from, to] = this.#wanted;
    const last = Math.floor(Math.max(0, to - 1) / pageLength);
    for (let page = Math.floor(from / pageLength); page <= last; page++) {
      if (!this.#pages.has(page) || this.#stale.has(page)) void this.#fetch(page);
    }
  }

  async #fetch(page: number): Promise<void> {
    if (this.#asked.has(page) || this.#isOver) return;
    this.#asked.add(page);
    this.#stale.delete(page);
    try {
      const range = { offset: page * pageLength, limit: pageLength };
      const answer = await api.get("/projects/{project}/pictures", { ...this.#question(), ...range });
      if (this.#isOver) return;
      this.#pages.set(page, answer.pictures);
      this.total = answer.total;
      this.problem = undefined;
      this.#arrived++;
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    } finally {
      this.#asked.delete(page);
    }
    // The data may have changed again while the response was sent.
    if (this.#stale.has(page)) this.#fetchWanted();
  }
}
