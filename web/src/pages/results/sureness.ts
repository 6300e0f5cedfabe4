// What a model does when answers below a threshold do not count: of detectors the report has curves; the others are
// asked once more, picture by picture, because the report keeps only their worst answers.
import { api, pictureUrl, urlOf } from "$lib/api";
import type { Box, Picture, Prediction, Project, Run } from "$lib/types";
import { findPicture } from "./marks";
import type { Precision, Report } from "./report";

/** The surest answer to a picture, from 0 to 1, and whether it is right. */
export interface Answer {
  confidence: number;
  isRight: boolean;
}

export interface Answered {
  /** Of all pictures, the share that gets an answer. */
  share: number;
  /** Of those, the share answered rightly; null when there are none. */
  right: number | null;
  answered: number;
  hits: number;
}

export function answeredAt(answers: Answer[], threshold: number): Answered {
  const given = answers.filter((one) => one.confidence >= threshold);
  const hits = given.filter((one) => one.isRight).length;
  return {
    share: answers.length ? given.length / answers.length : 0,
    right: given.length ? hits / given.length : null,
    answered: given.length,
    hits,
  };
}

/** Enough to see the curve by, in a time that somebody waits. */
const mostPictures = 300;

/** Evenly out of all, in their order. */
export function some<T>(all: T[], most = mostPictures): T[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, at) => all[Math.floor((at * all.length) / most)]!);
}

async function measuredPaths(project: number, run: number, report: Report): Promise<string[]> {
  const url = urlOf("/projects/{project}/runs/{run}/files/{file}", { project, run, file: "split.json" });
  const split = (await (await fetch(url)).json()) as Record<string, unknown>;
  const paths = split[report.split?.measured_on ?? "test"];
  return Array.isArray(paths) ? (paths as string[]) : [];
}

export interface Question {
  project: Project;
  run: Run;
  report: Report;
  precision: Precision;
  signal: AbortSignal;
  /** From 0 to 1. */
  onProgress: (share: number) => void;
}

type Shown = { path: string; picture: Picture; bytes: Blob };

/** Those that are gone from the project are left out. */
async function eachPicture(question: Question, most: number, use: (shown: Shown) => Promise<void>): Promise<void> {
  const { project, run, report, signal, onProgress } = question;
  const paths = some(await measuredPaths(project.id, run.id, report), most);
  for (const [at, path] of paths.entries()) {
    if (signal.aborted) return;
    const picture = await findPicture(project.id, path);
    if (picture) {
      const bytes = await (await fetch(pictureUrl(project.id, picture.hash), { signal })).blob();
      await use({ path, picture, bytes });
    }
    onProgress((at + 1) / paths.length);
  }
}

function predict({ project, run, precision, signal }: Question, bytes: Blob, threshold?: number): Promise<Prediction> {
  const values = { project: project.id, run: run.id, precision, threshold };
  return api.upload("/projects/{project}/runs/{run}/predict", values, bytes, { signal });
}

/** Asks a classifier about the pictures that it was measured on. */
export async function askClasses(question: Question): Promise<Answer[]> {
  const answers: Answer[] = [];
  await eachPicture(question, mostPictures, async ({ path, bytes }) => {
    const { scores } = await predict(question, bytes);
    const confidence = Math.max(...scores);
    answers.push({ confidence, isRight: question.report.classes[scores.indexOf(confidence)] === path.split("/").at(-2) });
  });
  return answers;
}

export interface Found {
  threshold: number;
  truths: number;
  answers: number;
  hits: number;
}

export interface Point {
  class_id: number;
  x: number;
  y: number;
}

/** As many finds as there are truths of their class for, each within a cell, and each truth found once. */
export function hitsOf(truths: Point[], finds: Point[], cell: { width: number; height: number }): number {
  const open = new Set(truths);
  for (const find of finds) {
    const near = [...open]
      .filter((truth) => truth.class_id === find.class_id)
      .map((truth) => ({ truth, far: Math.hypot((truth.x - find.x) / cell.width, (truth.y - find.y) / cell.height) }))
      .sort((one, other) => one.far - other.far)[0];
    if (near && near.far <= 1) open.delete(near.truth);
  }
  return truths.length - open.size;
}

/** A find is made of touching cells above the threshold, so each threshold is a question of its own. */
const thresholds = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const mostObjectPictures = 60;
const cellSide_px = 8;

const middleOf = ({ class_id, x, y, width, height }: Box): Point => ({ class_id, x: x + width / 2, y: y + height / 2 });

/** Asks a network of centroids about them, at each threshold. Labels are those of now. */
export async function askObjects(question: Question): Promise<Found[]> {
  const found = thresholds.map((threshold): Found => ({ threshold, truths: 0, answers: 0, hits: 0 }));
  const cells = (question.run.size ?? 96) / cellSide_px;
  await eachPicture(question, mostObjectPictures, async ({ picture, bytes }) => {
    const truths = picture.boxes.map(middleOf);
    const cell = { width: picture.width / cells, height: picture.height / cells };
    for (const row of found) {
      const finds = (await predict(question, bytes, row.threshold)).boxes.map(middleOf);
      row.truths += truths.length;
      row.answers += finds.length;
      row.hits += hitsOf(truths, finds, cell);
    }
  });
  return found;
}
