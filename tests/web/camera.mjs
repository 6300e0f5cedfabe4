// Takes pictures with a camera: Chromium's test camera, which shows a turning pacman and a clock, so that no two
// frames are equal.
// node camera.mjs TINSMITH FOLDER [--shots]
import assert from "node:assert/strict";
import { pictureOf } from "../api/product.mjs";
import { walkThrough } from "./studio.mjs";

const hold_ms = 2_000;
const minPicturesPerClass = 10;
const fakeCamera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];

await walkThrough(
  async (walk) => {
    const { page } = walk;
    const counted = (name) => page.locator("dl.counts div", { hasText: name }).locator("dd");

    const project = await walk.take("make a project", async () => {
      await page.goto(walk.address);
      return walk.newClassification("Camera", ["pacman", "empty"]);
    });
    await walk.take("connect the camera", async () => {
      await page.getByRole("link", { name: "Capture" }).click();
      await walk.shoot("capture_before");
      // A browser that has allowed it before connects without a click.
      const connect = page.getByRole("button", { name: "Connect the camera" });
      await connect.click({ timeout: 1_000 }).catch(() => {});
      await page.waitForFunction(() => document.querySelector("video")?.videoWidth > 0);
    });
    await walk.take("hold to record", async () => {
      const card = page.getByRole("article").filter({ has: page.getByRole("button", { name: "Record into pacman" }) });
      await card.getByRole("button", { name: /^Hold to Record/ }).hover();
      await page.mouse.down();
      await card.getByText("Recording …").waitFor();
      await page.waitForTimeout(hold_ms);
      await page.mouse.up();
      await card.getByText("Hold to Record").waitFor();
      await page.waitForFunction(() => Number(document.querySelector("dl.counts dd")?.textContent) > 0);
      await card
        .getByRole("img", { name: /^capture-/ })
        .first()
        .waitFor();
      await walk.shoot("capture");
    });
    await walk.take("find the pictures labelled", async () => {
      // Frames that were being sent when the button was released still arrive.
      await page.waitForLoadState("networkidle", { timeout: 1_000 }).catch(() => {});
      const kept = Number(await counted("Kept").textContent());
      for (const name of ["Blurred", "Too similar"]) assert.match(await counted(name).textContent(), /^\d+$/, name);
      const { pictures, total } = await walk.ask(`/projects/${project}/pictures`);
      assert.ok(kept >= 1, "at least one frame is kept");
      assert.equal(total, kept, "as many pictures as the page counts");
      const { classes } = await walk.ask(`/projects/${project}`);
      for (const picture of pictures) {
        assert.deepEqual(picture.class_ids, [classes[0].id], picture.name);
        assert.equal(picture.session, pictures[0].session, "one hold is one session");
      }
      await page.getByRole("link", { name: "Pictures", exact: true }).click();
      await page
        .getByRole("link", { name: /^capture-.*, Labelled, pacman/ })
        .first()
        .waitFor();
    });
    await walk.take("see what the instant model predicts", async () => {
      const { classes } = await walk.ask(`/projects/${project}`);
      for (let i = 0; i < 2 * minPicturesPerClass; ++i)
        await walk.post(
          `/projects/${project}/pictures?name=${i}.png&class_id=${classes[i % 2].id}`,
          pictureOf(i, i % 2 === 0 ? 32 : 200),
        );
      await walk.goTo(`/projects/${project}/capture`);
      const connect = page.getByRole("button", { name: "Connect the camera" });
      await connect.click({ timeout: 1_000 }).catch(() => {});
      await page.getByText(/^Learned from \d+ pictures/).waitFor();
      await page
        .getByText(/^\d+ ?%$/)
        .first()
        .waitFor();
      await walk.shoot("instant_model");
    });
  },
  { chromiumOptions: fakeCamera },
);
