import { describe, expect, it, vi } from "vitest";
import type { RunDetail } from "$lib/types";
import { trustIn } from "./trust";

// The page's texts need the language of the browser, and the API needs the address of the page.
vi.hoisted(() => {
  vi.stubGlobal("navigator", { language: "en" });
  vi.stubGlobal("document", { baseURI: "http://studio.test/" });
});

const judged = (standing: string): RunDetail =>
  ({ report: { task: "boxes", int8: {}, verdict: { standing } } }) as unknown as RunDetail;

describe("trust in a model's doubts", () => {
  it("is missing while its results are not reliable", () => {
    expect(trustIn(judged("weak"), 3, 100).reason).toBe("weak");
    expect(trustIn(judged("guessing"), 0, 100).reason).toBe("weak");
  });

  it("is missing when it doubts a third of all labels", () => {
    const good = judged("good");
    expect(trustIn(good, 34, 100).reason).toBe("doubtsAll");
    expect(trustIn(good, 33, 100).reason).toBeUndefined();
    expect(trustIn(good, 5, 12).reason).toBeUndefined();
  });

  it("exists until something speaks against it", () => {
    expect(trustIn(undefined, 3, 100).reason).toBeUndefined();
  });
});
