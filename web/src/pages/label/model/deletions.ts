// Pictures that will be deleted after a moment, unless the user undoes it.
export const regret_ms = 6000;

export class Deletions {
  private readonly timers = new Map<number, ReturnType<typeof setTimeout>>();

  constructor(private readonly send: (picture: number) => void) {}

  start(picture: number): void {
    this.stop(picture);
    this.timers.set(
      picture,
      setTimeout(() => this.go(picture), regret_ms),
    );
  }

  /** Returns false when it is too late. */
  stop(picture: number): boolean {
    clearTimeout(this.timers.get(picture));
    return this.timers.delete(picture);
  }

  /** The page is closed: pending deletions are carried out. */
  finish(): void {
    for (const picture of [...this.timers.keys()]) this.go(picture);
  }

  private go(picture: number): void {
    if (this.stop(picture)) this.send(picture);
  }
}
