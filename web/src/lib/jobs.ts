// Waiting for what the server does in the background.
import { api, Refusal } from "./api";
import { watch } from "./events";
import { told } from "./told";
import type { Download, Job } from "./types";

export function hasEnded(job: Job): boolean {
  return job.state === "done" || job.state === "failed" || job.state === "cancelled";
}

// Before this share of the work nobody can tell from its pace how long the rest takes.
const leastKnown = 0.02;

/** In seconds; undefined while nobody knows, as before the first epoch is over. */
export function timeLeft(job: Job): number | undefined {
  if (job.state !== "running" || typeof job.eta_s !== "number" || job.progress < leastKnown) return undefined;
  return job.eta_s;
}

// Events tell of most changes at once; the clock finds those that came while the connection was down.
const patience_ms = 5000;

/** Resolves when the job is done, and throws its own words when it failed. */
export async function waitForJob(id: number): Promise<Job> {
  for (;;) {
    const job = await api.get("/jobs/{job}", { job: id });
    if (job.state === "done") return job;
    if (hasEnded(job)) throw new Refusal(told(job.says || job.state), 0);
    await new Promise<void>((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const timer = setTimeout(finish, patience_ms);
      const stop = watch((change) => {
        if (!change || (change.topic === "job" && change.id === id)) finish();
      });
    });
  }
}

/** The project that a job made or works on. */
export function projectOf(job: Job): number | undefined {
  const made = (job.result as { project_id?: unknown } | null | undefined)?.project_id;
  return typeof made === "number" ? made : (job.project_id ?? undefined);
}

/** Lets the browser save what the server packs, once it is packed. */
export async function save(download: Download): Promise<void> {
  if (typeof download.job_id === "number") await waitForJob(download.job_id);
  const link = document.createElement("a");
  link.href = download.url;
  link.download = "";
  link.click();
}
