import { Refusal } from "./api";
import { watch, type Change, type Topic } from "./events";

/** The result of a request, which is kept up to date with the server. */
export interface Live<T> {
  /** undefined before the first response; then the newest one. */
  readonly value: T | undefined;
  /** The reason of the last refusal; undefined when the last request was not refused. */
  readonly refusal: Refusal | undefined;
  readonly isLoading: boolean;
  refresh(): Promise<void>;
  /** Shows `value` until the next response: for a change that the user has just made. */
  set(value: T): void;
}

const shortestPause_ms = 400;

/**
 * Sends the request when the component appears, whenever a reactive value that `ask` reads has changed, and when the
 * server reports a change that `concerns` it. Call it while a component is being set up.
 *
 *   const runs = live(() => api.get("/projects/{project}/runs", { project: project.id }), (change) => change.topic === "job");
 *   {#each runs.value?.runs ?? [] as run (run.id)} …
 */
export function live<T>(ask: () => Promise<T>, concerns: Topic[] | ((change: Change) => boolean) = []): Live<T> {
  let value = $state.raw<T>();
  let refusal = $state.raw<Refusal>();
  let isLoading = $state(true);
  let question = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function refresh(): Promise<void> {
    const mine = ++question;
    isLoading = true;
    try {
      const answer = await ask();
      // A later request may have been answered first.
      if (mine !== question) return;
      value = answer;
      refusal = undefined;
    } catch (error) {
      if (mine !== question) return;
      if (!(error instanceof Refusal)) throw error;
      refusal = error;
    } finally {
      if (mine === question) isLoading = false;
    }
  }

  $effect(() => {
    void refresh();
    return () => {
      question++;
    };
  });
  $effect(() => {
    const stop = watch((change) => {
      const matters = !change || (Array.isArray(concerns) ? concerns.includes(change.topic) : concerns(change));
      // A hundred uploads cause a hundred changes: one request after a pause is enough for all of them.
      if (matters) timer ??= setTimeout(() => ((timer = undefined), void refresh()), shortestPause_ms);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  });

  return {
    get value() {
      return value;
    },
    get refusal() {
      return refusal;
    },
    get isLoading() {
      return isLoading;
    },
    refresh,
    set(newer: T) {
      question++;
      isLoading = false;
      value = newer;
    },
  };
}
