import { stored } from "../storage";

export type CameraProblem = "refused" | "noCamera" | "busyCamera" | "insecure";

const remembered = stored<string>("camera");

function problemOf(error: unknown): CameraProblem {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  return name === "NotReadableError" || name === "AbortError" ? "busyCamera" : "noCamera";
}

/** A camera of the computer or of the phone. */
export class Camera {
  stream = $state.raw<MediaStream>();
  devices = $state.raw<MediaDeviceInfo[]>([]);
  deviceId = $state("");
  problem = $state<CameraProblem | undefined>(navigator.mediaDevices ? undefined : "insecure");
  isStarting = $state(false);
  /** Whether the camera faces the user; its picture is shown as a mirror image. */
  isMirrored = $state(false);

  async start(deviceId = remembered.get()): Promise<void> {
    if (!navigator.mediaDevices || this.isStarting) return;
    this.isStarting = true;
    this.stop();
    const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
    try {
      // Uses the rear camera of a phone, unless another camera was chosen.
      const which = deviceId ? { deviceId: { ideal: deviceId } } : { facingMode: { ideal: "environment" } };
      const stream = await navigator.mediaDevices.getUserMedia({ video: { ...which, ...size } });
      const track = stream.getVideoTracks()[0];
      const settings = track?.getSettings();
      this.stream = stream;
      this.deviceId = settings?.deviceId ?? "";
      this.isMirrored = settings?.facingMode === "user";
      this.problem = undefined;
      track?.addEventListener("ended", () => this.stop());
      // The browser returns the names of cameras only after the user has allowed one of them.
      this.devices = (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.kind === "videoinput");
    } catch (error) {
      this.problem = problemOf(error);
    } finally {
      this.isStarting = false;
    }
  }

  async choose(deviceId: string): Promise<void> {
    remembered.set(deviceId);
    await this.start(deviceId);
  }

  async chooseNext(): Promise<void> {
    const index = this.devices.findIndex((one) => one.deviceId === this.deviceId);
    const next = this.devices[(index + 1) % this.devices.length];
    if (next) await this.choose(next.deviceId);
  }

  stop(): void {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = undefined;
  }
}
