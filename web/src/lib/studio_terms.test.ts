import { describe, expect, it } from "vitest";
import { messages } from "./chinese";
import { inStudioTerms } from "./studio_terms";

/** Options that pages show unchanged: the studio has no control for them, or never uses them. */
const withoutControl = /--(out|from|resume|seed|task|gt|listen|phone|make-owner|boxes-drawn-on)\b/;

describe("advice of the server on a page", () => {
  it("names the studio's control instead of the option of the command line", () => {
    expect(inStudioTerms("Choose a larger input (--size), or train longer")).toBe(
      "Choose a larger input (Train › Input size), or train longer",
    );
    expect(
      inStudioTerms("Delete those listed here, or split the pictures again: train with --val 0.2 --test 0.2."),
    ).toBe("Delete those listed here, or split the pictures again: create a new version.");
    expect(
      inStudioTerms("the board's decoder does not support these levels and anchors: train with --board xiao-esp32s3"),
    ).toBe("the board's decoder does not support these levels and anchors: choose this board on the Train page");
    expect(inStudioTerms("the pictures are labelled with boxes; use --model tinsmith-det.")).toBe(
      "the pictures are labelled with boxes; use the network tinsmith-det.",
    );
  });
  it("leaves other text alone", () => {
    expect(inStudioTerms("washer--2.jpg: the file is empty")).toBe("washer--2.jpg: the file is empty");
  });
  it("names no option that has a control, in either language", () => {
    const left = Object.entries(messages).flatMap(([english, chinese]) =>
      withoutControl.test(english)
        ? []
        : [inStudioTerms(english), chinese].filter((text) => /(^|[\s(（"`])--[a-z]/.test(text)),
    );
    expect(left).toEqual([]);
  });
});
