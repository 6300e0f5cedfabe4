// The Chinese of the training settings that the Train page lists; the English stands in src/verbs/train_settings.cpp.
export const settings: Record<string, string> = {
  "Batch size": "批大小",
  "batch size: number of pictures per optimizer step": "每个优化步骤使用的图片数",
  "32, for boxes 16": "32，标注框任务为 16",
  "Learning rate": "学习率",
  "learning rate; halve it if the loss jumps up and down": "学习率；若损失剧烈波动，可减半",
  "the network's own": "由网络决定",
  "Early stopping": "提前停止",
  "early stopping: ends the training when validation has not improved for this number of epochs":
    "验证指标连续这么多轮没有提升时，结束训练",
  never: "从不",
  "three tenths of the planned epochs for a classifier that starts from shipped weights, otherwise never":
    "从自带权重开始的分类网络：计划轮数的十分之三；其他情况：从不",
  epochs: "轮",
  Seed: "随机种子",
  "random seed; the same seed and settings give the same model": "随机种子；种子和设置相同，得到的模型就相同",
  "Min box side": "标注框最小边长",
  "leaves out boxes with a shorter side, in pixels of the network's input":
    "忽略边长小于此值的标注框（以网络输入的像素计）",
  px: "像素",
  "Max boxes per picture": "每张图片最多标注框数",
  "leaves out pictures with more boxes": "忽略标注框更多的图片",
  "no limit": "不限",
  "Quantization-aware training": "量化感知训练",
  "fraction of the training, at its end, that is quantization-aware (QAT): weights and activations are rounded as int8 rounds them":
    "训练末尾进行量化感知训练（QAT）的比例：按 int8 的方式对权重和激活取整",
  "0.15 for boxes, otherwise 0": "标注框任务为 0.15，其他为 0",
  Mosaic: "马赛克（四图拼接）",
  "boxes: fraction of the inputs that are mosaics of four pictures": "标注框任务：由四张图片拼成的输入所占比例",
  "Balance the classes": "均衡各类别",
  "shows every class equally often, however few pictures it has": "无论图片多少，每个类别出现的次数相同",
};
