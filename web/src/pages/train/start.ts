// Creates a version and trains on it, in one step.
import { api } from "$lib/api";
import { watch } from "$lib/events";
import { translated } from "$lib/server_words";
import type { Project, Version } from "$lib/types";
import { t } from "./words";

/** Waits until something changes on the server, or a second has passed, because events may be lost. */
function aMoment(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, 1000);
    const stop = watch(end);
    function end(): void {
      clearTimeout(timer);
      stop();
      resolve();
    }
  });
}

/** Makes a version with the default settings and waits for it. */
export async function freeze(project: Project, onmade: (version: Version) => void): Promise<Version> {
  let version = await api.post("/projects/{project}/versions", { project: project.id }, {});
  onmade(version);
  while (version.state === "making") {
    await aMoment();
    version = await api.get("/projects/{project}/versions/{version}", { project: project.id, version: version.id });
  }
  if (version.state === "failed") {
    const job = version.job_id ? await api.get("/jobs/{job}", { job: version.job_id }) : undefined;
    throw new Error(job?.message ? translated(job.message) : t("freezeFailed"));
  }
  return version;
}
