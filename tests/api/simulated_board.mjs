// Simulated boards in processes of their own, for the scripts that need boards.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** The boards of this script and its studio are listed in a folder of their own: others are not seen. Call it first. */
export function keepBoardsApart(folder) {
  process.env.XDG_RUNTIME_DIR = join(folder, "boards");
  mkdirSync(process.env.XDG_RUNTIME_DIR, { recursive: true });
}

const running = new Set();
process.once("exit", () => {
  for (const board of running) board.kill("SIGKILL");
});

/** Starts a board and waits for its port. `options` are those of `tinsmith device simulate`. */
export async function simulateBoard(tinsmith, ...options) {
  const words = ["device", "simulate", "--board", "xiao-esp32s3", "--json", ...options];
  const board = spawn(tinsmith, words, { stdio: ["ignore", "pipe", "inherit"] });
  running.add(board);
  // A script that fails ends without waiting for its boards.
  board.unref();
  const ended = new Promise((resolve) => board.once("exit", resolve));
  const port = await new Promise((resolve, reject) => {
    board.stdout.once("data", (line) => {
      board.stdout.unref();
      resolve(JSON.parse(line).port);
    });
    board.once("exit", (status) => reject(new Error(`the board ends with ${status}`)));
  });
  /** As if somebody pulled the cable. */
  const unplug = async () => {
    board.ref();
    board.kill("SIGKILL");
    await ended;
    running.delete(board);
  };
  return { port, unplug };
}

/** Draws labelled pictures into `folder`/data, trains a small model on them, and returns the options of its board. */
export function trainForBoard(tinsmith, folder, task = "classification") {
  const [data, run] = [join(folder, `${task}-data`), join(folder, `${task}-run`)];
  const tell = (...words) => execFileSync(tinsmith, words, { stdio: ["ignore", "ignore", "pipe"] });
  tell("data", "demo", "--out", data, "--task", task, "--pictures", "60");
  const model = task === "classification" ? ["mobilenetv2-0.1", "64", "12"] : ["tinsmith-det", "96", "4"];
  tell(
    "train",
    data,
    "--out",
    run,
    "--model",
    model[0],
    "--size",
    model[1],
    "--epochs",
    model[2],
    "--board",
    "xiao-esp32s3",
  );
  return ["--model", run, "--pictures", data];
}
