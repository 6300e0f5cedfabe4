import { words } from "$lib/language.svelte";

export const t = words({
  title: { en: "Classes", zh: "类别" },
  about: {
    en: "What is told apart. Their order is the model's: number 0 is the first one's, and firmware knows classes by number.",
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
  inUse: { en: "{name} is on pictures: relabel them first", zh: "{name} 仍有图片使用：请先修改这些标注" },
  add: { en: "Add a class", zh: "添加类别" },
  newName: { en: "Name of the new class", zh: "新类别名称" },
  save: { en: "Save", zh: "保存" },
  discard: { en: "Discard", zh: "放弃修改" },
  saved: { en: "The classes are saved.", zh: "类别已保存。" },
  unsaved: { en: "Not saved yet", zh: "尚未保存" },
  twice: { en: "Two classes are called {name}.", zh: "有两个类别同名：{name}。" },
  nameless: { en: "A class has no name.", zh: "有类别未命名。" },
  emptyTitle: { en: "Name what is to be told apart", zh: "请为需要区分的对象命名" },
  emptyAbout: { en: "One class is enough to find things; two or more tell them apart.", zh: "一个类别即可检测物体，两个以上可加以区分。" },
});
