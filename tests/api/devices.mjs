// Boards at the ports of the server: found, connected, watched by two at once, set, saved from, unplugged, busy.
// node devices.mjs TINSMITH FOLDER
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { Studio, argumentsOfScript, until } from "./product.mjs";
import { keepBoardsApart, simulateBoard, trainForBoard } from "./simulated_board.mjs";

const { tinsmith, folder } = argumentsOfScript();
keepBoardsApart(folder);
const options = trainForBoard(tinsmith, folder);
const studio = new Studio({ tinsmith, folder });
await studio.start();
const started = Date.now();
const step = (text) => console.log(`${((Date.now() - started) / 1000).toFixed(1)} s  ${text}`);

const list = () => studio.ask("GET", "/devices");
const watch = (id, after = 0) => studio.ask("GET", `/devices/${id}?after=${after}`);
const change = (id, wish) => studio.ask("PATCH", `/devices/${id}`, wish);
/** Follows the board as a page does, until `isSo` holds for an update. */
function seen(what, id, isSo) {
  let revision = 0;
  return until(what, async () => {
    const update = await watch(id, revision);
    revision = update.revision;
    return isSo(update) ? update : undefined;
  });
}
const connected = (id) => seen("the board replies", id, ({ device }) => device.state === "connected");
async function connect(port) {
  const { id } = await studio.ask("POST", "/devices", { port });
  return (await connected(id)).device;
}

assert.deepEqual(await list(), { may_use_ports: true, ports: [], brokers: [], devices: [] });
const classy = await simulateBoard(tinsmith, ...options, "--fast");
step("a board is listed at its port");
assert.deepEqual((await list()).ports, [{ path: classy.port, title: "simulated board" }]);

const board = await connect(classy.port);
step("it says who it is");
assert.match(board.name, /XIAO/);
assert.equal(board.firmware, "2.x");
assert.equal(board.model_slot, 1);
assert.deepEqual(
  board.classes,
  ["bolt", "empty", "nut", "washer"].filter((name) => board.classes.includes(name)),
);
assert.equal((await studio.ask("POST", "/devices", { port: classy.port })).id, board.id, "a port has one connection");
assert.equal((await list()).ports[0].device_id, board.id);

step("only ports where boards can be are opened");
for (const port of ["/dev/null", "/dev/pts/999", "/etc/passwd", ""])
  assert.equal((await studio.send("POST", "/devices", { port })).status, 404, port);
assert.equal((await studio.send("GET", "/devices/77")).status, 404);

step("pictures with results, for two watchers");
await change(board.id, { activity: "results" });
const isResult = ({ frame }) => frame?.picture && frame.classes?.length > 0;
const [one, other] = await Promise.all([seen("results", board.id, isResult), seen("results", board.id, isResult)]);
for (const { frame } of [one, other]) {
  assert.deepEqual([...Buffer.from(frame.picture, "base64").subarray(0, 3)], [0xff, 0xd8, 0xff]);
  assert.deepEqual([frame.width, frame.height], [240, 240]);
  assert.ok(board.classes.includes(frame.classes[0].name));
}
const { device: rates } = await seen("rates", board.id, ({ device }) => device.pictures_per_s > 0);
assert.ok(rates.inferences_per_s >= rates.pictures_per_s * 0.9, `${rates.inferences_per_s} ${rates.pictures_per_s}`);

step("a slow watcher gets the newest picture");
const early = await watch(board.id);
await until("newer pictures", async () => (await watch(board.id)).frame.number > early.frame.number + 30);
assert.ok((await watch(board.id, early.revision)).frame.number > early.frame.number + 30);

step("the board obeys a threshold, and all see it");
await change(board.id, { score_threshold: 0.99 });
await seen("no sure class", board.id, ({ frame }) => frame?.classes?.length === 0);
await change(board.id, { score_threshold: 0.1 });
const sure = await seen("a class again", board.id, isResult);
assert.equal(sure.device.score_threshold, 0.1);
for (const wish of [{ score_threshold: 2 }, { rotation_degrees: 45 }, { activity: "dance" }, { nonsense: 1 }])
  assert.equal((await studio.send("PATCH", `/devices/${board.id}`, wish)).status, 400, JSON.stringify(wish));
assert.equal((await change(board.id, { rotation_degrees: 90 })).rotation_degrees, 90);

step("a picture is saved with the label of the model, not reviewed");
const project = await studio.ask("POST", "/projects", {
  name: "Parts",
  kind: "classification",
  classes: board.classes,
});
const save = async (into = project.id) => {
  const { frame } = await seen("a result", board.id, isResult);
  const saved = await studio.ask("POST", `/projects/${into}/device-pictures`, {
    device_id: board.id,
    number: frame.number,
  });
  return { frame, saved };
};
const { frame, saved } = await save();
assert.equal(saved.result, "added");
assert.equal(saved.labels, 1);
const picture = await studio.ask("GET", `/projects/${project.id}/pictures/${saved.id}`);
const best = frame.classes.reduce((a, b) => (b.score > a.score ? b : a));
assert.equal(picture.class_id, project.classes.find((row) => row.name === best.name).id);
assert.equal(picture.model_job, -1);
assert.match(picture.name, /^board-\d+-\d+\.jpg$/);
const { batches } = await studio.ask("GET", `/projects/${project.id}/auto-labels`);
assert.deepEqual(batches, [{ job_id: -1, pictures: 1 }]);
await studio.ask("POST", `/projects/${project.id}/auto-labels/approve`, { job_id: -1 });
assert.equal((await studio.ask("GET", `/projects/${project.id}/pictures/${saved.id}`)).model_job, undefined);
const strange = await studio.ask("POST", "/projects", {
  name: "Other",
  kind: "classification",
  classes: ["cat", "dog"],
});
const unknown = (await save(strange.id)).saved;
assert.equal(unknown.labels, 0);
assert.ok(board.classes.includes(unknown.unknown_classes[0]));
const tooOld = { device_id: board.id, number: 1 };
assert.equal((await studio.send("POST", `/projects/${project.id}/device-pictures`, tooOld)).status, 404);

step("boards are for owners of the installation");
await studio.ask("POST", "/owner", { name: "ada", password: "a good password" });
const signIn = async (name, password) => {
  const response = await studio.send("POST", "/session", { name, password });
  const cookie = response.headers.get("set-cookie").split(";")[0];
  return { Cookie: cookie, "X-CSRF-Token": (await response.json()).csrf_token };
};
const ada = await signIn("ada", "a good password");
assert.equal((await studio.send("POST", "/users", { name: "lab", password: "another password" }, ada)).status, 200);
const member = { name: "lab", role: "labeller" };
assert.equal((await studio.send("PUT", `/projects/${project.id}/members`, member, ada)).status, 200);
const lab = await signIn("lab", "another password");
const shown = await (await studio.send("GET", "/devices", undefined, lab)).json();
assert.deepEqual(shown, { may_use_ports: false, ports: [], brokers: [], devices: [] });
for (const [method, path, body, status] of [
  ["POST", "/devices", { port: classy.port }, 403],
  ["GET", `/devices/${board.id}`, undefined, 404],
  ["PATCH", `/devices/${board.id}`, { activity: "off" }, 404],
  ["DELETE", `/devices/${board.id}`, undefined, 404],
  ["POST", `/projects/${project.id}/device-pictures`, { device_id: board.id, number: 5 }, 404],
])
  assert.equal((await studio.send(method, path, body, lab)).status, status, `${method} ${path}`);
const asAda = async (method, path, body) => {
  const response = await studio.send(method, path, body, ada);
  assert.equal(response.status, 200, `${method} ${path}`);
  return response.json();
};
studio.ask = asAda;

step("a board at the browser of a person is for that person, and for owners");
assert.equal((await studio.send("POST", "/users", { name: "eve", password: "another password" }, ada)).status, 200);
const eve = await signIn("eve", "another password");
const held = await (await studio.send("POST", "/browser-devices", { title: "Board of lab" }, lab)).json();
assert.deepEqual([held.is_in_browser, held.port, held.state], [true, "", "connecting"]);
const orders = await (await studio.send("GET", `/devices/${held.id}/orders`, undefined, lab)).json();
assert.equal(orders.is_open, true);
assert.match(Buffer.from(orders.orders[0].write, "base64").toString(), /^AT\+T1@ID\?\r$/);
const shownTo = async (who) =>
  (await (await studio.send("GET", "/devices", undefined, who)).json()).devices.map((one) => one.id);
assert.deepEqual(await shownTo(lab), [held.id]);
assert.deepEqual(await shownTo(eve), []);
assert.ok((await shownTo(ada)).includes(held.id));
for (const path of [`/devices/${held.id}`, `/devices/${held.id}/orders`])
  assert.equal((await studio.send("GET", path, undefined, eve)).status, 404, path);
const received = `/devices/${held.id}/received`;
assert.equal((await studio.send("POST", received, { bytes: [] }, eve)).status, 404);
assert.equal((await studio.send("POST", received, { bytes: ["no base64!"] }, lab)).status, 400);
assert.equal((await studio.send("POST", `/devices/${board.id}/received`, { bytes: [] }, ada)).status, 409);
const flood = { bytes: Array.from({ length: 150 }, () => Buffer.alloc(3072, "x").toString("base64")) };
for (let i = 0; i < 10; ++i) {
  const { status } = await studio.send("POST", received, flood, lab);
  assert.ok([200, 422].includes(status), `${status} for 450 KB without an end of line`);
}
assert.equal((await studio.send("POST", received, { bytes: [], is_closed: true }, lab)).status, 200);
await until("the board is gone", async () => {
  const { device } = await (await studio.send("GET", `/devices/${held.id}?after=0`, undefined, lab)).json();
  return device.state === "gone" && /gave its port back/.test(device.problem);
});
assert.equal((await (await studio.send("GET", `/devices/${held.id}/orders`, undefined, lab)).json()).is_open, false);
assert.equal((await studio.send("DELETE", `/devices/${held.id}`, undefined, lab)).status, 200);

step("another program does not get the port meanwhile, and gets it afterwards");
const info = (port) => execFileSync(tinsmith, ["device", "info", "--port", port], { encoding: "utf8", stdio: "pipe" });
assert.throws(() => info(classy.port), /in use by another program/);
await asAda("DELETE", `/devices/${board.id}`);
assert.match(info(classy.port), /XIAO/);

step("a port that another program has");
const holder = spawn(tinsmith, ["device", "watch", "--port", classy.port], { stdio: ["ignore", "pipe", "inherit"] });
await new Promise((resolve) => holder.stdout.once("data", resolve));
const busy = await asAda("POST", "/devices", { port: classy.port });
const refused = await seen("the refusal", busy.id, ({ device }) => device.state === "gone");
assert.match(refused.device.problem, /is in use by another program; close it there/);
holder.kill("SIGTERM");
await new Promise((resolve) => holder.once("exit", resolve));
const again = await connect(classy.port);
assert.notEqual(again.id, busy.id, "a board that is gone is connected again");

step("a board that is unplugged while it runs");
await change(again.id, { activity: "results" });
await seen("results", again.id, isResult);
await classy.unplug();
const gone = await seen("the unplugging", again.id, ({ device }) => device.state === "gone");
assert.match(gone.device.problem, /is gone/);
assert.deepEqual((await list()).ports, []);
assert.equal((await list()).devices.length, 1, "it stays in the list with its reason");

step("noise, lost replies, and a cable that fails at some byte");
for (const trouble of [
  ["--noise", "0.5"],
  ["--drop", "0.1"],
  ["--firmware", "1.x", "--noise", "0.3"],
]) {
  const noisy = await simulateBoard(tinsmith, ...options, "--fast", ...trouble);
  const { id } = await asAda("POST", "/devices", { port: noisy.port });
  await change(id, { activity: "results" });
  const some = await seen("pictures or a reason", id, (update) => isResult(update) || update.device.problem);
  if (!isResult(some)) assert.match(some.device.problem, /reply|picture/);
  await asAda("DELETE", `/devices/${id}`);
  await noisy.unplug();
}
for (const bytes of [10, 200, 1000, 5000, 40_000]) {
  const torn = await simulateBoard(tinsmith, ...options, "--fast", "--unplug-after", String(bytes));
  const { id } = await asAda("POST", "/devices", { port: torn.port });
  await change(id, { activity: "results" });
  const end = await seen("the end", id, ({ device }) => device.state === "gone");
  assert.match(end.device.problem, /is gone/, `after ${bytes} bytes`);
}

step("a server that stops leaves the board stopped and its port free");
const last = await simulateBoard(tinsmith, ...options, "--fast");
const lastId = (await asAda("POST", "/devices", { port: last.port })).id;
await change(lastId, { activity: "results" });
await seen("results", lastId, isResult);
const waits = studio.send("GET", `/devices/${lastId}?after=999999999`, undefined, ada).catch(() => undefined);
const begin = Date.now();
await studio.kill("SIGTERM");
await waits;
assert.ok(Date.now() - begin < 20_000);
assert.match(info(last.port), /XIAO/);
await last.unplug();
