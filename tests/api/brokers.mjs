// Boards at an MQTT broker in the studio: added, heard, watched, set, recorded from, lost with the broker and back, kept over a
// restart, removed; and what the broker's password is not to be found in.
// node brokers.mjs TINSMITH FOLDER
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { connect as connectTo, createServer } from "node:net";
import { join } from "node:path";
import { Studio, argumentsOfScript, until } from "./product.mjs";
import { keepBoardsApart, simulateBoard, trainForBoard } from "./simulated_board.mjs";

const program = "/usr/sbin/mosquitto";
if (!existsSync(program)) {
  console.log("SKIP: the Debian package mosquitto is not installed");
  process.exit(0);
}
const { tinsmith, folder } = argumentsOfScript();
keepBoardsApart(folder);
const password = "not/to:be@seen";
const started = Date.now();
const step = (text) => console.log(`${((Date.now() - started) / 1000).toFixed(1)} s  ${text}`);

const port = await new Promise((resolve) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const free = server.address().port;
    server.close(() => resolve(free));
  });
});
const address = `mqtt://127.0.0.1:${port}`;
const passwords = join(folder, "passwords");
execFileSync("/usr/bin/mosquitto_passwd", ["-b", "-c", passwords, "ann", password]);
const configuration = join(folder, "mosquitto.conf");
writeFileSync(
  configuration,
  `user root\nlistener ${port} 127.0.0.1\nallow_anonymous false\npassword_file ${passwords}\npersistence false\n`,
);
let broker;
const accepts = () =>
  new Promise((resolve) => {
    const socket = connectTo(port, "127.0.0.1", () => (socket.destroy(), resolve(true)));
    socket.on("error", () => resolve(false));
  });
async function startBroker() {
  broker = spawn(program, ["-c", configuration], { stdio: "ignore" });
  await until("the broker accepts connections", accepts);
}
async function stopBroker() {
  const ended = new Promise((resolve) => broker.once("exit", resolve));
  broker.kill("SIGKILL");
  await ended;
}
process.once("exit", () => broker?.kill("SIGKILL"));

const options = trainForBoard(tinsmith, folder);
const studio = new Studio({ tinsmith, folder });
await studio.start();
const list = () => studio.ask("GET", "/devices");
const brokerNow = async () => (await list()).brokers[0];
const device = async (id) => (await list()).devices.find((one) => one.id === id);

step("addresses that cannot be read are refused");
for (const wrong of ["", "127.0.0.1", "http://127.0.0.1", "mqtt://", "mqtt://host:99999", "mqtt://host/a/b"])
  assert.equal((await studio.send("POST", "/brokers", { address: wrong })).status, 400, wrong);
assert.equal((await studio.send("POST", "/brokers", { address, password })).status, 400);
assert.deepEqual((await list()).brokers, []);

step("a broker that does not run is in the list, with the reason");
const added = await studio.ask("POST", "/brokers", { address, user: "ann", password });
assert.equal(added.address, address);
assert.equal(added.user, "ann");
assert.equal((await studio.send("POST", "/brokers", { address })).status, 409, "an address is there once");
await until("the reason is known", async () => /cannot be reached/.test((await brokerNow()).problem));

step("it is connected to once it runs, and its boards are heard");
await startBroker();
await until("the broker is connected", async () => (await brokerNow()).is_connected);
assert.equal((await brokerNow()).problem, "");
const withPassword = address.replace("//", `//ann:${encodeURIComponent(password)}@`);
const simulated = await simulateBoard(tinsmith, ...options, "--fast", "--broker", withPassword);
const heard = await until("the board is heard", async () => (await list()).ports[0]);
assert.equal(heard.path, `${address}/${heard.title}`);
assert.equal((await studio.send("POST", "/devices", { port: `${address}/nobody` })).status, 404);

step("it is connected, watched and set");
const board = await studio.ask("POST", "/devices", { port: heard.path });
assert.equal(board.port, heard.path);
await until("the board replies", async () => (await device(board.id)).state === "connected");
assert.match((await device(board.id)).name, /XIAO/);
assert.equal((await list()).ports[0].device_id, board.id);
const resultOf = () =>
  until("a result arrives", async () => {
    await studio.ask("PATCH", `/devices/${board.id}`, { activity: "results" });
    const { frame } = await studio.ask("GET", `/devices/${board.id}?after=0`);
    return frame?.picture && frame.classes?.length > 0 ? frame : undefined;
  });
const frame = await resultOf();
await studio.ask("PATCH", `/devices/${board.id}`, { score_threshold: 0.35 });
await until("the threshold is set", async () => (await device(board.id)).score_threshold === 0.35);

step("its pictures are saved in a project");
const project = await studio.ask("POST", "/projects", { name: "Parts", kind: "classification", classes: ["bolt"] });
const saved = await studio.ask("POST", `/projects/${project.id}/device-pictures`, {
  device_id: board.id,
  number: (await resultOf()).number,
});
assert.equal(saved.result, "added");
assert.ok(frame.width > 0);

step("when the broker goes away, a sentence says so; the board is back by itself");
await stopBroker();
const gone = await until("the board is gone", async () => {
  const now = await device(board.id);
  return now.state === "gone" && now;
});
assert.match(gone.problem, /has gone away/);
await until("the broker is gone", async () => /has gone away/.test((await brokerNow()).problem));
await startBroker();
await until("the board is back", async () => (await device(board.id)).state === "connected");
assert.equal((await brokerNow()).problem, "");
await resultOf();

step("broker and boards are kept over a restart, also boards that say nothing");
await studio.kill("SIGTERM");
await studio.start();
assert.deepEqual(
  (await list()).ports.map((one) => one.path),
  [heard.path],
);
await until("the broker is connected again", async () => (await brokerNow()).is_connected);
const again = await studio.ask("POST", "/devices", { port: heard.path });
await until("the board replies again", async () => (await device(again.id)).state === "connected");

step("a board on a cable is told a Wi-Fi and a broker, and is connected again");
const onCable = await simulateBoard(tinsmith, ...options, "--fast");
const cable = await studio.ask("POST", "/devices", { port: onCable.port });
await until("the board on the cable replies", async () => (await device(cable.id)).state === "connected");
const tell = (network) => studio.send("POST", `/devices/${cable.id}/network`, network);
assert.equal((await tell({ wifi_name: "" })).status, 400);
assert.equal((await tell({ broker_address: "127.0.0.1" })).status, 400);
assert.equal((await studio.send("POST", "/devices/999/network", {})).status, 404);
const told = await tell({
  wifi_name: "Shed",
  wifi_password: password,
  broker_address: `${address}/in_the_shed`,
  broker_user: "ann",
  broker_password: password,
});
const replied = await told.text();
assert.equal(told.status, 200, replied);
assert.ok(!replied.includes(password));
const written = JSON.parse(replied);
assert.equal(written.wifi_name, "Shed");
assert.equal(`mqtt://${written.broker_host}:${written.broker_port}/${written.client_id}`, `${address}/in_the_shed`);
await until("it is connected again", async () => (await device(cable.id)).state === "connected");
await studio.ask("DELETE", `/devices/${cable.id}`);
const info = execFileSync(tinsmith, ["device", "info", "--port", onCable.port], { encoding: "utf8" });
assert.match(info, /Shed/, "as the command line reads it");
await onCable.unplug();

step("the password is in no reply and in no log");
for (const path of ["/devices", "/settings", "/audit", "/openapi.json"])
  assert.ok(!(await (await studio.send("GET", path)).text()).includes(password), path);
assert.ok(!studio.said().includes(password));

step("a broker that is removed is gone with its boards");
await studio.ask("DELETE", `/brokers/${added.id}`);
assert.deepEqual(await list(), { may_use_ports: true, ports: [], brokers: [], devices: [] });
assert.equal((await studio.send("DELETE", `/brokers/${added.id}`)).status, 404);

step("a wrong password is named as the reason");
await studio.ask("POST", "/brokers", { address: `${address}/silent`, user: "ann", password: "wrong" });
await until("the reason is known", async () => /does not let this user in/.test((await brokerNow()).problem));
assert.equal((await list()).ports[0].path, `${address}/silent`, "a board can be named in the address");

await simulated.unplug();
await studio.kill();
await stopBroker();
