// The part of Web Serial (https://wicg.github.io/serial/) that the studio uses; TypeScript does not know it.
interface SerialPort {
  readonly readable: ReadableStream<Uint8Array> | null;
  readonly writable: WritableStream<Uint8Array> | null;
  open(options: { baudRate: number; bufferSize?: number }): Promise<void>;
  close(): Promise<void>;
  setSignals(signals: { dataTerminalReady?: boolean; requestToSend?: boolean }): Promise<void>;
}

interface Navigator {
  /** Chromium has it, for pages over HTTPS and from this computer. */
  readonly serial?: { requestPort(): Promise<SerialPort> };
}
