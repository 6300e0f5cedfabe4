// Boxes that are suggested before anything was trained: of unknown classes first, and of those that people have drawn.
// node instant_boxes.mjs TINSMITH FOLDER
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Studio, argumentsOfScript, sleep } from "./product.mjs";

const { tinsmith, folder } = argumentsOfScript();
const studio = new Studio({ tinsmith, folder });
await studio.start();
const demo = join(folder, "demo");
await studio.run("data", "demo", "--out", demo, "--task", "detection");
// A model may be used for two seconds before it is learned again.
const reusedFor_ms = 2100;

const coco = JSON.parse(readFileSync(join(demo, "pictures", "_annotations.coco.json"), "utf8"));
const classes = coco.categories.map((one) => one.name);
const project = await studio.ask("POST", "/projects", { name: "Parts", kind: "boxes", classes });
const at = `/projects/${project.id}`;
const classOf = (category) =>
  project.classes.find(({ name }) => name === coco.categories.find((one) => one.id === category).name).id;
const drawn = coco.images.slice(0, 24).map(({ id, file_name: file }) => ({
  file,
  boxes: coco.annotations
    .filter((one) => one.image_id === id)
    .map(({ bbox: [x, y, width, height], category_id: category }) => ({
      class_id: classOf(category),
      x,
      y,
      width,
      height,
    })),
}));
for (const one of drawn) {
  const file = readFileSync(join(demo, "pictures", one.file));
  one.id = (await studio.ask("POST", `${at}/pictures?name=${one.file}`, file)).id;
}
const suggest = ({ id }, query = "") => studio.ask("POST", `${at}/pictures/${id}/suggestion${query}`);
const label = ({ id, boxes }) =>
  studio.ask("PUT", `${at}/pictures/${id}/labels`, { state: boxes.length > 0 ? "labelled" : "null", boxes });

function overlap(a, b) {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / (a.width * a.height + b.width * b.height - width * height);
}
const labelOf = (box, { boxes }) => boxes.find((one) => overlap(one, box) >= 0.5);

// Without a label, objects are found, but nothing is known about their classes.
const first = await suggest(drawn[20]);
assert.ok(!("run_id" in first) && !("class_id" in first));
const unknown = [];
for (const one of drawn) unknown.push(...(await suggest(one)).boxes.map((box) => ({ box, one })));
assert.ok(unknown.length > 0, "objects are found");
assert.ok(unknown.every(({ box }) => !("class_id" in box) && box.score >= first.threshold && box.score <= 1));
const right = unknown.filter(({ box, one }) => labelOf(box, one)).length;
assert.ok(2 * right >= unknown.length, `${right} of ${unknown.length} boxes show an object`);
const all = (await suggest(drawn[20], "?threshold=0.05")).boxes.length;
const sure = (await suggest(drawn[20], "?threshold=0.99")).boxes.length;
assert.ok(all >= first.boxes.length && first.boxes.length >= sure, "a threshold chooses");
assert.equal((await studio.send("POST", `${at}/auto-labels`)).status, 404, "boxes without a class are no labels");

// Labels of people teach the classes.
for (const one of drawn.slice(0, 16)) await label(one);
await sleep(reusedFor_ms);
const named = [];
for (const one of drawn.slice(16))
  named.push(...(await suggest(one)).boxes.filter((box) => "class_id" in box).map((box) => ({ box, one })));
assert.ok(named.length > 0, "classes are suggested");
const found = named.filter(({ box, one }) => labelOf(box, one));
const same = found.filter(({ box, one }) => labelOf(box, one).class_id === box.class_id).length;
assert.ok(same > 0 && 2 * same >= found.length, `${same} of ${found.length} classes are right`);

// A picture that is being labelled is not learned from: what has no box yet is still suggested.
const before = (await suggest(drawn[18], "?threshold=0.05")).boxes.length;
await label({ ...drawn[18], boxes: drawn[18].boxes.slice(0, 1) });
await sleep(reusedFor_ms);
assert.equal((await suggest(drawn[18], "?threshold=0.05")).boxes.length, before);

const labelling = await studio.done(await studio.ask("POST", `${at}/auto-labels`));
assert.match(labelling.message, /^[1-7] of 7 pictures were labelled by the instant model; review them\.$/);
const { pictures } = await studio.ask("GET", `${at}/pictures?model_job=${labelling.id}`);
assert.equal(pictures.length, labelling.result.labelled);

// Points are suggested in the same way; a picture without pixels that can be read is refused.
const points = await studio.ask("POST", "/projects", { name: "Points", kind: "centroids", classes: [] });
const added = await studio.ask(
  "POST",
  `/projects/${points.id}/pictures?name=a.jpg`,
  readFileSync(join(demo, "pictures", drawn[0].file)),
);
const spots = await studio.ask("POST", `/projects/${points.id}/pictures/${added.id}/suggestion`);
assert.ok(spots.boxes.every((box) => !("class_id" in box)));
assert.equal((await studio.send("POST", `/projects/${points.id}/pictures/999/suggestion`)).status, 404);
await studio.kill("SIGTERM");
