// A tar archive of files as a Blob that the browser reads only while it sends it: nothing is copied or compressed
// here.
import type { FoundFile } from "./dropped";

const block = 512;
const text = new TextEncoder();

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}

/** POSIX.1-1988 (ustar); `kind` is "0" for a file, "L" for the long name of the entry that follows (GNU). */
function header(name: Uint8Array, size: number, kind: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(block);
  const put = (at: number, value: string) => bytes.set(text.encode(value), at);
  bytes.set(name.subarray(0, 100), 0);
  put(100, "0000644\0");
  put(108, "0000000\0");
  put(116, "0000000\0");
  put(124, `${octal(size, 11)}\0`);
  put(136, `${octal(0, 11)}\0`);
  put(148, "        ");
  put(156, kind);
  put(257, "ustar\0");
  put(263, "00");
  const sum = bytes.reduce((all, byte) => all + byte, 0);
  put(148, `${octal(sum, 6)}\0 `);
  return bytes;
}

const padding = (size: number) => new Uint8Array((block - (size % block)) % block);

export function tarOf(files: FoundFile[]): Blob {
  const parts: BlobPart[] = [];
  for (const { file, path } of files) {
    const name = text.encode(path);
    if (name.length > 100) {
      const ended = new Uint8Array(name.length + 1);
      ended.set(name);
      parts.push(header(text.encode("././@LongLink"), ended.length, "L"), ended, padding(ended.length));
    }
    parts.push(header(name, file.size, "0"), file, padding(file.size));
  }
  parts.push(new Uint8Array(2 * block));
  return new Blob(parts, { type: "application/x-tar" });
}
