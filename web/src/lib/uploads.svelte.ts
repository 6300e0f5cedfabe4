// The files that are being uploaded. Uploads continue while the user moves between pages; the shell shows them.
import { api } from "./api";
import { waitForJob } from "./jobs";
import type { ImportResult, Split } from "./types";

export interface Wanted {
  project: number;
  file: Blob;
  name: string;
  /** The server imports an archive in a job; any other file is a picture. */
  kind: "picture" | "archive";
  /** Layout of an archive, where it is known. */
  format?: string;
  classId?: number;
  split?: Split;
  session?: string;
}

export interface Upload extends Wanted {
  id: number;
  state: "waiting" | "sending" | "unpacking" | "done" | "duplicate" | "failed";
  /** 0 to 1. */
  fraction: number;
  /** The reason of the failure, or the findings of an import. */
  message: string;
  /** The result of a finished import. */
  found?: ImportResult;
  /** Whether an import left something out or has a question; the Data page shows more. */
  hasTrouble: boolean;
}

export interface UploadSummary {
  all: number;
  done: number;
  duplicates: number;
  failed: number;
  /** Progress from 0 to 1, by bytes. */
  fraction: number;
  isBusy: boolean;
  /** Whether a finished import has problems. */
  hasTrouble: boolean;
  sending: Upload[];
  /** The first failed uploads; there may be thousands. */
  failures: Upload[];
  reports: Upload[];
  /** Notes about files that were left out before anything was sent. */
  remarks: string[];
}

const atOnce = 3;
const maxShown = 50;

// 100,000 files are kept as plain objects; the panel is updated from them at most once per frame.
let uploads: Upload[] = [];
let next = 0;
let running = 0;
let lastId = 0;
let stopping = new AbortController();
let remarks: string[] = [];
let isDrawn = true;

const nothing: UploadSummary = {
  all: 0,
  done: 0,
  duplicates: 0,
  failed: 0,
  fraction: 1,
  isBusy: false,
  hasTrouble: false,
  sending: [],
  failures: [],
  reports: [],
  remarks: [],
};
let summary = $state.raw(nothing);

export const uploading = {
  get summary() {
    return summary;
  },
};

function summarize(): UploadSummary {
  let bytes = 0;
  let sent = 0;
  const result: UploadSummary = { ...nothing, all: uploads.length, sending: [], failures: [], reports: [], remarks };
  for (const upload of uploads) {
    bytes += upload.file.size;
    sent += upload.file.size * upload.fraction;
    if (upload.state === "done") result.done++;
    if (upload.found && result.reports.length < maxShown) result.reports.push({ ...upload });
    result.hasTrouble ||= upload.hasTrouble;
    if (upload.state === "duplicate") result.duplicates++;
    if (upload.state === "sending" || upload.state === "unpacking") result.sending.push({ ...upload });
    if (upload.state === "failed") {
      result.failed++;
      if (result.failures.length < maxShown) result.failures.push({ ...upload });
    }
  }
  result.fraction = bytes > 0 ? sent / bytes : 1;
  result.isBusy = running > 0 || next < uploads.length;
  return result;
}

const drawEvery_ms = 120;

function draw(): void {
  if (!isDrawn) return;
  isDrawn = false;
  setTimeout(() => {
    isDrawn = true;
    summary = summarize();
  }, drawEvery_ms);
}

function fail(upload: Upload, error: unknown): void {
  upload.state = "failed";
  const isStopped = error instanceof DOMException && error.name === "AbortError";
  upload.message = isStopped ? "" : error instanceof Error ? error.message : String(error);
}

async function send(upload: Upload): Promise<void> {
  const options = {
    onProgress: (fraction: number) => {
      upload.fraction = fraction;
      draw();
    },
    signal: stopping.signal,
  };
  const { project, file, name } = upload;
  if (upload.kind === "archive") {
    const values = { project, name, format: upload.format };
    const started = await api.upload("/projects/{project}/imports", values, file, options);
    // The server has the file: the window may be closed from here on, and the next file is sent.
    upload.state = "unpacking";
    void waitForJob(started.job_id)
      .then(
        (job) => {
          const found = job.result as ImportResult;
          upload.found = found;
          upload.hasTrouble = found.kept > 0 || found.problems.length > 0;
          upload.state = "done";
        },
        (error: unknown) => fail(upload, error),
      )
      .finally(draw);
    return;
  }
  const answer = await api.upload(
    "/projects/{project}/pictures",
    { project, name, class_id: upload.classId, split: upload.split, session: upload.session },
    file,
    options,
  );
  upload.state = answer.result === "duplicate" ? "duplicate" : "done";
}

async function work(): Promise<void> {
  running++;
  while (next < uploads.length) {
    const upload = uploads[next++]!;
    if (upload.state !== "waiting") continue;
    upload.state = "sending";
    draw();
    try {
      await send(upload);
    } catch (error) {
      fail(upload, error);
    }
    upload.fraction = 1;
    draw();
  }
  running--;
  draw();
}

function start(): void {
  while (running < atOnce && next < uploads.length) void work();
  draw();
}

export function upload(wanted: Wanted[]): void {
  if (!summary.isBusy && summary.failed === 0 && remarks.length === 0) clearUploads();
  uploads.push(
    ...wanted.map((one) => ({
      ...one,
      id: ++lastId,
      state: "waiting" as const,
      fraction: 0,
      message: "",
      hasTrouble: false,
    })),
  );
  start();
}

/** Shows a notice beside the uploads until they are closed. */
export function remark(text: string): void {
  if (!summary.isBusy && summary.failed === 0) clearUploads();
  remarks = [...remarks, text];
  draw();
}

export function retryFailed(): void {
  const failed = uploads.filter((one) => one.state === "failed");
  uploads = uploads.filter((one) => one.state !== "failed");
  next -= failed.length;
  uploads.push(...failed.map((one) => ({ ...one, state: "waiting" as const, fraction: 0, message: "" })));
  start();
}

/** Cancels running uploads and drops the waiting ones. */
export function stopUploads(): void {
  uploads = uploads.slice(0, next);
  stopping.abort();
  stopping = new AbortController();
  draw();
}

export function clearUploads(): void {
  if (running > 0) return;
  uploads = [];
  remarks = [];
  next = 0;
  summary = nothing;
}

addEventListener("beforeunload", (event) => {
  if (running > 0) event.preventDefault();
});
