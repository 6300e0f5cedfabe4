// What changes on the server, told as it happens. One connection serves all pages; while the window is hidden it is
// closed, because a browser allows only six to one server and a forgotten window must not use one up. Whether the server
// answers at all is told too, for the sentence that every page shows while it does not.
import { onUnreachable, urlOf } from "./api";

export type Topic = "job" | "pictures" | "project";
export interface Change {
  topic: Topic;
  project_id?: number | null;
  id?: number | null;
}
/** Without a change: anything may have changed, for instance while the connection was down. */
type Watcher = (change?: Change) => void;

const watchers = new Set<Watcher>();
/** A page that says "not reached" should not say it for long after the server is back. */
const longestWait_ms = 5000;
/** A connection that comes back within this time was only renewed. */
const patience_ms = 1500;
let source: EventSource | undefined;
let wait_ms = 1000;
let timer: ReturnType<typeof setTimeout> | undefined;
let wanted = false;
/** Something was missed: the connection was there before, or a question got no answer. */
let hasMissed = false;
let graceTimer: ReturnType<typeof setTimeout> | undefined;
const listeners = { renew: async () => true, away: (_isAway: boolean) => {} };

/**
 * `renew` asks for the session, because a server that was started anew has another one, and answers whether the server
 * did. `away` is told when the server does not answer, and when it does again.
 */
export function onConnection(renew: () => Promise<boolean>, away: (isAway: boolean) => void): void {
  Object.assign(listeners, { renew, away });
}

function tell(change?: Change): void {
  for (const watcher of watchers) watcher(change);
}

function close(): void {
  clearTimeout(timer);
  source?.close();
  source = undefined;
}

function endGrace(): void {
  clearTimeout(graceTimer);
  graceTimer = undefined;
}

async function opened(): Promise<void> {
  wait_ms = 1000;
  endGrace();
  const mine = source;
  if (hasMissed) await listeners.renew();
  if (source !== mine) return;
  listeners.away(false);
  if (hasMissed) tell();
  hasMissed = false;
}

/** A refused connection may also mean that nobody is signed in any more. */
async function findOut(): Promise<void> {
  const isAnswered = await listeners.renew();
  // Something before the server lets no events through; the next failure is looked into again.
  if (isAnswered) endGrace();
  listeners.away(!isAnswered && wanted && !document.hidden);
}

function lost(): void {
  close();
  hasMissed = true;
  graceTimer ??= setTimeout(() => void findOut(), patience_ms);
  timer = setTimeout(open, wait_ms);
  wait_ms = Math.min(2 * wait_ms, longestWait_ms);
}

function open(): void {
  if (source || !wanted || document.hidden) return;
  source = new EventSource(urlOf("/events", {}));
  source.onopen = () => void opened();
  source.onmessage = (message) => {
    try {
      tell(JSON.parse(message.data as string) as Change);
    } catch {
      tell();
    }
  };
  source.onerror = lost;
}

/** Called once somebody is signed in, and undone when nobody is. */
export function listen(on: boolean): void {
  wanted = on;
  if (on) {
    open();
    return;
  }
  close();
  endGrace();
  hasMissed = false;
  listeners.away(false);
}

// The network may be gone although the connection does not notice: a request that got no answer tries a new one.
onUnreachable(() => {
  if (wanted && !graceTimer && !document.hidden) lost();
});

/** Tries now rather than after the pause. */
export function reconnect(): void {
  close();
  wait_ms = 1000;
  open();
}

addEventListener("online", reconnect);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) {
    reconnect();
    return;
  }
  if (source) hasMissed = true;
  close();
});

/** Calls `watcher` at every change until the returned function is called. */
export function watch(watcher: Watcher): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
