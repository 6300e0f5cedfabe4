// What the report advises, in the language of the page. Each of its rules has a name, so that its step can be said in
// Chinese; its English reason holds figures that stand on the page anyway.
import { language } from "$lib/language.svelte";
import type { Advice } from "./report";

/** {a} and {b} are the classes that the step names. */
const chinese: Record<string, { step: string; reason: string }> = {
  leak: { step: "将近似的图片放在划分的同一侧", reason: "测试图片中有与训练图片相同或几乎相同的，结果会虚高。" },
  nothing_measured: { step: "添加用于测试的图片", reason: "没有可用于测量的图片，因此无从知道模型的好坏。" },
  coarse_grid: { step: "增大输入尺寸，或靠近拍摄", reason: "物体靠得太近，所在的格相连，会被算作一个物体。" },
  still_learning: { step: "延长训练时间", reason: "训练结束时模型仍在进步。" },
  hopelessly_few_pictures: { step: "收集更多测试图片", reason: "测试图片太少，结果的误差范围很大。" },
  rather_few_pictures: { step: "收集更多测试图片", reason: "测试图片偏少，难以分辨两个模型的差别。" },
  int8_loses: { step: "检查 int8 的损失：更多样的校准图片最有效", reason: "int8 模型明显落后于浮点模型。" },
  small_objects_missed: { step: "增大输入尺寸", reason: "小物体的检出远不如大物体。" },
  unbalanced: { step: "为“{a}”收集更多样本", reason: "它的训练样本远少于最多的类别。" },
  scarce_class: { step: "为“{a}”收集更多样本", reason: "它的训练样本少，表现也低于平均。" },
  mixed_up: { step: "补充或重新标注“{a}”和“{b}”", reason: "前者常被认作后者。先看最差图片：若标注无误，能体现差别的图片最有帮助。" },
  weak_class: { step: "为“{a}”收集更多样本", reason: "它的表现低于各类别的平均。" },
  misses_or_false_alarms: { step: "检查漏标的物体，并补充漏检或误报的图片", reason: "漏检与误报不平衡。" },
  boxes_misplaced: { step: "增大输入尺寸，或延长训练时间", reason: "许多框碰到了物体，但位置偏差太大。" },
  nothing_there: { step: "添加没有物体的图片，并检查漏标的物体", reason: "许多框的位置什么也没有；要让模型把它们当作背景来学习。" },
  objects_missed: { step: "检查漏标的物体，并补充它漏检的图片", reason: "多数错误是漏检。训练图片中没有标注的物体，模型会学着忽略。" },
  overfits: { step: "添加更多样的图片，或增强图片变化", reason: "模型在死记训练图片。" },
  unusable_pictures: { step: "修复无法使用的图片", reason: "有些图片被略过了。" },
  noisy_layer: { step: "在开发板上留意 int8 模型的表现", reason: "有一层量化后的信号保留得很少；这些图片上没有影响，其他图片上可能有。" },
  try_it: { step: "在开发板上试用", reason: "没有更值得先做的事。" },
};

export function adviceOf(advice: Advice): { step: string; reason: string } {
  const known = language.now === "zh" ? chinese[advice.rule] : undefined;
  if (!known) return advice;
  const [a, b] = [...advice.step.matchAll(/“([^”]*)”/g)].map((match) => match[1]!);
  if ((known.step.includes("{a}") && !a) || (known.step.includes("{b}") && !b)) return advice;
  return { step: known.step.replace("{a}", () => a!).replace("{b}", () => b!), reason: known.reason };
}
