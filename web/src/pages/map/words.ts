import { words } from "$lib/language.svelte";

export const t = words({
  title: { en: "Map", zh: "分布图" },
  about: {
    en: "Pictures that look alike are near each other. Point at one to see it, click to open it.",
    zh: "相似的图片彼此靠近。指向可预览，点击可打开。",
  },
  emptyTitle: { en: "No pictures yet", zh: "还没有图片" },
  emptyAbout: {
    en: "With pictures, this page shows which look alike, which labels may be wrong, and what is missing.",
    zh: "有了图片后，这里会显示哪些图片相似、哪些标注可能有误、还缺少什么。",
  },
  addPictures: { en: "Add pictures", zh: "添加图片" },
  reading: { en: "Reading the pictures: {done} of {total}", zh: "正在读取图片：{done} / {total}" },
  placing: { en: "Placing the pictures on the map", zh: "正在排布图片" },
  updating: { en: "The map is being updated.", zh: "正在更新分布图。" },
  sample: {
    en: "Shows {n} of {all} pictures, chosen evenly.",
    zh: "显示 {all} 张图片中均匀抽取的 {n} 张。",
  },
  plane: { en: "Map of the pictures", zh: "图片分布图" },
  planeKeys: { en: "Arrow keys move to the next picture, Enter opens it.", zh: "方向键移到相邻图片，回车键打开。" },
  legend: { en: "Classes", zh: "类别" },
  noLabel: { en: "No label", zh: "未标注" },
  advice: { en: "What to photograph next", zh: "接下来拍什么" },
  adviceConfused: {
    en: "Take more pictures of “{name}” that look like these: {count} of its {of} pictures are taken for “{other}”.",
    zh: "请多拍一些类似这样的“{name}”图片：其 {of} 张图片中有 {count} 张被认作“{other}”。",
  },
  adviceFewest: {
    en: [
      "“{name}” has only {n} picture, the fewest of all classes: take more of it.",
      "“{name}” has only {n} pictures, the fewest of all classes: take more of it.",
    ],
    zh: "“{name}”只有 {n} 张图片，是所有类别中最少的：请多拍一些。",
  },
  errors: { en: "Labels that may be wrong", zh: "可能有误的标注" },
  errorsAbout: {
    en: "A model that was learned without the picture is sure of another class.",
    zh: "未用该图片学习的模型确信它属于另一类别。",
  },
  errorLabel: { en: "Label: {name}", zh: "标注：{name}" },
  errorPredicted: { en: "Looks like: {name}, {score}", zh: "看起来像：{name}，{score}" },
  keep: { en: "Keep {name}", zh: "保留 {name}" },
  change: { en: "Change to {name}", zh: "改为 {name}" },
  kept: { en: "The label is confirmed and will not be listed again.", zh: "标注已确认，不会再列出。" },
  changed: { en: "The label was changed to {name}.", zh: "标注已改为 {name}。" },
  undo: { en: "Undo", zh: "撤销" },
  conflict: {
    en: "Somebody else changed this picture in the meantime; nothing was changed.",
    zh: "其他人刚刚修改了这张图片；未做更改。",
  },
  unusual: { en: "Unusual pictures", zh: "不寻常的图片" },
  unusualAbout: {
    en: "They look like no other picture here. Some may not belong to the project.",
    zh: "它们与这里的其他图片都不相似。有些可能不属于本项目。",
  },
  unusualHint: {
    en: "{name}: {ratio} times as far from others as usual",
    zh: "{name}：与其他图片的距离是通常的 {ratio} 倍",
  },
  same: { en: "Nearly the same", zh: "几乎相同" },
  sameAbout: {
    en: "They teach a model nothing new. Choose the one to keep of each group; the others go to the bin.",
    zh: "它们不会让模型学到新东西。每组选择一张保留，其余移到回收站。",
  },
  keepThis: { en: "Keep {name}", zh: "保留 {name}" },
  keptOne: { en: "kept", zh: "保留" },
  differentClasses: { en: "Different classes", zh: "类别不同" },
  bin: { en: ["Move the other one to the bin", "Move the other {n} to the bin"], zh: "将其余 {n} 张移到回收站" },
  binAll: {
    en: ["Keep one of each group: move {n} picture to the bin", "Keep one of each group: move {n} pictures to the bin"],
    zh: "每组保留一张：将 {n} 张图片移到回收站",
  },
  binned: { en: ["{n} picture is in the bin.", "{n} pictures are in the bin."], zh: "{n} 张图片已移到回收站。" },
  showAll: { en: "Show all {n}", zh: "显示全部 {n} 个" },
  nothingTitle: { en: "Nothing stands out", zh: "没有发现异常" },
  nothingAbout: {
    en: "No label looks wrong, no picture is unusual, and no two are nearly the same.",
    zh: "没有可疑的标注、不寻常的图片或几乎相同的图片。",
  },
  unknownClass: { en: "Unknown class", zh: "未知类别" },
});
