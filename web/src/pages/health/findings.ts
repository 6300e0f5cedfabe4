// The server says its findings in English. These are theirs in Chinese, by code; {n} is how many.
export interface ChineseFinding {
  says: string;
  advice: string;
  /** The English sentence holds more, as names: it is shown too. */
  keepsDetail?: boolean;
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
  "missing-annotations": { says: "{n} 张图片没有任何标注，不会被使用。", advice: "请标注，或将无目标的图片标记为“无目标”。" },
  "small-objects": { says: "在所选输入尺寸下，{n} 个物体非常小。", advice: "请选择更大的输入、靠近拍摄，或将图片切块。" },
  "exact-duplicates": { says: "{n} 张图片与其他图片完全相同。", advice: "重复图片没有新信息，可以删除；在此之前它们会留在划分的同一侧。" },
  "near-duplicates": { says: "{n} 张图片与其他图片几乎相同。", advice: "无需处理：它们会留在划分的同一侧。更多样的图片效果更好。" },
  "nothing-labelled": { says: "数据集中没有任何标注。", advice: "请标注图片，或检查格式是否识别正确。" },
  "one-class": { says: "只有一个类别，无从区分。", advice: "请添加其他内容的图片，例如空背景。" },
  "empty-classes": { says: "有的类别没有任何物体。", advice: "请移除该类别，或补充标注。", keepsDetail: true },
  "few-pictures": { says: "有的类别图片太少。", advice: "请为它们多拍图片；100 张左右较为充足。", keepsDetail: true },
  "uneven-classes": { says: "各类别数量相差悬殊。", advice: "请补充稀少类别的图片；在此之前训练会为其加权。", keepsDetail: true },
  "mixed-shapes": { says: "图片的宽高比各不相同。", advice: "请按开发板摄像头的画面比例拍摄。", keepsDetail: true },
  "few-null-pictures": { says: "没有目标的图片很少。", advice: "请加入一些空场景图片，让模型学会“什么都没有”。", keepsDetail: true },
  platform: { says: "某个平台会拒绝这个数据集。", advice: "仅在上传到该平台时有影响；Tinsmith 可正常训练。", keepsDetail: true },
};
