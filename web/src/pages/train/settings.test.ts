import { describe, expect, it } from "vitest";
import type { Network } from "$lib/types";
import { planOf, settingsOf, sizesFor, usualPlan, usualSize } from "./settings";

const network = (size: number, size_step = 32): Network => ({
  name: "net",
  about: "",
  kind: "boxes",
  size,
  size_step,
  batch: 16,
  learning_rate: 0.005,
  boards: [],
});

describe("settings of a training", () => {
  it("of the last run are the plan of the next, without its name", () => {
    const plan = {
      ...usualPlan("k210"),
      model: "yolov2-mobilenetv1-0.75",
      size: 224,
      minutes: 12,
      name: "one",
      batch: 8,
      mosaic: 25,
      quantizationAware: 12.5,
      isGrey: true,
    };
    const settings = settingsOf(plan, 3, "boxes");
    expect(settings.name).toBe("one");
    expect(planOf(settings)).toEqual({ ...plan, name: "" });
  });

  it("keep a length in epochs", () => {
    const plan = { ...usualPlan("generic"), length: "epochs" as const, epochs: 40 };
    expect(planOf(settingsOf(plan, 3, "classification"))).toEqual(plan);
  });

  it("take the network's own size where the board takes it, and else the greatest that it takes", () => {
    expect(usualSize(network(192), { greatest_side: 240, side_multiple: 32 })).toBe(192);
    expect(usualSize(network(320), { greatest_side: 240, side_multiple: 32 })).toBe(224);
    expect(usualSize(network(96, 8), { greatest_side: null, side_multiple: 1 })).toBe(96);
  });

  it("offer sizes that the network and the board both take", () => {
    expect(sizesFor(network(96, 8), { greatest_side: 240, side_multiple: 32 })).toEqual([64, 96, 128, 160, 192, 224]);
    for (const size of sizesFor(network(192), { greatest_side: 240, side_multiple: 48 })) expect(size % 48).toBe(0);
  });
});
