// Names that are malicious, long or written from right to left: on every page, wide and narrow, in both languages. No
// part of them may run, and no page may be wider than its window.
// node names.mjs TINSMITH FOLDER [--shots]
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { assertEveryPageIsIn, desktop, fill, pagesOf, pagesOfRun, pagesOfWorkshop, phone, train } from "./pages.mjs";
import { walkThrough } from "./studio.mjs";

const image = "<img src=x onerror=alert(1)>";
const drawing = '"><svg onload=alert(1)>';
const arabic = "براغي و صواميل ‏(مهم)";
const long = "Unterlegscheibenzwischenlagerungsbehälterverschlussschraube".repeat(2).slice(0, 90);

async function filled(walk, kind, name, classes) {
  const id = await fill(walk, kind, name, classes, `${image}.zip`);
  await addPictures(walk, id);
  return id;
}

async function addPictures(walk, project) {
  const folder = join(walk.folder, "classification");
  const [first] = readdirSync(folder);
  const pictures = readdirSync(join(folder, first)).sort();
  for (const [at, name] of [`${image}.jpg`, `${drawing}.jpg`, `${arabic}.jpg`, `${long}.jpg`].entries()) {
    // Bytes after the end of the picture make each file different.
    const bytes = Buffer.concat([readFileSync(join(folder, first, pictures[at])), Buffer.from(`${at}`)]);
    await walk.send(`/projects/${project}/pictures?name=${encodeURIComponent(name)}`, bytes);
  }
}

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
    return filled(walk, "classification", long, [image, drawing, arabic, long]);
  });
  const project = await walk.take("make one with boxes", () => filled(walk, "boxes", drawing, [image, arabic, long]));
  // A class of a classification project is a folder of its versions, so the server accepts such names there for
  // labelling only.
  const made = await walk.take("freeze and train it", () => train(walk, project, drawing, { epochs: 1, size: 96 }));
  const paths = [...pagesOfWorkshop, ...pagesOf(project), ...pagesOfRun(project, made), ...pagesOf(classes)];
  assertEveryPageIsIn(paths);
  for (const [language, window] of [
    ["en", desktop],
    ["en", phone],
    ["zh", phone],
  ]) {
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
