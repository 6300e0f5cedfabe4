import { beforeEach, describe, expect, it, vi } from "vitest";

// The address bar: a new fragment is reported to the page, a replaced address is not.
const { visit } = vi.hoisted(() => {
  const heard: (() => void)[] = [];
  const address = {
    now: "",
    get hash() {
      return address.now;
    },
    set hash(fragment: string) {
      address.now = fragment.startsWith("#") ? fragment : `#${fragment}`;
      for (const one of heard) one();
    },
  };
  vi.stubGlobal("location", address);
  vi.stubGlobal("history", { replaceState: (_state: unknown, _title: string, url: string) => (address.now = url) });
  vi.stubGlobal(
    "addEventListener",
    (type: string, listener: () => void) => type === "hashchange" && heard.push(listener),
  );
  return { visit: (fragment: string) => (address.hash = fragment) };
});
const { go, matchPath, router, setQuery } = await import("./router.svelte");

beforeEach(() => {
  visit("");
});

describe("the address", () => {
  it("is a path and a query behind the #", () => {
    visit("#/projects/7/data?state=null&search=a%20b");
    expect(router.path).toBe("/projects/7/data");
    expect(router.query.get("state")).toBe("null");
    expect(router.query.get("search")).toBe("a b");
  });

  it("is the first page without a path, or with another text after the #", () => {
    expect(router.path).toBe("/");
    visit("#main");
    expect(router.path).toBe("/");
  });

  it("is changed by go, with and without an entry in the history", () => {
    go("/jobs");
    expect(router.path).toBe("/jobs");
    go("/help?topic=boards", { replace: true });
    expect(router.path).toBe("/help");
    expect(router.query.get("topic")).toBe("boards");
  });

  it("keeps its path and its other values when the query changes", () => {
    visit("#/projects/7/data?state=null&split=val");
    setQuery({ state: undefined, search: "bolt & nut", class_id: 3 });
    expect(router.path).toBe("/projects/7/data");
    expect(Object.fromEntries(router.query)).toEqual({ split: "val", search: "bolt & nut", class_id: "3" });
    setQuery({ split: "", search: undefined, class_id: undefined });
    expect(location.hash).toBe("#/projects/7/data");
  });
});

describe("a path", () => {
  it("matches a pattern part by part", () => {
    expect(matchPath("/projects/:project/data", "/projects/7/data")).toEqual({ project: "7" });
    expect(matchPath("/projects/:project/data", "/projects/7/label")).toBeUndefined();
    expect(matchPath("/projects/:project/data", "/projects/7")).toBeUndefined();
    expect(matchPath("/projects/:project/data", "/projects/7/data/more")).toBeUndefined();
    expect(matchPath("/", "/")).toEqual({});
  });

  it("may lack only an optional parameter", () => {
    expect(matchPath("/projects/:project/label/:picture?", "/projects/7/label")).toEqual({
      project: "7",
      picture: undefined,
    });
    expect(matchPath("/projects/:project/label/:picture?", "/projects/7/label/9")).toMatchObject({ picture: "9" });
    expect(matchPath("/projects/:project", "/projects")).toBeUndefined();
  });

  it("is decoded, and unchanged when it cannot be decoded", () => {
    expect(matchPath("/:name", "/a%2Fb")).toEqual({ name: "a/b" });
    expect(matchPath("/:name", "/100%")).toEqual({ name: "100%" });
  });
});
