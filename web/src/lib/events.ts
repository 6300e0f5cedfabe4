// What changes on the server, told as it happens. One connection serves all pages; while the window is hidden it is
// closed, because a browser allows only six to one server and a forgotten window must not use one up.
import { urlOf } from "./api";

export type Topic = "job" | "pictures" | "project";
export interface Change {
  topic: Topic;
  project_id?: number | null;
  id?: number | null;
}
/** Without a change: anything may have changed, for instance while the connection was down. */
type Watcher = (change?: Change) => void;

const watchers = new Set<Watcher>();
const longestWait_ms = 20_000;
let source: EventSource | undefined;
let wait_ms = 1000;
let timer: ReturnType<typeof setTimeout> | undefined;
let wanted = false;
let wasOpen = false;

function tell(change?: Change): void {
  for (const watcher of watchers) watcher(change);
}

function close(): void {
  clearTimeout(timer);
  source?.close();
  source = undefined;
}

function open(): void {
  if (source || !wanted || document.hidden) return;
  source = new EventSource(urlOf("/events", {}));
  source.onopen = () => {
    wait_ms = 1000;
    if (wasOpen) tell();
    wasOpen = true;
  };
  source.onmessage = (message) => {
    try {
      tell(JSON.parse(message.data as string) as Change);
    } catch {
      tell();
    }
  };
  source.onerror = () => {
    close();
    timer = setTimeout(open, wait_ms);
    wait_ms = Math.min(2 * wait_ms, longestWait_ms);
  };
}

/** Called once somebody is signed in, and undone when nobody is. */
export function listen(on: boolean): void {
  wanted = on;
  if (on) open();
  else {
    close();
    wasOpen = false;
  }
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) close();
  else open();
});

/** Calls `watcher` at every change until the returned function is called. */
export function watch(watcher: Watcher): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
