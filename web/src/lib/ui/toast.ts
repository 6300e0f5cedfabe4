import { toast } from "svelte-sonner";
import { Refusal } from "../api";

/** Something was done, and the page does not show it anyway. */
export function announce(text: string): void {
  toast.success(text);
}

/** Something went wrong. A reader needs longer for it. */
export function complain(problem: unknown): void {
  const text = problem instanceof Error ? problem.message : String(problem);
  toast.error(text, { duration: 9000, id: text });
}

/** Refusals that no page has caught are shown; faults of the studio itself too, rather than nothing at all. */
export function showUncaught(): void {
  addEventListener("unhandledrejection", (event) => {
    const reason: unknown = event.reason;
    if (reason instanceof DOMException && reason.name === "AbortError") {
      event.preventDefault();
      return;
    }
    // Signed out meanwhile: the sign-in page that appears says enough.
    if (reason instanceof Refusal && reason.status === 401) {
      event.preventDefault();
      return;
    }
    if (reason instanceof Refusal) event.preventDefault();
    complain(reason);
  });
}
