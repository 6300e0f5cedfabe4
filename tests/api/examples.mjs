// Runs the examples of docs/api.md in a shell as they are written there.
// node examples.mjs TINSMITH FOLDER
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Studio, argumentsOfScript } from "./product.mjs";

const min_bytes = 1000;
const page = readFileSync(fileURLToPath(new URL("../../docs/api.md", import.meta.url)), "utf8");
const examples = [...page.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block).join("\n");

const { tinsmith, folder } = argumentsOfScript();
const studio = new Studio({ tinsmith, folder });
await studio.start();

/** Makes an API key, as a person does under Account. */
async function makeKey() {
  const owner = await studio.send("POST", "/owner", { name: "Ada", password: "a long password" });
  const cookie = owner.headers.get("set-cookie").split(";")[0];
  studio.token = (await owner.json()).csrf_token;
  const made = await studio.send("POST", "/account/keys", { name: "examples" }, { Cookie: cookie });
  return (await made.json()).key;
}

const drawn = join(folder, "fasteners");
await studio.run("data", "demo", "--task", "detection", "--pictures", "60", "--out", drawn);
execFileSync("python3", ["-m", "zipfile", "-c", "fasteners.zip", "fasteners"], { cwd: folder });
await studio.run(
  "data",
  "demo",
  "--task",
  "detection",
  "--pictures",
  "12",
  "--seed",
  "9",
  "--out",
  join(folder, "other"),
);
const picture = readdirSync(join(folder, "other"), { recursive: true }).find((name) => name.endsWith(".jpg"));
copyFileSync(join(folder, "other", picture), join(folder, "bolt.jpg"));

const assignments = /^(at|key)=.*$/gm;
assert.equal(examples.match(assignments)?.length, 2, "the two lines that say where and who");
const typed = examples.replace(assignments, "");
const known = `at=${studio.address}/api/v1\nkey=${await makeKey()}\n`;
const said = execFileSync("bash", ["-euo", "pipefail", "-c", known + typed], { cwd: folder, encoding: "utf8" });

assert.match(said, /^"Ada"$/m);
assert.equal(said.match(/^done: /gm)?.length, 6, said);
assert.match(said, /It will run on /);
for (const name of ["dataset.zip", "model.int8.tflite", "fasteners.tinsmith.zip"])
  assert.ok(statSync(join(folder, name)).size > min_bytes, name);
console.log("the examples run");
await studio.kill("SIGTERM");
