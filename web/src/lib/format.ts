// Figures, sizes and times for people, in the chosen language.
import { language } from "./language.svelte";

export function formatNumber(value: number, digits = 0): string {
  return value.toLocaleString(language.now, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** 0.8734 becomes 87.3 %. */
export function formatPercent(fraction: number, digits = 1): string {
  return `${formatNumber(100 * fraction, digits)} %`;
}

/** 1,300,000 becomes 1.3 M. */
export function formatShort(value: number): string {
  return value.toLocaleString("en", { notation: "compact", maximumFractionDigits: 1 });
}

export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${formatNumber(value, unit === 0 || value >= 100 ? 0 : 1)} ${units[unit]}`;
}

/** 75 becomes 1 min 15 s; 4000 becomes 1 h 7 min. */
export function formatDuration(seconds: number): string {
  const zh = language.now === "zh";
  const [h, min, s] = zh ? ["小时", "分", "秒"] : ["h", "min", "s"];
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} ${s}`;
  if (whole < 3600) return `${Math.floor(whole / 60)} ${min} ${whole % 60} ${s}`;
  return `${Math.floor(whole / 3600)} ${h} ${Math.floor((whole % 3600) / 60)} ${min}`;
}

export function formatTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  return time.toLocaleString(language.now, { dateStyle: "medium", timeStyle: "short" });
}

/** "3 hours ago". Put the exact time into a title beside it. */
export function formatAgo(iso: string): string {
  const past_s = (Date.now() - new Date(iso).getTime()) / 1000;
  if (Number.isNaN(past_s)) return iso;
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ["second", 60],
    ["minute", 60],
    ["hour", 24],
    ["day", 30],
    ["month", 12],
  ];
  const formatter = new Intl.RelativeTimeFormat(language.now, { numeric: "auto" });
  let value = Math.max(0, past_s);
  for (const [unit, length] of steps) {
    if (value < length) return formatter.format(unit === "second" ? 0 : -Math.round(value), unit);
    value /= length;
  }
  return formatter.format(-Math.round(value), "year");
}
