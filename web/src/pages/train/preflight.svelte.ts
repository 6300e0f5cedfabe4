import { api, Refusal } from "$lib/api";
import type { Preflight, TrainSettings } from "$lib/types";

const pause_ms = 400;

/** The server's preflight of the settings, requested again shortly after they change. */
export function livePreflight(project: () => number, settings: () => TrainSettings | undefined) {
  let value = $state.raw<Preflight>();
  let problem = $state("");
  let isLoading = $state(false);

  $effect(() => {
    const wanted = settings();
    const id = project();
    if (!wanted) {
      value = undefined;
      problem = "";
      return;
    }
    let isWanted = true;
    isLoading = true;
    const timer = setTimeout(async () => {
      try {
        const answer = await api.post("/projects/{project}/preflight", { project: id }, wanted);
        if (!isWanted) return;
        value = answer;
        problem = "";
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (!isWanted) return;
        value = undefined;
        problem = error.message;
      } finally {
        if (isWanted) isLoading = false;
      }
    }, pause_ms);
    return () => {
      isWanted = false;
      isLoading = false;
      clearTimeout(timer);
    };
  });

  return {
    get value() {
      return value;
    },
    /** The reason of the refusal: the settings do not fit together. */
    get problem() {
      return problem;
    },
    get isLoading() {
      return isLoading;
    },
  };
}
