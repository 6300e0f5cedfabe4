// What the server says, in Chinese. It says everything in English; these are the sentences whose parts are known. A
// sentence that is not here stays as it came.

/** Said the same every time. */
const fixed: Record<string, string> = {
  "The disk is full: nothing was changed; free some space and try again.": "磁盘已满：没有任何更改；请释放空间后重试。",
  // What jobs do, and their stages.
  "Drawing the demo project": "绘制示例项目",
  "Restoring a project": "恢复项目",
  "Freezing a version": "固定版本",
  "Checking every stored file": "检查所有存储的文件",
  "Labelling what nobody has labelled": "自动标注未标注的图片",
  "Looking for doubtful labels": "查找可疑标注",
  "adding pictures": "添加图片",
  "comparing int8 models": "比较 int8 模型",
  "finding ranges": "确定量化范围",
  "looking at pictures": "查看图片",
  packing: "打包",
  "reading files": "读取文件",
  "reading pictures": "读取图片",
  "reading the version": "读取版本",
  "restoring pictures": "恢复图片",
  splitting: "划分数据",
  training: "训练",
  "writing pictures": "写入图片",
  "writing the layout": "写入格式文件",
  "The project is restored.": "项目已恢复。",
  // Files of a run.
  "the model for boards": "用于开发板的模型",
  "the model before it was quantized": "量化前的模型",
  "one class a line, in the model's order": "类别名称，每行一个，按模型的顺序",
  "the results, as a page to keep": "结果报告，可保存的网页",
  "the results, for programs": "结果数据，供程序读取",
  "every setting": "全部设置",
  "which pictures it learned from": "训练所用的图片",
  "one line an epoch": "训练日志，每轮一行",
  "the test pictures' boxes, as COCO has them": "测试图片的标注框（COCO 格式）",
  "what the int8 model found, likewise": "int8 模型的检出结果（同一格式）",
  // Boards and networks.
  "Any board": "任意开发板",
  "SSCMA firmware; stretches the whole picture, nearest neighbour": "SSCMA 固件；整图拉伸，最近邻",
  "CanMV firmware; letterboxes with grey, bilinear": "CanMV 固件；灰边等比缩放，双线性",
  "MaixPy firmware; takes the middle of the camera's picture": "MaixPy 固件；取画面中间部分",
  "stretches the picture and averages its pixels": "整图拉伸，像素取平均",
  "classes; a good first choice": "分类；首选",
  "classes; the smallest, for 100 kB": "分类；最小，约 100 kB",
  "classes; very small": "分类；很小",
  "classes; small, little memory": "分类；小，占用内存少",
  "classes; middling": "分类；中等",
  "classes; large": "分类；较大",
  "classes; the largest of its kind": "分类；同类中最大",
  "classes; the narrowest before its wide last layer": "分类；宽末层之前最窄",
  "classes; few parameters before its wide last layer": "分类；宽末层之前参数少",
  "classes; more accurate, slower": "分类；更准确，更慢",
  "classes; the most accurate, for boards with megabytes": "分类；最准确，适合内存以兆计的开发板",
  "boxes; small, quick to train, a good first choice": "检测框；小，训练快，首选",
  "boxes; tinsmith-det without anchors: one box a cell": "检测框；无锚框的 tinsmith-det，每格一个框",
  "boxes; for the K210's accelerator": "检测框；适合 K210 的加速器",
  "boxes; for the K230's accelerator; slow to train": "检测框；适合 K230 的加速器，训练较慢",
  "boxes; nano, deep": "检测框；极小，较深",
  "boxes; small, deep": "检测框；小，较深",
  "boxes; wider than tiny": "检测框；比 tiny 更宽",
  "boxes; 7 million parameters": "检测框；700 万参数",
  "boxes; SSCMA's own, as its released weights are": "检测框；SSCMA 自有网络，与其发布的权重一致",
  "boxes; tiny as SSCMA's code builds it since April 2024": "检测框；tiny，与 2024 年 4 月以来的 SSCMA 代码一致",
  "where objects are, by their middles": "物体位置（中心点）",
  "where objects are, by their middles; the smallest": "物体位置（中心点）；最小",
  "a folder of pictures for each class": "每个类别一个文件夹",
  "No two pictures are near duplicates.": "没有近似重复的图片。",
};

/** Said with names and numbers in it: $1 is the first of them. */
const patterns: [RegExp, string][] = [
  [/^Importing (.+)$/s, "导入 $1"],
  [/^Training on version (\d+)$/, "基于版本 $1 训练"],
  [/^Packing version (\d+) as (.+)$/s, "将版本 $1 打包为 $2"],
  [/^Packing (.+)$/s, "打包 $1"],
  [/^(\d+) pictures drawn and labelled\.$/, "已绘制并标注 $1 张图片。"],
  [/^(\d+) pictures added, read as ([\w-]+)\.$/, "已添加 $1 张图片，识别为 $2 格式。"],
  [/^(\d+) pictures added, read as ([\w-]+)\. (\d+) were there already\.$/, "已添加 $1 张图片，识别为 $2 格式；另有 $3 张已存在。"],
  [/^Version (\d+) holds (\d+) pictures?: (\d+) to learn from, (\d+) to choose by, (\d+) to judge by\.$/, "版本 $1 包含 $2 张图片：训练 $3，验证 $4，测试 $5。"],
  [/^Version (\d+) as (.+): (\d+) files, ready to download\.$/s, "版本 $1（$2）：$3 个文件，可以下载。"],
  [/^(\d+) pictures, (\d+) versions and (\d+) runs are packed\.$/, "已打包 $1 张图片、$2 个版本和 $3 次训练。"],
  [/^(\d+) of (\d+) pictures were labelled by run (\d+); look through them\.$/, "训练 $3 标注了 $2 张图片中的 $1 张，请逐一查看。"],
  [/^(\d+) pictures are near duplicates of others, in (\d+) groups of up to (\d+); each group stays on one side\.$/, "有 $1 张图片与其他图片近似重复，分为 $2 组，每组最多 $3 张；同组图片总在划分的同一侧。"],
  [/^A division by chance would have put near duplicates of (\d+) of its (\d+) test pictures among those learnt from, and made the result look better than it is\.$/, "若随机划分，$2 张测试图片中有 $1 张的近似图片会被用于训练，使结果显得比实际更好。"],
  [/^The split that came with the data leaks: (\d+) of its (\d+) test pictures have a near duplicate among its training pictures\.$/, "数据自带的划分存在泄漏：$2 张测试图片中有 $1 张与训练图片近似重复。"],
  [/^[Ll]abelled (.+), looks like (.+)$/s, "标注为 $1，看起来像 $2"],
  [/^[Ll]abelled (.+), but nothing is seen there$/s, "标注为 $1，但模型在此处没有看到目标"],
  [/^[Tt]here seems to be (.+) that has no box$/s, "似乎有未标注的 $1"],
  [/^(\d+) of (\d+) labelled pictures look doubtful to run (\d+)\.$/, "训练 $3 认为 $2 张已标注图片中有 $1 张可疑。"],
];

function known(text: string): string | undefined {
  const same = fixed[text];
  if (same !== undefined) return same;
  const match = patterns.find(([pattern]) => pattern.test(text));
  return match && text.replace(match[0], match[1]);
}

/** A paragraph is Chinese when each of its sentences is known; half of one in each language helps nobody. */
export function chineseOf(text: string): string {
  const whole = known(text);
  if (whole !== undefined) return whole;
  const sentences = text.split(/(?<=\.)\s+(?=[A-Z])/).map(known);
  return sentences.every((one) => one !== undefined) ? sentences.join("") : text;
}
