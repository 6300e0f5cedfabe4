// Names of downloaded files: they stay meaningful among a hundred others in a folder.
const longest = 48;

/**
 * "Nüsse & Bolzen" becomes Nüsse-Bolzen: letters and digits of any script stay, characters that a file system or a
 * shell does not accept are replaced.
 */
export function safeName(name: string): string {
  const kept = name.normalize("NFC").replace(/[^\p{L}\p{M}\p{N}._-]+/gu, "-");
  const cut = [...kept.replace(/-{2,}/g, "-")].slice(0, longest).join("");
  return cut.replace(/^[-.]+|[-.]+$/g, "");
}

/** model.int8.tflite of run 2 of Fasteners becomes Fasteners-run2-int8.tflite. */
export function runFileName(project: string, run: number, file: string): string {
  return [safeName(project) || "tinsmith", `run${run}`, file.replace(/^model\./, "")].join("-");
}
