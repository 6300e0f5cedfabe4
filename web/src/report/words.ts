import { words } from "$lib/language.svelte";

export const t = words({
  standing_ready: { en: "Ready to rely on", zh: "可以放心使用" },
  standing_good: { en: "Good, with some mistakes to expect", zh: "良好，偶尔会出错" },
  standing_useful: { en: "Useful under supervision", zh: "有人看护时可用" },
  standing_weak: { en: "Not yet reliable", zh: "尚不可靠" },
  standing_few_pictures: { en: "No mistakes so far, on few pictures", zh: "目前没有出错，但图片太少" },
  standing_guessing: { en: "No better than guessing", zh: "与随机猜测无异" },
  standing_not_measured: { en: "Not measured", zh: "未测量" },
  messageClasses: {
    en: [
      "It classified {hits} of {n} picture correctly that was not used in training.",
      "It classified {hits} of {n} pictures correctly that were not used in training.",
    ],
    zh: "在 {n} 张从未见过的图片中，判断对 {hits} 张。",
  },
  messageClassesVal: {
    en: [
      "It classified {hits} of {n} picture correctly that also selected the best epoch.",
      "It classified {hits} of {n} pictures correctly that also selected the best epoch.",
    ],
    zh: "在 {n} 张用于选择最佳轮次的图片中，判断对 {hits} 张。",
  },
  messageClassesTest: {
    en: ["It classified {hits} of {n} test picture correctly.", "It classified {hits} of {n} test pictures correctly."],
    zh: "在 {n} 张测试图片中，判断对 {hits} 张。",
  },
  messageUnsure: {
    en: "It was unsure about {n} and wrong about {wrong}.",
    zh: "{n} 张不确定，{wrong} 张判断错误。",
  },
  messageFound: {
    en: ["It found {hits} of {n} object.", "It found {hits} of {n} objects."],
    zh: "{n} 个物体中找到 {hits} 个。",
  },
  messageWrong: {
    en: "Wrong predictions: {wrong} of {answers}.",
    zh: "给出的 {answers} 个回答中有 {wrong} 个是错的。",
  },
  messageNothing: { en: "At this threshold there are no predictions.", zh: "在此阈值下没有给出任何回答。" },

  fileSize: { en: "Model file", zh: "模型文件" },
  memory: { en: "Memory", zh: "内存" },
  macs: { en: "Multiply-accumulates", zh: "乘加次数" },
  trainTime: { en: "Training time", zh: "训练用时" },

  comparison: { en: "Compare", zh: "比较" },
  figure: { en: "Metric", zh: "指标" },
  difference: { en: "Difference", zh: "差别" },
  betterBy: { en: "{name} is better by {value} points", zh: "{name} 高 {value} 个百分点" },
  equal: { en: "equal", zh: "相同" },
  intervalOf: { en: "{name}, 95 % interval of the difference", zh: "{name}，差别的 95 % 置信区间" },
  won: {
    en: ["{n} picture where {name} is better", "{n} pictures where {name} is better"],
    zh: "{name} 更好的图片：{n} 张",
  },
  lost: {
    en: ["{n} picture where {name} is worse", "{n} pictures where {name} is worse"],
    zh: "{name} 更差的图片：{n} 张",
  },
  mistakesWere: { en: "{a} mistakes before, {b} after", zh: "错误 {a} 个，之后 {b} 个" },
  comparedOn: { en: ["on {n} picture", "on {n} pictures"], zh: "基于 {n} 张图片" },
  isBetter: {
    en: "{name} is better: {difference} points of mAP50, which is statistically significant.",
    zh: "{name} 更好：mAP50 相差 {difference} 个百分点，不只是运气。",
  },
  noDifference: {
    en: "No significant difference: {difference} points of mAP50 may be chance.",
    zh: "看不出差别：mAP50 相差 {difference} 个百分点可能只是运气。",
  },

  files: { en: "Files", zh: "文件" },
  file: { en: "File", zh: "文件" },
  fileAbout: { en: "Content", zh: "说明" },
  allAsZip: { en: "All files as a zip", zh: "全部打包为 zip" },
  noFiles: { en: "There are no files.", zh: "没有文件。" },
  rules_input: { en: "Input", zh: "输入" },
  rules_operators: { en: "Operators", zh: "算子" },
  rules_answer: { en: "Output", zh: "输出" },
  rules_preparation: { en: "Preparation", zh: "预处理" },
  rules_file: { en: "File", zh: "文件" },
  rules_arena: { en: "Tensor arena", zh: "内存" },
  rule_bad: { en: "violated", zh: "不符合" },
  rule_good: { en: "met", zh: "符合" },
  rule_remark: { en: "met, with a remark", zh: "符合，有说明" },
  converted: {
    en: "{board} loads .{loads} files: convert model.int8.tflite with {converter}, which is not part of Tinsmith.",
    zh: "{board} 加载 .{loads} 文件：请用 {converter} 转换 model.int8.tflite，该工具不包含在 Tinsmith 中。",
  },
});
