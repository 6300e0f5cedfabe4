// Models of runs that are written to boards by the studio: proven, taken back, interrupted, refused, and while others want
// the board; by the ports of the server, and by one that a browser holds.
// node deploys.mjs TINSMITH FOLDER
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { Studio, argumentsOfScript, until } from "./product.mjs";
import { keepBoardsApart, simulateBoard } from "./simulated_board.mjs";

const { tinsmith, folder } = argumentsOfScript();
keepBoardsApart(folder);
const studio = new Studio({ tinsmith, folder });
await studio.start();
const started = Date.now();
const step = (text) => console.log(`${((Date.now() - started) / 1000).toFixed(1)} s  ${text}`);

step("two runs of a project");
const demo = join(folder, "demo");
await studio.run("data", "demo", "--out", demo, "--task", "detection", "--pictures", "24");
const project = await studio.demoProject();
const version = await studio.version(project);
async function train(name, seed) {
  const settings = {
    version_id: version.id,
    name,
    model: "tinsmith-det",
    size: 96,
    epochs: 1,
    seed,
    board: "xiao-esp32s3",
  };
  const run = await studio.ask("POST", `/projects/${project.id}/runs`, settings);
  await studio.done(run);
  return run.id;
}
const first = await train("First", 1);
const second = await train("Second", 2);

const at = `/projects/${project.id}`;
const list = () => studio.ask("GET", `${at}/deploys`);
const begin = (run, board) => studio.ask("POST", `${at}/runs/${run}/deploys`, board);
const refusal = async (run, board) => {
  const response = await studio.send("POST", `${at}/runs/${run}/deploys`, board);
  return { status: response.status, message: (await response.json()).message };
};
/** Follows a deploy as the page does, until `isSo` holds or it has ended. */
async function seen({ id }, isSo = () => false) {
  for (let revision = 0; ;) {
    const update = await studio.ask("GET", `${at}/deploys/${id}?after=${revision}`);
    revision = update.revision;
    if (update.deploy.state !== "running" || isSo(update)) return update;
  }
}
const flash = join(folder, "flash");
const board = (...options) => simulateBoard(tinsmith, "--fast", "--pictures", demo, "--state", flash, ...options);

step("a model is written, and proven");
let plugged = await board("--firmware", "2.x");
assert.deepEqual(await list(), { deploys: [], boards: [] });
const written = await seen(await begin(first, { port: plugged.port }));
assert.equal(written.deploy.state, "done", written.deploy.problem);
assert.equal(written.deploy.phase, "proving");
assert.equal(written.proof.agrees, true);
assert.match(written.proof.sentence, /as computed here/);
assert.deepEqual([...Buffer.from(written.proof.picture, "base64").subarray(0, 3)], [0xff, 0xd8, 0xff]);
assert.deepEqual([written.proof.width, written.proof.height], [240, 240]);
assert.equal(written.proof.board_boxes.length, written.proof.computed_boxes.length);
assert.ok(written.deploy.written_bytes > 0 && written.deploy.bytes > 0);
const record = (await list()).boards[0];
assert.deepEqual([record.state, record.run_id, record.run_name, record.port], ["proven", first, "First", plugged.port]);
assert.equal(record.address, written.deploy.address);

step("the board is connected again, and others are told meanwhile");
const device = await until("the board is connected again", async () => {
  const { devices } = await studio.ask("GET", "/devices");
  return devices.find((one) => one.id === written.deploy.device_id && one.state === "connected");
});
assert.ok(device.model_slot > 0);
const again = await begin(second, { device_id: device.id });
const told = /^a model is being written to the board at .*; wait until that is done$/i;
for (const wanted of [{ port: plugged.port }, { device_id: device.id }]) {
  const refused = await refusal(first, wanted);
  assert.equal(refused.status, 409, JSON.stringify(refused));
  assert.match(refused.message, /A model is being written to the board at .*; wait until that is done/i);
}
assert.equal((await studio.send("POST", "/devices", { port: plugged.port })).status, 409);
assert.equal((await studio.send("DELETE", `/devices/${device.id}`)).status, 409);
const watched = (await studio.ask("GET", `/devices/${device.id}`)).device;
assert.equal(watched.state, "gone");
assert.match(watched.problem, told);
assert.equal((await seen(again)).deploy.state, "done");
const common = await seen(await begin(second, { device_id: device.id }));
assert.equal(common.deploy.written_bytes, 0, "nothing differs");

step("the command line sees the same history");
const log = (await studio.run("device", "log", "--data", studio.data, "--json")).trim().split("\n").map(JSON.parse);
assert.deepEqual(
  log.map((one) => [one.state, one.run]),
  [
    ["being written", first],
    ["proven", first],
    ["being written", second],
    ["proven", second],
    ["proven", second],
  ],
);

step("two at once: one of them is refused");
const both = await Promise.all(
  [1, 2].map(() => studio.send("POST", `${at}/runs/${first}/deploys`, { port: plugged.port })),
);
assert.deepEqual(both.map((one) => one.status).sort(), [200, 409]);
const winner = await both.find((one) => one.status === 200).json();
assert.equal((await seen(winner)).deploy.state, "done");
await plugged.unplug();

step("a board that answers otherwise gets its model back");
plugged = await board("--false-answers");
const wrong = await seen(await begin(second, { port: plugged.port }));
assert.equal(wrong.deploy.state, "failed");
assert.equal(wrong.deploy.phase, "restoring");
assert.match(
  wrong.deploy.problem,
  /answers otherwise than computed.*; the model that was on the board before is there again/,
);
assert.equal(wrong.proof.agrees, false);
assert.ok(wrong.proof.picture && wrong.proof.board_boxes && wrong.proof.computed_boxes);
const back = (await list()).boards[0];
assert.deepEqual([back.state, back.run_id], ["taken_back", first]);
await plugged.unplug();

step("the power fails while the model is written; the same again helps");
plugged = await board("--power-fails-after", "20000");
const torn = await seen(await begin(second, { port: plugged.port }));
assert.equal(torn.deploy.state, "failed");
assert.match(torn.deploy.problem, /there is none on the board until the same is done again/);
assert.equal((await list()).boards[0].state, "being_written");
plugged = await board();
assert.equal((await seen(await begin(second, { port: plugged.port }))).deploy.state, "done");

step("what cannot be written to");
assert.match((await refusal(first, {})).message, /give the port or the device_id/i);
assert.equal((await refusal(first, { port: "/dev/null" })).status, 404);
assert.equal((await refusal(first, { device_id: 77 })).status, 404);
assert.equal((await refusal(999, { port: plugged.port })).status, 404);
assert.equal((await studio.send("GET", `${at}/deploys/77`)).status, 404);

step("a port that another program has");
await studio.ask("DELETE", `/devices/${(await studio.ask("GET", "/devices")).ports[0].device_id}`);
const holder = spawn(tinsmith, ["device", "watch", "--port", plugged.port], { stdio: ["ignore", "pipe", "inherit"] });
await new Promise((resolve) => holder.stdout.once("data", resolve));
const busy = await seen(await begin(first, { port: plugged.port }));
assert.match(busy.deploy.problem, /is in use by another program; close it there/);
holder.kill("SIGTERM");
await new Promise((resolve) => holder.once("exit", resolve));

step("a board at a browser that is no XIAO");
const other = await studio.ask("POST", "/browser-devices", { title: "a browser" });
let isOver = false;
const page = (async () => {
  while (!isOver) {
    const { orders, is_open: isOpen } = await studio.ask("GET", `/devices/${other.id}/orders`);
    if (!isOpen) return;
    for (const order of orders) {
      const name = /^AT\+(.*)\r$/.exec(Buffer.from(order.write ?? "", "base64").toString())?.[1];
      if (!name) continue;
      const data = name.endsWith("NAME?") ? "SenseCAP Watcher" : "1";
      const reply = `\r${JSON.stringify({ type: 0, name, code: 0, data })}\n`;
      // Refused when the test has closed the port meanwhile.
      await studio.send("POST", `/devices/${other.id}/received`, { bytes: [Buffer.from(reply).toString("base64")] });
    }
  }
})();
const strange = await seen(await begin(first, { device_id: other.id }));
assert.match(strange.deploy.problem, /is a SenseCAP Watcher; Tinsmith writes models to the XIAO ESP32-S3 Sense/);
isOver = true;
await studio.ask("POST", `/devices/${other.id}/received`, { bytes: [], is_closed: true });
await page;

step("who may do that");
await studio.ask("POST", "/owner", { name: "ada", password: "a good password" });
const signIn = async (name, password) => {
  const response = await studio.send("POST", "/session", { name, password });
  const cookie = response.headers.get("set-cookie").split(";")[0];
  return { Cookie: cookie, "X-CSRF-Token": (await response.json()).csrf_token };
};
const ada = await signIn("ada", "a good password");
assert.equal((await studio.send("POST", "/users", { name: "vic", password: "another password" }, ada)).status, 200);
assert.equal((await studio.send("PUT", `${at}/members`, { name: "vic", role: "viewer" }, ada)).status, 200);
const vic = await signIn("vic", "another password");
const wanted = { port: plugged.port };
assert.equal((await studio.send("POST", `${at}/runs/${first}/deploys`, wanted, vic)).status, 404);
const shown = await (await studio.send("GET", `${at}/deploys`, undefined, vic)).json();
assert.deepEqual(shown.deploys, []);
assert.deepEqual(
  [shown.boards.length, shown.boards[0].run_id],
  [1, second],
  "the history is for the people of the project",
);
assert.equal((await studio.send("GET", `${at}/deploys/${busy.deploy.id}`, undefined, vic)).status, 404);
const own = await (await studio.send("POST", "/browser-devices", { title: "Vic's" }, vic)).json();
const mine = await studio.send("POST", `${at}/runs/${first}/deploys`, { device_id: own.id }, vic);
assert.equal(mine.status, 200, "to a board at the own browser");
await studio.send("POST", `/devices/${own.id}/received`, { bytes: [], is_closed: true }, vic);
studio.ask = async (method, path, body) => {
  const response = await studio.send(method, path, body, ada);
  assert.equal(response.status, 200, `${method} ${path}`);
  return response.json();
};
const { entries } = await studio.ask("GET", "/audit");
assert.ok(entries.some((one) => one.user_name === "vic" && one.action.endsWith("/runs/{run}/deploys")));
await plugged.unplug();

step("a server that is stopped while it writes ends the write first");
plugged = await simulateBoard(tinsmith, "--pictures", demo, "--state", flash);
const last = await begin(first, { port: plugged.port });
const { deploy: now } = await seen(last, ({ deploy }) => deploy.phase === "writing" && deploy.fraction > 0);
assert.equal(now.phase, "writing", now.problem);
await studio.kill("SIGTERM");
assert.match(studio.said(), /A model is being written to the board at .*: the server stops when that is done\./);
const { boards } = await (async () => {
  await studio.start();
  return (await studio.send("GET", `${at}/deploys`, undefined, ada)).json();
})();
assert.deepEqual([boards[0].state, boards[0].run_id], ["proven", first]);
await plugged.unplug();
await studio.kill();
