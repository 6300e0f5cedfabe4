// No drawn box is lost, and nothing is shown as saved that is not, whatever happens to the server, the network, the
// session or the window.
// node never_lost.mjs TINSMITH FOLDER ROW, with a row of the table at the end.
import assert from "node:assert/strict";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { pictureOf } from "../api/product.mjs";
import { walkThrough, watchForTrouble } from "./studio.mjs";

const side = 400;
const wait_ms = 30_000;

/** Makes a box project with two pictures, and opens the first on the label page. */
async function openLabelPage(walk, kind = "boxes") {
  const { page } = walk;
  await page.goto(walk.address);
  const { id } = await walk.post("/projects", { name: "Drawn", kind, classes: ["bolt", "nut"] });
  const pictures = [];
  for (const number of [1, 2])
    pictures.push((await walk.send(`/projects/${id}/pictures?name=p${number}.png`, pictureOf(number, side))).id);
  await walk.goTo(`/projects/${id}/label/${pictures[0]}`);
  await stage(page).waitFor();
  return { project: id, pictures };
}

const stage = (page) => page.getByRole("application", { name: /^Picture: / });
const sign = (page) => page.locator(".sign");
const trouble = (page) => page.locator("aside.trouble");
/** The page waits this long for other windows before it takes over labels; see web/src/lib/labels/unsaved.svelte.ts. */
const windowsAnswer_ms = 300;

/** Runs in the page. */
function makeWindowsAnswerLate({ usual_ms, late_ms }) {
  const wait = window.setTimeout.bind(window);
  window.setTimeout = (run, time_ms, ...rest) => wait(run, time_ms === usual_ms ? late_ms : time_ms, ...rest);
}

const isSaved = (page) => page.locator(".sign.saved").waitFor({ timeout: wait_ms });
const isNotSaved = (page) => page.locator(".sign.retrying, .sign.held").waitFor({ timeout: wait_ms });

/** Returns the `number`th of a series of boxes that do not touch each other. */
async function draw(page, number) {
  const area = await stage(page).boundingBox();
  const step = Math.min(area.width, area.height) / 8;
  const middle = { x: area.x + area.width / 2 - 2 * step, y: area.y + area.height / 2 - 2 * step };
  const at = { x: middle.x + (number % 3) * step * 1.4, y: middle.y + Math.floor(number / 3) * step * 1.4 };
  const before = await drawn(page);
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(at.x + step, at.y + step, { steps: 3 });
  await page.mouse.up();
  await shows(page, before + 1);
}

const boxes = (page) => page.locator("aside.panel ul > li");
const drawn = (page) => boxes(page).count();

/** Waits until the page shows this number of boxes. */
async function shows(page, count) {
  await page.waitForFunction((wanted) => document.querySelectorAll("aside.panel ul > li").length === wanted, count, {
    timeout: wait_ms,
  });
}

async function serverHas(walk, { project, pictures }, count) {
  for (let waited_ms = 0; waited_ms < wait_ms; waited_ms += 100) {
    const picture = await walk.ask(`/projects/${project}/pictures/${pictures[0]}`);
    if (picture.boxes.length === count) return picture;
    await walk.page.waitForTimeout(100);
  }
  assert.fail(`the server does not get ${count} boxes`);
}

async function projectHas(walk, project, test) {
  for (let waited_ms = 0; waited_ms < wait_ms; waited_ms += 100) {
    if (test(await walk.ask(`/projects/${project}`))) return;
    await walk.page.waitForTimeout(100);
  }
  assert.fail("what was changed does not arrive");
}

async function isGone(locator) {
  await locator.waitFor({ state: "detached", timeout: wait_ms });
}

/** Checks that a message for people does not name an HTTP header. */
async function speaksPlainly(page) {
  const text = await page.locator("body").innerText();
  assert.doesNotMatch(text, /X-CSRF|token/i);
}

async function secondWindow(walk) {
  const page = await walk.page.context().newPage();
  await watchForTrouble(page, walk.address, true, walk.troubles);
  return page;
}

const labelsRoute = "**/pictures/*/labels";

const rows = {
  async restarted(walk) {
    const { page, server } = walk;
    const made = await openLabelPage(walk);
    await draw(page, 0);
    await isSaved(page);
    await server.kill();
    await draw(page, 1);
    await isNotSaved(page);
    await trouble(page).getByText("The server does not answer.").waitFor();
    await walk.shoot("server_away");
    await server.start();
    await isSaved(page);
    await isGone(trouble(page));
    await draw(page, 2);
    await isSaved(page);
    await shows(page, 3);
    await speaksPlainly(page);
    await serverHas(walk, made, 3);
    await page.reload();
    await shows(page, 3);
  },

  // The page does not notice it: the connection for events is cut before.
  async new_token(walk) {
    const { page, server } = walk;
    const made = await openLabelPage(walk);
    await page.route("**/api/v1/events", (route) => route.abort());
    await page.reload();
    await stage(page).waitFor();
    await server.kill();
    await server.start();
    await draw(page, 0);
    await isSaved(page);
    await shows(page, 1);
    await serverHas(walk, made, 1);
    // Other requests are repeated in the same way: a class, and a picture that is sent as a file.
    await server.kill();
    await server.start();
    await page.getByRole("button", { name: "Add a class" }).click();
    await page.getByLabel("Name of the class").fill("washer");
    await page.keyboard.press("Enter");
    await projectHas(walk, made.project, (now) => now.classes.length === 3);
    await walk.goTo(`/projects/${made.project}/data`);
    await server.kill();
    await server.start();
    const file = { name: "p3.png", mimeType: "image/png", buffer: pictureOf(3, side) };
    await page.locator('input[type="file"]:not([webkitdirectory])').first().setInputFiles([file]);
    await projectHas(walk, made.project, (now) => now.pictures === 3);
    await speaksPlainly(page);
  },

  async full_disk(walk) {
    const { page } = walk;
    const made = await openLabelPage(walk);
    await draw(page, 0);
    await isSaved(page);
    const ballast = join(walk.folder, "ballast");
    fill(ballast);
    await draw(page, 1);
    await isNotSaved(page);
    await trouble(page).getByText("The labels of 1 picture are not saved.").waitFor();
    assert.match(await sign(page).getAttribute("title"), /disk is full/);
    await shows(page, 2);
    await walk.shoot("disk_full");
    assert.equal((await walk.ask(`/projects/${made.project}/pictures/${made.pictures[0]}`)).boxes.length, 1);
    rmSync(ballast);
    await isSaved(page);
    await serverHas(walk, made, 2);
    await isGone(trouble(page));
  },

  async cut(walk) {
    const { page } = walk;
    const made = await openLabelPage(walk);
    await page.context().setOffline(true);
    await draw(page, 0);
    await draw(page, 1);
    await isNotSaved(page);
    await trouble(page).getByText("The server does not answer.").waitFor();
    await page.context().setOffline(false);
    await isSaved(page);
    await isGone(trouble(page));
    await serverHas(walk, made, 2);
  },

  async two_windows(walk) {
    const { page } = walk;
    const made = await openLabelPage(walk);
    const other = await secondWindow(walk);
    await other.goto(page.url());
    await stage(other).waitFor();
    // It does not see the changes of the first window.
    await other.route("**/pictures/**", (route) =>
      route.request().method() === "GET" ? route.abort() : route.continue(),
    );
    await draw(page, 0);
    await isSaved(page);
    await serverHas(walk, made, 1);
    await other.bringToFront();
    await draw(other, 4);
    await other.unroute("**/pictures/**");
    await other.getByText(/Both changes are kept/).waitFor();
    await shows(other, 2);
    await isSaved(other);
    await serverHas(walk, made, 2);
    await page.bringToFront();
    await shows(page, 2);
    // Undo reverts the changes of this window and keeps those of the other one.
    await page.keyboard.press("Control+z");
    await shows(page, 1);
    await isSaved(page);
    await shows(other, 1);
    await serverHas(walk, made, 1);
  },

  async two_classes(walk) {
    const { page } = walk;
    const made = await openLabelPage(walk, "classification");
    const picture = `/projects/${made.project}/pictures/${made.pictures[0]}`;
    const { classes } = await walk.ask(`/projects/${made.project}`);
    const chosen = async () => (await walk.ask(picture)).class_id;
    await page.getByText("Go to the next picture after choosing").click();
    await page.route("**/pictures/**", (route) =>
      route.request().method() === "GET" ? route.abort() : route.continue(),
    );
    await walk.put(`${picture}/labels`, { state: "labelled", class_id: classes[1].id, boxes: [] });
    await page.keyboard.press("1");
    await isNotSaved(page);
    await page.unroute("**/pictures/**");
    await page.getByText(/has saved “nut” in the meantime. Your “bolt” is not saved yet/).waitFor();
    assert.equal(await chosen(), classes[1].id);
    await page.reload();
    await page.getByText(/Your “bolt” is not saved yet/).waitFor();
    await page.getByRole("button", { name: "Use mine" }).click();
    await isSaved(page);
    assert.equal(await chosen(), classes[0].id);
  },

  async session_ended(walk) {
    const { page } = walk;
    const owner = { name: "Ada", password: "a long password" };
    await page.goto(walk.address);
    await walk.post("/owner", owner);
    await page.reload();
    const made = await openLabelPage(walk);
    // The box is drawn before the session ends: any request that is refused shows the page for signing in.
    await page.route(labelsRoute, (route) => route.abort());
    await draw(page, 0);
    await isNotSaved(page);
    await page.context().clearCookies();
    await page.unroute(labelsRoute);
    await page.getByText(/The labels of 1 picture are not saved yet/).waitFor();
    await walk.shoot("session_ended");
    await page.getByLabel("Name").fill(owner.name);
    await page.getByLabel("Password").fill(owner.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await stage(page).waitFor();
    await shows(page, 1);
    await isSaved(page);
    await serverHas(walk, made, 1);
  },

  async reloaded(walk) {
    const { page } = walk;
    const made = await openLabelPage(walk);
    await page.route(labelsRoute, (route) => route.abort());
    await draw(page, 0);
    await draw(page, 1);
    await isNotSaved(page);
    await page.reload();
    await page.getByText(/had not been saved when this page was closed/).waitFor();
    await shows(page, 2);
    await isNotSaved(page);
    await page.unroute(labelsRoute);
    await isSaved(page);
    await serverHas(walk, made, 2);
    await page.reload();
    await shows(page, 2);
  },

  /** The page shows the picture before the labels that the closed window left are found. */
  async reloaded_late(walk) {
    const { page } = walk;
    const made = await openLabelPage(walk);
    await page.route(labelsRoute, (route) => route.abort());
    await draw(page, 0);
    await isNotSaved(page);
    await page.addInitScript(makeWindowsAnswerLate, { usual_ms: windowsAnswer_ms, late_ms: 10 * windowsAnswer_ms });
    await page.reload();
    await stage(page).waitFor();
    await shows(page, 0);
    await page.getByText(/had not been saved when this page was closed/).waitFor();
    await shows(page, 1);
    await draw(page, 1);
    await page.unroute(labelsRoute);
    await isSaved(page);
    await serverHas(walk, made, 2);
  },

  async closed(walk) {
    const { page } = walk;
    const made = await openLabelPage(walk);
    await page.route(labelsRoute, (route) => route.abort());
    await draw(page, 0);
    await isNotSaved(page);
    const other = await secondWindow(walk);
    await page.close();
    walk.page = other;
    // Not on the label page: waiting labels are sent from any page.
    await other.goto(walk.address);
    await other.getByText(/had not been saved when this page was closed/).waitFor();
    await serverHas(walk, made, 1);
  },

  async error_500(walk) {
    const { page } = walk;
    const made = await openLabelPage(walk);
    const broken = { status: 500, contentType: "application/json", body: '{"message":"this is a bug: out of thread"}' };
    await page.route(labelsRoute, (route) => route.fulfill(broken));
    await draw(page, 0);
    await isNotSaved(page);
    assert.match(await sign(page).getAttribute("title"), /out of thread/);
    await page.unroute(labelsRoute);
    await isSaved(page);
    await serverHas(walk, made, 1);
  },

  // The user leaves while a save is being sent: it never arrives, and the boxes are still there.
  async slow(walk) {
    const { page } = walk;
    const made = await openLabelPage(walk);
    let asked = 0;
    await page.route(labelsRoute, () => void ++asked); // neither answered nor cut
    await draw(page, 0);
    await page.locator(".sign.saving").waitFor();
    await page.waitForTimeout(2000);
    assert.equal(await page.locator(".sign.saved").count(), 0, "nothing is called saved that is not");
    assert.ok(asked > 0, "the save is on its way");
    await page.reload();
    await shows(page, 1);
    await page.getByText(/had not been saved when this page was closed/).waitFor();
    await page.unroute(labelsRoute);
    await page.reload();
    await isSaved(page);
    await serverHas(walk, made, 1);
  },

  async picture_deleted(walk) {
    const { page } = walk;
    const made = await openLabelPage(walk);
    await page.route("**/api/v1/events", (route) => route.abort());
    await page.reload();
    await stage(page).waitFor();
    await walk.remove(`/projects/${made.project}/pictures/${made.pictures[0]}`);
    await walk.remove(`/projects/${made.project}/bin`, {});
    await draw(page, 0);
    await page.getByText(/Not saved: p1\.png was deleted in the meantime/).waitFor();
    await isNotSaved(page);
    await shows(page, 1);
    await trouble(page).getByRole("button", { name: "Show" }).click();
    const dialog = page.getByRole("dialog", { name: "Labels that are not saved" });
    await dialog.getByRole("link", { name: "p1.png" }).waitFor();
    await walk.shoot("unsaved");
    const begun = page.waitForEvent("download");
    await dialog.getByRole("button", { name: "Download as a file" }).click();
    assert.equal((await begun).suggestedFilename(), "unsaved-labels.json");
  },

  async project_deleted(walk) {
    const { page } = walk;
    const made = await openLabelPage(walk);
    await page.route(labelsRoute, (route) => route.abort());
    await draw(page, 0);
    await isNotSaved(page);
    await walk.remove(`/projects/${made.project}`);
    await page.unroute(labelsRoute);
    await page.getByText("There is no such page").waitFor();
    await trouble(page).getByText("The labels of 1 picture are not saved.").waitFor();
  },
};

/** Fills the file system. */
function fill(path) {
  const file = openSync(path, "w");
  for (let bytes = 1 << 20; bytes >= 1; bytes >>= 1) {
    try {
      while (writeSync(file, Buffer.alloc(bytes)) === bytes);
    } catch (error) {
      assert.equal(error.code, "ENOSPC");
    }
  }
  closeSync(file);
}

const row = process.argv[4];
assert.ok(rows[row], `usage: node never_lost.mjs TINSMITH FOLDER ${Object.keys(rows).join("|")}`);
await walkThrough((walk) => walk.take(row, () => rows[row](walk)), { isBroken: true });
