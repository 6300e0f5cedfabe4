// node scripts/measure_suggestions.mjs TINSMITH DATA LEARNED [THRESHOLD]: what the studio suggests in a project of boxes in
// which nothing was trained. DATA is a zip with boxes in any layout. LEARNED pictures, drawn by their hashes, are
// labelled as DATA states; suggestions for the others are compared with their boxes. Prints recall and precision of
// the boxes at several thresholds at or above THRESHOLD (IoU 0.5, whatever the class), and how many classes are right.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { Studio } from "../tests/api/product.mjs";

const [, , tinsmith, data, learned, lowest = "0.1"] = process.argv;
const folder = mkdtempSync(join(tmpdir(), "tinsmith-"));
const studio = new Studio({ tinsmith, folder });
await studio.start();

const project = await studio.ask("POST", "/projects", { name: "Measured", kind: "boxes", classes: [] });
const at = `/projects/${project.id}`;
await studio.done(await studio.ask("POST", `${at}/imports?name=${basename(data)}`, readFileSync(data)));

async function allPictures() {
  const all = [];
  for (;;) {
    const { pictures } = await studio.ask("GET", `${at}/pictures?offset=${all.length}&limit=200&sort=name`);
    if (pictures.length === 0) return all;
    for (const { id } of pictures) all.push(await studio.ask("GET", `${at}/pictures/${id}`));
  }
}
const pictures = (await allPictures())
  .filter((one) => one.state !== "unlabelled")
  .sort((one, other) => (one.hash < other.hash ? -1 : 1));
const others = pictures.slice(Number(learned));
for (let first = 0; first < others.length; first += 100)
  await studio.ask("PUT", `${at}/picture-labels`, {
    ids: others.slice(first, first + 100).map((one) => one.id),
    state: "unlabelled",
  });

function overlap(a, b) {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / (a.width * a.height + b.width * b.height - width * height);
}

const found = []; // { score, label }: the label is the object that the box shows
let truths = 0;
const times_ms = [];
let own;
for (const { id, boxes: labels } of others) {
  const begin = performance.now();
  const suggestion = await studio.ask("POST", `${at}/pictures/${id}/suggestion?threshold=${lowest}`);
  times_ms.push(performance.now() - begin);
  if (own === undefined) own = (await studio.ask("POST", `${at}/pictures/${id}/suggestion`)).threshold;
  truths += labels.length;
  const free = new Set(labels);
  for (const box of suggestion.boxes) {
    const label = [...free].sort((one, other) => overlap(other, box) - overlap(one, box))[0];
    const isFound = label && overlap(label, box) >= 0.5;
    if (isFound) free.delete(label);
    found.push({ picture: id, score: box.score, class_id: box.class_id, label: isFound ? label : undefined });
  }
}

const percent = (part, whole) => (whole === 0 ? "-" : ((100 * part) / whole).toFixed(1));
const typical_ms = times_ms.toSorted((one, other) => one - other)[Math.floor(times_ms.length / 2)];
console.log(
  `${basename(data)}: ${learned} pictures labelled, ${others.length} others, ${(truths / others.length).toFixed(1)} boxes each; ` +
    `first ${times_ms[0].toFixed(0)} ms, then ${typical_ms.toFixed(0)} ms; own threshold ${own}`,
);
for (const threshold of [0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5].filter((one) => one >= Number(lowest))) {
  const shown = found.filter((one) => one.score >= threshold);
  const right = shown.filter((one) => one.label);
  const named = right.filter((one) => one.class_id !== undefined);
  const none = others.filter(({ id }) => !shown.some((one) => one.picture === id)).length;
  console.log(
    `  ${threshold.toFixed(2)}: recall ${percent(right.length, truths)} precision ${percent(right.length, shown.length)} ` +
      `suggested ${(shown.length / others.length).toFixed(1)} none in ${percent(none, others.length)}; ` +
      `class suggested for ${percent(named.length, right.length)}, right ` +
      percent(named.filter((one) => one.class_id === one.label.class_id).length, named.length),
  );
}
await studio.kill("SIGTERM");
rmSync(folder, { recursive: true });
