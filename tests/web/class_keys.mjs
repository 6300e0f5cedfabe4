// Number keys select the class of the next boxes; only a box that was selected on purpose changes its class, visibly.
// node class_keys.mjs TINSMITH FOLDER [--shots]
import assert from "node:assert/strict";
import { pictureOf } from "../api/product.mjs";
import { walkThrough } from "./studio.mjs";

await walkThrough(async (walk) => {
  const { page } = walk;
  await page.goto(walk.address);
  const { id, classes } = await walk.post("/projects", { name: "Fruit", kind: "boxes", classes: ["orange", "banana"] });
  const picture = (await walk.send(`/projects/${id}/pictures?name=p.png`, pictureOf(1, 400))).id;
  await walk.goTo(`/projects/${id}/label/${picture}`);
  const stage = page.getByRole("application", { name: /^Picture: / });
  await stage.waitFor();
  const area = await stage.boundingBox();
  const middle = { x: area.x + area.width / 2, y: area.y + area.height / 2 };
  const step = Math.min(area.width, area.height) / 8;
  const [orange, banana] = classes.map((one) => one.id);

  async function draw(column) {
    const x = middle.x + (column - 1) * 1.5 * step;
    await page.mouse.move(x, middle.y);
    await page.mouse.down();
    await page.mouse.move(x + step, middle.y + step, { steps: 3 });
    await page.mouse.up();
  }
  async function classesAre(...wanted) {
    await page.locator(".sign.saved").waitFor();
    const { boxes } = await walk.ask(`/projects/${id}/pictures/${picture}`);
    assert.deepEqual(
      boxes.map((box) => box.class_id),
      wanted,
    );
  }

  await walk.take("draw, press a number, draw: each box has its own class", async () => {
    await draw(0);
    await page.keyboard.press("2");
    await page.getByText(/The next boxes are “banana”/).waitFor();
    await draw(1);
    await classesAre(orange, banana);
  });
  await walk.take("choose the box drawn last by Tab, and change it", async () => {
    await page.keyboard.press("Tab");
    await page.keyboard.press("1");
    await page.locator("rect.flash").waitFor();
    await page.getByText("banana → orange").waitFor();
    await walk.shoot("recoloured");
    await classesAre(orange, orange);
    await page.keyboard.press("Control+z");
    await classesAre(orange, banana);
  });
  await walk.take("choose a box by the mouse, and change it", async () => {
    await page.keyboard.press("v");
    await page.mouse.click(middle.x - 1.5 * step + step / 2, middle.y + step / 2);
    await page.keyboard.press("2");
    await page.getByText("orange → banana").waitFor();
    await classesAre(banana, banana);
    await page.locator(".notice").getByRole("button", { name: "Undo (Ctrl+Z)" }).click();
    await classesAre(orange, banana);
  });
  await walk.take("read it in the list of keys", async () => {
    await page.keyboard.press("?");
    await page.getByText("Class of the next boxes, and of the box that is selected with Tab or the mouse").waitFor();
  });
});
