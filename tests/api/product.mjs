// A Tinsmith studio in a process of its own, and a client of its API, for the scripts of this folder.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdirSync, openSync, readFileSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { deflateSync } from "node:zlib";

const start_ms = 30_000;
const job_ms = 180_000;

export const sleep = (time_ms) => new Promise((resolve) => setTimeout(resolve, time_ms));

/** node SCRIPT TINSMITH FOLDER: the program, and a folder to work in. */
export function argumentsOfScript() {
  const [, , tinsmith, folder] = process.argv;
  assert.ok(folder, "usage: node SCRIPT.mjs TINSMITH FOLDER");
  mkdirSync(folder, { recursive: true });
  return { tinsmith, folder };
}

/** Waits until `answer` returns something other than undefined or false, and returns it. */
export async function until(what, answer, within_ms = job_ms) {
  const end = Date.now() + within_ms;
  while (Date.now() < end) {
    const got = await answer();
    if (got !== undefined && got !== false) return got;
    await sleep(50);
  }
  throw new Error(`${what}: not within ${within_ms} ms`);
}

/** Returns the processes of this studio's jobs, by their command lines. */
export function jobProcesses(data) {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const words = readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0");
        return words[1] === "job" && words.includes(data) && readlinkSync(`/proc/${name}/exe`) !== "";
      } catch {
        return false; // it has ended
      }
    })
    .map(Number);
}

export class Studio {
  // `wrap`: a command that runs the command after it, such as one that gives it a small disk. `options`: of `tinsmith serve`.
  constructor({ tinsmith, folder, wrap = [], options = [] }) {
    Object.assign(this, { tinsmith, data: join(folder, "data"), saidAt: join(folder, "serve.log"), wrap, options });
    // Jobs outlive their server, so a script that fails must also end them.
    process.once("exit", () => {
      this.server?.kill("SIGKILL");
      for (const number of jobProcesses(this.data)) process.kill(number, "SIGKILL");
    });
  }

  async start() {
    const said = openSync(this.saidAt, "a");
    const before = readFileSync(this.saidAt, "utf8").length;
    const own = ["serve", "--listen", "127.0.0.1:0", "--data", this.data, ...this.options];
    const [command, ...rest] = [...this.wrap, this.tinsmith, ...own];
    this.server = spawn(command, rest, { stdio: ["ignore", said, said] });
    this.ended = new Promise((resolve) => this.server.once("exit", resolve));
    const address = await until(
      "the server starts",
      () => {
        assert.equal(this.server.exitCode, null, `the server ends: ${this.said().slice(before)}`);
        return /http:\/\/[\d.:]+/.exec(this.said().slice(before))?.[0];
      },
      start_ms,
    );
    const session = await fetch(`${address}/api/v1/session`);
    Object.assign(this, { address, token: (await session.json()).csrf_token });
  }

  async kill(signal = "SIGKILL") {
    this.server.kill(signal);
    await this.ended;
  }

  said() {
    return readFileSync(this.saidAt, "utf8");
  }

  /** Returns the response as it is. `body`: an object is sent as JSON, a string or bytes as they are. */
  send(method, path, body, headers = {}) {
    const isFile = typeof body === "string" || body instanceof Uint8Array;
    return fetch(`${this.address}/api/v1${path}`, {
      method,
      body: isFile || body === undefined ? body : JSON.stringify(body),
      headers: { "X-CSRF-Token": this.token ?? "", ...headers },
      signal: AbortSignal.timeout(60_000),
    });
  }

  /** Returns the content of a successful response. */
  async ask(method, path, body) {
    const response = await this.send(method, path, body);
    const text = await response.text();
    assert.equal(response.status, 200, `${method} ${path}: ${text.slice(0, 300)}`);
    return JSON.parse(text);
  }

  /** Waits until the job has ended, and returns it. A short absence of the server is tolerated. */
  endedJob(id) {
    return until(`job ${id} ends`, async () => {
      const job = await this.ask("GET", `/jobs/${id}`);
      return ["queued", "running"].includes(job.state) ? undefined : job;
    });
  }

  /** Waits until the job is done, and returns it. */
  async done(started) {
    const job = await this.endedJob(started.job_id);
    assert.equal(job.state, "done", `${job.kind}: ${job.message}`);
    return job;
  }

  async newest(kind) {
    return (await this.ask("GET", "/jobs")).jobs.find((job) => job.kind === kind);
  }

  /** Makes the demo project. */
  async demoProject() {
    await this.done(await this.ask("POST", "/demo-project"));
    return (await this.ask("GET", "/projects")).projects[0];
  }

  /** Makes a version of all pictures of the project, ready to train on. */
  async version(project, settings = {}) {
    const version = await this.ask("POST", `/projects/${project.id}/versions`, settings);
    await this.done(version);
    return version;
  }

  /**
   * Returns the output of a command. It does not block this process, because the server would close connections
   * meanwhile.
   */
  async run(...words) {
    return (await promisify(execFile)(this.tinsmith, words, { encoding: "utf8", maxBuffer: 1 << 28 })).stdout;
  }
}

/** Returns a PNG with unique bytes for that number. `exif`: of a camera that was held differently. */
export function pictureOf(number, side = 16, exif = undefined) {
  const row = Buffer.alloc(1 + 3 * side);
  const pixels = Buffer.concat(
    Array.from({ length: side }, (_, y) => {
      const one = Buffer.from(row);
      for (let i = 1; i < one.length; ++i) one[i] = (number * 2654435761 + i * 40503 + y * 9176) >>> 11;
      return one;
    }),
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    ...(exif ? [chunk("eXIf", exif)] : []),
    chunk("IDAT", deflateSync(pixels)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** EXIF of a camera that was rotated by 90 degrees: orientation 6. */
export const turnedExif = Buffer.from("4d4d002a00000008000101120003000000010006000000000000", "hex");

function chunk(name, content) {
  const named = Buffer.concat([Buffer.from(name, "latin1"), content]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(content.length, 0);
  ends.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
}

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; ++bit) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return (crc ^ 0xffffffff) >>> 0;
}
