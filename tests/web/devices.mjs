// Boards in the browser: simulated ones are found, connected, watched, set, saved from and unplugged on the Devices page;
// pictures are recorded with their cameras on Capture, a model is trained on them, written to a board and proven; the same with
// a board at a port that the browser holds.
// node devices.mjs TINSMITH FOLDER [--shots]
import assert from "node:assert/strict";
import { createReadStream, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { keepBoardsApart, simulateBoard, trainForBoard } from "../api/simulated_board.mjs";
import { train } from "./pages.mjs";
import { walkThrough } from "./studio.mjs";

const perClass = 30;
const bytesOf = (url) => Buffer.from(url.split(",")[1], "base64");

/** Draws a bolt or a washer before an untidy background, each time another one, sharp at the size of a board's camera. */
function drawScene([name, number]) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 240;
  const pen = canvas.getContext("2d");
  let state = number * 7919 + name.length;
  const random = (max) => (state = (state * 48271 + 11) % 2147483647) % max;
  for (let x = 0; x < 240; x += 40)
    for (let y = 0; y < 240; y += 40) {
      pen.fillStyle = `hsl(${random(360)} 40% ${20 + random(60)}%)`;
      pen.fillRect(x, y, 40, 40);
    }
  pen.lineWidth = 14;
  pen.strokeStyle = "white";
  pen.beginPath();
  if (name === "washer") pen.arc(60 + random(120), 60 + random(120), 40, 0, 7);
  else pen.rect(20 + random(100), 20 + random(180), 110, 16);
  pen.stroke();
  return canvas.toDataURL();
}

const [tinsmith, folder] = process.argv.slice(2);
keepBoardsApart(folder);

/** Sets the control lines of a simulated board, which are at a socket beside its port. */
function linesOf(socketPath) {
  const socket = connect(socketPath);
  socket.unref();
  socket.on("error", () => {});
  return async (dtr, rts) => {
    socket.write(`dtr=${Number(dtr)} rts=${Number(rts)}\n`);
    await new Promise((resolve) => socket.once("data", resolve));
  };
}

/** Gives the page a `navigator.serial` whose only port leads to that of a simulated board. */
async function holdPort(page, path, runtime) {
  const setLines = linesOf(join(runtime, "tinsmith-boards", `${path.replaceAll("/", "-")}.lines`));
  const port = openSync(path, "r+");
  const arrived = [];
  let onArrival = () => {};
  const stream = createReadStream("", { fd: port, autoClose: false });
  // As a real port, it keeps only so much that the page has not read.
  stream.on("data", (bytes) => (arrived.push(bytes), arrived.length > 3 && stream.pause(), onArrival()));
  stream.on("error", () => (arrived.push(null), onArrival()));
  stream.on("end", () => (arrived.push(null), onArrival()));
  stream.on("close", () => (arrived.push(null), onArrival()));
  await page.exposeFunction("portWrites", (text) => void writeSync(port, Buffer.from(text, "base64")));
  await page.exposeFunction("portSets", (dtr, rts) => setLines(dtr, rts));
  await page.exposeFunction("portReads", async () => {
    while (arrived.length === 0) await new Promise((resolve) => (onArrival = resolve));
    stream.resume();
    return arrived.shift()?.toString("base64") ?? null;
  });
  await page.addInitScript(() => {
    const port = {
      open: async () => {
        port.readable = new ReadableStream({
          async pull(controller) {
            const text = await globalThis.portReads();
            if (text === null) controller.error(new DOMException("The device has been lost.", "NetworkError"));
            else controller.enqueue(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
          },
        });
        port.writable = new WritableStream({
          write: (bytes) => globalThis.portWrites(btoa(String.fromCharCode(...bytes))),
        });
      },
      close: async () => {},
      setSignals: ({ dataTerminalReady, requestToSend }) => globalThis.portSets(dataTerminalReady, requestToSend),
    };
    Object.defineProperty(navigator, "serial", { value: { requestPort: async () => port } });
  });
}

await walkThrough(async (walk) => {
  const { page } = walk;
  const options = trainForBoard(tinsmith, folder);
  const classes = ["bolt", "nut", "screw", "washer"];
  const rate = page.getByTestId("pictures-per-second");

  const project = await walk.take("make a project", async () => {
    await page.goto(walk.address);
    return walk.newClassification("Parts", classes);
  });
  await walk.take("see how to begin without a board", async () => {
    await page.getByRole("link", { name: "Devices" }).click();
    await page.getByRole("heading", { name: "No board is plugged in" }).waitFor();
    await page.getByText("tinsmith device simulate --board xiao-esp32s3").waitFor();
    await walk.shoot("devices_none");
  });
  const board = await simulateBoard(tinsmith, ...options, "--fast");
  await walk.take("connect a board that was plugged in meanwhile", async () => {
    const connect = page.getByRole("button", { name: `Connect the board at ${board.port}` });
    await connect.waitFor();
    await walk.shoot("devices_port");
    await connect.click();
    await page.getByText(/^2\.x/).waitFor();
    await page.waitForFunction(() =>
      /^[1-9]/.test(document.querySelector("[data-testid='pictures-per-second']").textContent),
    );
  });
  await walk.take("see what its model finds", async () => {
    await page
      .getByRole("list", { name: "Last result" })
      .getByText(/^\d+ ?%$/)
      .first()
      .waitFor();
    await walk.shoot("devices_live");
  });
  await walk.take("set a threshold that the board obeys", async () => {
    const thumb = page.getByRole("slider", { name: "Confidence threshold" });
    await thumb.focus();
    await page.keyboard.press("End");
    await page.getByText("nothing found").waitFor();
    const { devices } = await walk.ask("/devices");
    assert.equal(devices[0].score_threshold, 1);
    await page.keyboard.press("Home");
    await page.getByRole("list", { name: "Last result" }).waitFor();
  });
  await walk.take("rotate the view", async () => {
    await page.getByRole("button", { name: "Rotate the view" }).click();
    await page.getByText("Only the view is rotated").waitFor();
  });
  await walk.take("save a picture, labelled by the model", async () => {
    await page.getByRole("button", { name: "Save this picture" }).click();
    await page
      .getByText(/^Saved/)
      .first()
      .waitFor();
    const { pictures } = await walk.ask(`/projects/${project}/pictures`);
    assert.equal(pictures.length, 1);
    assert.match(pictures[0].name, /^board-/);
  });
  await walk.take("pause, and start again", async () => {
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.getByRole("button", { name: "Pause" }).waitFor();
  });
  await walk.take("see that the board was unplugged", async () => {
    await board.unplug();
    await page.getByRole("listitem").getByRole("alert").filter({ hasText: /gone/ }).waitFor();
    await walk.shoot("devices_unplugged");
    await rate.waitFor({ state: "detached" });
    await page.getByRole("button", { name: /^Remove .* from the list/ }).click();
    await page.getByRole("heading", { name: "No board is plugged in" }).waitFor();
  });

  const boards = {};
  /** Makes a folder with 40 of them. */
  async function drawScenes(to, name, from = 0) {
    const scenes = join(folder, to);
    mkdirSync(scenes);
    for (let i = from; i < from + 40; ++i)
      writeFileSync(join(scenes, `${i}.png`), await page.evaluate(drawScene, [name, i]).then(bytesOf));
    return scenes;
  }
  for (const name of ["bolt", "washer"]) {
    const scenes = await drawScenes(name, name);
    boards[name] = await simulateBoard(tinsmith, "--fast", "--pictures", scenes);
  }
  for (const [at, name] of Object.keys(boards).entries()) {
    await walk.take(`hold to record ${perClass} pictures of a ${name} with a board`, async () => {
      if (at === 0) {
        await walk.goTo(`/projects/${project}/capture`);
        await walk.shoot("capture_boards");
        await page.getByRole("button", { name: `Use Simulated board (${boards[name].port})` }).click();
      } else {
        await page.getByLabel("Camera", { exact: true }).click();
        await page.getByRole("option", { name: `Simulated board · ${boards[name].port}` }).click();
      }
      await page.getByRole("img", { name: "Live picture of the camera" }).waitFor();
      const card = page.getByRole("article").filter({ has: page.getByRole("button", { name: `Record into ${name}` }) });
      const hold = card.getByRole("button", { name: /^Hold to Record/ });
      await hold.and(page.locator(":enabled")).waitFor();
      await hold.hover();
      await page.mouse.down();
      const { id } = (await walk.ask(`/projects/${project}`)).classes.find((one) => one.name === name);
      await walk.until(async () => {
        const { total } = await walk.ask(`/projects/${project}/pictures?class_id=${id}&search=capture`);
        return total >= perClass;
      });
      if (at === 0) await walk.shoot("capture_board");
      await page.mouse.up();
      await card.getByText("Hold to Record").waitFor();
    });
  }
  await walk.take("find them labelled, in a session for each hold", async () => {
    const { classes: known } = await walk.ask(`/projects/${project}`);
    const sessions = new Set();
    for (const name of Object.keys(boards)) {
      const { id } = known.find((one) => one.name === name);
      const { pictures, total } = await walk.ask(
        `/projects/${project}/pictures?class_id=${id}&search=capture&limit=500`,
      );
      assert.ok(total >= perClass, `${total} of ${name}`);
      assert.equal(new Set(pictures.map((one) => one.hash)).size, total, "no picture twice");
      for (const { id: picture } of pictures)
        sessions.add((await walk.ask(`/projects/${project}/pictures/${picture}`)).session);
    }
    assert.equal(sessions.size, 2);
  });
  let run;
  let far;
  const deploys = () => walk.goTo(`/projects/${project}/results/${run}?tab=deploy`);
  const ofBoard = (name) => page.getByRole("region", { name });
  await walk.take("train on them, and see the result", async () => {
    const other = (await walk.ask(`/projects/${project}`)).classes.filter((one) => boards[one.name]);
    await walk.put(`/projects/${project}/classes`, { classes: other.length === 2 ? await usedClasses() : other });
    const settings = { model: "mobilenetv2-0.1", size: 64, epochs: 6, board: "xiao-esp32s3" };
    ({ run } = await train(walk, project, "From boards", settings));
    await walk.goTo(`/projects/${project}/results/${run}`);
    await page
      .getByRole("heading", { name: /From boards|Run 1/ })
      .first()
      .waitFor();
    await walk.shoot("devices_result");
  });
  await walk.take("deploy the model to a board with one button, and see the proof", async () => {
    await deploys();
    await walk.shoot("deploy_boards");
    await page.getByRole("button", { name: `Deploy to the board at ${boards.bolt.port}` }).click();
    const deploy = ofBoard(new RegExp(boards.bolt.port));
    await deploy.getByRole("progressbar", { name: "Deploying" }).waitFor();
    await walk.shoot("deploy_running");
    await deploy.getByText("The model runs on the board").waitFor();
    await deploy.getByRole("img", { name: /^Found by the board: / }).waitFor();
    await deploy.getByText(/as computed here/).waitFor();
    await page.getByRole("table", { name: "What is on which board" }).getByText("Proven", { exact: true }).waitFor();
    await walk.shoot("deploy_done");
  });
  await walk.take("watch the board find what it was trained for", async () => {
    await ofBoard(new RegExp(boards.bolt.port)).getByRole("link", { name: "Watch it live" }).click();
    const show = page.getByRole("listitem").filter({ hasText: boards.bolt.port });
    await show.getByRole("button", { name: "Disconnect" }).waitFor();
    const other = show.getByRole("button", { name: /^Show / });
    if (await other.isVisible()) await other.click();
    await page
      .getByRole("list", { name: "Last result" })
      .getByText(/^\d+ ?%$/)
      .first()
      .waitFor();
    for (const { unplug } of Object.values(boards)) await unplug();
  });
  await walk.take("see that the power failed while a board was written, and deploy again", async () => {
    const flash = ["--state", join(folder, "flash"), "--pictures", join(folder, "bolt"), "--fast"];
    const broken = await simulateBoard(tinsmith, ...flash, "--power-fails-after", "20000");
    await deploys();
    await page.getByRole("button", { name: `Deploy to the board at ${broken.port}` }).click();
    const deploy = ofBoard(new RegExp(broken.port));
    await deploy.getByText("Not deployed").waitFor();
    await deploy.getByRole("alert").filter({ hasText: "there is none on the board until the same is done" }).waitFor();
    await page
      .getByRole("table", { name: "What is on which board" })
      .getByText("Interrupted", { exact: true })
      .waitFor();
    await walk.shoot("deploy_failed");
    const whole = await simulateBoard(tinsmith, ...flash);
    await page.getByRole("button", { name: `Deploy to the board at ${whole.port}` }).click();
    await ofBoard(new RegExp(whole.port)).getByText("The model runs on the board").waitFor();
    await whole.unplug();
  });
  await walk.take("connect a board that is plugged in at this browser", async () => {
    const scenes = await drawScenes("more_bolts", "bolt", 100);
    const elsewhere = join(folder, "elsewhere");
    mkdirSync(elsewhere, { recursive: true });
    const own = process.env.XDG_RUNTIME_DIR;
    process.env.XDG_RUNTIME_DIR = elsewhere; // so that the server does not see the board
    far = await simulateBoard(tinsmith, "--pictures", scenes, "--fast");
    process.env.XDG_RUNTIME_DIR = own;
    await holdPort(page, far.port, elsewhere);
    await page.reload();
    await walk.goTo(`/projects/${project}/devices`);
    await page.getByRole("button", { name: "Connect a board at this browser" }).click();
    await page.getByText("Board at a browser").waitFor();
    await rate.filter({ hasText: /^[1-9]/ }).waitFor();
    await walk.shoot("devices_browser");
    const { devices, ports } = await walk.ask("/devices");
    assert.ok(devices.some((one) => one.is_in_browser && one.state === "connected" && one.activity === "pictures"));
    assert.ok(ports.every((one) => one.path !== far.port));
  });
  await walk.take("record with it", async () => {
    await walk.goTo(`/projects/${project}/capture`);
    await page.getByRole("button", { name: /^Use .*Board at a browser/ }).click();
    const card = page.getByRole("article").filter({ has: page.getByRole("button", { name: "Record into bolt" }) });
    const hold = card.getByRole("button", { name: /^Hold to Record/ });
    await hold.and(page.locator(":enabled")).waitFor();
    const count = async () => (await walk.ask(`/projects/${project}/pictures?search=capture`)).total;
    const before = await count();
    await hold.hover();
    await page.mouse.down();
    await walk.until(async () => (await count()) >= before + 5);
    await page.mouse.up();
    await card.getByText("Hold to Record").waitFor();
  });
  await walk.take("deploy to it through the browser, and see the proof", async () => {
    await deploys();
    await page.getByRole("button", { name: "Deploy to the board at Board at a browser" }).click();
    const deploy = ofBoard(/^(Board at a browser|XIAO ESP32S3 Sense)$/);
    await deploy.getByText("Keep this page open until it is done").waitFor();
    await deploy.getByText("The model runs on the board").waitFor({ timeout: 60_000 });
    await deploy.getByRole("img", { name: /^Found by the board: / }).waitFor();
    await walk.shoot("deploy_browser");
    await walk.goTo(`/projects/${project}/devices`);
    await page
      .getByRole("list", { name: "Last result" })
      .getByText(/^\d+ ?%$/)
      .first()
      .waitFor();
    // The pictures that are still on the way arrive first.
    await far.unplug();
    await page
      .getByRole("listitem")
      .getByRole("alert")
      .filter({ hasText: /browser is gone/ })
      .waitFor({ timeout: 60_000 });
  });
  async function usedClasses() {
    const rows = (await walk.ask(`/projects/${project}`)).classes;
    const { pictures } = await walk.ask(`/projects/${project}/pictures?limit=500`);
    const used = new Set(pictures.flatMap((one) => one.class_ids));
    return rows.filter((one) => used.has(one.id)).map(({ id, name }) => ({ id, name }));
  }
});
