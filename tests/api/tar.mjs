// Makes a tar archive (POSIX.1-1988) of {path: bytes or text}, for the scripts of this folder.
const block = 512;

export function tarOf(files) {
  const parts = [];
  for (const [path, content] of Object.entries(files)) {
    const bytes = Buffer.from(content);
    const header = Buffer.alloc(block);
    header.write(path, 0, 100, "utf8");
    header.write("0000644\0", 100);
    header.write(`${bytes.length.toString(8).padStart(11, "0")}\0`, 124);
    header.write("00000000000\0", 136);
    header.write("        0", 148);
    header.write("ustar\x0000", 257, "latin1");
    const sum = header.reduce((all, byte) => all + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    parts.push(header, bytes, Buffer.alloc((block - (bytes.length % block)) % block));
  }
  return Buffer.concat([...parts, Buffer.alloc(2 * block)]);
}
