import { api } from "$lib/api";
import { isPicture, isZip, meaningOf, sharedDepth, type FoundFile } from "$lib/dropped";
import { may } from "$lib/session.svelte";
import type { Project } from "$lib/types";
import { announce, complain } from "$lib/ui";
import { upload, type Wanted } from "$lib/uploads.svelte";
import { t } from "./words";

/** Folders that may name classes, waiting for the user's word. */
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

/** The project with a class of every name, as far as whoever asks may add classes. */
async function withClasses(project: Project, names: string[]): Promise<Project> {
  const missing = names.filter((name) => !project.classes.some((one) => sameName(one.name, name)));
  if (missing.length === 0 || !may(project, "editor")) return project;
  const classes = [...project.classes, ...missing.map((name) => ({ name }))];
  return api.put("/projects/{project}/classes", { project: project.id }, { classes });
}

/** Sends what was dropped or chosen; asks first when folders may say what pictures show. */
export async function addFiles(project: Project, files: FoundFile[]): Promise<void> {
  const zips = files.filter(({ file }) => isZip(file));
  const pictures = files.filter(({ file }) => !isZip(file) && isPicture(file));
  const others = files.length - zips.length - pictures.length;
  if (zips.length + pictures.length === 0) {
    complain(t("noPictures"));
    return;
  }
  if (others > 0) announce(t("leftOut", { n: others }));

  const depth = sharedDepth(pictures);
  let meanings = pictures.map(({ path }) => meaningOf(path, depth));
  // One folder alone is one class only if it is known by that name: else it is just where the pictures lay.
  const single = meanings.every((one) => !one.className) && depth > 0 ? meaningOf(pictures[0]!.path, depth - 1) : undefined;
  if (single?.className && project.classes.some((one) => sameName(one.name, single.className!))) {
    meanings = pictures.map(({ path }) => meaningOf(path, depth - 1));
  }

  let used = project;
  let usesNames = false;
  if (project.kind === "classification" && meanings.some((one) => one.className)) {
    const answer = await ask(project, meanings.map((one) => one.className));
    if (answer === undefined) return;
    usesNames = answer;
    const names = [...new Set(meanings.flatMap((one) => one.className ?? []))].sort((a, b) => byName([a, 0], [b, 0]));
    if (usesNames) used = await withClasses(project, names);
  }

  const wanted: Wanted[] = [
    ...zips.map(({ file }) => ({ project: project.id, file, kind: "zip" as const })),
    ...pictures.map(({ file }, index) => {
      const { className, split } = meanings[index]!;
      return {
        project: project.id,
        file,
        kind: "picture" as const,
        split,
        classId: usesNames && className ? used.classes.find((one) => sameName(one.name, className))?.id : undefined,
      };
    }),
  ];
  upload(wanted);
}
