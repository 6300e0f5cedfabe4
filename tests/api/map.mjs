// The map of a project's pictures: all of them are on it, the same pictures have the same positions, and a wrong label is
// found, confirmed and forgotten.
// node map.mjs TINSMITH FOLDER
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Studio, argumentsOfScript, sleep } from "./product.mjs";

const { tinsmith, folder } = argumentsOfScript();
const studio = new Studio({ tinsmith, folder });
await studio.start();
const demo = join(folder, "demo");
await studio.run("data", "demo", "--out", demo, "--task", "classification");
const names = ["bolt", "empty", "washer"];
const perClass = 16;
const pictures = names.flatMap((name) =>
  readdirSync(join(demo, name))
    .sort()
    .slice(0, perClass)
    .map((file) => ({ name, file, bytes: readFileSync(join(demo, name, file)) })),
);

/** Makes a project of these pictures; `wrong` is the index of the one whose label is another class. */
async function projectOf(title, some, wrong) {
  const project = await studio.ask("POST", "/projects", { name: title, kind: "classification", classes: names });
  const ids = [];
  for (const [index, one] of some.entries()) {
    const label = index === wrong ? "empty" : one.name;
    const class_id = project.classes.find((known) => known.name === label).id;
    const path = `/projects/${project.id}/pictures?name=${one.name}-${one.file}&class_id=${class_id}`;
    ids.push((await studio.ask("POST", path, one.bytes)).id);
  }
  return { ...project, ids, idOf: (name) => project.classes.find((one) => one.name === name).id };
}

async function mapOf(project) {
  for (;;) {
    const map = await studio.ask("GET", `/projects/${project.id}/map`);
    if (map.is_current) return map;
    await sleep(100);
  }
}
const doubted = (map) => map.label_errors.map((one) => one.picture.id);
const positions = (map) => Object.fromEntries(map.dots.map((dot) => [dot.hash, [dot.x, dot.y]]));

const empty = await studio.ask("POST", "/projects", { name: "Nothing yet", kind: "classification", classes: names });
const nothing = await mapOf(empty);
assert.deepEqual([nothing.is_ready, nothing.dots, nothing.duplicates], [true, [], []]);
assert.equal((await studio.send("GET", "/projects/999/map")).status, 404);

const wrong = 3;
const project = await projectOf("Parts", pictures, wrong);
const map = await mapOf(project);
assert.equal(map.dots.length, pictures.length);
assert.ok(map.dots.every((dot) => dot.x >= 0 && dot.x <= 1 && dot.y >= 0 && dot.y <= 1));
const error = map.label_errors.find((one) => one.picture.id === project.ids[wrong]);
assert.ok(error, "the bolt that is labelled as an empty scene");
assert.equal(error.class_id, project.idOf("bolt"));
assert.ok(error.score > 0.8);
assert.ok(map.label_errors.length <= 4, `${map.label_errors.length} of 48 labels are doubted, of which one is wrong`);

const reversed = await projectOf("The same in reverse", pictures.toReversed(), -1);
assert.deepEqual(positions(await mapOf(reversed)), positions(map), "positions depend on the pictures only");

// A label that is confirmed is not doubted again, also after the map was computed again.
const confirmed = `/projects/${project.id}/pictures/${error.picture.id}/confirmed`;
const { revision } = error.picture;
assert.equal((await studio.send("PUT", confirmed, { revision: revision + 1, is_confirmed: true })).status, 409);
await studio.ask("PUT", confirmed, { revision, is_confirmed: true });
const addUnlabelled = (name) => studio.ask("POST", `/projects/${project.id}/pictures?name=${name}`, extra);
const extra = readFileSync(join(demo, "nut", readdirSync(join(demo, "nut")).sort()[0]));
const { id: unlabelled } = await addUnlabelled("nut.png");
const second = await mapOf(project);
assert.ok(!doubted(second).includes(error.picture.id));
const dot = second.dots.find((one) => one.id === unlabelled);
assert.ok(dot && !("class_id" in dot), "a picture without a label is on the map");
await studio.ask("PUT", confirmed, { revision, is_confirmed: false });
assert.deepEqual(
  (await studio.ask("GET", `/projects/${project.id}/map`)).label_errors.map((one) => one.picture.id),
  doubted(second),
);

// The other class is accepted as any label is given; then there is nothing to doubt.
await studio.ask("PUT", `/projects/${project.id}/pictures/${error.picture.id}/labels`, {
  state: "labelled",
  class_id: error.class_id,
  boxes: [],
  revision,
});
const third = await mapOf(project);
assert.ok(!doubted(third).includes(error.picture.id));
assert.deepEqual(positions(third), positions(second), "a label does not move pictures");

// Pictures in the bin leave the map at once.
await studio.ask("DELETE", `/projects/${project.id}/pictures`, { ids: [unlabelled] });
const shown = await studio.ask("GET", `/projects/${project.id}/map`);
assert.ok(!shown.dots.some((one) => one.id === unlabelled));
assert.equal(
  (
    await studio.send("PUT", `/projects/${project.id}/pictures/${unlabelled}/confirmed`, {
      revision: 1,
      is_confirmed: true,
    })
  ).status,
  404,
);

// Pictures with boxes have a map, too.
const boxes = await studio.ask("POST", "/projects", { name: "Boxes", kind: "boxes", classes: ["bolt"] });
await studio.ask("POST", `/projects/${boxes.id}/pictures?name=a.png`, pictures[0].bytes);
const single = await mapOf(boxes);
assert.deepEqual([single.dots.length, single.label_errors, single.advice.kind], [1, [], "nothing"]);
await studio.kill("SIGTERM");
