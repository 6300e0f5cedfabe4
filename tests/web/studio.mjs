// The parts that every walk through the studio needs: a server on an empty folder, Debian's Chromium, checks of
// everything that must never happen, and screenshots of the pages.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, openSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// tests/web/install installs it there.
const packages = fileURLToPath(new URL("../../build/web_walk/", import.meta.url));
const { chromium } = createRequire(packages)("playwright-core");

const start_ms = 20_000;
const end_ms = 5_000;
// Maximum time of a single step: a slow machine that also compiles needs some.
const step_ms = 20_000;
const job_ms = 60_000;
export const desktop = { width: 1280, height: 860 };
export const phone = { width: 390, height: 844 };

const sleep = (time_ms) => new Promise((resolve) => setTimeout(resolve, time_ms));

/** A server that can be killed and restarted under the same address. */
class Server {
  constructor(tinsmith, folder, options = []) {
    Object.assign(this, { tinsmith, folder, options, saidAt: join(folder, "serve.log"), listen: "127.0.0.1:0" });
  }

  said() {
    return readFileSync(this.saidAt, "utf8");
  }

  async start() {
    const said = openSync(this.saidAt, "a");
    const before = this.said().length;
    const words = ["serve", "--listen", this.listen, "--data", join(this.folder, "data"), ...this.options];
    this.process = spawn(this.tinsmith, words, { stdio: ["ignore", said, said] });
    const { process } = this;
    this.ended = new Promise((resolve) => process.once("exit", resolve));
    for (let waited_ms = 0; waited_ms < start_ms; waited_ms += 50) {
      const address = /http:\/\/([\d.:]+)/.exec(this.said().slice(before));
      if (address) {
        [this.address, this.listen] = address;
        return;
      }
      if (process.exitCode !== null) break;
      await sleep(50);
    }
    await this.stop();
    throw new Error(`tinsmith serve does not start: ${this.said()}`);
  }

  async kill() {
    this.process.kill("SIGKILL");
    await this.ended;
  }

  async stop() {
    this.process.kill("SIGTERM");
    const hasEnded = await Promise.race([this.ended.then(() => true), sleep(end_ms).then(() => false)]);
    if (!hasEnded) this.process.kill("SIGKILL");
  }
}

/** Records everything that must never happen, in any step. `isBroken`: requests are expected to fail. */
export async function watchForTrouble(page, address, isBroken, troubles = []) {
  page.on("console", (message) => {
    const { url } = message.location();
    if (message.type() !== "error" || (isBroken && /^Failed to load resource|net::ERR_/.test(message.text()))) return;
    troubles.push(`console: ${message.text()} (${url})`);
  });
  // A dialog opens only when a name was run as a script.
  page.on("dialog", (dialog) => {
    // The browser's own question before a page with unsaved work is closed.
    if (isBroken && dialog.type() === "beforeunload") return void dialog.accept();
    troubles.push(`a dialog message: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("pageerror", (error) => troubles.push(`page: ${error.stack ?? error.message}`));
  page.on("request", (request) => {
    const isOurs = [address, "blob:", "data:"].some((start) => request.url().startsWith(start));
    if (!isOurs) troubles.push(`asks another host: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() < 500 || isBroken) return;
    troubles.push(`${response.status()} for ${response.request().method()} ${response.url()}`);
  });
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      console.error(`content security policy: ${event.violatedDirective} keeps off ${event.blockedURI}`);
    });
  });
  return troubles;
}

/** Prints the steps of a walk one after another, so that a failure shows how far it came. */
export class Walk {
  constructor({ tinsmith, folder, hasShots, page, server, troubles }) {
    Object.assign(this, { tinsmith, folder, page, server, address: server.address, troubles });
    this.shots = hasShots ? join(folder, "shots") : undefined;
    if (this.shots) mkdirSync(this.shots, { recursive: true });
    this.begin = Date.now();
    this.step = "the start";
  }

  async take(step, action) {
    this.step = step;
    const answer = await action();
    process.stdout.write(`${((Date.now() - this.begin) / 1000).toFixed(1).padStart(6)} s  ${step}\n`);
    return answer;
  }

  /** Takes screenshots of the page, wide and narrow, when they are wanted. */
  async shoot(name) {
    if (!this.shots) return;
    for (const [end, size] of [
      ["wide", desktop],
      ["narrow", phone],
    ]) {
      await this.page.setViewportSize(size);
      await sleep(400);
      await this.page.screenshot({ path: join(this.shots, `${name}.${end}.png`), fullPage: true });
    }
    await this.page.setViewportSize(desktop);
  }

  /** Sends a request to the API as the page would. */
  async ask(path) {
    const answer = await this.page.request.get(`${this.address}/api/v1${path}`);
    assert.equal(answer.status(), 200, `GET ${path}: ${await answer.text()}`);
    return answer.json();
  }

  /** Sends what a page would send, without the page: to prepare data quickly. */
  async #change(verb, path, body) {
    this.token = (await this.ask("/session")).csrf_token;
    const headers = { "X-CSRF-Token": this.token, "Content-Type": "application/json" };
    if (Buffer.isBuffer(body)) headers["Content-Type"] = "application/octet-stream";
    const data = body === undefined || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    const answer = await this.page.request.fetch(`${this.address}/api/v1${path}`, { method: verb, headers, data });
    assert.equal(answer.status(), 200, `${verb} ${path}: ${await answer.text()}`);
    return answer.json();
  }

  post(path, body) {
    return this.#change("POST", path, body);
  }

  put(path, body) {
    return this.#change("PUT", path, body);
  }

  remove(path, body) {
    return this.#change("DELETE", path, body);
  }

  /** `file`: its bytes, or its path. */
  send(path, file) {
    return this.#change("POST", path, Buffer.isBuffer(file) ? file : readFileSync(file));
  }

  async endOf(job) {
    for (let waited_ms = 0; waited_ms < job_ms; waited_ms += 100) {
      const { state, message } = await this.ask(`/jobs/${job}`);
      if (state === "done") return;
      assert.ok(["queued", "running"].includes(state), `job ${job} ${state}: ${message}`);
      await sleep(100);
    }
    assert.fail(`job ${job} does not end`);
  }

  /** Asks until the answer is neither false nor absent, and returns it. */
  async until(ask) {
    for (let waited_ms = 0; waited_ms < job_ms; waited_ms += 200) {
      const answer = await ask();
      if (answer) return answer;
      await sleep(200);
    }
    return assert.fail(`nothing came of ${ask}`);
  }

  /** Opens a page, and waits until its data is loaded. */
  async goTo(path) {
    let asked = 0;
    // Events, and the next news of a board, may never come.
    const isOwn = (request) => !/\/events$|\/(devices|deploys)\/\d+\?after=|\/orders$/.test(request.url());
    const begin = (request) => (asked += isOwn(request) ? 1 : 0);
    const end = (request) => (asked -= isOwn(request) ? 1 : 0);
    this.page.on("request", begin).on("requestfinished", end).on("requestfailed", end);
    await this.page.evaluate((hash) => (location.hash = hash), path);
    for (let rest_ms = 0, waited_ms = 0; rest_ms < 150 && waited_ms < step_ms; waited_ms += 30) {
      await sleep(30);
      rest_ms = asked > 0 ? 0 : rest_ms + 30;
    }
    this.page.off("request", begin).off("requestfinished", end).off("requestfailed", end);
  }

  /** Ends all jobs when the walk is over, because a training would outlive the server. */
  async endJobs() {
    const { csrf_token: token } = await this.ask("/session");
    const { jobs } = await this.ask("/jobs");
    for (const { id } of jobs.filter((job) => ["queued", "running"].includes(job.state)))
      await this.page.request.post(`${this.address}/api/v1/jobs/${id}/cancel`, { headers: { "X-CSRF-Token": token } });
  }

  run(...words) {
    return execFileSync(this.tinsmith, words, { encoding: "utf8" });
  }

  async newClassification(name, classes) {
    const { page } = this;
    await page.getByRole("button", { name: "New project" }).click();
    const dialog = page.getByRole("dialog", { name: "New project" });
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByRole("radio", { name: /^The class of the picture/ }).click();
    for (const one of classes) {
      await dialog.getByLabel("Classes").fill(one);
      await page.keyboard.press("Enter");
    }
    await this.shoot("new_project");
    await dialog.getByRole("button", { name: "Create the project" }).click();
    await page.waitForURL(/#\/projects\/\d+\/data$/);
    return Number(/projects\/(\d+)/.exec(page.url())[1]);
  }
}

/**
 * `node SCRIPT TINSMITH FOLDER [--shots]`: runs the walk on a fresh server; exits with 1 and the reason when it
 * fails.
 */
export async function walkThrough(action, { chromiumOptions = [], serveOptions = [], isBroken = false } = {}) {
  const [tinsmith, folder] = process.argv.slice(2);
  mkdirSync(folder, { recursive: true });
  const server = new Server(tinsmith, folder, serveOptions);
  await server.start();
  let browser;
  let walk;
  try {
    browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        ...chromiumOptions,
      ],
    });
    const context = await browser.newContext({ locale: "en-US", viewport: desktop, acceptDownloads: true });
    context.setDefaultTimeout(step_ms);
    const page = await context.newPage();
    const troubles = await watchForTrouble(page, server.address, isBroken);
    walk = new Walk({ tinsmith, folder, hasShots: process.argv.includes("--shots"), page, server, troubles });
    try {
      await action(walk);
    } catch (error) {
      await page.screenshot({ path: join(folder, "failed.png") }).catch(() => {});
      await walk.endJobs().catch((problem) => troubles.push(`a job may still run: ${problem}`));
      troubles.unshift(`At "${walk.step}" (${page.url()}): ${error.stack ?? error}`);
    }
    if (troubles.length) {
      process.exitCode = 1;
      process.stderr.write(`${troubles.join("\n")}\nThe server said:\n${server.said()}`);
    }
  } finally {
    await browser?.close();
    await server.stop();
  }
}
