// The files that are dropped on a page, or chosen in a file dialog, each with its folders.
export interface FoundFile {
  file: File;
  /** As "train/apple/1.jpg": without a leading slash. */
  path: string;
}

export function isPicture(file: File): boolean {
  return /^image\/(?!svg)/.test(file.type) || /\.(jpe?g|png|webp|bmp|hei[cf]|avif)$/i.test(file.name);
}

export function isArchive(file: File): boolean {
  return /\.(zip|tar)$/i.test(file.name) || /^application\/(x-)?(zip(-compressed)?|tar)$/.test(file.type);
}

/** Whether it may be a label file, which must be sent to the server together with the pictures. */
export function mayHoldLabels(file: File): boolean {
  return (
    /\.(txt|xml|json|jsonl|ndjson|csv|tsv|ya?ml|data|names|labels|tfrecords?|record|pbtxt|manifest)$/i.test(
      file.name,
    ) && !/^(readme|licen[cs]e)/i.test(file.name)
  );
}

/** Files that are neither pictures nor labels, by the advice for them. */
export type Foreign = "video" | "packed" | "other";
export function foreignKind(file: File): Foreign {
  if (/\.(mp4|mov|avi|mkv|webm|m4v|mpe?g|3gp)$/i.test(file.name) || file.type.startsWith("video/")) return "video";
  if (/\.(rar|7z|gz|tgz|bz2|xz)$/i.test(file.name)) return "packed";
  return "other";
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A reader returns a hundred entries at a time, and none at the end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

async function walk(entry: FileSystemEntry, found: FoundFile[]): Promise<void> {
  // Operating systems create files such as .DS_Store and folders such as __MACOSX, which are not meant.
  if (entry.name.startsWith(".") || entry.name === "__MACOSX") return;
  if (entry.isDirectory) {
    for (const child of await entriesOf(entry as FileSystemDirectoryEntry)) await walk(child, found);
  } else {
    const file = await fileOf(entry as FileSystemFileEntry);
    found.push({ file, path: entry.fullPath.replace(/^\/+/, "") });
  }
}

/**
 * Reads folders recursively. The entries must be taken before the first await: the browser discards them afterwards.
 */
export async function filesOfDrop(transfer: DataTransfer): Promise<FoundFile[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  const files = [...transfer.files];
  const found: FoundFile[] = [];
  if (entries.some((entry) => entry !== null)) {
    for (const entry of entries) if (entry) await walk(entry, found);
  } else {
    found.push(...files.map((file) => ({ file, path: file.name })));
  }
  return found.sort((a, b) => a.path.localeCompare(b.path, undefined, { numeric: true }));
}

export function filesOfInput(input: HTMLInputElement): FoundFile[] {
  return [...(input.files ?? [])]
    .map((file) => ({ file, path: file.webkitRelativePath || file.name }))
    .filter(({ path }) => !path.split("/").some((part) => part.startsWith(".") || part === "__MACOSX"));
}

export type GivenSplit = "none" | "train" | "val" | "test";
const splitNames: Record<string, GivenSplit> = {
  train: "train",
  training: "train",
  val: "val",
  valid: "val",
  validation: "val",
  test: "test",
  testing: "test",
};

export interface FolderMeaning {
  /** Name of the folder that contains the picture, when it may be the name of a class. */
  className: string | undefined;
  split: GivenSplit;
}

/**
 * fruit/train/apple/1.jpg shows an apple and belongs to the training part. The first `depth` folders have no meaning.
 */
export function meaningOf(path: string, depth: number): FolderMeaning {
  const folders = path.split("/").slice(0, -1);
  const split = folders.map((name) => splitNames[name.toLowerCase()]).find((one) => one !== undefined) ?? "none";
  const last = folders.at(-1);
  const isClass = last !== undefined && folders.length > depth && !splitNames[last.toLowerCase()];
  return { className: isClass ? last : undefined, split };
}

/** The number of leading folders that all the files share: they are storage locations, not classes. */
export function sharedDepth(files: FoundFile[]): number {
  const [first, ...rest] = files.map(({ path }) => path.split("/").slice(0, -1));
  if (!first) return 0;
  let depth = first.length;
  for (const folders of rest) {
    let same = 0;
    while (same < depth && folders[same] === first[same]) same++;
    depth = same;
  }
  return depth;
}
