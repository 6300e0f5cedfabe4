// Boxes that are suggested before anything was trained: accepted with the selected class, rejected, drawn over.
// node suggested_boxes.mjs TINSMITH FOLDER [--shots]
import assert from "node:assert/strict";
import { join } from "node:path";
import { walkThrough } from "./studio.mjs";

/** An even grey picture, as BMP. */
function emptyScene(side = 200) {
  const start = 54;
  const bytes = Buffer.alloc(start + 3 * side * side, 0xc0).fill(0, 0, start);
  bytes.write("BM");
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(start, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(side, 18);
  bytes.writeInt32LE(side, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  return bytes;
}

await walkThrough(async (walk) => {
  const { page } = walk;
  await page.goto(walk.address);
  const demo = join(walk.folder, "demo");
  walk.run("data", "demo", "--out", demo, "--task", "detection");
  const { id, classes } = await walk.post("/projects", { name: "Parts", kind: "boxes", classes: ["nut", "bolt"] });
  const at = `/projects/${id}`;
  // The picture of the demo in which most is found.
  let busiest = { boxes: [] };
  for (let number = 0; number < 8; ++number) {
    const file = `bench_${String(number).padStart(4, "0")}.jpg`;
    const picture = (await walk.send(`${at}/pictures?name=${file}`, join(demo, "pictures", file))).id;
    const { boxes } = await walk.post(`${at}/pictures/${picture}/suggestion`);
    if (boxes.length > busiest.boxes.length) busiest = { picture, boxes };
  }
  const { picture, boxes } = busiest;
  assert.ok(boxes.length >= 2, "objects are found in the demo's pictures");
  const empty = (await walk.send(`${at}/pictures?name=empty.bmp`, emptyScene())).id;
  const suggested = page.locator("rect.suggested");
  const count = async (wanted) => {
    await page.waitForFunction((n) => document.querySelectorAll("rect.suggested").length === n, wanted);
    assert.equal(await suggested.count(), wanted);
  };
  async function classesAre(...wanted) {
    await page.locator(".sign.saved").waitFor();
    const { boxes: saved } = await walk.ask(`${at}/pictures/${picture}`);
    assert.deepEqual(
      saved.map((box) => box.class_id),
      wanted.map((index) => classes[index].id),
    );
  }

  await walk.take("get boxes without a class", async () => {
    await walk.goTo(`${at}/label/${picture}`);
    await page.getByRole("button", { name: "Suggest boxes" }).click();
    await count(boxes.length);
    await page.getByText("Found without a training.").waitFor();
    await walk.shoot("unknown_objects");
  });
  await walk.take("accept one with the selected class", async () => {
    await page.keyboard.press("2");
    await page.keyboard.press("Enter");
    await count(boxes.length - 1);
    await classesAre(1);
  });
  await walk.take("undo, reject one, and accept the others", async () => {
    await page.keyboard.press("Control+z");
    await count(boxes.length);
    await page.keyboard.press("x");
    await count(boxes.length - 1);
    await page.keyboard.press("1");
    await page.keyboard.press("a");
    await count(0);
    await classesAre(...boxes.slice(1).map(() => 0));
  });
  await walk.take("nothing is suggested in an empty scene", async () => {
    await walk.goTo(`${at}/label/${empty}`);
    await page.keyboard.press("g");
    await page.getByText("No object found here.").waitFor();
    await count(0);
  });
});
