// The response of /health: the same as `tinsmith data check --json`.

/** Minimum, lower quartile, median, upper quartile, maximum. */
export type Spread = [number, number, number, number, number];

export interface Finding {
  gravity: "stop" | "warning" | "hint";
  code: string;
  message: string;
  advice: string;
  /** Names of pictures. */
  examples: string[];
}

export interface ClassCount {
  name: string;
  pictures: number;
  objects: number;
  objects_by_split: Record<string, number>;
}

export interface HealthReport {
  task: "detection" | "classification";
  bytes: number;
  pictures: number;
  objects: number;
  null_annotations: number;
  missing_annotations: number;
  exact_duplicates: number;
  near_duplicates: number;
  pictures_by_split: Record<string, number>;
  classes: ClassCount[];
  width: Spread;
  height: Spread;
  aspect_ratio: Spread;
  objects_per_picture: Spread;
  object_side_px: Spread;
  input: { width: number; height: number };
  findings: Finding[];
  problems: { path: string; message: string }[];
}

const muchMore = 2;

/** Whether a class has more than twice, or less than half, the median count of the classes. */
export function balanceOf(classes: ClassCount[], one: ClassCount): "over" | "under" | "even" {
  const sorted = classes.map((each) => each.objects).sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
  if (classes.length < 2 || middle === 0) return "even";
  if (one.objects > muchMore * middle) return "over";
  return one.objects * muchMore < middle ? "under" : "even";
}
