// With a full disk every request gets an error message, existing data is not damaged, and with free space again
// everything continues.
// node full_disk.mjs TINSMITH FOLDER; the folder is a small file system of its own
import assert from "node:assert/strict";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { Studio, argumentsOfScript, pictureOf, until } from "./product.mjs";

const { tinsmith, folder } = argumentsOfScript();
const studio = new Studio({ tinsmith, folder });
await studio.start();
const project = await studio.demoProject();
const version = await studio.version(project);
const at = `/projects/${project.id}`;
const pictures = (await studio.ask("GET", at)).pictures;

/** Fills the file system. */
function fillDisk() {
  const file = openSync(join(folder, "ballast"), "w");
  for (let bytes = 1 << 20; bytes >= 1; bytes >>= 1) {
    try {
      while (writeSync(file, Buffer.alloc(bytes)) === bytes);
    } catch (error) {
      assert.equal(error.code, "ENOSPC");
    }
  }
  closeSync(file);
}

async function isRefused(what, sent) {
  const response = await sent;
  const { message } = await response.json();
  assert.ok(response.status === 507 || response.status === 503, `${what}: ${response.status} ${message}`);
  assert.match(message, /disk|space|full/i, what);
}

const run = await studio.ask("POST", `${at}/runs`, {
  version_id: version.id,
  model: "fomo-0.35",
  size: 64,
  epochs: 100_000,
});
const epochsOf = async () => (await studio.ask("GET", `${at}/runs/${run.id}`)).epochs.length;
await until("the first epoch is done", async () => (await epochsOf()) > 0);

fillDisk();
await isRefused("a picture", studio.send("POST", `${at}/pictures?name=a.png`, pictureOf(1, 256)));
await isRefused("a zip", studio.send("POST", `${at}/imports?name=a.zip`, Buffer.alloc(1 << 20)));
assert.equal((await studio.ask("GET", at)).pictures, pictures, "what can be read is still read");
await studio.kill(); // the worst moment to be killed
rmSync(join(folder, "ballast"));

await studio.start();
const added = await studio.ask("POST", `${at}/pictures?name=a.png`, pictureOf(1, 256));
assert.equal(added.result, "added");
const epochs = await epochsOf();
const job = await studio.ask("GET", `/jobs/${run.job_id}`);
if (["queued", "running"].includes(job.state)) {
  await until("the training goes on", async () => (await epochsOf()) > epochs);
  await studio.ask("POST", `${at}/runs/${run.id}/stop`);
  await studio.done(run);
} else {
  assert.equal(job.state, "failed");
  assert.match(job.message, /disk|space|full/i, "the training message why it ended");
}
const verified = await studio.done(await studio.ask("POST", "/verified"));
assert.deepEqual(verified.result.broken, [], verified.message);
assert.equal((await studio.ask("GET", at)).pictures, pictures + 1);
console.log("full, told so, and whole");
await studio.kill("SIGTERM");
