// Names that somebody chose to do harm, or that are long or run from right to left: on every page, wide and narrow, in
// both languages. Nothing of them may run, and no page may be wider than its window.
// node names.mjs TINSMITH FOLDER [--shots]
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { desktop, phone, walkThrough } from "./studio.mjs";

const image = "<img src=x onerror=alert(1)>";
const drawing = '"><svg onload=alert(1)>';
const arabic = "براغي و صواميل ‏(مهم)";
const long = "Unterlegscheibenzwischenlagerungsbehälterverschlussschraube".repeat(2).slice(0, 90);

/** Drawn pictures, whose classes are then called by the worst there is. */
async function fill(walk, kind, projectName, names) {
  const folder = join(walk.folder, kind);
  walk.run("data", "demo", "--task", kind === "boxes" ? "detection" : kind, "--pictures", "40", "--seed", "3", "--out", folder);
  const zip = `${folder}.zip`;
  execFileSync("python3", ["-m", "zipfile", "-c", zip, ...readdirSync(folder).map((name) => join(folder, name))]);
  const { id } = await walk.post("/projects", { name: projectName, kind, classes: [] });
  await walk.endOf((await walk.send(`/projects/${id}/imports?name=${encodeURIComponent(`${image}.zip`)}`, zip)).job_id);
  const { classes } = await walk.ask(`/projects/${id}`);
  assert.equal(classes.length, names.length);
  await walk.put(`/projects/${id}/classes`, { classes: classes.map((one, at) => ({ ...one, name: names[at] })) });
  await addPictures(walk, id);
  return id;
}

async function addPictures(walk, project) {
  const folder = join(walk.folder, "classification");
  const [first] = readdirSync(folder);
  const pictures = readdirSync(join(folder, first)).sort();
  for (const [at, name] of [`${image}.jpg`, `${drawing}.jpg`, `${arabic}.jpg`, `${long}.jpg`].entries()) {
    // Bytes after the picture's end make each another file.
    const bytes = Buffer.concat([readFileSync(join(folder, first, pictures[at])), Buffer.from(`${at}`)]);
    await walk.send(`/projects/${project}/pictures?name=${encodeURIComponent(name)}`, bytes);
  }
}

async function train(walk, project) {
  const version = await walk.post(`/projects/${project}/versions`, { name: image });
  await walk.endOf(version.job_id);
  const settings = { version_id: version.id, name: drawing, epochs: 1, size: 96, board: "generic" };
  const run = await walk.post(`/projects/${project}/runs`, settings);
  await walk.endOf(run.job_id);
  assert.equal((await walk.ask(`/projects/${project}/runs/${run.id}`)).run.state, "done");
  return { version: version.id, run: run.id };
}

const pagesOf = (project) =>
  ["data", "capture", "classes", "health", "label", "review", "versions", "versions/new", "train", "results", "records"].map(
    (page) => `/projects/${project}/${page}`,
  );
const pagesOfRun = (project, { version, run }) => [
  `/projects/${project}/versions/${version}`,
  `/projects/${project}/train/${run}`,
  ...["classes", "pictures", "try", "compare", "files"].map((tab) => `/projects/${project}/results/${run}?tab=${tab}`),
];
const pagesOfWorkshop = ["/", "/jobs", "/account", "/nowhere", ...["general", "people", "storage", "audit"].map((tab) => `/settings?tab=${tab}`)];

async function visit(walk, path, window) {
  await walk.goTo(path);
  const [page, seen] = await walk.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(page <= seen && seen === window.width, `${path} is ${page} px wide in a window of ${window.width}`);
  const made = await walk.page.locator('img[src="x"], svg[onload]').count();
  assert.equal(made, 0, `${path} made elements of a name`);
}

await walkThrough(async (walk) => {
  const { page } = walk;
  const classes = await walk.take("make a project of bad names", async () => {
    await page.goto(walk.address);
    return fill(walk, "classification", long, [image, drawing, arabic, long]);
  });
  const project = await walk.take("make one with boxes", () => fill(walk, "boxes", drawing, [image, arabic, long]));
  // A class of a classification is a folder of its version, so the server takes such names there for labelling only.
  const made = await walk.take("freeze and train it", () => train(walk, project));
  const paths = [...pagesOfWorkshop, ...pagesOf(project), ...pagesOfRun(project, made), ...pagesOf(classes)];
  for (const [language, window] of [["en", desktop], ["en", phone], ["zh", phone]]) {
    await walk.take(`visit every page in ${language}, ${window.width} px wide`, async () => {
      await page.setViewportSize(window);
      await page.evaluate((chosen) => localStorage.setItem("tinsmith.language", chosen), language);
      await page.reload();
      for (const path of paths) await visit(walk, path, window);
    });
  }
  await walk.take("point at names", async () => {
    await page.setViewportSize(desktop);
    await walk.goTo(`/projects/${project}/data`);
    for (const picture of await page.getByRole("link", { name: /onload|onerror/ }).all()) await picture.hover();
    await page.getByTitle(/切换项目|Switch project/).click();
    await page.getByRole("menuitem").first().waitFor();
    await page.keyboard.press("Escape");
  });
});
