// Names for files that leave the studio: they still say what they are when a hundred of them lie in a folder.
const longest = 48;

/** "Nüsse & Bolzen" is Nüsse-Bolzen: letters and digits of any script stay, what a file system or shell minds does not. */
export function safeName(name: string): string {
  const kept = name.normalize("NFC").replace(/[^\p{L}\p{M}\p{N}._-]+/gu, "-");
  const cut = [...kept.replace(/-{2,}/g, "-")].slice(0, longest).join("");
  return cut.replace(/^[-.]+|[-.]+$/g, "");
}

/** model.int8.tflite of run 2 of Fasteners is Fasteners-run2-int8.tflite. */
export function runFileName(project: string, run: number, file: string): string {
  return [safeName(project) || "tinsmith", `run${run}`, file.replace(/^model\./, "")].join("-");
}
