import {
  foreignKind,
  isArchive,
  isPicture,
  mayHoldLabels,
  meaningOf,
  sharedDepth,
  type FolderMeaning,
  type FoundFile,
} from "$lib/dropped";
import { may } from "$lib/session.svelte";
import { tarOf } from "$lib/tar";
import type { Project } from "$lib/types";
import { complain } from "$lib/ui";
import { remark, upload, type Wanted } from "$lib/uploads.svelte";
import { t } from "./words";

/** Folders whose names may be classes, waiting for the user's decision. */
export interface FolderQuestion {
  names: { name: string; pictures: number; classId: number | undefined }[];
  answer: (useNames: boolean | undefined) => void;
}

export const adding = $state<{ question: FolderQuestion | undefined }>({ question: undefined });

const sameName = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();

const byName = ([a]: [string, number], [b]: [string, number]) => a.localeCompare(b, undefined, { numeric: true });

function ask(project: Project, classNames: (string | undefined)[]): Promise<boolean | undefined> {
  const counts = new Map<string, number>();
  for (const name of classNames) if (name) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Promise((resolve) => {
    adding.question = {
      names: [...counts].sort(byName).map(([name, pictures]) => ({
        name,
        pictures,
        classId: project.classes.find((one) => sameName(one.name, name))?.id,
      })),
      answer: (useNames) => {
        adding.question = undefined;
        resolve(useNames);
      },
    };
  });
}

/**
 * Reports files that cannot be used, and what to do about them; files that are neither pictures nor labels are only
 * counted.
 */
function reportUnusableFiles(foreign: FoundFile[]): void {
  for (const [kind, key] of [
    ["video", "videos"],
    ["packed", "packed"],
    ["other", "leftOut"],
  ] as const) {
    const some = foreign.filter(({ file }) => foreignKind(file) === kind);
    if (some.length > 0) remark(t(key, { n: some.length, name: some[0]!.file.name }));
  }
}

/**
 * Renames files to class folders as the server reads them, whatever folders contain them: SPLIT/CLASS/NAME, without
 * two equal paths.
 */
function inClassFolders(files: FoundFile[], meanings: FolderMeaning[]): FoundFile[] {
  const taken = new Set<string>();
  return files.map(({ file }, index) => {
    const { className, split } = meanings[index]!;
    const folder = [split === "none" ? "" : split, className ?? ""].filter(Boolean).join("/");
    const [, stem, extension] = /^(.*?)(\.[^.]*)?$/s.exec(file.name)!;
    let path = "";
    for (let n = 1; path === "" || taken.has(path); n++) {
      const name = n === 1 ? file.name : `${stem} (${n})${extension ?? ""}`;
      path = folder ? `${folder}/${name}` : name;
    }
    taken.add(path);
    return { file, path };
  });
}

function archiveOf(project: Project, files: FoundFile[], format?: string): Wanted {
  const name = files[0]!.path.includes("/") ? files[0]!.path.split("/")[0]! : t("folderName");
  return { project: project.id, file: tarOf(files), name, kind: "archive", format };
}

/** Uploads the dropped or chosen files; asks first when folders may be classes. */
export async function addFiles(project: Project, files: FoundFile[]): Promise<void> {
  const archives = files.filter(({ file }) => isArchive(file));
  const pictures = files.filter(({ file }) => !isArchive(file) && isPicture(file));
  const labels = files.filter(({ file }) => !isArchive(file) && !isPicture(file) && mayHoldLabels(file));
  reportUnusableFiles(files.filter(({ file }) => !isArchive(file) && !isPicture(file) && !mayHoldLabels(file)));
  if (archives.length + pictures.length + labels.length === 0) {
    if (files.length === 0) complain(t("noPictures"));
    return;
  }
  if (archives.length + labels.length > 0 && !may(project, "editor")) {
    complain(t("onlyEditors"));
    return;
  }
  const wanted: Wanted[] = archives.map(({ file }) => ({
    project: project.id,
    file,
    name: file.name,
    kind: "archive" as const,
  }));
  // Labels and pictures belong together, and only the server knows how to match them.
  if (labels.length > 0) {
    const isMeant = new Set([...pictures, ...labels]);
    upload([
      ...wanted,
      archiveOf(
        project,
        files.filter((one) => isMeant.has(one)),
      ),
    ]);
    return;
  }

  const depth = sharedDepth(pictures);
  let meanings = pictures.map(({ path }) => meaningOf(path, depth));
  // A single folder is a class only if the project has a class of that name; otherwise it is just a storage location.
  const single =
    meanings.every((one) => !one.className) && depth > 0 ? meaningOf(pictures[0]!.path, depth - 1) : undefined;
  if (single?.className && project.classes.some((one) => sameName(one.name, single.className!))) {
    meanings = pictures.map(({ path }) => meaningOf(path, depth - 1));
  }

  let usesNames = false;
  if (project.kind === "classification" && meanings.some((one) => one.className)) {
    const answer = await ask(
      project,
      meanings.map((one) => one.className),
    );
    if (answer === undefined) return;
    usesNames = answer;
  }
  const knownName = (name: string | undefined) => project.classes.find((one) => name && sameName(one.name, name));
  if (usesNames && may(project, "editor")) {
    // Sends one import, which also labels existing pictures, and asks where they have other labels.
    const named = meanings.map((one) => ({ ...one, className: knownName(one.className)?.name ?? one.className }));
    const archive = archiveOf(project, inClassFolders(pictures, named), "class-folders");
    upload([...wanted, { ...archive, name: pictures[0]!.path.split("/")[0]! }]);
    return;
  }
  upload([
    ...wanted,
    ...pictures.map(({ file }, index) => ({
      project: project.id,
      file,
      name: file.name,
      kind: "picture" as const,
      split: meanings[index]!.split,
      classId: usesNames ? knownName(meanings[index]!.className)?.id : undefined,
    })),
  ]);
}
