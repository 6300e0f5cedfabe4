// Changes on the server, as they happen. One connection serves all pages. It is closed while the window is hidden,
// because a browser allows only six connections to one server and a forgotten window must not use one. The connection
// also reports whether the server responds, for the message that every page shows while it does not.
import { onUnreachable, urlOf } from "./api";

export type Topic = "job" | "pictures" | "project" | "deploy";
export interface Change {
  topic: Topic;
  project_id?: number | null;
  id?: number | null;
}
/** Without a change: anything may have changed, for example while the connection was down. */
type Watcher = (change?: Change) => void;

const watchers = new Set<Watcher>();
/** Maximum pause between attempts: the page should not show "not reached" for long after the server is back. */
const maxWait_ms = 5000;
/** A connection that comes back within this time was only renewed. */
const patience_ms = 1500;
let source: EventSource | undefined;
let wait_ms = 1000;
let timer: ReturnType<typeof setTimeout> | undefined;
let wanted = false;
/** Whether changes may have been missed: a connection existed before, or a request got no response. */
let hasMissed = false;
let graceTimer: ReturnType<typeof setTimeout> | undefined;
const listeners = { renew: async () => true, away: (() => {}) as (isAway: boolean) => void };

/**
 * `renew` requests the session, because a restarted server has another one, and returns whether the server responded.
 * `away` is called when the server stops responding, and when it responds again.
 */
export function onConnection(renew: () => Promise<boolean>, away: (isAway: boolean) => void): void {
  Object.assign(listeners, { renew, away });
}

function notify(change?: Change): void {
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
  if (hasMissed) notify();
  hasMissed = false;
}

/** A refused connection may also mean that the user is signed out. */
async function findOut(): Promise<void> {
  const isAnswered = await listeners.renew();
  // Something between the page and the server blocks events; the next failure is examined again.
  if (isAnswered) endGrace();
  listeners.away(!isAnswered && wanted && !document.hidden);
}

function lost(): void {
  close();
  hasMissed = true;
  graceTimer ??= setTimeout(() => void findOut(), patience_ms);
  timer = setTimeout(open, wait_ms);
  wait_ms = Math.min(2 * wait_ms, maxWait_ms);
}

function open(): void {
  if (source || !wanted || document.hidden) return;
  source = new EventSource(urlOf("/events", {}));
  source.onopen = () => void opened();
  source.onmessage = (message) => {
    try {
      notify(JSON.parse(message.data as string) as Change);
    } catch {
      notify();
    }
  };
  source.onerror = lost;
}

/** Called when somebody has signed in; its effect is undone when nobody is signed in. */
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

// The network may be gone without the connection noticing: a request without a response starts a new connection.
onUnreachable(() => {
  if (wanted && !graceTimer && !document.hidden) lost();
});

/** Connects now instead of after the pause. */
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
