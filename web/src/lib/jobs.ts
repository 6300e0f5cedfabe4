// Waiting for jobs of the server.
import { api, Refusal } from "./api";
import { watch } from "./events";
import { translated } from "./server_words";
import type { Download, Job } from "./types";

export function hasEnded(job: Job): boolean {
  return job.state === "done" || job.state === "failed" || job.state === "cancelled";
}

// Minimum fraction of the work from which its pace predicts the remaining time.
const minProgress = 0.02;

/** The remaining time in seconds; undefined while it is unknown, as before the end of the first epoch. */
export function timeLeft(job: Job): number | undefined {
  if (job.state !== "running" || typeof job.eta_s !== "number" || job.progress < minProgress) return undefined;
  return job.eta_s;
}

// Events report most changes at once; the timer finds those that happened while the connection was down.
const patience_ms = 5000;

/** Resolves when the job is done; throws the job's own message when it failed. */
export async function waitForJob(id: number): Promise<Job> {
  for (;;) {
    const job = await api.get("/jobs/{job}", { job: id });
    if (job.state === "done") return job;
    if (hasEnded(job)) throw new Refusal(translated(job.message || job.state), 0);
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

/** Lets the browser save an archive of the server as soon as it is packed. */
export async function save(download: Download): Promise<void> {
  if (typeof download.job_id === "number") await waitForJob(download.job_id);
  const link = document.createElement("a");
  link.href = download.url;
  link.download = "";
  link.click();
}
