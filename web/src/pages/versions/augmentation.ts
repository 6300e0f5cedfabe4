// The augmentations of training: one row for each control of the form.
import { formatNumber, formatPercent } from "$lib/format";
import type { Augmentation } from "$lib/types";
import { t } from "./words";

export type Amount = Exclude<keyof Augmentation, "enable">;
export type Amounts = Record<Amount, number>;

/** Default values, the same as those of loader::AugmentSettings. */
export const usual: Amounts = {
  flip_horizontal: 0.5,
  flip_vertical: 0,
  smallest_scale: 0.85,
  largest_scale: 1.2,
  translate: 0.08,
  rotate_degrees: 8,
  brightness: 0.2,
  contrast: 0.2,
  saturation: 0.2,
  hue_degrees: 6,
  cutout: 0.2,
  largest_cutout: 0.25,
};

export interface Control {
  key: Amount;
  max: number;
  min?: number;
  step: number;
  format: (value: number) => string;
  /** The value at which it changes nothing. */
  none: number;
}

const percent = (value: number) => formatPercent(value, 0);
const eachWay = (value: number) => `± ${formatPercent(value, 0)}`;
const degrees = (value: number) => `± ${formatNumber(value)}°`;
const times = (value: number) => `× ${formatNumber(value, 2)}`;

export const groups: { title: "mirror" | "place" | "light" | "cover"; controls: Control[] }[] = [
  {
    title: "mirror",
    controls: [
      { key: "flip_horizontal", max: 1, step: 0.05, format: percent, none: 0 },
      { key: "flip_vertical", max: 1, step: 0.05, format: percent, none: 0 },
    ],
  },
  {
    title: "place",
    controls: [
      { key: "smallest_scale", min: 0.25, max: 1, step: 0.05, format: times, none: 1 },
      { key: "largest_scale", min: 1, max: 3, step: 0.05, format: times, none: 1 },
      { key: "translate", max: 0.5, step: 0.01, format: eachWay, none: 0 },
      { key: "rotate_degrees", max: 180, step: 1, format: degrees, none: 0 },
    ],
  },
  {
    title: "light",
    controls: [
      { key: "brightness", max: 0.8, step: 0.05, format: eachWay, none: 0 },
      { key: "contrast", max: 0.8, step: 0.05, format: eachWay, none: 0 },
      { key: "saturation", max: 1, step: 0.05, format: eachWay, none: 0 },
      { key: "hue_degrees", max: 180, step: 1, format: degrees, none: 0 },
    ],
  },
  {
    title: "cover",
    controls: [
      { key: "cutout", max: 1, step: 0.05, format: percent, none: 0 },
      { key: "largest_cutout", min: 0.05, max: 0.6, step: 0.05, format: percent, none: 0 },
    ],
  },
];

export const labelOf = (key: Amount) => t(key);
export const hintOf = (key: Amount) => t(`${key}_hint`);

/** The augmentations of a version, as short phrases; empty: none. */
export function phrases(augmentation: Augmentation | null | undefined): string[] {
  if (augmentation?.enable === false) return [];
  const amounts: Amounts = { ...usual };
  for (const key of Object.keys(usual) as Amount[]) amounts[key] = augmentation?.[key] ?? usual[key];
  return groups
    .flatMap((group) => group.controls)
    .filter((one) => amounts[one.key] !== one.none && !(one.key === "largest_cutout" && amounts.cutout === 0))
    .map((one) => `${labelOf(one.key)} ${one.format(amounts[one.key])}`);
}
