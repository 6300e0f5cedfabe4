// The instant model: it appears with the tenth picture of the second class, learns from the right pictures, and predicts.
// node instant_model.mjs TINSMITH FOLDER
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Studio, argumentsOfScript, sleep } from "./product.mjs";

const { tinsmith, folder } = argumentsOfScript();
const studio = new Studio({ tinsmith, folder });
await studio.start();
const demo = join(folder, "demo");
await studio.run("data", "demo", "--out", demo, "--task", "classification");
// A model may be used for two seconds before it is learned again.
const reusedFor_ms = 2100;

const filesOf = (name) =>
  readdirSync(join(demo, name))
    .sort()
    .map((file) => readFileSync(join(demo, name, file)));
const project = await studio.ask("POST", "/projects", {
  name: "Parts",
  kind: "classification",
  classes: ["bolt", "empty", "washer"],
});
const path = `/projects/${project.id}/instant-model`;
const idOf = (name) => project.classes.find((one) => one.name === name).id;
let added = 0;
async function add(name, files, more = "") {
  for (const file of files) {
    const { result } = await studio.ask(
      "POST",
      `/projects/${project.id}/pictures?name=${name}-${added++}.png&class_id=${idOf(name)}${more}`,
      file,
    );
    assert.equal(result, "added");
  }
}
const bolts = filesOf("bolt");
const empties = filesOf("empty");

assert.deepEqual(await studio.ask("GET", path), { class_ids: [], correct: 0, min_pictures_per_class: 10, pictures: 0 });
assert.equal((await studio.send("POST", `${path}/predict`, bolts[0])).status, 404);

await add("bolt", bolts.slice(0, 15));
await add("empty", empties.slice(0, 9));
await add("empty", empties.slice(20, 25), "&split=test");
await add("washer", filesOf("washer").slice(0, 5));
assert.deepEqual(
  (await studio.ask("GET", path)).class_ids,
  [],
  "nine pictures of empty scenes, the others are for testing",
);

await add("empty", empties.slice(9, 10));
const model = await studio.ask("GET", path);
assert.deepEqual(model.class_ids, [idOf("bolt"), idOf("empty")]);
assert.equal(model.pictures, 25, "pictures of the test split and washers are not learned from");
assert.ok(model.correct >= 20, `${model.correct} of 25 drawn bolts and empty scenes`);

const unseen = [
  ["bolt", bolts.slice(40, 50)],
  ["empty", empties.slice(40, 50)],
];
let correct = 0;
for (const [name, files] of unseen)
  for (const file of files) {
    const { scores, model: used } = await studio.ask("POST", `${path}/predict`, file);
    assert.equal(scores.length, 2);
    assert.ok(Math.abs(scores[0] + scores[1] - 1) < 1e-9);
    if (used.class_ids[scores[0] > scores[1] ? 0 : 1] === idOf(name)) ++correct;
  }
assert.ok(correct >= 16, `${correct} of 20 unseen pictures are predicted correctly`);

// As long as no run has made a model, suggestions come from the instant one.
const upload = await studio.ask("POST", `/projects/${project.id}/pictures?name=unlabelled.png`, bolts[30]);
const suggestion = await studio.ask("POST", `/projects/${project.id}/pictures/${upload.id}/suggestion?threshold=0.01`);
assert.ok(model.class_ids.includes(suggestion.class_id));
assert.ok(!("run_id" in suggestion));
assert.ok(suggestion.score >= 0.5, "the more probable of two classes");

for (const wrong of ["-3", "7", "nan", "x"])
  assert.equal(
    (await studio.send("POST", `/projects/${project.id}/auto-labels?threshold=${wrong}`)).status,
    400,
    wrong,
  );
const labelling = await studio.done(await studio.ask("POST", `/projects/${project.id}/auto-labels?threshold=0.01`));
assert.equal(labelling.message, "1 of 1 pictures were labelled by the instant model; review them.");
const { pictures: labelled } = await studio.ask("GET", `/projects/${project.id}/pictures?model_job=${labelling.id}`);
assert.deepEqual(
  labelled.map((one) => [one.id, one.class_ids]),
  [[upload.id, [suggestion.class_id]]],
);

// Bytes that are no picture, a project of boxes and a project that does not exist are refused.
assert.equal((await studio.send("POST", `${path}/predict`, "no picture")).status, 400);
const boxes = await studio.ask("POST", "/projects", { name: "Boxes", kind: "boxes", classes: ["bolt"] });
assert.equal((await studio.send("GET", `/projects/${boxes.id}/instant-model`)).status, 400);
assert.equal((await studio.send("GET", `/projects/999/instant-model`)).status, 404);

// A label that is changed counts, and so do deleted pictures.
const { pictures } = await studio.ask("GET", `/projects/${project.id}/pictures?class_id=${idOf("empty")}&split=none`);
await studio.ask("PUT", `/projects/${project.id}/picture-labels`, {
  ids: [pictures.at(-1).id],
  state: "labelled",
  class_id: idOf("bolt"),
});
await sleep(reusedFor_ms);
assert.deepEqual((await studio.ask("GET", path)).class_ids, [], "only nine empty scenes are left");
await add("empty", empties.slice(10, 13));
await sleep(reusedFor_ms);
assert.equal((await studio.ask("GET", path)).pictures, 16 + 12);
await studio.ask("DELETE", `/projects/${project.id}/pictures`, { ids: pictures.map((one) => one.id) });
await sleep(reusedFor_ms);
assert.deepEqual((await studio.ask("GET", path)).class_ids, []);
await studio.kill("SIGTERM");
