// The Chinese of messages about models and training. A key is the sentence as the source formats it; {0} is the first
// of its values, and {=0} the same where it is a name, which is never translated.
export const models: Record<string, string> = {
  "it has {} inputs; one picture is expected": "它有 {0} 个输入；应为一张图片",
  "its input is {}; a picture, 1 x height x width x 1 or 3, is expected":
    "其输入为 {0}；应为图片，1 x 高 x 宽 x 1 或 3",
  "it has {} outputs, the first {}; one is expected: {}": "它有 {0} 个输出，第一个为 {1}；应为一个：{2}",
  'its input values have no "{}" of three numbers': "其输入值没有含三个数的“{0}”",
  'its input values have a "deviation" of 0': '其输入值的 "deviation" 为 0',
  'its levels have no "coding" that is bounded or exponential': '其各层没有取值为 bounded 或 exponential 的 "coding"',
  "an anchor is not two numbers": "有一个锚框不是两个数",
  "an anchor is {} pixels; more than 0 and at most {} are expected": "有一个锚框为 {0} 像素；应大于 0 且不超过 {1}",
  'a level has no whole number "stride"': '有一层没有整数 "stride"',
  "a level has a stride of {} in an input of {}x{}": "输入为 {1}x{2} 时，有一层的 stride 为 {0}",
  'a level has no list "anchors" of 1 to {}': '有一层没有含 1 至 {0} 项的列表 "anchors"',
  "its levels are not an object": "其层不是对象",
  "it has no list of 1 to {} levels": "没有含 1 至 {0} 层的列表",
  'it has no {} "{}"': "它没有 {0}“{1}”",
  "{} is not a text": "{0} 不是文本",
  "{} has {} bytes; at most {} are expected": "{0} 有 {1} 字节；最多应为 {2} 字节",
  "{} contains control characters": "{0} 含控制字符",
  "class {} has no name": "类别 {0} 没有名称",
  'its head is "{}", which this version of Tinsmith does not support': "其输出头为“{0}”，此 Tinsmith 不认识",
  "its provenance has {} entries; at most {} are expected": "其来源信息有 {0} 项；最多应为 {1} 项",
  'its "answer" is not "logits" of classes or centroids': '其 "answer" 不是类别或中心点的 "logits"',
  'it has no whole number "version"': '它没有整数 "version"',
  "it is of version {}, but this Tinsmith supports version {}; use a newer Tinsmith":
    "它的版本为 {0}，此 Tinsmith 支持版本 {1}；请使用更新的版本",
  'it has "levels", but its head is {}': '它有 "levels"，但输出头为 {0}',
  'its "suppression" is neither "per-class" nor "across-classes"':
    '其 "suppression" 既不是 "per-class" 也不是 "across-classes"',
  'its "threshold" is not a number from 0 to 1': '其 "threshold" 不是 0 至 1 的数',
  "it has {} bytes; at most {} are expected": "它有 {0} 字节；最多应为 {1} 字节",
  "it is not a JSON object": "它不是 JSON 对象",
  "the model has no classes": "模型没有类别",
  "it is a kmodel, which show, invoke, predict and eval open; other commands need the .tflite or .onnx file of the network":
    "它是 kmodel，可用 show、invoke、predict 和 eval 打开；其他命令需要该网络的 .tflite 或 .onnx 文件",
  "the network has {} inputs, the first {}; its preparation makes one of {}":
    "网络有 {0} 个输入，第一个为 {1}；其预处理得到 {2}",
  "the augmentation is not a JSON object": "增强设置不是 JSON 对象",
  "the augmentation has no setting '{}' that may be {}": "增强没有可取值为 {1} 的设置“{0}”",
  "the augmentation's {} is {}; {} to {} is expected": "增强的 {0} 为 {1}；应为 {2} 至 {3}",
  "the augmentation's smallest_scale {} is above its largest_scale {}":
    "增强的 smallest_scale {0} 大于其 largest_scale {1}",
  "a batch size of {}; at least 1 is expected": "一批 {0} 张图片；至少需要 1 张",
  "it is not a training checkpoint": "它不是训练检查点",
  "its state is not readable": "其状态无法读取",
  "it has no usable '{}'": "它没有可用的“{0}”",
  "operator {} ({}) cannot be trained: {}": "算子 {0}（{1}）无法训练：{2}",
  "training works on float32": "训练使用 float32",
  "{} is {}, float32 is expected": "{0} 为 {1}，应为 float32",
  "network {} has {} inputs; one is expected for training": "网络 {0} 有 {1} 个输入；训练时应为一个",
  "output {} of network {} is not computed by an operator, so there is nothing to train":
    "网络 {1} 的输出 {0} 不经计算；没有可训练的内容",
  "{} contains the weights of a network of another structure: its kind, input or number of classes differs; give another --out, or the settings with which it was created":
    "{0} 保存的是另一种结构的网络权重：种类、输入或类别数不同；请另给 --out，或使用创建它时的设置",
  "{} was created with another optimizer; give another --out, or the optimizer with which it was created":
    "{0} 使用了另一种优化器；请另给 --out，或使用创建它时的优化器",
  "process {} starts with weights or pictures that differ from those of process 0; all processes need the same data, --out and program":
    "进程 {0} 的初始权重或图片与进程 0 不同；所有进程需要相同的数据、--out 和程序",
  "none of the {} training pictures can be read": "用于学习的 {0} 张图片都无法读取",
  "the loss is not finite in epoch {}; use a learning rate (--lr) below {}":
    "损失在第 {0} 轮不再是有效数字；请使用小于 {1} 的学习率",
  "stopped in epoch {}; the {} before it are kept": "在第 {0} 轮停止；此前的 {1} 轮已保留",
  "there are no training pictures": "没有可供学习的图片",
  "there are no validation pictures": "没有可供验证的图片",
  "there is no optimizer '{}'; available are sgd and adamw": "没有优化器“{0}”；可用的有 sgd 和 adamw",
  "an epoch's record has no usable '{}'": "轮次记录没有可用的“{0}”",
  "there is no schedule '{}'; there are constant, cosine, linear and step":
    "没有学习率计划“{0}”；可用的有 constant、cosine、linear 和 step",
  "batch norm '{}': '{}' is computed by the graph; a constant is expected":
    "批归一化“{0}”：“{1}”由图计算得出；应为常量",
  "batch norm '{}': channel {} has the variance {}; more than {} is expected":
    "批归一化“{0}”：通道 {1} 的方差为 {2}；应大于 {3}",
  "layer '{}' has no constant {}": "层“{0}”没有常量 {1}",
  "layer '{}' has a weight that is not finite; was the training successful?":
    "层“{0}”有一个权重不是有限数；训练是否完成？",
  "the float network's '{}' has values that are not finite; was the training successful?":
    "浮点网络的“{0}”取值不是有限数；训练是否完成？",
  "the network has {} inputs; one is expected": "网络有 {0} 个输入；应为一个",
  "there are no calibration pictures": "没有可用来确定激活范围的图片",
  "sample {} has {} values; the network's input {} needs {}": "样本 {0} 有 {1} 个值；网络输入 {2} 需要 {3} 个",
  "sample {} has a value that is not finite": "样本 {0} 有一个值不是有限数",
  "stopped during calibration": "在确定量化范围时停止",
  "'{}' of the {} '{}' is {}; a float graph is expected": "{1}“{2}”的“{0}”为 {3}；应为浮点图",
  "stopped during the comparison of int8 models": "在比较 int8 模型时停止",
  "{} '{}' has no int8 form here": "{0}“{1}”在此处没有 int8 形式",
  "output {} of shape {} needs {} bytes, but {} were given": "形状为 {1} 的输出 {0} 占 {2} 字节，给出了 {3} 字节",
  "output {} of type {} has {} scales; one is expected": "类型为 {1} 的输出 {0} 有 {2} 个缩放值，需要一个才能读取",
  "output {} is {}; float32, int8 or uint8 is expected": "输出 {0} 为 {1}，应为 float32、int8 或 uint8",
  "the network has {} outputs, the grid has {} levels": "网络有 {0} 个输出，网格有 {1} 层",
  "output {} of the network is {}, the grid needs {}": "网络的输出 {0} 为 {1}，网格需要 {2}",
  "boxes whose size is an exponential cannot be decoded by int8 operators": "大小为指数形式的框无法由 int8 算子解码",
  "the network has {} outputs; {} needs one: {}": "网络有 {0} 个输出，{1} 的输出应为一个：{2}",
  "the network's output is {}; {} needs {}": "网络的输出为 {0}，{1} 的输出应为 {2}",
  "the network's output is {}; {} with {} classes needs {} channels":
    "网络的输出为 {0}，{2} 个类别的 {1} 输出应以 {3} 个通道结尾",
  "{} contains no complete epoch yet; let the run continue (tinsmith train --resume), or give another run":
    "{0} 尚无完整的轮次；请让该次训练继续（tinsmith train --resume），或改用其他训练",
  "no weights for {} are part of this program, only for {}; give --from {}":
    "本程序不含 {0} 的权重，仅含 {1} 的；请给出 --from {2}",
};
