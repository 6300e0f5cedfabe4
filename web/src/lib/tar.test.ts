import { describe, expect, it } from "vitest";
import { tarOf } from "./tar";

const files = [
  { path: "set/images/a.jpg", file: new File(["picture"], "a.jpg") },
  { path: `set/${"long/".repeat(30)}ü.txt`, file: new File(["0 0.5 0.5 1 1"], "ü.txt") },
  { path: "set/empty.txt", file: new File([], "empty.txt") },
];
const readText = (bytes: Uint8Array, from: number, count: number) =>
  new TextDecoder().decode(bytes.subarray(from, from + count)).replace(/\0.*$/s, "");

/** Reads an archive as the standard defines it: a block with the header, then the file in whole blocks. */
function entriesOf(bytes: Uint8Array): { name: string; kind: string; content: string }[] {
  const found = [];
  for (let at = 0; bytes[at] !== 0;) {
    const size = parseInt(readText(bytes, at + 124, 11), 8);
    const sum = bytes.subarray(at, at + 512).reduce((all, byte, i) => all + (i >= 148 && i < 156 ? 32 : byte), 0);
    expect(parseInt(readText(bytes, at + 148, 6), 8)).toBe(sum);
    found.push({
      name: readText(bytes, at, 100),
      kind: readText(bytes, at + 156, 1),
      content: readText(bytes, at + 512, size),
    });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return found;
}

describe("a tar", () => {
  it("holds every file under its path, long and foreign names too", async () => {
    const bytes = new Uint8Array(await tarOf(files).arrayBuffer());
    expect(bytes.length % 512).toBe(0);
    const found = entriesOf(bytes);
    expect(found.map(({ kind }) => kind)).toEqual(["0", "L", "0", "0"]);
    expect(found[0]).toEqual({ name: "set/images/a.jpg", kind: "0", content: "picture" });
    expect(found[1]!.content).toBe(files[1]!.path);
    expect(found[2]!.content).toBe("0 0.5 0.5 1 1");
    expect(found[3]!.content).toBe("");
  });
});
