import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Change } from "./events";
import type { Live } from "./live.svelte";

const { watchers } = vi.hoisted(() => {
  vi.stubGlobal("document", { baseURI: "http://studio.test/" });
  return { watchers: new Set<(change?: Change) => void>() };
});
vi.mock("./events", () => ({
  watch: (watcher: (change?: Change) => void) => {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  },
}));
const { Refusal } = await import("./api");
const { live } = await import("./live.svelte");
const { mount } = await import("./live_for_test.svelte");

/** Requests in their order, which the test answers. */
let asked: { answer: (value: string) => void; refuse: (error: unknown) => void }[];
let close = (): void => {};

async function appear(concerns?: Parameters<typeof live>[1]): Promise<Live<string>> {
  asked = [];
  const ask = () => new Promise<string>((answer, refuse) => asked.push({ answer, refuse }));
  const mounted = mount(() => live(ask, concerns));
  close = mounted.close;
  await settle();
  return mounted.value;
}
const notify = (change?: Change): void => {
  for (const watcher of watchers) watcher(change);
};
const settle = (time_ms = 0) => vi.advanceTimersByTimeAsync(time_ms);

beforeEach(() => vi.useFakeTimers());
afterEach(() => close());

describe("a live value", () => {
  it("is requested when its component appears", async () => {
    const value = await appear();
    expect(asked).toHaveLength(1);
    expect([value.value, value.isLoading]).toEqual([undefined, true]);
    asked[0]!.answer("a");
    await settle();
    expect([value.value, value.isLoading]).toEqual(["a", false]);
  });

  it("is requested again, once for all relevant changes within a short time", async () => {
    const value = await appear(["pictures"]);
    asked[0]!.answer("a");
    notify({ topic: "job" });
    await settle(1000);
    expect(asked).toHaveLength(1);
    for (let count = 0; count < 100; count++) notify({ topic: "pictures", id: count });
    await settle(1000);
    expect(asked).toHaveLength(2);
    asked[1]!.answer("b");
    await settle();
    expect(value.value).toBe("b");
  });

  it("is requested again when changes may have been missed", async () => {
    await appear((change) => change.id === 5);
    notify({ topic: "pictures", id: 4 });
    await settle(1000);
    expect(asked).toHaveLength(1);
    notify();
    await settle(1000);
    expect(asked).toHaveLength(2);
  });

  it("is the response to the newest request, whichever arrives last", async () => {
    const value = await appear();
    void value.refresh();
    asked[1]!.answer("new");
    asked[0]!.answer("old");
    await settle();
    expect(value.value).toBe("new");
  });

  it("keeps its last value and has the reason while the server refuses", async () => {
    const value = await appear();
    asked[0]!.answer("a");
    await settle();
    void value.refresh();
    asked[1]!.refuse(new Refusal("The disk is full.", 507));
    await settle();
    expect([value.value, value.refusal?.message, value.isLoading]).toEqual(["a", "The disk is full.", false]);
    void value.refresh();
    asked[2]!.answer("b");
    await settle();
    expect([value.value, value.refusal]).toEqual(["b", undefined]);
  });

  it("shows the user's own change and not an earlier response", async () => {
    const value = await appear();
    value.set("made");
    asked[0]!.answer("before");
    await settle();
    expect([value.value, value.isLoading]).toEqual(["made", false]);
  });

  it("sends no more requests when its component is removed", async () => {
    const value = await appear(["job"]);
    notify({ topic: "job" });
    close();
    asked[0]!.answer("late");
    await settle(1000);
    expect(asked).toHaveLength(1);
    expect(value.value).toBeUndefined();
    expect(watchers.size).toBe(0);
  });
});
