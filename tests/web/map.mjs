// The map of the pictures: looking around with the keyboard, a wrong label that is confirmed, taken back and corrected, and a
// mirrored copy that goes to the bin and comes back.
// node map.mjs TINSMITH FOLDER [--shots]
import assert from "node:assert/strict";
import { fill } from "./pages.mjs";
import { walkThrough } from "./studio.mjs";

const map_ms = 60_000;

/** Adds the mirror image of a picture, as the browser encodes it. */
async function addMirrored(walk, project, { hash }) {
  const encoded = await walk.page.evaluate(async (path) => {
    const picture = await createImageBitmap(await (await fetch(path)).blob());
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const pen = canvas.getContext("2d");
    pen.scale(-1, 1);
    pen.drawImage(picture, -picture.width, 0);
    const bytes = new Uint8Array(
      await (await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 })).arrayBuffer(),
    );
    return Array.from(bytes);
  }, `/api/v1/projects/${project}/files/${hash}`);
  return walk.send(`/projects/${project}/pictures?name=mirrored.jpg`, Buffer.from(encoded));
}

await walkThrough(async (walk) => {
  const { page } = walk;
  await page.goto(walk.address);
  const project = await fill(walk, "classification", "Parts", ["bolt", "empty", "nut", "washer"], "drawn.zip", 80);
  const { pictures, total } = await walk.ask(`/projects/${project}/pictures?limit=100`);
  const { classes } = await walk.ask(`/projects/${project}`);
  const bolt = classes.find((one) => one.name === "bolt").id;
  const empty = classes.find((one) => one.name === "empty").id;
  await addMirrored(walk, project, pictures[0]);

  const dots = page.getByRole("group", { name: "Map of the pictures" }).getByRole("link");
  await walk.take("open the map", async () => {
    await walk.goTo(`/projects/${project}/data`);
    await page.getByRole("link", { name: "Map", exact: true }).click();
    await dots.first().waitFor({ timeout: map_ms });
    assert.equal(await dots.count(), total + 1);
    await walk.shoot("map");
  });

  await walk.take("look around with the keyboard", async () => {
    const tabbable = await dots.evaluateAll((all) => all.filter((one) => one.tabIndex === 0).length);
    assert.equal(tabbable, 1, "Tab passes the map in one step");
    await dots.first().focus();
    const name = async () => (await page.locator(".preview p").nth(1).textContent()).trim();
    const first = await name();
    for (const key of ["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"]) {
      await page.keyboard.press(key);
      if ((await name()) !== first) break;
    }
    const shown = await name();
    assert.notEqual(shown, first);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: shown }).waitFor();
    await page.goBack();
    await dots.first().waitFor({ timeout: map_ms });
  });

  await walk.take("put the mirrored copy into the bin and back", async () => {
    await page.getByRole("heading", { name: /^Nearly the same/ }).waitFor();
    const remove = page.getByRole("button", { name: "Move the other one to the bin" });
    await page.getByRole("button", { name: `Keep ${pictures[0].name}`, pressed: true }).waitFor();
    await remove.first().click();
    await page.getByText("1 picture is in the bin.").waitFor();
    assert.equal((await walk.ask(`/projects/${project}/pictures`)).total, total);
    await page.keyboard.press("Control+z");
    await page.getByText("1 picture is in the bin.").waitFor({ state: "hidden" });
    await page.waitForTimeout(300);
    assert.equal((await walk.ask(`/projects/${project}/pictures`)).total, total + 1);
  });

  await walk.take("confirm, take back and correct a wrong label", async () => {
    // At least one of several wrong labels is found.
    const { pictures: scenes } = await walk.ask(`/projects/${project}/pictures?class_id=${empty}&limit=3`);
    const ids = scenes.map((one) => one.id);
    await walk.put(`/projects/${project}/picture-labels`, { ids, state: "labelled", class_id: bolt });
    const doubted = async () => (await walk.ask(`/projects/${project}/map`)).label_errors;
    const wrong = await walk.until(async () => (await doubted()).find((one) => ids.includes(one.picture.id)));
    const { name, id } = wrong.picture;
    const predicted = classes.find((one) => one.id === wrong.class_id).name;
    const row = page.getByRole("listitem").filter({ has: page.getByRole("link", { name, exact: true }) });
    await row.waitFor({ timeout: map_ms });
    await walk.shoot("map_errors");
    await row.getByRole("button", { name: "Keep bolt" }).focus();
    await page.keyboard.press("k");
    await row.waitFor({ state: "detached", timeout: map_ms });
    assert.ok(!(await doubted()).some((one) => one.picture.id === id));
    await page.getByRole("button", { name: "Undo" }).click();
    await row.waitFor({ timeout: map_ms });
    await row.getByRole("button", { name: `Change to ${predicted}` }).focus();
    await page.keyboard.press("t");
    await page.getByText(`The label was changed to ${predicted}.`).waitFor();
    await row.waitFor({ state: "detached", timeout: map_ms });
    assert.equal((await walk.ask(`/projects/${project}/pictures/${id}`)).class_id, wrong.class_id);
  });

  await walk.take("show one class alone", async () => {
    const button = page.getByRole("group", { name: "Classes" }).getByRole("button", { name: /^nut/ });
    await button.click();
    assert.ok((await page.locator(".plane a.dimmed").count()) > 0);
    await button.click();
    assert.equal(await page.locator(".plane a.dimmed").count(), 0);
  });
});
