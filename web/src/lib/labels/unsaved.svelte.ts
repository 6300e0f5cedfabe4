// Labels that the server does not have yet. They are stored in this browser from the moment they are made until the
// server has them, so they survive a reload, a crash, a closed window and the end of a session. Each window has its
// own entries, so that two windows never remove each other's; the next window takes over the entries of windows that
// were closed.
import { session } from "../session.svelte";

export interface Unsaved {
  project: number;
  projectName: string;
  picture: number;
  pictureName: string;
  /** Hash of the picture's bytes: an id alone could mean another picture in another data folder. */
  hash: string;
  /** The user who made them; see session.who. */
  who: string;
  labels: unknown;
  /** The labels that the server had when these were made. */
  base: { labels: unknown; revision: number } | null;
  /** ISO 8601. */
  time: string;
  /** The reason of the refusal; empty while they are being sent. */
  reason: string;
}

const prefix = "tinsmith.unsaved.";
/** Time to wait for responses of other windows: longer than they need, short enough for a user. */
const answer_ms = 300;
const own = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
const held = new Map<string, Unsaved>();
let list = $state.raw<readonly Unsaved[]>([]);
let isStored = $state(true);

const keyOf = (project: number, picture: number): string => `${prefix}${own}.${project}.${picture}`;
const windowOf = (key: string): string => key.slice(prefix.length).split(".")[0]!;

function show(): void {
  list = [...held.values()];
}

export const unsaved = {
  /** The entries of the current user. */
  get list(): readonly Unsaved[] {
    return list.filter((one) => one.who === session.who);
  },
  /** All entries of this window, for a page without a signed-in user. */
  get count(): number {
    return list.length;
  },
  /** Returns false when the browser's storage is full or forbidden: the labels are then lost with the window. */
  get isStored(): boolean {
    return isStored;
  },

  get(project: number, picture: number): Unsaved | undefined {
    return held.get(keyOf(project, picture));
  },

  keep(entry: Unsaved): void {
    const key = keyOf(entry.project, entry.picture);
    held.set(key, entry);
    try {
      localStorage.setItem(key, JSON.stringify(entry));
      isStored = true;
    } catch {
      isStored = false;
    }
    show();
  },

  drop(project: number, picture: number): void {
    const key = keyOf(project, picture);
    if (!held.delete(key)) return;
    try {
      localStorage.removeItem(key);
    } catch {
      // Storage is forbidden, so nothing was written.
    }
    if (held.size === 0) isStored = true;
    show();
  },
};

// Windows announce their presence to each other.
const channel = typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel("tinsmith.windows");
let onAnswer: (name: string) => void = () => {};
channel?.addEventListener("message", ({ data }: MessageEvent<{ asks?: boolean; name?: string }>) => {
  if (data.asks) channel.postMessage({ name: own });
  else if (data.name) onAnswer(data.name);
});

async function windowsThere(): Promise<Set<string>> {
  const names = new Set([own]);
  onAnswer = (name) => names.add(name);
  channel?.postMessage({ asks: true });
  await new Promise((resolve) => setTimeout(resolve, answer_ms));
  onAnswer = () => {};
  return names;
}

/** The content of the browser's storage may be anything, so it is checked. */
function entryOf(text: string | null): Unsaved | undefined {
  try {
    const found = JSON.parse(text ?? "") as Partial<Unsaved> | null;
    const isWhole =
      typeof found?.project === "number" && typeof found.picture === "number" && typeof found.hash === "string";
    return isWhole && typeof found.labels === "object" ? (found as Unsaved) : undefined;
  } catch {
    return undefined;
  }
}

/** Takes over the entries of closed windows, the earliest first; resolves to the entries that are new here. */
export async function takeOver(): Promise<Unsaved[]> {
  const taken: Unsaved[] = [];
  let keys: string[];
  try {
    keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix) && windowOf(key) !== own);
  } catch {
    return [];
  }
  if (keys.length === 0) return [];
  const there = await windowsThere();
  const left = keys
    .filter((key) => !there.has(windowOf(key)))
    .map((key) => ({ key, entry: entryOf(localStorage.getItem(key)) }))
    .sort((a, b) => (a.entry?.time ?? "").localeCompare(b.entry?.time ?? ""));
  for (const { key, entry } of left) {
    // Two windows may have left labels of the same picture: the later ones wait until the earlier ones are saved.
    if (!entry || unsaved.get(entry.project, entry.picture)) continue;
    unsaved.keep(entry);
    localStorage.removeItem(key);
    taken.push(entry);
  }
  return taken;
}
