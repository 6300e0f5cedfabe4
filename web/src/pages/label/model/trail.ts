// The history of visited pictures. It is kept in memory, so that going back shows the picture that was just labelled
// even when the filter ("unlabelled") no longer contains it; at both ends the server's order continues.
export type Direction = "next" | "previous";

export interface Shown {
  id: number;
}

export interface TrailPorts<P extends Shown> {
  /** undefined at the end of the order. */
  beside(after: number | undefined, direction: Direction): Promise<P | undefined>;
  /** The pictures that will probably be shown soon. */
  onAhead(picture: P): void;
}

export class Trail<P extends Shown> {
  private ids: number[] = [];
  private at = -1;
  private readonly pictures = new Map<number, P>();
  private readonly hidden = new Set<number>();
  private readonly asked = new Map<string, Promise<P | undefined>>();

  constructor(private readonly ports: TrailPorts<P>) {}

  get current(): P | undefined {
    return this.pictures.get(this.ids[this.at] ?? -1);
  }

  get(id: number): P | undefined {
    return this.pictures.get(id);
  }

  /** Updates the data of a picture; the history stays. */
  remember(picture: P): void {
    this.pictures.set(picture.id, picture);
  }

  /** Shows a picture: within the history when it is in it, otherwise the history starts again there. */
  goTo(picture: P): void {
    this.remember(picture);
    const index = this.ids.indexOf(picture.id);
    if (index >= 0) {
      this.at = index;
      return;
    }
    this.ids = [picture.id];
    this.at = 0;
    this.asked.clear();
  }

  /** The filter has changed: the current picture stays, its neighbours are requested again. */
  restart(): void {
    const here = this.ids[this.at];
    this.ids = here === undefined ? [] : [here];
    this.at = this.ids.length - 1;
    this.asked.clear();
  }

  /** The previous picture, without showing it. */
  async peek(direction: Direction): Promise<P | undefined> {
    const index = this.neighbour(direction);
    if (index !== undefined) return this.pictures.get(this.ids[index]!);
    return this.ask(direction);
  }

  /** undefined, without a move, at the end. */
  async step(direction: Direction): Promise<P | undefined> {
    let index = this.neighbour(direction);
    if (index === undefined) {
      const from = this.ids[this.at];
      const found = await this.ask(direction);
      // Another picture was shown meanwhile.
      if (from !== this.ids[this.at]) return this.current;
      if (!found) return undefined;
      if (!this.pictures.has(found.id)) this.remember(found);
      if (direction === "next") {
        this.ids.push(found.id);
        index = this.ids.length - 1;
      } else {
        this.ids.unshift(found.id);
        this.at++;
        index = 0;
      }
    }
    this.at = index;
    return this.current;
  }

  /** Requests the neighbours, so that they are available when needed. */
  async lookAhead(): Promise<void> {
    for (const direction of ["next", "previous"] as const) {
      try {
        const picture = await this.peek(direction);
        if (picture) this.ports.onAhead(picture);
      } catch {
        // It is requested again when needed.
      }
    }
  }

  /** Skips a picture from now on, until it is shown again or removed. */
  hide(id: number): void {
    this.hidden.add(id);
  }

  isHidden(id: number): boolean {
    return this.hidden.has(id);
  }

  show(id: number): void {
    this.hidden.delete(id);
  }

  /** The picture was also deleted on the server. */
  remove(id: number): void {
    this.hidden.add(id);
    this.pictures.delete(id);
    this.asked.clear();
    const index = this.ids.indexOf(id);
    if (index < 0) return;
    this.ids.splice(index, 1);
    if (index < this.at || this.at >= this.ids.length) this.at--;
  }

  private neighbour(direction: Direction): number | undefined {
    const step = direction === "next" ? 1 : -1;
    for (let index = this.at + step; index >= 0 && index < this.ids.length; index += step) {
      if (!this.hidden.has(this.ids[index]!)) return index;
    }
    return undefined;
  }

  /** The pictures after the end of the history, requested once. */
  private ask(direction: Direction): Promise<P | undefined> {
    const end = direction === "next" ? this.ids.at(-1) : this.ids[0];
    const key = `${direction} ${end}`;
    let answer = this.asked.get(key);
    if (!answer) {
      answer = this.askPastHidden(end, direction);
      this.asked.set(key, answer);
      // The end may get pictures later, and a failure may be temporary.
      const drop = (): void => void this.asked.delete(key);
      answer.then((picture) => (picture ? undefined : drop()), drop);
    }
    return answer.then((picture) => {
      if (!picture || !this.hidden.has(picture.id)) return picture;
      this.asked.delete(key);
      return this.ask(direction);
    });
  }

  private async askPastHidden(after: number | undefined, direction: Direction): Promise<P | undefined> {
    let picture = await this.ports.beside(after, direction);
    while (picture && this.hidden.has(picture.id)) picture = await this.ports.beside(picture.id, direction);
    return picture;
  }
}
