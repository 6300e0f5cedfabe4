// What the form holds, and the TrainSettings that it comes to.
import type { Network, Project, TrainSettings } from "$lib/types";

export interface Plan {
  board: string;
  /** "": the first one of the project's kind. */
  model: string;
  /** undefined: the network's own, as of all that may be absent below. */
  size?: number;
  length: "time" | "epochs";
  minutes?: number;
  epochs?: number;
  name: string;
  batch?: number;
  learningRate?: number;
  minimumBoxSide?: number;
  maximumBoxes?: number;
  patience?: number;
  seed?: number;
  /** In percent. */
  quantizationAware?: number;
  mosaic?: number;
  isGrey: boolean;
  isBalanced: boolean;
  /** Of the run whose weights are the start; "": none. */
  from: string;
}

export function usualPlan(board: string): Plan {
  return {
    board,
    model: "",
    length: "time",
    minutes: 5,
    epochs: 100,
    name: "",
    isGrey: false,
    isBalanced: false,
    from: "",
  };
}

const share = (percent: number | undefined) => (percent === undefined ? undefined : percent / 100);

export function settingsOf(plan: Plan, version: number, kind: Project["kind"]): TrainSettings {
  const hasBoxes = kind !== "classification";
  return {
    version_id: version,
    name: plan.name.trim() || undefined,
    board: plan.board || undefined,
    model: plan.model || undefined,
    size: plan.size,
    grey: plan.isGrey || undefined,
    epochs: plan.length === "epochs" ? plan.epochs : undefined,
    time_limit_s: plan.length === "time" && plan.minutes !== undefined ? 60 * plan.minutes : undefined,
    batch: plan.batch,
    learning_rate: plan.learningRate,
    seed: plan.seed,
    minimum_box_side: hasBoxes ? plan.minimumBoxSide : undefined,
    maximum_boxes: hasBoxes ? plan.maximumBoxes : undefined,
    patience_epochs: plan.patience,
    from_run_id: plan.from ? Number(plan.from) : undefined,
    quantization_aware: share(plan.quantizationAware),
    mosaic: kind === "boxes" ? share(plan.mosaic) : undefined,
    balanced_sampling: plan.isBalanced || undefined,
  };
}

/** Sides that make sense: multiples of what the network and most boards want, up to what the board takes. */
export function sizesFor(network: Network | undefined, greatest: number | null | undefined): number[] {
  if (!network) return [];
  const most = Math.max(greatest ?? 416, network.size);
  let step = Math.max(1, network.size_step);
  while (step < 32) step *= 2;
  const sizes = new Set([network.size]);
  for (let size = step; size <= most; size += step) if (size >= 48) sizes.add(size);
  return [...sizes].sort((one, other) => one - other);
}
