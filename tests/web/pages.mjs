// Projects with content on every page, and the paths of all these pages.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export { desktop, phone } from "./studio.mjs";

/** Makes a project of drawn pictures, whose classes have the given `names`. */
export async function fill(walk, kind, projectName, names, zipName = "drawn.zip", pictures = 40) {
  const folder = join(walk.folder, kind);
  walk.run(
    "data",
    "demo",
    "--task",
    kind === "boxes" ? "detection" : kind,
    "--pictures",
    String(pictures),
    "--seed",
    "3",
    "--out",
    folder,
  );
  const zip = `${folder}.zip`;
  execFileSync("python3", ["-m", "zipfile", "-c", zip, ...readdirSync(folder).map((name) => join(folder, name))]);
  const { id } = await walk.post("/projects", { name: projectName, kind, classes: [] });
  await walk.endOf((await walk.send(`/projects/${id}/imports?name=${encodeURIComponent(zipName)}`, zip)).job_id);
  const { classes } = await walk.ask(`/projects/${id}`);
  assert.equal(classes.length, names.length);
  await walk.put(`/projects/${id}/classes`, { classes: classes.map((one, at) => ({ ...one, name: names[at] })) });
  return id;
}

/** Makes a version and a run of it, both with that name. */
export async function train(walk, project, name, settings) {
  const version = await walk.post(`/projects/${project}/versions`, { name });
  await walk.endOf(version.job_id);
  const run = await walk.post(`/projects/${project}/runs`, {
    version_id: version.id,
    name,
    board: "generic",
    ...settings,
  });
  await walk.endOf(run.job_id);
  assert.equal((await walk.ask(`/projects/${project}/runs/${run.id}`)).run.state, "done");
  return { version: version.id, run: run.id };
}

export const pagesOf = (project) =>
  [
    "data",
    "capture",
    "classes",
    "health",
    "map",
    "label",
    "review",
    "versions",
    "versions/new",
    "train",
    "results",
    "records",
    "devices",
    "team",
  ].map((page) => `/projects/${project}/${page}`);
export const pagesOfRun = (project, { version, run }) => [
  `/projects/${project}/versions/${version}`,
  `/projects/${project}/train/${run}`,
  `/projects/${project}/results/${run}`,
  ...["classes", "pictures", "try", "compare", "deploy", "files"].map(
    (tab) => `/projects/${project}/results/${run}?tab=${tab}`,
  ),
];
export const pagesOfWorkshop = [
  "/",
  "/jobs",
  "/account",
  "/help",
  "/nowhere",
  ...["general", "people", "storage", "audit"].map((tab) => `/settings?tab=${tab}`),
];

/** Fails when none of the `paths` belongs to a page of the studio's table of pages. */
export function assertEveryPageIsIn(paths) {
  const table = readFileSync(new URL("../../web/src/pages/pages.ts", import.meta.url), "utf8");
  const patterns = [...table.matchAll(/^ {4}path: "([^"]+)"/gm)].map((row) => row[1]);
  assert.ok(patterns.length > 10, "the table of pages has another form; correct the expression");
  for (const pattern of patterns) {
    const form = pattern.replace(/\/:\w+\?/g, "(/[^/?]+)?").replace(/:\w+/g, "[^/?]+");
    const matches = new RegExp(`^${form}(\\?.*)?$`);
    assert.ok(
      paths.some((path) => matches.test(path)),
      `no path of tests/web/pages.mjs leads to the page ${pattern}; add one to pagesOf, pagesOfRun or pagesOfWorkshop`,
    );
  }
}
