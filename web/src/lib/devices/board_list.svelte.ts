import { api, Refusal } from "../api";
import type { Device, Devices, Port } from "../types";

const pause_ms = 2000;
const pauseWhileConnecting_ms = 300;

/** A place where a board is or can be: a port, with the board at it if it is connected. */
export interface Place {
  port: string;
  /** The operating system's description of the port. */
  title: string;
  device: Device | undefined;
  /** false: nothing is plugged in there any more. */
  isListed: boolean;
}

/** The boards that are plugged in. Nobody reports that a cable was plugged in, so the list is asked for again and again. */
export class BoardList {
  value = $state.raw<Devices>();
  refusal = $state.raw<Refusal>();
  readonly places: Place[] = $derived.by(() => {
    const { ports = [], devices = [] } = this.value ?? {};
    const at = (port: Port): Place => ({
      port: port.path,
      title: port.title,
      device: devices.find((one) => one.id === port.device_id),
      isListed: true,
    });
    const listed = ports.map(at);
    const others = devices.filter((one) => !listed.some((place) => place.device?.id === one.id));
    return [...listed, ...others.map((one) => ({ port: one.port, title: one.title, device: one, isListed: false }))];
  });
  #turn = 0;

  /** Keeps the list up to date until the returned function is called. */
  follow(): () => void {
    const mine = ++this.#turn;
    void (async () => {
      while (mine === this.#turn) {
        if (!document.hidden) await this.refresh();
        const isWaiting = this.value?.devices.some((one) => one.state === "connecting");
        await new Promise((resolve) => setTimeout(resolve, isWaiting ? pauseWhileConnecting_ms : pause_ms));
      }
    })();
    return () => void this.#turn++;
  }

  async refresh(): Promise<void> {
    try {
      this.value = await api.get("/devices");
      this.refusal = undefined;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.refusal = error;
    }
  }

  async connect(port: string): Promise<Device> {
    const device = await api.post("/devices", {}, { port });
    await this.refresh();
    return device;
  }

  async removeBroker(broker: number): Promise<void> {
    await api.delete("/brokers/{broker}", { broker });
    await this.refresh();
  }

  async disconnect(device: number): Promise<void> {
    await api.delete("/devices/{device}", { device });
    await this.refresh();
  }
}
