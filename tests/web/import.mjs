// Adds pictures and labels one after the other on the Data page: a folder with labels beside its pictures, labels for
// existing pictures, files that were not understood, the bin, and the merge of two classes.
// node import.mjs TINSMITH FOLDER [--shots]
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { walkThrough } from "./studio.mjs";

const pictures = 12;

await walkThrough(async (walk) => {
  const { page, folder } = walk;
  const drawn = join(folder, "drawn");
  const yolo = join(folder, "fasteners");
  walk.run("data", "demo", "--task", "detection", "--pictures", String(pictures), "--out", drawn);
  walk.run("data", "convert", drawn, "--to", "yolo", "--out", yolo);
  const names = readdirSync(yolo, { recursive: true }).filter((name) => name.endsWith(".jpg"));
  const inFolder = (name) => join(yolo, name);
  const project = await walk.take("makes a project for boxes", () =>
    walk.post("/projects", { name: "Imports", kind: "boxes" }),
  );
  const at = `/projects/${project.id}`;
  const counts = async () => {
    const { pictures: all, labelled, in_bin } = await walk.ask(at);
    return [all, labelled, in_bin];
  };
  const report = page.getByTestId("import").first();
  const chooseFiles = page.getByTestId("choose-files");

  await page.goto(walk.address);
  await walk.take("adds pictures without their labels", async () => {
    await walk.goTo(`${at}/data`);
    await page.getByText("Drop pictures here").waitFor();
    // The message closes by itself after 5 seconds, so it is waited for from the start.
    await Promise.all([
      page.getByText("4 files uploaded").waitFor(),
      chooseFiles.setInputFiles(names.slice(0, 4).map(inFolder)),
    ]);
    assert.deepEqual(await counts(), [4, 0, 0]);
    await walk.shoot("import_pictures");
  });

  await walk.take("adds the whole folder, with the labels in it", async () => {
    await page.getByTestId("choose-folder").setInputFiles(yolo);
    await report.getByText(`${pictures - 4} pictures were added.`).waitFor();
    await report.getByText("4 pictures were already in the project.").waitFor();
    assert.deepEqual(await counts(), [pictures, pictures, 0]);
    await walk.shoot("import_folder");
    await report.getByRole("button", { name: "Close this report" }).click();
  });

  await walk.take("asks what to do where a picture is labelled otherwise", async () => {
    const [first] = (await walk.ask(`${at}/pictures?sort=name`)).pictures;
    await walk.put(`${at}/pictures/${first.id}/labels`, { state: "null" });
    await page.getByTestId("choose-folder").setInputFiles(yolo);
    await report.getByText("1 picture in the project already has other labels.").waitFor();
    assert.equal((await walk.ask(`${at}/pictures/${first.id}`)).state, "null", "nothing is changed before the answer");
    await walk.shoot("import_question");
    await report.getByRole("button", { name: "Replace them" }).click();
    await report.getByText("1 picture was labelled").waitFor();
    assert.equal((await walk.ask(`${at}/pictures/${first.id}`)).boxes.length, first.boxes);
    await report.getByRole("button", { name: "Close this report" }).click();
  });

  await walk.take("names what it did not understand, and keeps saying it", async () => {
    const odd = join(folder, "odd");
    mkdirSync(odd, { recursive: true });
    writeFileSync(join(odd, "labels.json"), '{"nobody": "knows this"}');
    writeFileSync(join(odd, "clip.mp4"), "video");
    await chooseFiles.setInputFiles([inFolder(names[0]), join(odd, "labels.json"), join(odd, "clip.mp4")]);
    await page.getByText("clip.mp4 is a video.").waitFor();
    await report.getByText("labels.json").waitFor();
    await page.reload();
    await report.getByText("its format is not known").waitFor();
    await walk.shoot("import_not_understood");
  });

  await walk.take("brings deleted pictures back from the bin", async () => {
    const ids = (await walk.ask(`${at}/pictures`)).pictures.slice(0, 3).map(({ id }) => id);
    await page
      .getByRole("checkbox", { name: /^Select / })
      .first()
      .check({ force: true });
    await page.getByRole("button", { name: "Select all" }).click();
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByText(`${pictures} pictures are in the bin.`).waitFor();
    assert.deepEqual(await counts(), [0, 0, pictures]);
    await walk.goTo(`${at}/data?state=bin`);
    await walk.shoot("bin");
    await page
      .getByRole("checkbox", { name: /^Select / })
      .first()
      .check({ force: true });
    await page.getByRole("button", { name: "Select all" }).click();
    await page.getByRole("button", { name: "Restore" }).click();
    await page.getByText(`${pictures} pictures were restored.`).waitFor();
    assert.deepEqual(await counts(), [pictures, pictures, 0]);
    assert.equal((await walk.ask(`${at}/pictures/${ids[0]}`)).binned, undefined);
  });

  await walk.take("merges two classes", async () => {
    const { classes } = await walk.ask(at);
    await walk.goTo(`${at}/classes`);
    await page.getByRole("button", { name: `Merge ${classes[0].name} into another class` }).click();
    await walk.shoot("merge");
    await page.getByRole("dialog").getByRole("button", { name: "Merge" }).click();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    const after = await walk.ask(at);
    assert.deepEqual(
      after.classes.map(({ id }) => id),
      classes.slice(1).map(({ id }) => id),
    );
    assert.equal(after.labelled, pictures);
  });

  await walk.take("leads to the help", async () => {
    await page.goto(`${walk.address}/docs`);
    await page.getByRole("heading", { name: "Help" }).waitFor();
    await walk.shoot("help");
    await page.goto(`${walk.address}/api`);
    await page.getByText("GET /api/v1/projects/{project}/pictures", { exact: true }).waitFor();
    await walk.shoot("help_api");
  });

  await walk.take("makes the first account on the page", async () => {
    await walk.goTo("/account");
    await page.getByLabel("Name").fill("Ada");
    await page.getByLabel("Password").fill("a long password");
    await walk.shoot("make_owner");
    await page.getByRole("button", { name: "Create the account" }).click();
    await page.getByText("You are signed in as the owner.").waitFor();
    await page.getByLabel("Purpose").fill("upload");
    await page.getByRole("button", { name: "Create a key" }).click();
    await page.getByRole("dialog", { name: "Copy the key now" }).waitFor();
    await walk.shoot("account");
  });
});
