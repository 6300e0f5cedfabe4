// Boxes over pictures: the ground truth and a model's predictions, and which of them match.
import { api, pictureUrl, urlOf } from "$lib/api";
import type { Picture, Prediction, Project } from "$lib/types";

/** A box in pixels of the upright picture. */
export interface Mark {
  x: number;
  y: number;
  width: number;
  height: number;
  label: string;
  /** Score of a prediction; labels are placed first for the highest scores. */
  score?: number;
  look: "right" | "missed" | "wrong" | "plain";
  /** For the look "plain": any CSS colour. */
  colour?: string;
  /** Only the centre is meaningful. */
  isPoint?: boolean;
}

const enoughOverlap = 0.5;

function overlap(one: Mark, other: Mark): number {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (one.width * one.height + other.width * other.height - shared);
}

/**
 * Marks each ground truth as found or missed and each prediction as right or wrong; predictions by decreasing score.
 */
export function judge(truths: Mark[], answers: Mark[], nameOf: (mark: Mark) => string): void {
  const open = new Set(truths);
  for (const answer of answers) {
    const found = [...open]
      .filter((truth) => nameOf(truth) === nameOf(answer))
      .map((truth) => ({ truth, iou: overlap(truth, answer) }))
      .sort((one, other) => other.iou - one.iou)[0];
    const isRight = found !== undefined && found.iou >= enoughOverlap;
    answer.look = isRight ? "right" : "wrong";
    if (isRight) {
      found.truth.look = "right";
      open.delete(found.truth);
    }
  }
  for (const truth of open) truth.look = "missed";
}

/**
 * Returns the project's picture for a path in a version's folder. A version uses the project's names; of several
 * pictures with one name, the later ones have their id as a prefix.
 */
export async function findPicture(project: number, path: string): Promise<Picture | undefined> {
  const name = path.split("/").pop() ?? path;
  const named = await api.get("/projects/{project}/pictures", { project, search: name, sort: "oldest", limit: 20 });
  const exact = named.pictures.find((row) => row.name === name);
  const prefixed = /^(?:\d+_)?(\d+)_(.+)$/.exec(name);
  const id = exact?.id ?? (prefixed ? Number(prefixed[1]) : undefined);
  if (id === undefined) return undefined;
  try {
    const picture = await api.get("/projects/{project}/pictures/{picture}", { project, picture: id });
    return picture.name === name || picture.name === prefixed?.[2] ? picture : undefined;
  } catch {
    return undefined;
  }
}

interface CocoTruth {
  images: { id: number; file_name: string }[];
  categories: { id: number; name: string }[];
  annotations: { image_id: number; category_id: number; bbox: [number, number, number, number] }[];
}
interface CocoDetection {
  image_id: number;
  category_id: number;
  bbox: [number, number, number, number];
  score: number;
}

export interface MarksOfPicture {
  truths: Mark[];
  answers: Mark[];
}

/** The ground truth of a measured picture, and the predictions of the int8 model above the threshold. */
export type MarksAt = (path: string, threshold: number) => MarksOfPicture;

async function fileOf<T>(project: number, run: number, file: string): Promise<T> {
  return (
    await fetch(urlOf("/projects/{project}/runs/{run}/files/{file}", { project, run, file }))
  ).json() as Promise<T>;
}

const percent = (score: number) => `${Math.round(100 * score)} %`;

/** Reads the data that a detector was measured with; it is the same for all pictures of the gallery. */
export async function measuredMarks(project: number, run: number): Promise<MarksAt> {
  const [truth, detections] = await Promise.all([
    fileOf<CocoTruth>(project, run, "ground_truth.json"),
    fileOf<CocoDetection[]>(project, run, "detections.json"),
  ]);
  const classes = new Map(truth.categories.map((category) => [category.id, category.name]));
  const mark = (row: { category_id: number; bbox: [number, number, number, number] }, label: string): Mark => {
    const [x, y, width, height] = row.bbox;
    return { x, y, width, height, label, look: "plain" };
  };
  return (path, threshold) => {
    const image = truth.images.find((one) => one.file_name === path);
    if (!image) return { truths: [], answers: [] };
    const names = new Map<Mark, string>();
    const named = (row: CocoDetection | CocoTruth["annotations"][number], suffix: string) => {
      const name = classes.get(row.category_id) ?? "";
      const made = { ...mark(row, name + suffix), score: "score" in row ? row.score : undefined };
      names.set(made, name);
      return made;
    };
    const truths = truth.annotations.filter((row) => row.image_id === image.id).map((row) => named(row, ""));
    const answers = detections
      .filter((row) => row.image_id === image.id)
      .filter((row) => row.score > threshold)
      .sort((one, other) => other.score - one.score)
      .map((row) => named(row, ` ${percent(row.score)}`));
    judge(truths, answers, (one) => names.get(one) ?? "");
    return { truths, answers };
  };
}

/** The predictions of a model for a picture, as marks. */
export function marksOf(prediction: Prediction, project: Project): Mark[] {
  const isPoint = project.kind === "centroids";
  return prediction.boxes.map((box) => {
    const one = project.classes.find((candidate) => candidate.id === box.class_id);
    return { ...box, label: `${one?.name ?? ""} ${percent(box.score)}`, look: "plain", colour: one?.colour, isPoint };
  });
}

/** The present labels and the model's present predictions: predictions of centroids are not stored. */
export async function marksOfNow(
  project: Project,
  run: number,
  picture: Picture,
  threshold: number,
): Promise<MarksOfPicture> {
  const bytes = await (await fetch(pictureUrl(project.id, picture.hash))).blob();
  const prediction = await api.upload(
    "/projects/{project}/runs/{run}/predict",
    { project: project.id, run, threshold },
    bytes,
  );
  const truths = picture.boxes.map((box): Mark => {
    const name = project.classes.find((one) => one.id === box.class_id)?.name ?? "";
    return { ...box, label: name, look: "right", isPoint: true };
  });
  const answers = marksOf(prediction, project).map((mark): Mark => ({ ...mark, look: "wrong" }));
  return { truths, answers };
}
