import { api, Refusal } from "../api";
import type { Device, DeviceChange, DeviceFrame } from "../types";

type Activity = Device["activity"];

const pause_ms = 500;

/**
 * A board that this page watches. The next picture is asked for when the last one is here: a slow page gets fewer pictures,
 * never old ones.
 */
export class WatchedBoard {
  device = $state.raw<Device>();
  frame = $state.raw<DeviceFrame>();
  /** When the frame arrived at the server, by this computer's clock. */
  arrived_ms = $state(0);
  #turn = 0;
  #wanted: Activity = "off";
  /** The board may have stopped, because this page has not asked for a while. */
  #isStale = false;
  #asking: AbortController | undefined;

  /** Watches a board instead of the one before, and starts it. */
  start(device: Device, activity: Activity): void {
    this.stop();
    this.device = device;
    this.frame = undefined;
    this.#wanted = activity;
    this.#isStale = true;
    void this.#follow(device.id, this.#turn);
  }

  /** Ends watching; the board stops by itself when nobody else watches it. */
  stop(): void {
    this.#turn++;
    this.#asking?.abort();
    this.device = undefined;
  }

  /** Changes what all watchers of the board share. */
  async change(wish: DeviceChange): Promise<void> {
    if (!this.device) return;
    if (wish.activity) this.#wanted = wish.activity;
    await api.patch("/devices/{device}", { device: this.device.id }, wish);
  }

  async #follow(device: number, mine: number): Promise<void> {
    let after = 0;
    while (mine === this.#turn) {
      try {
        if (document.hidden) {
          this.#isStale = true;
          await this.#pause();
          continue;
        }
        if (this.#isStale && this.#wanted !== "off") {
          this.#isStale = false;
          await api.patch("/devices/{device}", { device }, { activity: this.#wanted });
        }
        this.#asking = new AbortController();
        const update = await api.get("/devices/{device}", { device, after }, { signal: this.#asking.signal });
        if (mine !== this.#turn) return;
        after = update.revision;
        this.device = update.device;
        if (!update.frame) continue;
        this.frame = update.frame;
        this.arrived_ms = Date.now() - update.frame.age_ms;
      } catch (error) {
        if (mine !== this.#turn) return;
        if (!(error instanceof Refusal)) throw error;
        // Somebody has disconnected the board.
        if (error.status === 404) return this.stop();
        this.#isStale = true;
        await this.#pause();
      }
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, pause_ms));
  }
}
