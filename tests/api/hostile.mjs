// Hostile requests against a studio or its users. None of them stops the server, leaves anything behind, or is served
// as something that a browser would run. docs/hostile-inputs.md lists the cases.
// node hostile.mjs TINSMITH FOLDER
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { Studio, argumentsOfScript, pictureOf, sleep, until } from "./product.mjs";

const { tinsmith, folder } = argumentsOfScript();
const studio = new Studio({ tinsmith, folder });
await studio.start();
const { hostname, port } = new URL(studio.address);

const xss = `"><img src=x onerror=alert(1)>`;
const project = await studio.ask("POST", "/projects", { name: xss, kind: "boxes", classes: [xss] });
const at = `/projects/${project.id}`;

/** Checks that the response is a refusal with a suitable message, and not an internal error. */
async function refuses(what, message, response) {
  const answer = await response;
  const text = await answer.text();
  assert.ok(answer.status >= 400 && answer.status < 500, `${what}: ${answer.status} ${text.slice(0, 200)}`);
  assert.match(JSON.parse(text).message, message, what);
}

const add = (name, bytes, headers) =>
  studio.send("POST", `${at}/pictures?name=${encodeURIComponent(name)}`, bytes, headers);

async function isPlainFile(response, type) {
  assert.equal(response.headers.get("content-type"), type);
  assert.equal(response.headers.get("x-content-type-options"), "nosniff");
  assert.match(response.headers.get("content-security-policy"), /default-src 'self'|default-src 'none'/);
}

/** Runs python3 code with a ZipFile named `zip`, and returns the bytes of the archive. */
async function zipOf(lines) {
  const path = join(folder, "made.zip");
  const program = `import zipfile\nwith zipfile.ZipFile(${JSON.stringify(path)}, "w", zipfile.ZIP_DEFLATED) as zip:\n`;
  await promisify(execFile)("python3", ["-c", program + lines.map((line) => `  ${line}\n`).join("")]);
  return readFileSync(path);
}

/** Waits for the end of the import; the server answers other requests meanwhile. */
async function imported(lines) {
  const started = await studio.ask("POST", `${at}/imports?name=made.zip`, await zipOf(lines));
  return studio.endedJob(started.job_id);
}

const cases = {
  async "names of files that lead elsewhere"() {
    let number = 1000;
    for (const name of [
      "../../outside.png",
      "/etc/outside.png",
      "..\\..\\outside.png",
      "a\0b.png",
      ".",
      "..",
      "\u202egnp.exe",
    ]) {
      const response = await add(name, pictureOf(++number));
      const text = await response.text();
      if (response.status !== 200) {
        assert.ok(response.status < 500, `${JSON.stringify(name)}: ${text}`);
        continue;
      }
      const kept = await studio.ask("GET", `${at}/pictures/${JSON.parse(text).id}`);
      assert.doesNotMatch(kept.name, /[/\\\0]|^\.{1,2}$/, JSON.stringify(name));
    }
    const everywhere = readdirSync(folder, { recursive: true }).map(String);
    assert.ok(!everywhere.some((path) => path.endsWith("outside.png")), "a file lies where its name leads");
  },

  async "addresses that lead elsewhere"() {
    for (const path of [
      "/api/v1/projects/1/runs/1/files/..%2f..%2ftinsmith.db",
      "/../../../../etc/passwd",
      "/..%2f..%2fetc/passwd",
      "//etc/passwd",
    ]) {
      const answer = await asTyped(`GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n\r\n`);
      assert.doesNotMatch(answer, /root:|SQLite format/, path);
    }
  },

  async "pictures that are something else"() {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`;
    await refuses("SVG called .png", /SVG drawing/, add("a.png", svg));
    await refuses("HTML called .jpg", /web page|picture/i, add("a.jpg", "<!doctype html><script>alert(1)</script>"));
    await refuses("an empty file", /empty|picture/i, add("a.jpg", ""));
    await refuses("half a picture", /picture|damaged|ends/i, add("a.png", pictureOf(1).subarray(0, 60)));
  },

  async "a picture that is a page and an archive as well"() {
    const tail = Buffer.concat([Buffer.from("<script>alert(1)</script>"), await zipOf([`zip.writestr("x", "y")`])]);
    const both = Buffer.concat([pictureOf(2000), tail]);
    const response = await add("both.html", both);
    if (response.status !== 200) return;
    const kept = await studio.ask("GET", `${at}/pictures/${(await response.json()).id}`);
    await isPlainFile(await studio.send("GET", `${at}/files/${kept.hash}`), "image/png");
    await isPlainFile(await studio.send("GET", `${at}/thumbnails/${kept.hash}`), "image/jpeg");
  },

  async "names that a page would run"() {
    for (const path of ["/projects", at, `${at}/pictures`])
      await isPlainFile(await studio.send("GET", path), "application/json");
    for (const name of ["a\r\nSet-Cookie: x=y", "a\u0000b", "\u001b[2J", "x".repeat(5000), "", "   "])
      await refuses(
        JSON.stringify(name).slice(0, 40),
        /name/i,
        studio.send("POST", "/projects", { name, kind: "boxes" }),
      );
    const packed = await studio.ask("POST", `${at}/backup`);
    await studio.done(packed);
    const download = await fetch(studio.address + packed.url);
    await isPlainFile(download, "application/zip");
    assert.match(download.headers.get("content-disposition"), /^attachment; filename\*=UTF-8''[\w.%-]*$/);
  },

  async "classes whose names no folder can have"() {
    const names = ["a<b>", "con?", `"quoted", with a comma`];
    const other = await studio.ask("POST", "/projects", {
      name: "Odd classes",
      kind: "classification",
      classes: names,
    });
    for (let number = 0; number < 18; ++number) {
      const { id } = other.classes[number % names.length];
      await studio.ask(
        "POST",
        `/projects/${other.id}/pictures?name=${number}.png&class_id=${id}`,
        pictureOf(5000 + number, 24),
      );
    }
    const version = await studio.version(other, { validation_fraction: 0.3, test_fraction: 0.3 });
    const check = await studio.run("data", "check", join(studio.data, "versions", String(version.id)), "--json");
    assert.deepEqual(
      JSON.parse(check)
        .classes.map(({ name }) => name)
        .sort(),
      [...names].sort(),
    );
  },

  async "more labels than a picture can have"() {
    const { id } = await (await add("many.png", pictureOf(3000, 64))).json();
    const class_id = project.classes[0].id;
    const boxes = Array.from({ length: 10_000 }, (_, i) => ({ class_id, x: i % 60, y: 1, width: 1, height: 1 }));
    await refuses(
      "10,000 boxes",
      /boxes|10000|list/,
      studio.send("PUT", `${at}/pictures/${id}/labels`, { state: "labelled", boxes }),
    );
    const ids = Array.from({ length: 10_001 }, () => id);
    await refuses(
      "10,001 pictures",
      /10000|long|list/,
      studio.send("PUT", `${at}/picture-labels`, { ids, state: "null" }),
    );
    const classes = Array.from({ length: 20_000 }, (_, i) => ({ name: `c${i}` }));
    await refuses("20,000 classes", /classes|long|list/, studio.send("PUT", `${at}/classes`, { classes }));
  },

  async "an archive whose labels are endless"() {
    const job = await imported([
      `import base64`,
      `zip.writestr("images/a.png", base64.b64decode("${pictureOf(4000, 64).toString("base64")}"))`,
      `zip.writestr("labels/a.txt", "0 0.5 0.5 0.1 0.1\\n" * 1000000)`,
      `zip.writestr("data.yaml", "names: [a]\\n")`,
    ]);
    assert.ok(["done", "failed"].includes(job.state), job.message);
  },

  async "an archive of 100,000 files"() {
    const job = await imported([`for i in range(100000): zip.writestr(f"{i % 100}/{i}.png", "")`]);
    assert.ok(["done", "failed"].includes(job.state), job.message);
    assert.ok(job.message.length < 2000, "a sentence, not a list of 100,000");
  },

  async "archives that leave their place, hide others, or grow without end"() {
    const before = (await studio.ask("GET", at)).pictures;
    for (const lines of [
      [`zip.writestr("../../outside.png", "x")`],
      [`zip.writestr("/outside.png", "x")`],
      [`info = zipfile.ZipInfo("link.png"); info.external_attr = 0o120777 << 16`, `zip.writestr(info, "/etc/passwd")`],
      [`zip.writestr("big.png", b"\\0" * (1 << 30))`],
      [`zip.writestr("inner.zip", open(${JSON.stringify(join(folder, "made.zip"))}, "rb").read())`],
    ]) {
      const job = await imported(lines);
      assert.equal(job.state, "failed", `${lines}: ${job.message}`);
    }
    assert.equal((await studio.ask("GET", at)).pictures, before);
    assert.ok(!existsSync(join(folder, "outside.png")));
  },

  async "a body that grows when it is unpacked"() {
    // Not gzipSync: while nothing else runs here the server ends idle connections, and the next request would take one.
    const bomb = await promisify(gzip)(Buffer.alloc(256 << 20));
    await refuses("256 MiB in a few", /bytes|picture|encod/i, add("zeros.png", bomb, { "Content-Encoding": "gzip" }));
  },

  async "a request that says nothing of its length"() {
    const begin = Date.now();
    const lines = [
      `POST /api/v1/demo-project HTTP/1.1`,
      `Host: ${hostname}:${port}`,
      `X-CSRF-Token: ${studio.token}`,
      "Connection: close",
    ];
    const answer = await asTyped(lines.join("\r\n") + "\r\n\r\n");
    assert.match(answer, /^HTTP\/1\.1 200 /);
    assert.ok(Date.now() - begin < 5_000, "it waits for a body that does not come");
  },

  async "a request that breaks off"() {
    const start = `POST /api/v1${at}/pictures?name=half.png HTTP/1.1\r\nHost: ${hostname}:${port}\r\n`;
    const socket = connect(Number(port), hostname);
    socket.write(`${start}X-CSRF-Token: ${studio.token}\r\nContent-Length: 100000\r\n\r\n0123456789`);
    await sleep(200);
    socket.destroy();
    assert.deepEqual((await studio.ask("GET", `${at}/pictures?search=half.png`)).pictures, []);
  },

  async "a request that takes for ever"() {
    const start = `POST /api/v1${at}/pictures?name=slow.png HTTP/1.1\r\nHost: ${hostname}:${port}\r\n`;
    const socket = connect(Number(port), hostname);
    let answer = "";
    socket.on("data", (piece) => (answer += piece));
    socket.write(`${start}X-CSRF-Token: ${studio.token}\r\nContent-Length: 100000\r\n\r\n`);
    const drip = setInterval(() => socket.write("x"), 500);
    await until("a byte every half second is no longer listened to", () => answer !== "", 40_000);
    clearInterval(drip);
    socket.destroy();
    assert.match(answer, /^HTTP\/1\.1 4\d\d .*too slowly/s);
  },

  async "two hundred connections that say nothing, or half a request"() {
    const sockets = Array.from({ length: 200 }, (_, i) => {
      const socket = connect(Number(port), hostname);
      socket.on("error", () => {});
      if (i % 2 === 0) socket.write("GET /api/v1/projects HTTP/1.1\r\nHost: ");
      return socket;
    });
    const begin = Date.now();
    await studio.ask("GET", "/projects");
    assert.ok(Date.now() - begin < 5_000, "others wait for them");
    for (const socket of sockets) socket.destroy();
  },
};

/** The answer to a request that no client would send. */
function asTyped(text) {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    let answer = "";
    socket.on("data", (piece) => (answer += piece));
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}

writeFileSync(join(folder, "made.zip"), "");
const results = await Promise.allSettled([
  cases["a request that takes for ever"](),
  (async () => {
    for (const [name, check] of Object.entries(cases)) {
      if (name === "a request that takes for ever") continue;
      await check().catch((error) => {
        throw new Error(name, { cause: error });
      });
    }
  })(),
]);
for (const result of results) if (result.status === "rejected") throw result.reason;

// An import that failed or left something out may be done again, in another layout, until it is forgotten.
for (const job of (await studio.ask("GET", "/jobs")).jobs) {
  if (job.kind === "import") await studio.send("DELETE", `/projects/${job.project_id}/imports/${job.id}`);
}
await until("nothing is left of what was refused", () => readdirSync(join(studio.data, "uploads")).length === 0, 5_000);
const verified = await studio.done(await studio.ask("POST", "/verified"));
assert.deepEqual(verified.result.broken, []);
console.log(`${Object.keys(cases).length} cases, and the server still runs`);
await studio.kill("SIGTERM");
