import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Autosave, type Failure, type SaveState } from "./autosave";

/** A server with one text per picture, which can be made to fail. */
function setUp() {
  const there = new Map<number, { labels: string; revision: number }>();
  const failures: (Failure | "lost")[] = [];
  const sent: { picture: number; labels: string; revision: number | undefined }[] = [];
  const calls: string[] = [];
  const resumed: [number, string][] = [];
  const states: SaveState[] = [];
  const held: (() => void)[] = [];
  const kept = new Map<number, { labels: string; base: number | undefined }>();
  const world = { isSlow: false };
  const autosave = new Autosave<string>({
    async send(picture, labels, revision) {
      sent.push({ picture, labels, revision });
      if (world.isSlow) await new Promise<void>((go) => held.push(go));
      const failure = failures.shift();
      if (failure && failure !== "lost") throw failure;
      const now = there.get(picture) ?? { labels: "", revision: 0 };
      if (revision !== undefined && revision !== now.revision) throw "conflict";
      const next = { labels, revision: now.revision + 1 };
      there.set(picture, next);
      if (failure === "lost") throw "passing";
      return next.revision;
    },
    load: async (picture) => {
      const now = there.get(picture);
      if (!now) throw "final";
      return now;
    },
    isSame: (a, b) => a === b,
    // Letters are boxes: the additions of both users count. Words in capitals contradict each other.
    merge: (base = "", mine, theirs) => {
      if (/[A-Z]/.test(mine + theirs)) return undefined;
      const added = [...mine].filter((letter) => !base.includes(letter) && !theirs.includes(letter));
      return [...theirs].filter((letter) => mine.includes(letter) || !base.includes(letter)).join("") + added.join("");
    },
    failureOf: (error) => error as Failure,
    contradiction: () => "contradicts",
    keep: (picture, labels, base) => kept.set(picture, { labels, base: base?.revision }),
    drop: (picture) => void kept.delete(picture),
    onResumed: (picture, labels) => resumed.push([picture, labels]),
    onSaved: (picture, labels, revision) => calls.push(`saved ${picture} ${labels} ${revision}`),
    onMerged: (picture, { mine, theirs, labels }) =>
      calls.push(`merged ${picture} ${mine} + ${theirs.labels} = ${labels}`),
    onConflict: (picture, mine, theirs) => calls.push(`conflict ${picture} ${mine} ${theirs.labels}`),
    onRefused: (picture, mine) => calls.push(`refused ${picture} ${mine}`),
    onState: (state) => {
      if (states.at(-1) !== state) states.push(state);
    },
  });
  there.set(1, { labels: "", revision: 7 });
  autosave.know(1, "", 7);
  return { autosave, there, failures, sent, calls, resumed, states, held, kept, world };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("autosave", () => {
  it("sends after a pause, and closely following changes in one request", async () => {
    const { autosave, sent, calls, states } = setUp();
    autosave.change(1, "a");
    await vi.advanceTimersByTimeAsync(100);
    autosave.change(1, "ab");
    await vi.advanceTimersByTimeAsync(149);
    expect(sent).toEqual([]);
    expect(autosave.pending(1)).toBe("ab");
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toEqual([{ picture: 1, labels: "ab", revision: 7 }]);
    expect(calls).toEqual(["saved 1 ab 8"]);
    expect(states).toEqual(["saving", "saved"]);
    expect(autosave.pending(1)).toBeUndefined();
  });

  it("sends at once when the user goes to another picture", async () => {
    const { autosave, sent } = setUp();
    autosave.change(1, "a");
    autosave.flush();
    expect(sent).toHaveLength(1);
    await vi.runAllTimersAsync();
    expect(sent).toHaveLength(1);
  });

  it("has one pending request per picture, then sends the newest labels with its revision", async () => {
    const { autosave, sent, held, world, there } = setUp();
    world.isSlow = true;
    autosave.change(1, "a");
    autosave.flush();
    autosave.change(1, "ab");
    autosave.change(1, "abc");
    await vi.advanceTimersByTimeAsync(1000);
    expect(sent).toHaveLength(1);
    world.isSlow = false;
    held.shift()!();
    await vi.runAllTimersAsync();
    expect(sent).toEqual([
      { picture: 1, labels: "a", revision: 7 },
      { picture: 1, labels: "abc", revision: 8 },
    ]);
    expect(there.get(1)).toEqual({ labels: "abc", revision: 9 });
    expect(autosave.state).toBe("saved");
  });

  it("repeats with increasing pauses while the server does not respond", async () => {
    const { autosave, failures, sent, calls, states } = setUp();
    failures.push("passing", "passing", "passing");
    autosave.change(1, "a");
    await vi.advanceTimersByTimeAsync(150);
    expect(autosave.state).toBe("retrying");
    autosave.change(1, "ab");
    await vi.advanceTimersByTimeAsync(999);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(2000 + 4000);
    expect(sent.map((one) => one.labels)).toEqual(["a", "ab", "ab", "ab"]);
    expect(calls).toEqual(["saved 1 ab 8"]);
    expect(states).toEqual(["saving", "retrying", "saved"]);
  });

  it("repeats at once when the network is back", async () => {
    const { autosave, failures, sent } = setUp();
    failures.push("passing");
    autosave.change(1, "a");
    await vi.advanceTimersByTimeAsync(150);
    autosave.flush();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toHaveLength(2);
    expect(autosave.state).toBe("saved");
  });

  it("merges with labels that another user has saved meanwhile", async () => {
    const { autosave, there, calls } = setUp();
    there.set(1, { labels: "b", revision: 9 });
    autosave.change(1, "a");
    await vi.runAllTimersAsync();
    expect(calls).toEqual(["merged 1 a + b = ba", "saved 1 ba 10"]);
    expect(there.get(1)).toEqual({ labels: "ba", revision: 10 });
  });

  it("holds labels that contradict another user's until the user decides", async () => {
    const { autosave, there, calls, kept, sent } = setUp();
    there.set(1, { labels: "CAT", revision: 9 });
    autosave.change(1, "DOG");
    await vi.runAllTimersAsync();
    expect(calls).toEqual(["conflict 1 DOG CAT"]);
    expect(autosave.state).toBe("held");
    expect(autosave.pending(1)).toBe("DOG");
    expect(kept.get(1)).toEqual({ labels: "DOG", base: 7 });
    expect(there.get(1)?.labels).toBe("CAT");
    autosave.retry(1);
    await vi.runAllTimersAsync();
    expect(sent.at(-1)).toEqual({ picture: 1, labels: "DOG", revision: 9 });
    expect(autosave.state).toBe("saved");
  });

  it("recognises its own earlier change after a lost response", async () => {
    const { autosave, failures, there, calls } = setUp();
    failures.push("lost");
    autosave.change(1, "a");
    await vi.advanceTimersByTimeAsync(150);
    autosave.change(1, "ab");
    await vi.runAllTimersAsync();
    expect(calls).toEqual(["saved 1 ab 9"]);
    expect(there.get(1)).toEqual({ labels: "ab", revision: 9 });
  });

  it("keeps refused labels until they are changed, sent again or given up", async () => {
    const { autosave, failures, calls, sent, kept } = setUp();
    failures.push("final", "final");
    autosave.change(1, "a");
    await vi.runAllTimersAsync();
    expect(calls).toEqual(["refused 1 a"]);
    expect(sent).toHaveLength(1);
    expect(autosave.state).toBe("held");
    expect(autosave.pending(1)).toBe("a");
    autosave.retry(1);
    await vi.runAllTimersAsync();
    expect(calls).toEqual(["refused 1 a", "refused 1 a"]);
    autosave.change(1, "ab");
    await vi.runAllTimersAsync();
    expect(calls.at(-1)).toBe("saved 1 ab 8");
    expect(kept.size).toBe(0);
  });

  it("stores every change from the moment it is made until the server has it", async () => {
    const { autosave, failures, kept } = setUp();
    failures.push("passing");
    autosave.change(1, "a");
    expect(kept.get(1)).toEqual({ labels: "a", base: 7 });
    await vi.advanceTimersByTimeAsync(150);
    autosave.change(1, "ab");
    expect(kept.get(1)).toEqual({ labels: "ab", base: 7 });
    await vi.runAllTimersAsync();
    expect(kept.size).toBe(0);
  });

  it("continues with stored labels after a reload", async () => {
    const { autosave, there, sent, calls } = setUp();
    autosave.resume(1, "ab", { labels: "", revision: 7 });
    expect(autosave.pending(1)).toBe("ab");
    await vi.runAllTimersAsync();
    expect(sent).toEqual([{ picture: 1, labels: "ab", revision: 7 }]);
    expect(calls).toEqual(["saved 1 ab 8"]);
    expect(there.get(1)?.labels).toBe("ab");
  });

  it("gives labels of a closed window to a page that already shows the server's", async () => {
    const { autosave, resumed } = setUp();
    expect(autosave.know(1, "", 7)).toBe(true);
    autosave.resume(1, "ab", { labels: "", revision: 7 });
    expect(resumed).toEqual([[1, "ab"]]);
    autosave.change(1, "abc");
    autosave.resume(1, "x", { labels: "", revision: 7 });
    expect(resumed).toHaveLength(1);
    await vi.runAllTimersAsync();
    expect(autosave.pending(1)).toBeUndefined();
  });

  it("sends nothing after a reload when the labels had already arrived", async () => {
    const { autosave, there, sent, calls } = setUp();
    there.set(1, { labels: "ab", revision: 8 });
    autosave.resume(1, "ab", { labels: "", revision: 7 });
    await vi.runAllTimersAsync();
    expect(sent).toEqual([]);
    expect(calls).toEqual(["saved 1 ab 8"]);
  });

  it("merges after a reload with another user's later changes", async () => {
    const { autosave, there, calls } = setUp();
    there.set(1, { labels: "xc", revision: 9 });
    autosave.resume(1, "xa", { labels: "x", revision: 7 });
    await vi.runAllTimersAsync();
    expect(calls).toEqual(["merged 1 xa + xc = xca", "saved 1 xca 10"]);
  });

  it("keeps labels of a deleted picture", async () => {
    const { autosave, there, calls, kept } = setUp();
    there.delete(1);
    autosave.resume(1, "a", { labels: "", revision: 7 });
    await vi.runAllTimersAsync();
    expect(calls).toEqual(["refused 1 a"]);
    expect(kept.get(1)?.labels).toBe("a");
  });

  it("sends everything once when the page is closed, also after a pending request", () => {
    const { autosave, sent, world } = setUp();
    world.isSlow = true;
    autosave.know(2, "", 3);
    autosave.change(1, "a");
    autosave.flush();
    autosave.change(1, "ab");
    autosave.change(2, "b");
    autosave.leave();
    expect(sent).toEqual([
      { picture: 1, labels: "a", revision: 7 },
      { picture: 1, labels: "ab", revision: 8 },
      { picture: 2, labels: "b", revision: 3 },
    ]);
  });

  it("prefers its own change over labels that the server sends meanwhile", () => {
    const { autosave } = setUp();
    autosave.change(1, "a");
    expect(autosave.know(1, "x", 12)).toBe(false);
    expect(autosave.revision(1)).toBe(7);
  });

  it("ignores a response that was sent before its own change was saved", async () => {
    const { autosave } = setUp();
    autosave.change(1, "a");
    await vi.runAllTimersAsync();
    expect(autosave.know(1, "", 7)).toBe(false);
    expect(autosave.know(1, "a", 8)).toBe(true);
  });

  it("reports nothing more about a deleted picture", async () => {
    const { autosave, sent, calls } = setUp();
    autosave.change(1, "a");
    autosave.forget(1);
    await vi.runAllTimersAsync();
    expect(sent).toEqual([]);
    expect(calls).toEqual([]);
    expect(autosave.state).toBe("saved");
  });
});
