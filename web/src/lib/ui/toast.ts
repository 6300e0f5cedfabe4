import { toast } from "svelte-sonner";
import { Refusal } from "../api";

/** Reports an action whose result is not visible on the page. */
export function announce(text: string): void {
  toast.success(text);
}

/** Reports an error. It stays longer, because it takes longer to read. */
export function complain(problem: unknown): void {
  const text = problem instanceof Error ? problem.message : String(problem);
  toast.error(text, { duration: 9000, id: text });
}

/** Shows refusals that no page has caught, and also errors of the pages themselves. */
export function showUncaught(): void {
  addEventListener("unhandledrejection", (event) => {
    const reason: unknown = event.reason;
    if (reason instanceof DOMException && reason.name === "AbortError") {
      event.preventDefault();
      return;
    }
    // The user was signed out: the sign-in page that appears explains enough.
    if (reason instanceof Refusal && reason.status === 401) {
      event.preventDefault();
      return;
    }
    if (reason instanceof Refusal) event.preventDefault();
    complain(reason);
  });
}
