import { describe, expect, it } from "vitest";
import type { Network, TrainSetting } from "$lib/types";
import { planOf, settingsOf, sizesFor, usualPlan, usualSize } from "./settings";

const network = (size: number, size_step = 32): Network => ({
  name: "net",
  about: "",
  kind: "boxes",
  size,
  size_step,
  batch: 16,
  learning_rate: 0.005,
  starts: ["none"],
  boards: [],
});

const row = (name: string, more: Partial<TrainSetting> = {}): TrainSetting => ({
  name,
  title: name,
  about: "",
  type: "number",
  scope: "all",
  ...more,
});
const rows = [
  row("batch", { type: "integer" }),
  row("mosaic", { unit: "fraction", scope: "boxes" }),
  row("quantization_aware", { unit: "fraction" }),
  row("maximum_boxes", { scope: "objects" }),
  row("balanced_sampling", { type: "boolean", scope: "classes" }),
];

describe("settings of a training", () => {
  it("of the last run are the plan of the next, without its name", () => {
    const plan = {
      ...usualPlan("k210"),
      model: "yolov2-mobilenetv1-0.75",
      size: 224,
      minutes: 12,
      name: "one",
      values: { batch: 8, mosaic: 25, quantization_aware: 12.5 },
      isGrey: true,
    };
    const settings = settingsOf(plan, 3, "boxes", rows);
    expect(settings.name).toBe("one");
    expect(settings.mosaic).toBe(0.25);
    expect(planOf(settings, rows)).toEqual({ ...plan, name: "" });
  });

  it("contain only what affects the task, and no switch that is off", () => {
    const values = { batch: 8, mosaic: 25, maximum_boxes: 4, balanced_sampling: false };
    const settings = settingsOf({ ...usualPlan(""), values }, 3, "centroids", rows);
    expect(settings).toMatchObject({ batch: 8, maximum_boxes: 4 });
    expect(settings.mosaic).toBeUndefined();
    expect(settings.balanced_sampling).toBeUndefined();
  });

  it("say where to start: as usual for the network, with other weights, or with those of a run", () => {
    const settings = (from: string) => settingsOf({ ...usualPlan(""), from }, 3, "classification", rows);
    expect(settings("").start).toBeUndefined();
    expect(settings("").from_run_id).toBeUndefined();
    expect(settings("none").start).toBe("none");
    expect(planOf(settings("none"), rows).from).toBe("none");
    expect(settings("12").start).toBeUndefined();
    expect(settings("12").from_run_id).toBe(12);
    expect(planOf(settings("12"), rows).from).toBe("");
  });

  it("keep the number of epochs", () => {
    const plan = { ...usualPlan("generic"), length: "epochs" as const, epochs: 40 };
    expect(planOf(settingsOf(plan, 3, "classification", rows), rows)).toEqual(plan);
  });

  it("use the network's default size if the board accepts it, otherwise the largest that it accepts", () => {
    expect(usualSize(network(192), { max_side: 240, side_multiple: 32 })).toBe(192);
    expect(usualSize(network(320), { max_side: 240, side_multiple: 32 })).toBe(224);
    expect(usualSize(network(96, 8), { max_side: null, side_multiple: 1 })).toBe(96);
  });

  it("offer sizes that both the network and the board accept", () => {
    expect(sizesFor(network(96, 8), { max_side: 240, side_multiple: 32 })).toEqual([64, 96, 128, 160, 192, 224]);
    for (const size of sizesFor(network(192), { max_side: 240, side_multiple: 48 })) expect(size % 48).toBe(0);
  });
});
