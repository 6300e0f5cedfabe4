// The running and waiting jobs, for the indicator in the top bar; one request serves the whole studio.
import { api } from "$lib/api";
import { live, type Live } from "$lib/live.svelte";
import { session } from "$lib/session.svelte";
import type { Job } from "$lib/types";

/** Call it once, while the shell is being set up. */
export function liveJobs(): Live<Job[]> {
  return live(async () => (session.isOpen ? (await api.get("/jobs")).jobs : []), ["job"]);
}

export function isActive(job: Job): boolean {
  return job.state === "running" || job.state === "queued";
}
