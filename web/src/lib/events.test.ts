import { beforeEach, describe, expect, it, vi } from "vitest";

/** Connections for events, in the order in which the page opened them. */
class Connection {
  onopen = (): void => {};
  onmessage: (message: { data: string }) => void = () => {};
  onerror = (): void => {};
  isClosed = false;
  constructor() {
    connections.push(this);
  }
  close(): void {
    this.isClosed = true;
  }
}
const connections: Connection[] = [];
const page = {
  baseURI: "http://studio.test/",
  hidden: false,
  addEventListener: (_type: string, show: () => void) => (shown = show),
};
let shown = (): void => {};
let away: boolean[];
let seen: unknown[];
let isServerThere: boolean;
let events: typeof import("./events");

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  vi.stubGlobal("document", page);
  vi.stubGlobal("addEventListener", () => {});
  vi.stubGlobal("EventSource", Connection);
  connections.length = 0;
  [away, seen, isServerThere, page.hidden] = [[], [], true, false];
  events = await import("./events");
  events.onConnection(
    async () => isServerThere,
    (isAway) => away.push(isAway),
  );
  events.watch((change) => seen.push(change ?? "anything"));
  events.listen(true);
});

async function open(connection = connections.at(-1)!): Promise<void> {
  connection.onopen();
  await vi.advanceTimersByTimeAsync(0);
}

describe("changes on the server", () => {
  it("reach every watcher", async () => {
    await open();
    connections[0]!.onmessage({ data: '{"topic":"job","id":4}' });
    expect(seen).toEqual([{ topic: "job", id: 4 }]);
  });

  it("may concern anything when they cannot be parsed", async () => {
    await open();
    connections[0]!.onmessage({ data: "{" });
    expect(seen).toEqual(["anything"]);
  });

  it("may have been missed while the connection was down", async () => {
    await open();
    connections[0]!.onerror();
    await vi.advanceTimersByTimeAsync(1000);
    expect(connections).toHaveLength(2);
    await open();
    expect(seen).toEqual(["anything"]);
  });

  it("are not received while the window is hidden", async () => {
    await open();
    page.hidden = true;
    shown();
    expect(connections.map((one) => one.isClosed)).toEqual([true]);
    page.hidden = false;
    shown();
    await open();
    expect(connections).toHaveLength(2);
    expect(seen).toEqual(["anything"]);
  });
});

describe("a server that does not respond", () => {
  it("is reported only after a moment, because it may respond again by then", async () => {
    await open();
    isServerThere = false;
    connections[0]!.onerror();
    await vi.advanceTimersByTimeAsync(1400);
    expect(away).not.toContain(true);
    await vi.advanceTimersByTimeAsync(200);
    expect(away.at(-1)).toBe(true);
    isServerThere = true;
    await open();
    expect(away.at(-1)).toBe(false);
  });

  it("is requested again after increasing pauses of at most 5 seconds", async () => {
    const times: number[] = [];
    const begin = Date.now();
    for (let count = 0; count < 5; count++) {
      connections.at(-1)!.onerror();
      await vi.advanceTimersToNextTimerAsync();
      while (connections.length < count + 2) await vi.advanceTimersToNextTimerAsync();
      times.push(Date.now() - begin);
    }
    expect(times.map((time, index) => time - (times[index - 1] ?? 0))).toEqual([1000, 2000, 4000, 5000, 5000]);
  });

  it("gets no more requests when nobody is signed in", async () => {
    connections[0]!.onerror();
    events.listen(false);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(connections).toHaveLength(1);
    expect(away.at(-1)).toBe(false);
  });
});
