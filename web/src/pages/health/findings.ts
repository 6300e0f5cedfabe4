// The server says its findings in English. These are theirs in Chinese, by code; {n} is how many, and what else they
// name is taken from the counts that they were found by.
import { formatNumber } from "$lib/format";
import type { ClassCount, HealthReport } from "./report";

export interface ChineseFinding {
  says: string;
  advice: string;
  detail?: (report: HealthReport, says: string) => string;
}

// As src/dataset/health_findings.cpp draws the line.
const fewPictures = 20;

function listed(classes: ClassCount[], of: (one: ClassCount) => string): string {
  const most = 5;
  const names = classes.slice(0, most).map(of).join("、");
  return classes.length > most ? `${names} 等 ${classes.length} 个类别` : names;
}

const withPictures = (one: ClassCount) => `${one.name}（${one.pictures}）`;

function uneven({ classes }: HealthReport): string {
  const objects = classes.map((one) => one.objects).filter((count) => count > 0);
  return `最多的类别有 ${formatNumber(Math.max(...objects))} 个，最少的有 ${formatNumber(Math.min(...objects))} 个。`;
}

const breaches: [RegExp, string][] = [
  [/^it wants at least (\d+) classes, there are (\d+)$/, "至少需要 $1 个类别，现有 $2 个"],
  [/^it wants at most (\d+) classes, there are (\d+)$/, "最多 $1 个类别，现有 $2 个"],
  [/^it wants at least (\d+) pictures a class, fewer have (.+)$/s, "每类至少需要 $1 张图片，不足的有 $2"],
  [/^it takes at most (\d+) MB, the pictures have ([\d.]+) MB$/, "最多 $1 MB，现有图片共 $2 MB"],
];

function refused(_: HealthReport, says: string): string {
  const match = /^(.+?) would refuse this data set: (.+)\.$/s.exec(says);
  if (!match) return says;
  const parts = match[2]!.split("; ").map((part) => {
    const known = breaches.find(([pattern]) => pattern.test(part));
    return known ? part.replace(known[0], known[1]) : part;
  });
  return `${match[1]}：${parts.join("；")}。`;
}

export const inChinese: Record<string, ChineseFinding> = {
  "broken-pictures": { says: "{n} 张图片无法读取，已略过。", advice: "请重新存为 JPEG 或 PNG，或将其删除。" },
  "missing-pictures": { says: "{n} 张图片有标注但不在数据集中。", advice: "请补充图片，或删除其标注。" },
  "broken-labels": { says: "{n} 处标注无法识别，已略过。", advice: "请在标注工具中检查并改正这些文件。" },
  contradictions: { says: "{n} 张内容完全相同的图片同时属于两个类别。", advice: "请只保留正确的类别。" },
  "zero-area-boxes": { says: "{n} 个框面积为零，无法用于学习。", advice: "请删除或重新绘制。" },
  "outside-boxes": {
    says: "{n} 个框超出图片边缘。",
    advice: "将在边缘处裁切；若数量很多，标注可能对应其他尺寸的图片。",
  },
  "labels-not-understood": {
    says: "{n} 张图片的标注未能全部识别，按未标注处理。",
    advice: "请改正这些标注文件；缺少一个框的图片会把该目标教成背景。",
  },
  "missing-annotations": { says: "{n} 张图片没有任何标注，不会被使用。", advice: "请标注，或将无目标的图片标记为“无目标”。" },
  "small-objects": { says: "在所选输入尺寸下，{n} 个物体非常小。", advice: "请选择更大的输入，或靠近拍摄。" },
  "exact-duplicates": { says: "{n} 张图片与其他图片完全相同。", advice: "重复图片没有新信息，可以删除；在此之前它们会留在划分的同一侧。" },
  "near-duplicates": { says: "{n} 张图片与其他图片几乎相同。", advice: "无需处理：它们会留在划分的同一侧。更多样的图片效果更好。" },
  "split-leaks": {
    says: "给定的划分中，{n} 张验证或测试图片在训练图片中有近似重复。",
    advice: "请删除这些图片，或重新划分。",
  },
  "class-absent-from-part": {
    says: "给定划分的某一部分缺少某些类别的图片。",
    advice: "请为该部分补充这些类别的图片，或重新划分。",
    detail: (_, says) => says,
  },
  "nothing-labelled": { says: "数据集中没有任何标注。", advice: "请标注图片，或检查格式是否识别正确。" },
  "one-class": { says: "只有一个类别，无从区分。", advice: "请添加其他内容的图片，例如空背景。" },
  "empty-classes": {
    says: "有的类别没有任何物体。",
    advice: "请移除该类别，或补充标注。",
    detail: ({ classes }) => listed(classes.filter((one) => one.objects === 0), (one) => one.name),
  },
  "few-pictures": {
    says: "有的类别图片太少。",
    advice: "请为它们多拍图片；100 张左右较为充足。",
    detail: ({ classes }) => listed(classes.filter((one) => one.objects > 0 && one.pictures < fewPictures), withPictures),
  },
  "uneven-classes": {
    says: "各类别数量相差悬殊。",
    advice: "请补充稀少类别的图片；在此之前训练会为其加权。",
    detail: uneven,
  },
  "mixed-shapes": {
    says: "图片的宽高比各不相同。",
    advice: "请按开发板摄像头的画面比例拍摄。",
    detail: ({ aspect_ratio: spread }) => `四分之一图片的宽高比不超过 ${formatNumber(spread[1], 2)}，另有四分之一不低于 ${formatNumber(spread[3], 2)}。`,
  },
  "few-null-pictures": {
    says: "没有目标的图片很少。",
    advice: "请加入一些空场景图片，让模型学会“什么都没有”。",
    detail: (report) => `${formatNumber(report.pictures - report.missing_annotations)} 张已标注图片中有 ${formatNumber(report.null_annotations)} 张。`,
  },
  platform: {
    says: "某个平台会拒绝这个数据集。",
    advice: "仅在上传到该平台时有影响；Tinsmith 可正常训练。",
    detail: refused,
  },
};
