// Imports into a project: labels that arrive later, alone, or in an unknown form; merging of classes; the bin.
// node import_cases.mjs TINSMITH FOLDER
import assert from "node:assert/strict";
import { Studio, argumentsOfScript, pictureOf, turnedExif } from "./product.mjs";
import { tarOf } from "./tar.mjs";

const { tinsmith, folder } = argumentsOfScript();
const studio = new Studio({ tinsmith, folder });
await studio.start();

const names = ["p0.png", "p1.png", "p2.png"];
const pictures = Object.fromEntries(names.map((name, i) => [name, pictureOf(i, 64)]));
const yolo = {
  "labels/p0.txt": "0 0.5 0.5 0.25 0.5\n",
  "labels/p1.txt": "0 0.4 0.4 0.5 0.25\n",
  "labels/p2.txt": "0 0.5 0.5 0.125 0.25\n",
};
const yaml = { "data.yaml": "names: [scratch]\n" };
const inImages = Object.fromEntries(names.map((name) => [`images/${name}`, pictures[name]]));

const newProject = (kind = "boxes", classes = []) => studio.ask("POST", "/projects", { name: "cases", kind, classes });
const add = (at, name, query = "") => studio.ask("POST", `${at}/pictures?name=${name}${query}`, pictures[name]);
const all = async (at, query = "") => (await studio.ask("GET", `${at}/pictures?sort=name${query}`)).pictures;

/** Imports these files and returns the result. */
async function imported(at, files, query = "") {
  const started = await studio.ask("POST", `${at}/imports?name=archive.tar${query}`, tarOf(files));
  return { ...(await studio.done(started)).result, job: started.job_id };
}

async function again(at, job, choices) {
  return (await studio.done(await studio.ask("POST", `${at}/imports/${job}`, choices))).result;
}

async function filled(kind = "boxes", classes = []) {
  const { id } = await newProject(kind, classes);
  const at = `/projects/${id}`;
  for (const name of names) await add(at, name);
  return at;
}

async function appliesLabelsToPicturesThatAreThere() {
  const at = await filled();
  const result = await imported(at, { ...inImages, ...yolo, ...yaml });
  assert.deepEqual([result.added, result.duplicates, result.labelled, result.labels, result.kept], [0, 3, 3, 3, 0]);
  assert.deepEqual(result.problems, []);
  assert.equal((await studio.ask("GET", at)).labelled, 3);
  const [first] = await all(at);
  assert.deepEqual(
    first.first_boxes.map(({ x, y, width, height }) => [x, y, width, height]),
    [[24, 16, 16, 32]],
  );
}

async function appliesLabelsThatComeAlone() {
  for (const files of [{ ...yolo, ...yaml }, yolo]) {
    const at = await filled();
    const result = await imported(at, files);
    assert.deepEqual([result.added, result.labelled, result.labels], [0, 3, 3]);
    assert.equal((await studio.ask("GET", at)).labelled, 3);
  }
}

async function leavesPicturesOfOneNameAlone() {
  const at = await filled();
  await studio.ask("POST", `${at}/pictures?name=p0.png`, pictureOf(99, 64));
  const result = await imported(at, { ...yolo, ...yaml });
  assert.equal(result.labelled, 2, "which of the two pictures called p0.png is meant, nobody knows");
  assert.deepEqual(
    result.problems.map(({ kind, path }) => [kind, path]),
    [["missing_picture", "labels/p0.txt"]],
  );
}

async function matchesByContentBeforeNames() {
  const at = await filled();
  const renamed = { "images/other.png": pictures["p0.png"], "labels/other.txt": yolo["labels/p0.txt"] };
  const result = await imported(at, { ...renamed, ...yaml });
  assert.deepEqual([result.added, result.duplicates, result.labelled], [0, 1, 1]);
  assert.deepEqual(
    (await all(at)).map(({ state }) => state),
    ["labelled", "unlabelled", "unlabelled"],
  );
}

async function asksWhatToDoWithOtherLabels() {
  const at = await filled("boxes", ["scratch"]);
  const [first] = await all(at);
  const { classes } = await studio.ask("GET", at);
  const box = { class_id: classes[0].id, x: 1, y: 2, width: 10, height: 12 };
  const draw = () => studio.ask("PUT", `${at}/pictures/${first.id}/labels`, { state: "labelled", boxes: [box] });
  const boxes = async () => (await studio.ask("GET", `${at}/pictures/${first.id}`)).boxes.map(({ x }) => x);
  await draw();
  const kept = await imported(at, { ...yolo, ...yaml });
  assert.deepEqual([kept.labelled, kept.kept], [2, 1]);
  assert.deepEqual(await boxes(), [1], "what a person drew stays until that person says otherwise");
  const joined = await again(at, kept.job, { other_labels: "add" });
  assert.deepEqual([joined.labelled, joined.kept, joined.same], [1, 0, 2]);
  assert.deepEqual(await boxes(), [1, 24]);
  await draw();
  const replaced = await imported(at, { ...yolo, ...yaml }, "&other_labels=replace");
  assert.deepEqual([replaced.labelled, replaced.kept], [1, 0]);
  assert.deepEqual(await boxes(), [24]);
  const gone = await studio.send("POST", `${at}/imports/${replaced.job}`, { other_labels: "keep" });
  assert.equal(gone.status, 409, "its file is not kept, for nothing was left open");
}

async function readsBoxesOfTurnedPicturesAsTheyWereDrawn() {
  const at = `/projects/${(await newProject()).id}`;
  const files = { "images/t.png": pictureOf(20, 64, turnedExif), "labels/t.txt": "0 0.25 0.5 0.25 0.5\n", ...yaml };
  const boxes = async () => (await all(at))[0].first_boxes.map(({ x, y, width, height }) => [x, y, width, height]);
  const found = await imported(at, files);
  assert.match(found.problems[0].message, /rotated by EXIF and it is not known on which picture the boxes were drawn/);
  assert.deepEqual(await boxes(), [[8, 16, 16, 32]], "as drawn on the upright picture");
  const stored = await again(at, found.job, { boxes_drawn_on: "stored", other_labels: "replace" });
  assert.match(stored.problems[0].message, /read as drawn on the stored picture, as requested/);
  assert.deepEqual(await boxes(), [[16, 8, 32, 16]], "turned with the picture");
  await imported(at, files, "&boxes_drawn_on=upright&other_labels=replace");
  assert.deepEqual(await boxes(), [[8, 16, 16, 32]]);
  const refused = await studio.send("POST", `${at}/imports?name=a.tar&boxes_drawn_on=paper`, tarOf(files));
  assert.equal(refused.status, 400);
}

async function labelsWholePicturesThatAreThere() {
  const at = await filled("classification");
  const folders = {
    "dog/p0.png": pictures["p0.png"],
    "cat/p1.png": pictures["p1.png"],
    "cat/p2.png": pictures["p2.png"],
  };
  const result = await imported(at, folders, "&format=class-folders");
  assert.deepEqual([result.added, result.duplicates, result.labelled], [0, 3, 3]);
  const other = await imported(at, { "cat/p0.png": pictures["p0.png"], "dog/x.png": pictureOf(7) });
  assert.deepEqual([other.added, other.kept], [1, 1]);
  const { classes } = await studio.ask("GET", at);
  const cat = classes.find(({ name }) => name === "cat").id;
  await add(at, "p0.png", `&class_id=${cat}`);
  const [first] = await all(at, "&search=p0");
  assert.notDeepEqual(first.class_ids, [cat], "a label that a person gave is not changed by adding the picture again");
}

async function namesWhatWasNotUnderstood() {
  const { id } = await newProject();
  const at = `/projects/${id}`;
  const files = {
    ...inImages,
    "labels.bin.json": '{"nobody": "knows this"}',
    "clip.mp4": "video",
    "README.md": "text",
  };
  const result = await imported(at, files);
  assert.deepEqual([result.added, result.format, result.labelled, result.left_out], [3, "pictures", 0, 2]);
  assert.deepEqual(
    result.problems.map(({ path }) => path),
    ["clip.mp4", "labels.bin.json"],
  );
  assert.match(result.problems[0].message, /video.*JPEG/);
  assert.match(result.problems[1].message, /its format is not known/);
  assert.match(result.message, /such as clip\.mp4/);
  assert.deepEqual(
    (await all(at)).map(({ state }) => state),
    ["unlabelled", "unlabelled", "unlabelled"],
  );
}

async function showsAllMessagesOfTheCommandLine() {
  const { id } = await newProject();
  const at = `/projects/${id}`;
  const bad = {
    ...inImages,
    ...yaml,
    "labels/p0.txt": "0 0.5 0.5 0.25 0.5\nnot a box\n",
    "labels/p7.txt": "0 0.5 0.5 0.1 0.1\n",
  };
  const result = await imported(at, bad);
  const said = result.problems.map(({ path }) => path);
  assert.ok(said.includes("labels/p0.txt") && said.includes("labels/p7.txt"), JSON.stringify(result.problems));
  assert.equal(result.added, 3);
}

/** One rule for names: the list of classes accepts unchanged every name that an import accepts. */
async function keepsTheNamesOfClassesThatAnImportGave() {
  const { id } = await newProject();
  const at = `/projects/${id}`;
  const coco = {
    images: [{ id: 1, file_name: "a.png" }],
    categories: ["stop/slow sign", "M3, 10mm\n", "a\\b", "\u0001x", "y".repeat(150)].map((name, i) => ({
      id: i + 1,
      name,
    })),
    annotations: [1, 2, 3, 4, 5].map((category_id) => ({
      id: category_id,
      image_id: 1,
      category_id,
      bbox: [1, 2, 9, 9],
    })),
  };
  const result = await imported(at, { "a.png": pictureOf(3, 64), "a.json": JSON.stringify(coco) });
  assert.deepEqual([result.added, result.labelled, result.labels], [1, 1, 5]);
  const { classes } = await studio.ask("GET", at);
  assert.deepEqual(classes.map(({ name }) => name).sort(), [
    "M3, 10mm",
    "a\\b",
    "stop/slow sign",
    "x",
    "y".repeat(100),
  ]);
  const unchanged = { classes: classes.map(({ id, name, colour }) => ({ id, name, colour })) };
  assert.equal((await studio.send("PUT", `${at}/classes`, unchanged)).status, 200);
  assert.deepEqual(
    (await studio.ask("GET", at)).classes.map(({ name }) => name),
    classes.map(({ name }) => name),
  );
  const [first] = await all(at);
  const { boxes } = await studio.ask("GET", `${at}/pictures/${first.id}`);
  const labels = {
    state: "labelled",
    boxes: boxes.map(({ class_id, x, y, width, height }) => ({ class_id, x, y, width, height })),
  };
  assert.equal((await studio.send("PUT", `${at}/pictures/${first.id}/labels`, labels)).status, 200);
}

/** Boxes outside their picture do not label it: the picture is not labelled, and never "no object". */
async function leavesPicturesUnlabelledWhoseBoxesLieOutside() {
  const { id } = await newProject();
  const at = `/projects/${id}`;
  const rows = "filename,class,xmin,ymin,xmax,ymax\np0.png,cup,510,512,530,528\np1.png,cup,1,2,30,40\n";
  const result = await imported(at, { "p0.png": pictures["p0.png"], "p1.png": pictures["p1.png"], "l.csv": rows });
  assert.deepEqual([result.added, result.labelled, result.left_out], [2, 1, 1]);
  assert.match(
    result.problems.map(({ message }) => message).join("\n"),
    /no box of p0\.png has an area inside the picture, which has 64×64/,
  );
  assert.deepEqual(
    (await all(at)).map(({ state }) => state),
    ["unlabelled", "labelled"],
  );
}

async function mergesClasses() {
  const at = await filled("boxes", ["scratch_bright", "scratch_dark", "dent"]);
  const { classes } = await studio.ask("GET", at);
  const [bright, dark, dent] = classes.map(({ id }) => id);
  const rows = await all(at);
  for (const [i, class_id] of [bright, dark, dark].entries()) {
    const box = { class_id, x: 1, y: 1, width: 9, height: 9 };
    await studio.ask("PUT", `${at}/pictures/${rows[i].id}/labels`, { state: "labelled", boxes: [box] });
  }
  const merged = await studio.ask("POST", `${at}/classes/${dark}/merge`, { into: bright });
  assert.deepEqual([merged.pictures, merged.labels], [2, 2]);
  assert.deepEqual(
    merged.project.classes.map(({ id }) => id),
    [bright, dent],
  );
  assert.deepEqual(
    (await all(at)).map(({ class_ids }) => class_ids),
    [[bright], [bright], [bright]],
  );
  for (const [from, into, status] of [
    [bright, bright, 400],
    [bright, 999_999, 404],
    [dark, bright, 404],
  ]) {
    const refused = await studio.send("POST", `${at}/classes/${from}/merge`, { into });
    assert.equal(refused.status, status);
  }
  const other = await newProject("boxes", ["theirs"]);
  const foreign = await studio.send("POST", `${at}/classes/${bright}/merge`, { into: other.classes[0].id });
  assert.equal(foreign.status, 404);
}

async function keepsDeletedPicturesInABin() {
  const at = await filled("boxes", ["scratch"]);
  await imported(at, { ...yolo, ...yaml });
  const ids = (await all(at)).map(({ id }) => id);
  await studio.ask("DELETE", `${at}/pictures`, { ids: ids.slice(0, 2) });
  const { pictures: count, labelled, in_bin } = await studio.ask("GET", at);
  assert.deepEqual([count, labelled, in_bin], [1, 1, 2]);
  assert.deepEqual(
    (await all(at)).map(({ id }) => id),
    ids.slice(2),
  );
  assert.deepEqual(
    (await all(at, "&bin=true")).map(({ id }) => id),
    ids.slice(0, 2),
  );
  await studio.ask("POST", `${at}/bin/restore`, { ids: [ids[0]] });
  const [back] = await all(at);
  assert.deepEqual([back.id, back.boxes], [ids[0], 1]);
  const found = await imported(at, { ...inImages, ...yolo, ...yaml });
  assert.deepEqual([found.added, found.restored, found.duplicates, found.same], [0, 1, 2, 3]);
  assert.equal((await all(at)).length, 3);
  await studio.ask("DELETE", `${at}/pictures/${ids[1]}`);
  const again = await add(at, "p1.png");
  assert.deepEqual([again.result, again.id], ["restored", ids[1]]);
  await studio.ask("DELETE", `${at}/pictures`, { ids });
  await studio.ask("DELETE", `${at}/bin`, { ids: [ids[0]] });
  await studio.ask("DELETE", `${at}/bin`, {});
  assert.equal((await all(at, "&bin=true")).length, 0);
  assert.equal((await add(at, "p1.png")).result, "added", "what is gone for good is new when it comes again");
}

await appliesLabelsToPicturesThatAreThere();
await appliesLabelsThatComeAlone();
await leavesPicturesOfOneNameAlone();
await matchesByContentBeforeNames();
await asksWhatToDoWithOtherLabels();
await readsBoxesOfTurnedPicturesAsTheyWereDrawn();
await labelsWholePicturesThatAreThere();
await namesWhatWasNotUnderstood();
await showsAllMessagesOfTheCommandLine();
await keepsTheNamesOfClassesThatAnImportGave();
await leavesPicturesUnlabelledWhoseBoxesLieOutside();
await mergesClasses();
await keepsDeletedPicturesInABin();
await studio.kill("SIGTERM");
