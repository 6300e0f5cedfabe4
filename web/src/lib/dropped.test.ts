import { describe, expect, it } from "vitest";
import { meaningOf, sharedDepth, type FoundFile } from "./dropped";

const at = (...paths: string[]): FoundFile[] => paths.map((path) => ({ path, file: new File([], "1.jpg") }));

describe("classes from folders", () => {
  it("takes the innermost folder as the class", () => {
    expect(meaningOf("fruit/apple/1.jpg", 1)).toEqual({ className: "apple", split: "none" });
  });

  it("finds the split before or after the class", () => {
    expect(meaningOf("fruit/train/apple/1.jpg", 1)).toEqual({ className: "apple", split: "train" });
    expect(meaningOf("fruit/apple/Validation/1.jpg", 1)).toEqual({ className: undefined, split: "val" });
  });

  it("does not take the folder of all pictures as a class", () => {
    const files = at("holiday/1.jpg", "holiday/2.jpg");
    expect(sharedDepth(files)).toBe(1);
    expect(meaningOf("holiday/1.jpg", 1).className).toBeUndefined();
  });

  it("counts only folders that all files share", () => {
    expect(sharedDepth(at("a/b/1.jpg", "a/c/2.jpg"))).toBe(1);
    expect(sharedDepth(at("a/1.jpg", "b/2.jpg"))).toBe(0);
    expect(sharedDepth(at("1.jpg", "a/2.jpg"))).toBe(0);
    expect(sharedDepth([])).toBe(0);
  });

  it("finds no class for a picture without a folder", () => {
    expect(meaningOf("1.jpg", 0)).toEqual({ className: undefined, split: "none" });
  });
});
