// The table of pages is complete: a page in a folder of its own has a row, because nothing else would lead to it.
import { describe, expect, it } from "vitest";
import app from "../App.svelte?raw";
import table from "./pages.ts?raw";

const folders = new Set(Object.keys(import.meta.glob("./*/*.svelte")).map((path) => path.split("/")[1]!));

describe("the table of pages", () => {
  it("has a row for every folder of a page, unless the program shows the page itself", () => {
    expect(folders.size).toBeGreaterThan(10);
    const missing = [...folders].filter(
      (folder) => !table.includes(`"./${folder}/`) && !app.includes(`/pages/${folder}/`),
    );
    expect(missing).toEqual([]);
  });
});
