// The page knows every standing that a report can have; they are read out of the source of the report.
import { describe, expect, it, vi } from "vitest";
import { standingOf } from "./verdict";

// The page's texts need the language of the browser, and the API needs the address of the page.
vi.hoisted(() => {
  vi.stubGlobal("navigator", { language: "en" });
  vi.stubGlobal("document", { baseURI: "http://studio.test/" });
});

const [source] = Object.values(
  import.meta.glob<string>(["../../sources/report/verdict.cpp", "../../../src/report/verdict.cpp"], {
    query: "?raw",
    import: "default",
    eager: true,
  }),
);
const rows = [...source!.matchAll(/\{Standing::\w+, "(\w+)", "([^"]+)"/g)].map((row) => [row[1]!, row[2]!] as const);

describe("the standing of a model", () => {
  it("has the same names and the same English texts as the report", () => {
    expect(rows.length).toBeGreaterThan(4);
    expect(rows.map(([name]) => [name, standingOf(name)?.standing])).toEqual(rows.map(([name, text]) => [name, text]));
  });

  it("is not read out of a sentence", () => {
    expect(standingOf("Ready to rely on. Right on 97 %.")).toBeUndefined();
    expect(standingOf("toString")).toBeUndefined();
    expect(standingOf(undefined)).toBeUndefined();
  });
});
