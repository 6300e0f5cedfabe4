// A port that this browser holds, carried to the server, where all protocols are: what the port receives is sent there, and
// what is to be done at the port is asked for there. How the bytes travel is known only here.
import { api, Refusal } from "../api";
import { words } from "../language.svelte";
import type { Device, PortOrder } from "../types";
import { complain } from "../ui/toast";
import { bytesOf } from "./base64";
import { nameInBrowser } from "./names";

const t = words({
  portRefused: {
    en: "The browser cannot open this port. Another program may have it: close it there and try again.",
    zh: "浏览器无法打开此端口。可能被其他程序占用：请在该程序中关闭后重试。",
  },
});

/** The Grove Vision AI V2 talks at this speed; the XIAO's USB port ignores it. */
const usualSpeed = 921_600;
const bufferSize = 1 << 18;
/** The API takes texts of at most 4096 characters; this many bytes are that in base64. */
const maxPart_bytes = 3072;
const tooMuch = 422;
const retry_ms = 50;

/** Whether this browser can hold the port of a board. */
export const canHoldPorts = navigator.serial !== undefined;

const wait = (time_ms: number) => new Promise((resolve) => setTimeout(resolve, time_ms));
function partsOf(bytes: Uint8Array): string[] {
  const parts = [];
  for (let at = 0; at < bytes.length; at += maxPart_bytes)
    parts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + maxPart_bytes))));
  return parts;
}

/**
 * Asks the user for a port and connects the board at it. The port stays with this browser until the board is disconnected
 * or unplugged, or the page is closed. Returns nothing when the user has chosen none, or when the port cannot be opened, which
 * the user is told.
 */
export async function connectBrowserPort(): Promise<Device | undefined> {
  try {
    return await connect();
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    complain(t("portRefused"));
    return undefined;
  }
}

async function connect(): Promise<Device | undefined> {
  const port = await navigator.serial!.requestPort().catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "NotFoundError") return undefined;
    throw error;
  });
  if (!port) return undefined;
  await port.open({ baudRate: usualSpeed, bufferSize });
  // On some boards these lines are wired to reset.
  await port.setSignals({ dataTerminalReady: false, requestToSend: false }).catch(() => undefined);
  try {
    const device = await api.post("/browser-devices", {}, { title: nameInBrowser() });
    void carry(port, device.id);
    return device;
  } catch (error) {
    await port.close();
    throw error;
  }
}

async function carry(port: SerialPort, device: number): Promise<void> {
  const reader = port.readable!.getReader();
  const tellClosed = () => void sayClosed(device);
  addEventListener("pagehide", tellClosed);
  const upward = sendReceived(reader, device).catch(() => undefined);
  await obey(port, device).catch(() => undefined);
  await reader.cancel().catch(() => undefined);
  await upward;
  removeEventListener("pagehide", tellClosed);
  reader.releaseLock();
  await port.close().catch(() => undefined);
}

/** The server may have noticed it already. */
async function sayClosed(device: number): Promise<void> {
  await api.post("/devices/{device}/received", { device }, { bytes: [], is_closed: true }).catch(() => undefined);
}

/** Sends what arrives until the port ends. While the server has enough, the port waits. */
async function sendReceived(reader: ReadableStreamDefaultReader<Uint8Array>, device: number): Promise<void> {
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      const bytes = partsOf(value);
      while (!(await isTaken(device, bytes))) await wait(retry_ms);
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    // The board was unplugged.
  }
  await sayClosed(device);
}

async function isTaken(device: number, bytes: string[]): Promise<boolean> {
  try {
    await api.post("/devices/{device}/received", { device }, { bytes });
    return true;
  } catch (error) {
    if (error instanceof Refusal && (error.status === tooMuch || error.status === 0)) return false;
    throw error;
  }
}

/** Does what the server wants until the connection is over. */
async function obey(port: SerialPort, device: number): Promise<void> {
  for (;;) {
    try {
      const { orders, is_open: isOpen } = await api.get("/devices/{device}/orders", { device });
      for (const order of orders) await doOrder(port, order);
      if (!isOpen) return;
    } catch (error) {
      // The server is away for a moment.
      if (!(error instanceof Refusal) || error.status !== 0) throw error;
      await wait(10 * retry_ms);
    }
  }
}

async function doOrder(port: SerialPort, order: PortOrder): Promise<void> {
  if (order.write) {
    const writer = port.writable!.getWriter();
    try {
      await writer.write(bytesOf(order.write));
    } finally {
      writer.releaseLock();
    }
  }
  if (order.dtr !== undefined && order.dtr !== null)
    await port.setSignals({ dataTerminalReady: order.dtr, requestToSend: order.rts ?? false });
}
