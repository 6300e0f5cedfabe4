// The command line and the studio give the same results for the same project: the model's bytes, its predictions, the
// health report, a layout; and a project that was restored from a backup is packed into the same bytes again.
// node same_result.mjs TINSMITH FOLDER
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Studio, argumentsOfScript } from "./product.mjs";

// Below the smallest score of an int8 output, 1/256, so that a network of two epochs predicts something.
const threshold = 0.003;

const { tinsmith, folder } = argumentsOfScript();
const studio = new Studio({ tinsmith, folder });
await studio.start();
const project = await studio.demoProject();
const version = await studio.version(project, { validation_fraction: 0.2, test_fraction: 0.2, seed: 3 });
const versionFolder = join(studio.data, "versions", String(version.id));

async function bytesAt(path) {
  const response = await fetch(`${studio.address}${path}`);
  assert.equal(response.status, 200, path);
  return Buffer.from(await response.arrayBuffer());
}

async function download(started) {
  if (started.job_id) await studio.done(started);
  return bytesAt(started.url);
}

async function trainsTheSameModel() {
  const settings = { model: "fomo-0.35", size: 64, epochs: 2, batch: 16, seed: 5 };
  const wanted = { version_id: version.id, ...settings };
  const run = await studio.ask("POST", `/projects/${project.id}/runs`, wanted);
  await studio.done(run);
  const out = join(folder, "run");
  const options = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  await studio.run("train", versionFolder, ...options, "--out", out);
  for (const name of ["model.int8.tflite", "model.float.tflite", "labels.txt", "split.json"]) {
    const theirs = await bytesAt(`/api/v1/projects/${project.id}/runs/${run.id}/files/${name}`);
    assert.ok(theirs.equals(readFileSync(join(out, name))), `${name} is not the same`);
  }
  return run;
}

async function seesTheSame(run) {
  const { pictures } = await studio.ask("GET", `/projects/${project.id}/pictures?limit=5`);
  for (const picture of pictures) {
    const bytes = await bytesAt(`/api/v1/projects/${project.id}/files/${picture.hash}`);
    const path = join(folder, picture.name);
    writeFileSync(path, bytes);
    const asking = `/projects/${project.id}/runs/${run.id}/predict?threshold=${threshold}`;
    const seen = await studio.ask("POST", asking, bytes);
    const said = JSON.parse(
      await studio.run("predict", join(folder, "run"), path, "--threshold", String(threshold), "--json"),
    );
    const asTyped = said.objects.map(({ box, score }) => [...box, score]);
    const asAsked = seen.boxes.map(({ x, y, width, height, score }) => [x, y, width, height, score]);
    assert.ok(asAsked.length > 0, `nothing is seen in ${picture.name}, which proves nothing`);
    assert.deepEqual(asAsked, asTyped, picture.name);
  }
}

/** The names and checksums of the files in a zip. */
function listed(zip) {
  const script =
    "import json, sys, zipfile; print(json.dumps([[i.filename, i.CRC] for i in zipfile.ZipFile(sys.argv[1]).infolist()]))";
  return JSON.parse(execFileSync("python3", ["-c", script, zip], { encoding: "utf8" }));
}

async function packsTheSameForABoard(run) {
  const onBoard = `/projects/${project.id}/runs/${run.id}/boards`;
  const plan = await studio.ask("GET", `${onBoard}/generic`);
  assert.ok(plan.is_accepted && plan.steps.length > 2 && plan.rules.length > 2 && !plan.refusal, JSON.stringify(plan));
  const asked = join(folder, "asked.zip"),
    typed = join(folder, "typed.zip");
  writeFileSync(asked, await download(await studio.ask("POST", `${onBoard}/generic/package`)));
  await studio.run("package", join(folder, "run"), "--board", "generic", "--out", typed);
  // The texts name the project in one of them, and the folder in the other.
  const texts = ["README.md", "settings.json", "c/model.h"];
  const others = (zip) => listed(zip).filter(([name]) => !texts.includes(name));
  assert.ok(others(asked).length > 15);
  assert.deepEqual(others(asked), others(typed));
  assert.match((await studio.ask("GET", `${onBoard}/k230`)).refusal, /^Kendryte K230 would not run this model$/);
  assert.equal((await studio.send("POST", `${onBoard}/k230/package`)).status, 422);
  assert.equal((await studio.send("GET", `${onBoard}/nowhere`)).status, 404);
}

async function findsTheSameHealth() {
  const asked = await studio.ask("GET", `/projects/${project.id}/health?size=96`);
  const typed = JSON.parse(await studio.run("data", "check", versionFolder, "--size", "96", "--json"));
  // The split of each picture is known to the version only.
  const counts = ({ classes }) => classes.map(({ name, objects, pictures }) => ({ name, objects, pictures }));
  assert.ok(counts(asked).length > 0);
  assert.deepEqual(counts(asked), counts(typed));
}

async function writesTheSameLayout() {
  const path = `/projects/${project.id}/versions/${version.id}/download?format=yolo`;
  const zip = join(folder, "yolo.zip");
  writeFileSync(zip, await download(await studio.ask("POST", path)));
  await studio.run("data", "convert", versionFolder, "--to", "yolo", "--out", join(folder, "typed"));
  await studio.run("data", "convert", zip, "--to", "coco", "--out", join(folder, "back"));
  await studio.run("data", "convert", join(folder, "typed"), "--to", "coco", "--out", join(folder, "typed_back"));
  const reports = [];
  for (const name of ["back", "typed_back"])
    reports.push(JSON.parse(await studio.run("data", "check", join(folder, name), "--json")));
  for (const name of ["pictures", "classes", "objects"]) assert.deepEqual(reports[0][name], reports[1][name], name);
}

/** Packing, restoring and packing again gives the same bytes, except for the chosen name, which is also kept. */
async function comesBackFromABackup() {
  const first = await download(await studio.ask("POST", `/projects/${project.id}/backup`));
  const restored = await studio.done(await studio.ask("POST", "/restored-project", first));
  const second = await download(await studio.ask("POST", `/projects/${restored.result.project_id}/backup`));
  assert.ok(second.equals(first), `${first.length} bytes became ${second.length} others`);
}

const run = await trainsTheSameModel();
await seesTheSame(run);
await packsTheSameForABoard(run);
await findsTheSameHealth();
await writesTheSameLayout();
await comesBackFromABackup();
assert.match(await studio.run("verify", "--data", studio.data), /^All \d+ files are intact\./);
console.log("the command line and the studio agree");
await studio.kill("SIGTERM");
