// Takes pictures with a phone: its page is opened by the QR code of the Capture page, over https. The phone is a window
// of Chromium with the size and the touch of one, and with Chromium's test camera.
// node phone.mjs TINSMITH FOLDER [--shots]
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { violationsOf } from "./accessibility.mjs";
import { phone as phoneSize, walkThrough, watchForTrouble } from "./studio.mjs";

const perClass = 10;
const fakeCamera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
const hasNetwork = Object.values(networkInterfaces())
  .flat()
  .some((one) => !one.internal && one.family === "IPv4" && !one.address.startsWith("169.254."));

await walkThrough(
  async (walk) => {
    const { page } = walk;
    const found = [];
    const phoneCard = page.locator("section", { has: page.getByRole("heading", { name: "Phone" }) });

    const project = await walk.take("make a project", async () => {
      await page.goto(walk.address);
      return walk.newClassification("Camera", ["pacman", "empty"]);
    });
    const url = await walk.take("press Use a phone and read the QR code", async () => {
      await page.getByRole("link", { name: "Capture" }).click();
      await page.getByRole("button", { name: "Use a phone" }).click();
      const code = page.getByRole("img", { name: /^QR code that opens https:/ });
      await code.waitFor();
      await walk.shoot("phone_code");
      await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
      const shot = join(walk.folder, "qr.png");
      await code.screenshot({ path: shot });
      const read = execFileSync("zbarimg", ["--raw", "--quiet", shot], { encoding: "utf8" }).trim();
      await walk.shoot("phone_code_dark");
      for (const one of await violationsOf(page)) found.push(`Capture with a QR code, dark: ${one}`);
      await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
      for (const one of await violationsOf(page)) found.push(`Capture with a QR code: ${one}`);
      assert.match(read, /^https:\/\/[^/]+:\d+\/#[A-Z2-9]{10}$/);
      assert.equal(await page.getByRole("link", { name: /^https:/ }).getAttribute("href"), read);
      await page.getByText("The phone warns once").waitFor();
      return read;
    });

    const context = await page.context().browser().newContext({
      locale: "en-US",
      viewport: phoneSize,
      hasTouch: true,
      isMobile: true,
      ignoreHTTPSErrors: true,
      userAgent:
        "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36",
    });
    const phone = await context.newPage();
    // It is cut off, and refused, in the course of this walk.
    await watchForTrouble(phone, new URL(url).origin, true, walk.troubles);
    const counted = async (name) =>
      Number(await phone.locator("dl.counts div", { hasText: name }).locator("dd").textContent());
    const hold = phone.getByRole("button", { name: "Hold to Record" });
    const shoot = async (name) => walk.shots && phone.screenshot({ path: join(walk.shots, `${name}.png`) });

    /** Holds the button until so many more pictures are kept on the computer or, cut off from it, on the phone. */
    async function record(more, count = () => counted("Kept")) {
      const before = await count();
      await hold.hover();
      await phone.mouse.down();
      await phone.getByText("Recording …").waitFor();
      await walk.until(async () => (await count()) >= before + more);
      await phone.mouse.up();
      await hold.waitFor();
    }
    const total = async () => (await walk.ask(`/projects/${project}/pictures`)).total;
    /** Waits until the computer has all that was kept, and returns how much that is. */
    const arrived = () =>
      walk.until(async () => {
        const here = await total();
        return (await phone.getByText("Connected", { exact: true }).isVisible()) && here === (await total()) && here;
      });

    await walk.take("open the page on the phone", async () => {
      await phone.goto(url);
      await phone.getByRole("heading", { name: "Camera" }).waitFor();
      assert.equal(new URL(phone.url()).hash, "", "the code is not kept in the address");
      await phone.waitForFunction(() => document.querySelector("video")?.videoWidth > 0);
      const { height } = await phone.locator(".page").boundingBox();
      assert.equal(height, phoneSize.height, "the page fills the phone and does not scroll");
      await page.getByText("Chrome 120 · Android").waitFor();
    });
    await walk.take("record with the filter", async () => {
      await record(1);
      assert.ok((await counted("Kept")) >= 1);
      await shoot("phone_recording");
    });
    await walk.take("record into two classes without it", async () => {
      await phone.getByText("Skip blurred frames and near duplicates").click();
      await record(perClass);
      await phone.getByRole("button", { name: /^empty/ }).click();
      await record(perClass);
      await arrived();
      await shoot("phone_two_classes");
    });
    await walk.take("see them on the computer at once", async () => {
      const { classes } = await walk.ask(`/projects/${project}`);
      for (const one of classes) {
        const ofClass = (await walk.ask(`/projects/${project}/pictures?class_id=${one.id}`)).total;
        assert.ok(ofClass >= perClass, `${one.name}: ${ofClass}`);
        const card = page
          .getByRole("article")
          .filter({ has: page.getByRole("button", { name: `Record into ${one.name}` }) });
        await card.getByText(`${ofClass} pictures`, { exact: true }).waitFor();
        await phone.getByRole("button", { name: new RegExp(`^${one.name} ${ofClass}$`) }).waitFor();
      }
    });
    await walk.take("add a class on the phone", async () => {
      await phone.getByRole("button", { name: "Add a class" }).click();
      await phone.getByLabel("Name of the class").fill("third");
      await phone.getByRole("button", { name: "Add", exact: true }).click();
      await phone.getByRole("button", { name: "third 0", pressed: true }).waitFor();
      await page.getByRole("button", { name: "Record into third" }).waitFor();
    });
    await walk.take("lose the network while recording, and the page with it", async () => {
      const before = await arrived();
      await context.setOffline(true);
      const waiting = () =>
        phone.evaluate(
          () =>
            new Promise((resolve) => {
              const opening = indexedDB.open("tinsmith phone");
              opening.onsuccess = () => {
                const rows = opening.result.transaction("pictures").objectStore("pictures").count();
                rows.onsuccess = () => resolve((opening.result.close(), rows.result));
              };
            }),
        );
      await record(5, waiting);
      await phone.getByText(/^The computer cannot be reached; \d+ pictures are kept here/).waitFor();
      await shoot("phone_away");
      assert.equal(await total(), before);
      const kept = await waiting();
      await context.setOffline(false);
      await phone.reload();
      await walk.until(async () => (await total()) === before + kept);
    });
    await walk.take("judge the page on the phone", async () => {
      for (const [language, colorScheme] of [
        ["en", "light"],
        ["en", "dark"],
        ["zh", "light"],
      ]) {
        await phone.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await phone.evaluate((chosen) => localStorage.setItem("tinsmith.language", chosen), language);
        await phone.reload();
        await phone.waitForFunction(() => document.querySelector("video")?.videoWidth > 0);
        await shoot(`phone_${language}_${colorScheme}`);
        for (const one of await violationsOf(phone)) found.push(`phone, ${language}, ${colorScheme}: ${one}`);
      }
      await phone.evaluate(() => localStorage.setItem("tinsmith.language", "en"));
      await phone.emulateMedia({ colorScheme: "light" });
      await phone.reload();
      await walk.shoot("phone_paired");
    });
    await walk.take("remove the phone", async () => {
      await page.getByRole("button", { name: "Remove Chrome 120 · Android" }).click();
      await phone.getByText("This phone was removed on the computer.").waitFor();
      await shoot("phone_removed");
      for (const one of await violationsOf(phone)) found.push(`phone without a pairing: ${one}`);
    });
    await walk.take("pair it again by typing a new code", async () => {
      await page.getByRole("button", { name: "Pair another phone" }).click();
      const code = await phoneCard.locator("strong").textContent();
      await phone.getByLabel("Code").fill("wrong");
      await phone.getByRole("button", { name: "Pair" }).click();
      await phone.getByText("This code is not valid").waitFor();
      await phone.getByLabel("Code").fill(code.toLowerCase());
      await phone.getByRole("button", { name: "Pair" }).click();
      await phone.getByRole("heading", { name: "Camera" }).waitFor();
    });
    await walk.take("end it on the computer", async () => {
      await page.getByRole("button", { name: "End", exact: true }).click();
      await page.getByRole("button", { name: "Use a phone" }).waitFor();
      await phone.getByText("The computer cannot be reached").waitFor();
    });
    await context.close();
    assert.deepEqual(found, [], `${found.length} violations:\n${found.join("\n")}`);
  },
  { chromiumOptions: fakeCamera, serveOptions: hasNetwork ? [] : ["--phone", "127.0.0.1:0"] },
);
