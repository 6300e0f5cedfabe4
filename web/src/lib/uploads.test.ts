import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Wanted } from "./uploads.svelte";

/** Requests that the server has not answered yet; the test answers them. */
const open: {
  path: string;
  values: Record<string, unknown>;
  onProgress: (fraction: number) => void;
  answer: (answer: object) => void;
  refuse: (error: Error) => void;
}[] = [];
const upload = vi.hoisted(() => vi.fn());
const waitForJob = vi.hoisted(() => vi.fn());
vi.mock("./api", () => ({ api: { upload } }));
vi.mock("./jobs", () => ({ waitForJob }));
vi.hoisted(() => vi.stubGlobal("addEventListener", () => {}));

type Module = typeof import("./uploads.svelte");
let uploads: Module;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  open.length = 0;
  waitForJob.mockReset();
  upload.mockImplementation(
    (
      path: string,
      values: Record<string, unknown>,
      _file: Blob,
      options: { onProgress: (fraction: number) => void; signal: AbortSignal },
    ) =>
      new Promise((answer, refuse) => {
        options.signal.addEventListener("abort", () => refuse(new DOMException("stopped", "AbortError")));
        open.push({ path, values, onProgress: options.onProgress, answer, refuse });
      }),
  );
  uploads = await import("./uploads.svelte");
});

const picture = (name: string, bytes = 10): Wanted => ({
  project: 7,
  file: new Blob([new Uint8Array(bytes)]),
  name,
  kind: "picture",
});
/** The panel follows the uploads after a short pause. */
async function summary() {
  await vi.advanceTimersByTimeAsync(200);
  return uploads.uploading.summary;
}

describe("uploads", () => {
  it("are sent three at a time, in order", async () => {
    uploads.upload(["a", "b", "c", "d"].map((name) => picture(name)));
    expect(open.map((one) => one.values.name)).toEqual(["a", "b", "c"]);
    open[1]!.answer({ result: "added" });
    expect(await summary()).toMatchObject({ all: 4, done: 1, isBusy: true });
    expect(open.map((one) => one.values.name)).toEqual(["a", "b", "c", "d"]);
  });

  it("report progress by bytes", async () => {
    uploads.upload([picture("a", 30), picture("b", 10)]);
    open[0]!.onProgress(0.5);
    expect((await summary()).fraction).toBe(15 / 40);
    open[0]!.answer({ result: "added" });
    open[1]!.answer({ result: "added" });
    expect(await summary()).toMatchObject({ fraction: 1, done: 2, isBusy: false });
  });

  it("count duplicates separately from new pictures", async () => {
    uploads.upload([picture("a"), picture("b")]);
    open[0]!.answer({ result: "duplicate" });
    open[1]!.answer({ result: "added" });
    expect(await summary()).toMatchObject({ done: 1, duplicates: 1, failed: 0 });
  });

  it("that were refused have a reason, do not stop the others, and can be repeated", async () => {
    uploads.upload(["a", "b"].map((name) => picture(name)));
    open[0]!.refuse(new Error("a is not a picture"));
    open[1]!.answer({ result: "added" });
    const before = await summary();
    expect(before).toMatchObject({ done: 1, failed: 1, isBusy: false });
    expect(before.failures.map((one) => `${one.name}: ${one.message}`)).toEqual(["a: a is not a picture"]);
    uploads.retryFailed();
    open[2]!.answer({ result: "added" });
    expect(open[2]!.values.name).toBe("a");
    expect(await summary()).toMatchObject({ all: 2, done: 2, failed: 0 });
  });

  it("that are stopped end without a reason, and waiting ones are not sent", async () => {
    uploads.upload(["a", "b", "c", "d"].map((name) => picture(name)));
    uploads.stopUploads();
    const after = await summary();
    expect(after).toMatchObject({ all: 3, failed: 3, isBusy: false });
    expect(after.failures.map((one) => one.message)).toEqual(["", "", ""]);
    expect(open).toHaveLength(3);
  });

  it("start a new list after a successful one, and keep one with a failure", async () => {
    uploads.upload([picture("a")]);
    open[0]!.answer({ result: "added" });
    await summary();
    uploads.upload([picture("b")]);
    open[1]!.refuse(new Error("no room"));
    expect(await summary()).toMatchObject({ all: 1, failed: 1 });
    uploads.upload([picture("c")]);
    expect(await summary()).toMatchObject({ all: 2, failed: 1 });
  });

  it("of an archive are done when the server has imported it, and report what was left out", async () => {
    let end: (job: object) => void = () => {};
    waitForJob.mockReturnValue(new Promise((resolve) => (end = resolve)));
    uploads.upload([{ ...picture("set.zip"), kind: "archive", format: "yolo" }]);
    expect(open[0]).toMatchObject({ path: "/projects/{project}/imports", values: { project: 7, format: "yolo" } });
    open[0]!.answer({ job_id: 4 });
    expect((await summary()).sending.map((one) => one.state)).toEqual(["unpacking"]);
    expect(waitForJob).toHaveBeenCalledWith(4);
    end({ result: { kept: 0, problems: ["labels.txt: line 3 has no number"] } });
    expect(await summary()).toMatchObject({ done: 1, hasTrouble: true });
  });
});
