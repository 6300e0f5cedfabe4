// Labels that the server does not have yet, kept in this browser's storage from the moment they are made until the server
// has them: they survive a reload, a crash, a closed window and a signed-out session. Every window has entries of its own,
// so that two of them never remove each other's; entries of windows that are gone are taken over by the next one.
import { session } from "./session.svelte";

export interface Unsaved {
  project: number;
  projectName: string;
  picture: number;
  pictureName: string;
  /** Of the picture's bytes: ids alone might mean something else in another data folder. */
  hash: string;
  /** Whose they are; see session.who. */
  who: string;
  labels: unknown;
  /** What the server had when they were made. */
  base: { labels: unknown; revision: number } | null;
  /** ISO 8601. */
  time: string;
  /** Why the server does not take them; empty while they are on their way. */
  reason: string;
}

const prefix = "tinsmith.unsaved.";
/** Longer than a window needs to answer, shorter than anybody waits. */
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
  /** Those of whoever is here now. */
  get list(): readonly Unsaved[] {
    return list.filter((one) => one.who === session.who);
  },
  /** All that this window holds, for a page that nobody is signed in to. */
  get count(): number {
    return list.length;
  },
  /** False when the browser's storage is full or forbidden: then they are lost with the window. */
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
      // Storage is forbidden: nothing was written either.
    }
    if (held.size === 0) isStored = true;
    show();
  },
};

// Windows tell each other that they are there.
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

/** What a browser's storage holds may be anything. */
function entryOf(text: string | null): Unsaved | undefined {
  try {
    const found = JSON.parse(text ?? "") as Partial<Unsaved> | null;
    const isWhole = typeof found?.project === "number" && typeof found.picture === "number" && typeof found.hash === "string";
    return isWhole && typeof found.labels === "object" ? (found as Unsaved) : undefined;
  } catch {
    return undefined;
  }
}

/** Takes over what windows that are gone have left, the earliest first; resolves to what is new here. */
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
    // Two windows may have left labels of one picture: the later ones wait until the earlier ones are saved.
    if (!entry || unsaved.get(entry.project, entry.picture)) continue;
    unsaved.keep(entry);
    localStorage.removeItem(key);
    taken.push(entry);
  }
  return taken;
}
