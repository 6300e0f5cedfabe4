import { describe, expect, it } from "vitest";
import { runFileName, safeName } from "./file_names";

describe("names of files", () => {
  it("contain project, run and content", () => {
    expect(runFileName("Fasteners", 2, "model.int8.tflite")).toBe("Fasteners-run2-int8.tflite");
    expect(runFileName("Nuts and bolts", 13, "labels.txt")).toBe("Nuts-and-bolts-run13-labels.txt");
  });
  it("keep letters of every script", () => {
    expect(safeName("Nüsse & Bolzen")).toBe("Nüsse-Bolzen");
    expect(runFileName("零件 分类", 1, "model.float.tflite")).toBe("零件-分类-run1-float.tflite");
    expect(safeName("براغي")).toBe("براغي");
  });
  it("contain no character that a shell, a browser or a file system rejects", () => {
    expect(safeName('"><svg onload=alert(1)>')).toBe("svg-onload-alert-1");
    expect(safeName("../../etc/passwd")).toBe("etc-passwd");
    expect(safeName("a\u202eb\u0000c")).toBe("a-b-c");
    expect(runFileName("<>", 1, "model.int8.tflite")).toBe("tinsmith-run1-int8.tflite");
    expect([...safeName("長".repeat(200))].length).toBe(48);
  });
});
