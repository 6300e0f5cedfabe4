// The values of the form, and the TrainSettings that result from them.
import type { Board, Network, Project, TrainSetting, TrainSettings } from "$lib/types";

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
  /** The settings that the server lists, by name; undefined: the default. Fractions are in percent. */
  values: Record<string, number | boolean | undefined>;
  isGrey: boolean;
  /** Initial weights: the id of a run, a value of Network.starts, or "" for the network's default. */
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
    values: {},
    isGrey: false,
    from: "",
  };
}

/** Whether the setting affects the training of such a project. */
export function applies(row: TrainSetting, kind: Project["kind"]): boolean {
  if (row.scope === "classes") return kind === "classification";
  if (row.scope === "objects") return kind !== "classification";
  return row.scope === "all" || kind === "boxes";
}

const isFraction = (row: TrainSetting): boolean => row.unit === "fraction";

/** A number of the server as the form shows it, or back. */
export function shownNumber(row: TrainSetting, value: number): number {
  return isFraction(row) ? Math.round(1000 * value) / 10 : value;
}

function sentValue(row: TrainSetting, value: number | boolean | undefined): number | boolean | undefined {
  if (value === false) return undefined;
  return typeof value === "number" && isFraction(row) ? value / 100 : value;
}

/**
 * The plan for the settings of an earlier run; values that belong to that run only, such as its name, are reset.
 * `rows`: the settings that the server lists.
 */
export function planOf(settings: TrainSettings, rows: readonly TrainSetting[]): Plan {
  const hasTime = typeof settings.time_limit_s === "number";
  const usual = usualPlan(settings.board ?? "");
  const given = settings as Record<string, unknown>;
  const values: Plan["values"] = {};
  for (const row of rows) {
    const value = given[row.name];
    if (typeof value === "number") values[row.name] = shownNumber(row, value);
    if (typeof value === "boolean") values[row.name] = value;
  }
  return {
    ...usual,
    model: settings.model ?? "",
    size: settings.size ?? undefined,
    length: hasTime || typeof settings.epochs !== "number" ? "time" : "epochs",
    minutes: hasTime ? settings.time_limit_s! / 60 : usual.minutes,
    epochs: settings.epochs ?? usual.epochs,
    values,
    isGrey: settings.grey ?? false,
    from: settings.start ?? "",
  };
}

export function settingsOf(
  plan: Plan,
  version: number,
  kind: Project["kind"],
  rows: readonly TrainSetting[],
): TrainSettings {
  const listed = rows
    .filter((row) => applies(row, kind))
    .map((row) => [row.name, sentValue(row, plan.values[row.name])] as const);
  return {
    ...Object.fromEntries(listed),
    version_id: version,
    name: plan.name.trim() || undefined,
    board: plan.board || undefined,
    model: plan.model || undefined,
    size: plan.size,
    grey: plan.isGrey || undefined,
    epochs: plan.length === "epochs" ? plan.epochs : undefined,
    time_limit_s: plan.length === "time" && plan.minutes !== undefined ? 60 * plan.minutes : undefined,
    start: plan.from === "shipped" || plan.from === "none" ? plan.from : undefined,
    from_run_id: Number(plan.from) || undefined,
  };
}

type Sides = Pick<Board, "max_side" | "side_multiple">;

function stepFor(network: Network, board: Sides | undefined): number {
  const steps = [network.size_step, board?.side_multiple ?? 1];
  let step = Math.max(1, ...steps);
  while (step < 32 || steps.some((one) => step % one !== 0)) step *= 2;
  return step;
}

/** The network's default side, or the largest side that the board accepts. */
export function usualSize(network: Network, board: Sides | undefined): number {
  const step = stepFor(network, board);
  const most = board?.max_side ?? Infinity;
  const isTaken = network.size <= most && network.size % (board?.side_multiple ?? 1) === 0;
  return isTaken ? network.size : Math.max(step, step * Math.floor(Math.min(most, network.size) / step));
}

/** Available sides: multiples of what the network and the board require, up to the board's maximum. */
export function sizesFor(network: Network | undefined, board: Sides | undefined): number[] {
  if (!network) return [];
  const step = stepFor(network, board);
  const usual = usualSize(network, board);
  const most = Math.max(board?.max_side ?? 416, usual);
  const sizes = new Set([usual]);
  for (let size = step; size <= most; size += step) if (size >= 48) sizes.add(size);
  return [...sizes].sort((one, other) => one - other);
}
