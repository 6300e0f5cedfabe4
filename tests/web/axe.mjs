// Checks every page with axe-core (WCAG 2 A and AA, and axe's best practices): in English on a desktop and in Chinese
// on a phone, each in light and in dark colours. No page may break a rule.
// node axe.mjs TINSMITH FOLDER [--shots]
import assert from "node:assert/strict";
import { pictureOf } from "../api/product.mjs";
import { keepBoardsApart, simulateBoard, trainForBoard } from "../api/simulated_board.mjs";
import { assertEveryPageIsIn, desktop, fill, pagesOf, pagesOfRun, pagesOfWorkshop, phone, train } from "./pages.mjs";
import { violationsOf } from "./accessibility.mjs";
import { walkThrough } from "./studio.mjs";

// Content that appears a moment later, such as a delayed spinner, counts too.
const settle_ms = 100;

keepBoardsApart(process.argv[3]);
await walkThrough(async (walk) => {
  const { page } = walk;
  const found = [];

  async function look(path, where, rules) {
    await walk.goTo(path);
    // A slow machine is still loading the page's code; axe reports a page that never gets its heading.
    await page
      .locator("h1")
      .first()
      .waitFor({ state: "attached", timeout: 10_000 })
      .catch(() => undefined);
    await page.waitForTimeout(settle_ms);
    for (const one of await violationsOf(page, rules)) found.push(`${path}, ${where}: ${one}`);
  }

  const projects = await walk.take("make projects with a run each", async () => {
    await page.goto(walk.address);
    const made = [];
    for (const [kind, names] of [
      ["classification", ["bolt", "nut", "screw", "washer"]],
      ["boxes", ["bolt", "nut", "washer"]],
    ]) {
      const id = await fill(walk, kind, `Of ${kind}`, names);
      const run = await train(walk, id, "first", { epochs: 2, size: kind === "boxes" ? 64 : 96 });
      await walk.post(`/projects/${id}/pictures?name=new.png`, pictureOf(1, 200));
      await walk.until(async () => (await walk.ask(`/projects/${id}/map`)).is_current);
      made.push({ id, run });
    }
    return made;
  });
  await walk.take("connect a board", async () => {
    const { port } = await simulateBoard(walk.tinsmith, ...trainForBoard(walk.tinsmith, walk.folder));
    await walk.post("/devices", { port });
  });
  const { id: empty } = await walk.post("/projects", { name: "Empty", kind: "boxes", classes: [] });
  const paths = [
    ...pagesOfWorkshop,
    ...projects.flatMap(({ id, run }) => [...pagesOf(id), ...pagesOfRun(id, run)]),
    ...["data", "label", "train", "results", "review", "versions"].map((name) => `/projects/${empty}/${name}`),
  ];
  assertEveryPageIsIn(paths);
  // Only the colours differ in dark mode.
  const schemes = [
    ["light", undefined],
    ["dark", ["color-contrast"]],
  ];
  for (const [language, window] of [
    ["en", desktop],
    ["zh", phone],
  ])
    for (const [colorScheme, rules] of schemes) {
      const where = `${language}, ${window.width} px, ${colorScheme}`;
      await walk.take(`look at ${paths.length} pages: ${where}`, async () => {
        await page.setViewportSize(window);
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.evaluate((chosen) => localStorage.setItem("tinsmith.language", chosen), language);
        await page.reload();
        for (const path of paths) await look(path, where, rules);
      });
    }
  assert.deepEqual(found, [], `${found.length} violations:\n${found.join("\n")}`);
});
