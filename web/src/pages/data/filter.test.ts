import { beforeEach, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
  vi.stubGlobal("location", { hash: "" });
  vi.stubGlobal("history", { replaceState: (_state: unknown, _title: string, url: string) => (location.hash = url) });
  vi.stubGlobal("addEventListener", () => {});
});
const { go } = await import("$lib/router.svelte");
const { asked, changeFilter, filterQuery, isFiltered, readFilter } = await import("./filter");

const show = (query: string) => go(`/projects/7/data${query}`, { replace: true });
beforeEach(() => show(""));

describe("the filter of the gallery", () => {
  it("is read from the address", () => {
    show("?search=bolt&state=labelled&class_id=3&split=val&sort=name");
    expect(readFilter()).toEqual({ search: "bolt", state: "labelled", class_id: 3, split: "val", sort: "name" });
  });

  it("leaves out values that it does not know", () => {
    show("?state=deleted&class_id=bolt&split=all&sort=size");
    expect(Object.values(readFilter()).every((value) => value === undefined)).toBe(true);
    expect(isFiltered(readFilter())).toBe(false);
  });

  it("changes one value and keeps the others", () => {
    show("?search=bolt&split=val");
    changeFilter({ split: undefined, state: "null" });
    expect(readFilter()).toMatchObject({ search: "bolt", state: "null", split: undefined });
  });

  it("does not count the order as a filter", () => {
    expect(isFiltered({ sort: "name" })).toBe(false);
    expect(isFiltered({ state: "bin" })).toBe(true);
  });

  it("requests the bin with a parameter of its own", () => {
    expect(asked({ state: "bin", search: "bolt" })).toEqual({ bin: true, search: "bolt" });
    expect(asked({ state: "by_model" })).toEqual({ state: "by_model" });
  });

  it("makes a link back to itself", () => {
    show("?search=bolt%20%26%20nut&state=labelled&class_id=3");
    const filter = readFilter();
    show(filterQuery(filter));
    expect(readFilter()).toEqual(filter);
    expect(filterQuery({})).toBe("");
  });
});
