import { words } from "$lib/language.svelte";

export const t = words({
  title: { en: "Classes", zh: "类别" },
  about: {
    en: "The classes that the model distinguishes. Their order is that of the model's output: the first class has number 0, and firmware refers to classes by number.",
    zh: "需要区分的类别。此处的顺序就是模型中的顺序：第一个为 0，固件按编号识别类别。",
  },
  number: { en: "No.", zh: "编号" },
  colour: { en: "Colour", zh: "颜色" },
  colourOf: { en: "Colour of {name}", zh: "{name} 的颜色" },
  name: { en: "Name", zh: "名称" },
  nameOf: { en: "Name of class {n}", zh: "类别 {n} 的名称" },
  pictures: { en: "Pictures", zh: "图片" },
  up: { en: "Move {name} up", zh: "上移 {name}" },
  down: { en: "Move {name} down", zh: "下移 {name}" },
  remove: { en: "Remove {name}", zh: "移除 {name}" },
  inUse: {
    en: "{name} is used by pictures: merge it into another class first",
    zh: "{name} 仍有图片使用：请先合并到其他类别",
  },
  actions: { en: "Actions", zh: "操作" },
  merge: { en: "Merge {name} into another class", zh: "将 {name} 合并到其他类别" },
  mergeAfterSaving: { en: "Save the changes before merging {name}", zh: "请先保存更改，再合并 {name}" },
  mergeTitle: { en: "Merge {name} into another class", zh: "将 {name} 合并到其他类别" },
  mergeAbout: {
    en: "All labels of {name} become labels of the other class, and {name} is removed. Existing versions are not changed. This cannot be undone.",
    zh: "{name} 的所有标注将改为另一个类别，{name} 随后被移除。此前创建的版本保持不变。此操作无法撤销。",
  },
  mergeInto: { en: "Other class", zh: "目标类别" },
  mergeCount: {
    en: ["{n} picture has the label {name}.", "{n} pictures have the label {name}."],
    zh: "{n} 张图片包含 {name}。",
  },
  mergeAction: { en: "Merge", zh: "合并" },
  cancel: { en: "Cancel", zh: "取消" },
  merged: {
    en: ["{n} label was changed to {name}.", "{n} labels were changed to {name}."],
    zh: "已有 {n} 个标注改为 {name}。",
  },
  add: { en: "Add a class", zh: "添加类别" },
  newName: { en: "Name of the new class", zh: "新类别名称" },
  save: { en: "Save", zh: "保存" },
  discard: { en: "Discard", zh: "放弃修改" },
  saved: { en: "The classes were saved.", zh: "类别已保存。" },
  unsaved: { en: "Unsaved changes", zh: "尚未保存" },
  twice: { en: "Two classes have the name {name}.", zh: "有两个类别同名：{name}。" },
  nameless: { en: "A class has no name.", zh: "有类别未命名。" },
  emptyTitle: { en: "Name the classes to distinguish", zh: "请为需要区分的对象命名" },
  emptyAbout: {
    en: "One class is enough to detect objects; two or more are needed to classify.",
    zh: "一个类别即可检测物体，两个以上可加以区分。",
  },
});
