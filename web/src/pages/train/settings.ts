// The values of the form, and the TrainSettings that result from them.
import type { Board, Network, Project, TrainSettings } from "$lib/types";

export interface Plan {
  board: string;
  /** "": the first network of the project's task. */
  model: string;
  /** undefined: the network's default. The same holds for all optional members below. */
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
  /** Id of the run whose weights are the start; "": none. */
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

/** The plan for the settings of an earlier run; values that belong to that run only, such as its name, are reset. */
export function planOf(settings: TrainSettings): Plan {
  const percent = (value: number | null | undefined) =>
    typeof value === "number" ? Math.round(1000 * value) / 10 : undefined;
  const hasTime = typeof settings.time_limit_s === "number";
  const usual = usualPlan(settings.board ?? "");
  return {
    ...usual,
    model: settings.model ?? "",
    size: settings.size ?? undefined,
    length: hasTime || typeof settings.epochs !== "number" ? "time" : "epochs",
    minutes: hasTime ? settings.time_limit_s! / 60 : usual.minutes,
    epochs: settings.epochs ?? usual.epochs,
    batch: settings.batch ?? undefined,
    learningRate: settings.learning_rate ?? undefined,
    minimumBoxSide: settings.minimum_box_side ?? undefined,
    maximumBoxes: settings.maximum_boxes ?? undefined,
    patience: settings.patience_epochs ?? undefined,
    seed: settings.seed ?? undefined,
    quantizationAware: percent(settings.quantization_aware),
    mosaic: percent(settings.mosaic),
    isGrey: settings.grey ?? false,
    isBalanced: settings.balanced_sampling ?? false,
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

type Sides = Pick<Board, "greatest_side" | "side_multiple">;

function stepFor(network: Network, board: Sides | undefined): number {
  const steps = [network.size_step, board?.side_multiple ?? 1];
  let step = Math.max(1, ...steps);
  while (step < 32 || steps.some((one) => step % one !== 0)) step *= 2;
  return step;
}

/** The network's default side, or the largest side that the board accepts. */
export function usualSize(network: Network, board: Sides | undefined): number {
  const step = stepFor(network, board);
  const most = board?.greatest_side ?? Infinity;
  const isTaken = network.size <= most && network.size % (board?.side_multiple ?? 1) === 0;
  return isTaken ? network.size : Math.max(step, step * Math.floor(Math.min(most, network.size) / step));
}

/** Available sides: multiples of what the network and the board require, up to the board's maximum. */
export function sizesFor(network: Network | undefined, board: Sides | undefined): number[] {
  if (!network) return [];
  const step = stepFor(network, board);
  const usual = usualSize(network, board);
  const most = Math.max(board?.greatest_side ?? 416, usual);
  const sizes = new Set([usual]);
  for (let size = step; size <= most; size += step) if (size >= 48) sizes.add(size);
  return [...sizes].sort((one, other) => one - other);
}
