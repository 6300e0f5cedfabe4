// Espressif's own program for Web Serial connects to a simulated board, identifies it, writes to its flash and verifies it.
// The board is at a pseudo terminal, and its control lines at a socket beside it (docs/devices.md): `port` below gives both the
// form of a browser's serial port.
//
//   node tests/esptool/esptool.mjs TINSMITH FOLDER ESPTOOL_JS
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import readline from "node:readline";
import tty from "node:tty";
import { pathToFileURL } from "node:url";

const [tinsmith, folder, packages] = process.argv.slice(2);
const { ESPLoader, Transport } = await import(
  pathToFileURL(path.join(packages, "node_modules/esptool-js/lib/index.js")).href
);

async function startBoard(state) {
  const board = spawn(
    tinsmith,
    ["device", "simulate", "--board", "xiao-esp32s3", "--firmware", "1.x", "--state", state, "--fast", "--json"],
    { env: { ...process.env, XDG_RUNTIME_DIR: folder }, stdio: ["ignore", "pipe", "inherit"] },
  );
  const [line] = await new Promise((resolve) => readline.createInterface(board.stdout).on("line", (...all) => resolve(all)));
  return { board, port: JSON.parse(line).port };
}

// A browser's SerialPort over a pseudo terminal.
function serialPort(terminal) {
  const lines = net.connect(path.join(folder, "tinsmith-boards", terminal.replaceAll("/", "-") + ".lines"));
  const state = { dtr: 0, rts: 0 };
  const number = fs.openSync(terminal, fs.constants.O_RDWR | fs.constants.O_NOCTTY);
  const stream = new tty.ReadStream(number);
  return {
    getInfo: () => ({ usbVendorId: 0x303a, usbProductId: 0x1001 }),
    async open() {
      this.readable = new ReadableStream({
        start(controller) {
          stream.on("data", (bytes) => controller.enqueue(new Uint8Array(bytes)));
        },
      });
      this.writable = new WritableStream({
        write(bytes) {
          for (let from = 0; from < bytes.length; ) from += fs.writeSync(number, bytes, from);
        },
      });
    },
    async close() {},
    async setSignals({ dataTerminalReady, requestToSend }) {
      if (dataTerminalReady !== undefined) state.dtr = Number(dataTerminalReady);
      if (requestToSend !== undefined) state.rts = Number(requestToSend);
      const done = new Promise((resolve) => lines.once("data", resolve));
      lines.write(`dtr=${state.dtr} rts=${state.rts}\n`);
      await done;
    },
  };
}

const flash = path.join(folder, "flash");
const { board, port } = await startBoard(flash);
try {
  const transport = new Transport(serialPort(port));
  const said = [];
  const terminal = { clean() {}, writeLine: (line) => said.push(line), write: (text) => said.push(text) };
  const loader = new ESPLoader({ transport, baudrate: 115200, terminal });
  await loader.detectChip("default_reset");
  assert.equal(loader.chip.CHIP_NAME, "ESP32-S3");
  assert.equal(loader.syncStubDetected, false);
  assert.equal(await loader.chip.readMac(loader), "02:54:49:4e:53:4d");
  console.log("connected:", await loader.chip.getChipDescription(loader));

  // Without esptool-js' own loader, which the simulated chip cannot execute: by the chip's ROM alone.
  loader.FLASH_WRITE_SIZE = loader.chip.FLASH_WRITE_SIZE;
  await loader.flashSpiAttach(0);
  assert.equal(await loader.getFlashSize(), 8192);
  console.log("flash size: 8192 KB");

  // Weights hardly compress; the rest does.
  const model = Buffer.alloc(200_000, 7);
  for (let i = 0; i < 100_000; ++i) model[i] = (i * 2654435761) >>> 13;
  await loader.writeFlash({
    fileArray: [{ data: model.toString("latin1"), address: 0x400000 }],
    flashSize: "keep",
    flashMode: "keep",
    flashFreq: "keep",
    eraseAll: false,
    compress: true,
  });
  // The ROM answers 32 digits; esptool-js takes the first 16 bytes of the answer, as its own loader would send them.
  const answered = Buffer.from(await loader.flashMd5sum(0x400000, model.length), "hex").toString();
  assert.equal(answered, createHash("md5").update(model).digest("hex").slice(0, 16));
  console.log("written and verified:", model.length, "bytes");

  // Out of the loader: the firmware answers.
  await transport.setDTR(false);
  await transport.setRTS(true);
  await loader.after("hard_reset");
  const written = fs.readFileSync(flash).subarray(0x400000, 0x400000 + model.length);
  assert.ok(written.equals(model), "the file of the flash has other bytes");
  console.log("restarted");
} finally {
  board.kill();
}
process.exit(0);
