// From the first start to a model on the disk, as a new user with a zip of pictures and a few more.
// node walk.mjs TINSMITH FOLDER [--shots]
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { walkThrough } from "./studio.mjs";

const classes = ["bolt", "empty", "nut", "washer"];
const zipped = 48;
const single = ["nut", "bolt", "washer"];
// An epoch of so few pictures may take a tenth of a second. The training must be visible while it runs, so it gets
// far more epochs than the walk waits for, and is stopped.
const epochs = 500;
const watchedEpochs = 2;
const job_ms = 60_000;

/** A zip with one folder per class, and single pictures from another draw, named by their class. */
function drawPictures(walk) {
  const draw = (name, seed, count) => {
    const folder = join(walk.folder, name);
    walk.run("data", "demo", "--task", "classification", "--pictures", count, "--seed", seed, "--out", folder);
    return folder;
  };
  const zip = join(walk.folder, "fasteners.zip");
  execFileSync("python3", ["-m", "zipfile", "-c", zip, draw("fasteners", "1", String(zipped))]);
  const others = draw("others", "7", "12");
  const pictures = single.map((name) => {
    const picture = join(walk.folder, `${name}.jpg`);
    copyFileSync(join(others, name, readdirSync(join(others, name)).sort()[0]), picture);
    return picture;
  });
  return { zip, pictures };
}

async function addFiles(page, files) {
  await page.getByRole("button", { name: "Add pictures" }).click();
  const item = page.getByRole("menuitem", { name: "Pictures, labels or a zip" });
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), item.click()]);
  await chooser.setFiles(files);
}

const goTo = (page, name) =>
  page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name, exact: true }).click();

/** Labels with the number keys; the page moves to the next picture by itself. */
async function labelWithKeys({ page }) {
  for (let count = 0; count < single.length; ++count) {
    const heading = page.getByRole("heading", { level: 1, name: /\.jpg$/ });
    const shown = await heading.textContent();
    const key = classes.indexOf(shown.replace(".jpg", "")) + 1;
    assert.ok(key > 0, `${shown} is not one of the single pictures`);
    await page.getByRole("button", { name: classes[key - 1] }).waitFor();
    await page.keyboard.press(String(key));
    if (count + 1 < single.length)
      await page.waitForFunction((old) => document.querySelector("h1")?.textContent !== old, shown);
  }
  await page.getByText("This is the last picture").waitFor();
  await page.getByTitle("Saved", { exact: true }).waitFor();
}

async function checkLabels(walk, project) {
  const { classes: known } = await walk.ask(`/projects/${project}`);
  for (const name of single) {
    const { pictures } = await walk.ask(`/projects/${project}/pictures?search=${name}.jpg`);
    assert.equal(pictures.length, 1, `pictures called ${name}.jpg`);
    assert.equal(pictures[0].state, "labelled", `${name}.jpg`);
    assert.deepEqual(pictures[0].class_ids, [known.find((one) => one.name === name).id], `${name}.jpg`);
  }
}

async function startTraining(page) {
  await page.getByRole("radio", { name: /XIAO/ }).check();
  await page.getByLabel("Input size").click();
  await page.getByRole("option", { name: /^96 × 96/ }).click();
  await page.getByRole("radio", { name: "For epochs" }).click();
  await page.getByLabel("Epochs").fill(String(epochs));
  await page.getByText("Fits", { exact: true }).waitFor();
}

async function readResults(page) {
  const accuracy = page.locator(".headline");
  await accuracy.waitFor();
  const number = "\\d+(\\.\\d)?";
  const headline = new RegExp(`^\\s*${number}\\s%\\s*${number}–${number}\\s%\\s*$`);
  assert.match(await accuracy.textContent(), headline, "headline and interval");
  await page.getByText(/^measured on \d+ test pictures? that (was|were) not used in training$/).waitFor();
  await page.getByRole("slider", { name: "Confidence threshold" }).first().press("End");
  await page.getByText(/It was unsure about \d+ and wrong about \d+\./).waitFor();
  for (const name of ["Worst pictures", "Try it", "Files"]) await page.getByRole("tab", { name }).click();
  await page.getByRole("tab", { name: "Deploy" }).click();
  await page.getByText("Press the reset button of the board.").waitFor();
  const packed = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download the package" }).click();
  assert.match((await packed).suggestedFilename(), /-xiao-esp32s3\.zip$/);
  await page.getByRole("tab", { name: "Per class" }).click();
  await page.getByRole("table").first().waitFor();
}

await walkThrough(async (walk) => {
  const { page } = walk;
  const { zip, pictures } = await walk.take("draw pictures", () => drawPictures(walk));

  await walk.take("open the studio", async () => {
    await page.goto(walk.address);
    await page.getByRole("heading", { name: "Start with a demo project" }).waitFor();
    await walk.shoot("first_start");
  });
  const project = await walk.take("make a project", () => walk.newClassification("Fasteners", classes));

  await walk.take("add a zip", async () => {
    await page.getByRole("heading", { name: "Drop pictures here" }).waitFor();
    await walk.shoot("data_empty");
    await addFiles(page, [zip]);
    await page.getByText(`${zipped} pictures`, { exact: true }).waitFor({ timeout: job_ms });
    await page
      .getByRole("link", { name: /^bench_\d+\.jpg, Labelled, / })
      .first()
      .waitFor();
  });
  await walk.take("add single pictures", async () => {
    await addFiles(page, pictures);
    await page.getByText(`${zipped + pictures.length} pictures`, { exact: true }).waitFor();
    await page
      .getByRole("link", { name: /\.jpg, Unlabelled/ })
      .nth(2)
      .waitFor();
    await walk.shoot("data");
  });

  await walk.take("label them with the keyboard", async () => {
    await page.getByLabel("State").click();
    await page.getByRole("option", { name: "Unlabelled" }).click();
    await page.getByText(`${pictures.length} pictures match`).waitFor();
    await page
      .getByRole("link", { name: /\.jpg, Unlabelled/ })
      .first()
      .click();
    await page.getByRole("application", { name: /^Picture: / }).waitFor();
    await walk.shoot("label");
    await labelWithKeys(walk);
    await checkLabels(walk, project);
  });

  await walk.take("look at the data's health", async () => {
    await goTo(page, "Data");
    await page.getByRole("link", { name: "Health" }).click();
    await page.getByRole("heading").nth(1).waitFor();
    await walk.shoot("health");
    await page.getByRole("link", { name: "Classes" }).click();
    await walk.shoot("classes");
  });

  await walk.take("make a version", async () => {
    await goTo(page, "Versions");
    await page.getByRole("link", { name: "New version" }).click();
    await page.getByRole("heading", { name: "New version" }).waitFor();
    await page.getByLabel("Name").fill("first");
    await walk.shoot("new_version");
    await page.getByRole("button", { name: "Create version" }).click();
    await page.getByRole("link", { name: "Train on it" }).waitFor({ timeout: job_ms });
    await walk.shoot("version");
  });

  await walk.take("start a training", async () => {
    await page.getByRole("link", { name: "Train on it" }).click();
    await startTraining(page);
    await walk.shoot("train");
    await page.getByRole("button", { name: "Start training" }).click();
    await page.waitForURL(/\/train\/\d+$/);
  });
  await walk.take("watch its epochs", async () => {
    const line = page.getByText(new RegExp(`^Epoch \\d+ of ${epochs}`));
    const epoch = async () => Number(/^Epoch (\d+)/.exec(await line.textContent())[1]);
    await line.waitFor({ timeout: job_ms });
    const first = await epoch();
    while ((await epoch()) < first + watchedEpochs) await page.waitForTimeout(100);
    await page.getByRole("img", { name: /Loss/ }).waitFor();
    await page.getByRole("heading", { name: "Predictions" }).waitFor();
    await page
      .getByRole("img", { name: /^bench_\d+\.jpg, / })
      .first()
      .waitFor();
    await walk.shoot("training");
  });
  await walk.take("stop it and keep the best", async () => {
    await page.getByRole("button", { name: "Stop and keep the best" }).click();
    await page.getByRole("link", { name: "Open the results" }).waitFor({ timeout: job_ms });
    await walk.shoot("trained");
  });

  await walk.take("read the results", async () => {
    await page.getByRole("link", { name: "Open the results" }).click();
    await readResults(page);
    await walk.shoot("results");
  });
  await walk.take("download the int8 model", async () => {
    const begun = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download the model" }).click();
    const download = await begun;
    assert.match(download.suggestedFilename(), /^Fasteners-run1-int8\.tflite$/);
    const model = join(walk.folder, "model.int8.tflite");
    await download.saveAs(model);
    assert.equal(readFileSync(model).toString("latin1", 4, 8), "TFL3", "the mark of a .tflite file");
    const [answer] = walk.run("predict", model, pictures[0], "--json").trim().split("\n");
    assert.ok(JSON.parse(answer), "tinsmith predict answers");
  });

  await walk.take("look at the remaining pages", async () => {
    await page.getByRole("link", { name: "Records" }).click();
    await page.getByRole("table").first().waitFor();
    await walk.shoot("records");
    for (const name of ["Jobs", "Settings", "Projects"]) {
      await goTo(page, name);
      await page.getByRole("heading", { level: 1, name }).waitFor();
      await walk.shoot(name.toLowerCase());
    }
  });
});
