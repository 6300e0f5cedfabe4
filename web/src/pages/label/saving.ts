// Autosave as the studio does it: over the API, and told of the window's coming and going.
import { api, Refusal } from "$lib/api";
import { Autosave, type Failure, type Ports } from "./autosave";
import { bodyOf, isSame, labelsOf, type LabelState } from "./labels";

function failureOf(error: unknown): Failure {
  if (!(error instanceof Refusal)) return "passing";
  if (error.status === 409) return "conflict";
  // No server, one in trouble, one that asks for patience, or a session that has ended: all of that passes.
  const isPassing = error.status === 0 || error.status >= 500 || [401, 408, 425, 429].includes(error.status);
  return isPassing ? "passing" : "final";
}

type Told = Pick<Ports<LabelState>, "onSaved" | "onConflict" | "onRefused" | "onState">;

export function autosaveOf(project: number, told: Told): Autosave<LabelState> {
  return new Autosave<LabelState>({
    ...told,
    isSame,
    failureOf,
    send: async (picture, labels, revision) => {
      const path = "/projects/{project}/pictures/{picture}/labels";
      return (await api.put(path, { project, picture }, bodyOf(labels, revision))).revision;
    },
    load: async (picture) => {
      const there = await api.get("/projects/{project}/pictures/{picture}", { project, picture });
      return { labels: labelsOf(there), revision: there.revision };
    },
  });
}

/** Until the returned function is called: nothing is lost when the window is closed or the network comes back. */
export function guard(autosave: Autosave<LabelState>, onLeave: () => void): () => void {
  const leave = (): void => {
    autosave.leave();
    onLeave();
  };
  const online = (): void => autosave.flush();
  // Only when the server does not answer: otherwise what waits is delivered after the window is closed.
  const ask = (event: BeforeUnloadEvent): void => {
    if (autosave.state === "retrying") event.preventDefault();
  };
  addEventListener("pagehide", leave);
  addEventListener("online", online);
  addEventListener("beforeunload", ask);
  return () => {
    removeEventListener("pagehide", leave);
    removeEventListener("online", online);
    removeEventListener("beforeunload", ask);
  };
}
