// The Chinese of the tables of boards and networks, and of messages about a model on a board. A key is the sentence
// as the source formats it; {0} is the first of its values, and {=0} the same where it is a name, which is never
// translated.
export const boards: Record<string, string> = {
  "not quantized": "未量化",
  "At {} × {} pixels the last grid of {} has one cell, so it can hardly learn: choose at least {} pixels, or for small inputs use --model {}.":
    "输入为 {0} × {1} 像素时，{=2} 的最后一层只有一个格子，几乎学不会：请选择至少 {3} 像素，或小尺寸输入使用网络 {=4}。",
  "{} loads a .{}, which this version cannot make: convert model.int8.tflite of the run with {}":
    "{=0} 加载 .{=1} 文件，本版本不能生成：请用 {=2} 转换训练得到的 model.int8.tflite",
  "{} would not run {}:\n{}": "{=0} 无法运行 {=1}：\n{2}",
  "no picture of {} can be read": "{=0} 中没有可读取的图片",
  "the package holds test pictures, and {} is a model without any: give some with --pictures":
    "部署包需要测试图片，而 {=0} 是没有图片的模型",
  "the pictures of the run cannot be read ({}): give some test pictures with --pictures":
    "无法读取训练所用的图片（{0}）",
  "{} exists; choose another name or remove it": "{=0} 已存在；请换一个名称或将其删除",
  "{} would not run this model": "{=0} 无法运行此模型",
  "Connect the board to a computer with a USB cable that carries data.": "用能传输数据的 USB 线把开发板连接到电脑。",
  "Install SSCMA firmware once, if the board has none yet: open Seeed's SenseCraft AI page for this board, choose any ready-made model and deploy it.":
    "如果开发板还没有 SSCMA 固件，请安装一次：打开 Seeed 的 SenseCraft AI 中该开发板的页面，选择任意现成模型并部署。",
  "Use firmware of the 1.x line: the 2.x line decodes centroids wrongly. This command over the serial port shows the version; Seeed publishes both lines as releases of sscma-example-esp32.":
    "请使用 1.x 版固件：2.x 版会读错中心点。通过串口发送此命令可查看版本；两个版本都在 Seeed 的 sscma-example-esp32 发布页。",
  "Write the model to the address 0x400000 of the flash with Espressif's esptool. PORT is the board's serial port, such as /dev/ttyACM0 or COM3. The SenseCraft AI page can do it, too: upload model.tflite as your own model.":
    "用 Espressif 的 esptool 把模型写入闪存地址 0x400000。PORT 是开发板的串口，例如 /dev/ttyACM0 或 COM3。也可以在 SenseCraft AI 页面把 model.tflite 作为自己的模型上传。",
  "Press the reset button of the board.": "按开发板的复位键。",
  "Enter the class names on the SenseCraft AI page in exactly this order, because the board reports numbers only.":
    "在 SenseCraft AI 页面严格按此顺序输入类别名称，因为开发板只报告编号。",
  "Set the confidence threshold on the page, or send this command over the serial port.":
    "在页面上设置置信度阈值，或通过串口发送此命令。",
  "Show one of the test pictures to the camera: the class must be the same. The score differs a little, because the camera sees a picture of a picture.":
    "把一张测试图片放到摄像头前：类别必须相同。分数会略有不同，因为摄像头拍的是图片的图片。",
  "Add TensorFlow Lite Micro to the firmware: esp-tflite-micro from Espressif's component registry for the ESP32 family, pico-tflmicro for the Pico, the CMSIS pack for Arm, or the sources of tflite-micro.":
    "在固件中加入 TensorFlow Lite Micro：ESP32 系列用 Espressif 组件库的 esp-tflite-micro，Pico 用 pico-tflmicro，Arm 用 CMSIS 包，或直接用 tflite-micro 源码。",
  "Copy the folder c of the package into the project and compile all its files as C99 and C++17.":
    "把部署包中的 c 文件夹复制到工程，并按 C99 和 C++17 编译其中所有文件。",
  "Check the memory: the interpreter needs {} bytes of RAM, estimated on the high side (TINSMITH_ARENA_BYTES in c/model.h), and the model {} bytes of flash.":
    "检查内存：解释器需要 {0} 字节 RAM（偏高估计，见 c/model.h 中的 TINSMITH_ARENA_BYTES），模型需要 {1} 字节闪存。",
  "Run the self-test once on the board. It must return TINSMITH_SAME. Kernels that a vendor wrote for its processor may round differently: then it returns TINSMITH_OTHER_OUTPUT with a small difference, and TINSMITH_MAX_DIFFERENCE sets what is accepted. If it returns TINSMITH_NOT_LOADED, raise TINSMITH_ARENA_BYTES.":
    "在开发板上运行一次自检，必须返回 TINSMITH_SAME。厂商为其处理器编写的内核可能舍入不同：这时返回 TINSMITH_OTHER_OUTPUT 和很小的差值，可用 TINSMITH_MAX_DIFFERENCE 设定允许的差值。如果返回 TINSMITH_NOT_LOADED，请增大 TINSMITH_ARENA_BYTES。",
  "Give it pictures of the camera.": "把摄像头的图片交给它。",
  "scale {}, zero point {}": "缩放 {0}，零点 {1}",
  "{} inputs; one is expected": "有 {0} 个输入；应为一个",
  "int8 is expected": "应为 int8",
  "1 x side x side x 3 (or 1) is expected": "应为 1 x 边长 x 边长 x 3（或 1）",
  "{}; a square whose side is a multiple of {} is expected": "{0}；应为边长是 {1} 的倍数的正方形",
  "scale 1/255 and zero point -128 are expected, because the firmware gives each pixel minus 128":
    "应为缩放 1/255、零点 -128，因为固件给出的是字节减 128",
  "{}; the camera gives {} pixels per side, so a larger input adds no detail":
    "{0}；摄像头每边只有 {1} 像素，更多的看不到",
  "{}; the firmware does not register {}": "{0}；固件没有注册 {1}",
  "{}; 1 x {} x (5 + classes) is expected": "{0}；应为 1 x {1} x (5 + 类别数)",
  "{}; at most {} classes are expected": "{0}；最多应有 {1} 个类别",
  "boxes are in pixels and scores in percent, which is coarse: use a scale below 0.1 for fractions":
    "以像素和百分之一为单位，较粗：缩放小于 0.1 表示比例",
  "1 x classes, with at least two classes, is expected": "应为 1 x 类别数，至少两个",
  "its output is logits, which the firmware reports unchanged: end the network with a softmax":
    "输出的是 logits，固件会原样显示：请让网络以 softmax 结尾",
  "1 x height x width x (1 + classes) is expected": "应为 1 x 高 x 宽 x (1 + 类别数)",
  "firmware 2.x decodes centroids wrongly: use firmware 1.x": "2.x 固件会读错中心点；请使用 1.x 固件",
  "the board's decoder does not support these levels and anchors: train with --board {}":
    "不是该开发板的解码器能处理的：请在训练页选择该开发板",
  "{} levels, {} anchors each": "{0} 层，每层 {1} 个锚框",
  "{}; the firmware has no decoder for it": "{0}；固件没有对应的解码器",
  "{} outputs; one is expected": "有 {0} 个输出；应为一个",
  "measured with {}, but the board uses {}: train with --board {} to get the metrics of the board":
    "测量时使用 {0}，开发板使用 {1}：请在训练页选择该开发板，使数字与开发板一致",
  "{} bytes": "{0} 字节",
  "{}; the board has room for {} of {}": "{0}；开发板只能容纳 {1}，用于{2}",
  "the model": "模型",
  "SSCMA firmware; stretches the picture, nearest neighbour, 16-bit colours": "SSCMA 固件；整图拉伸，最近邻，16 位颜色",
  "CanMV firmware; letterbox with grey padding, bilinear": "CanMV 固件；灰边等比缩放，双线性",
  "MaixPy firmware; crops the centre of the camera's picture": "MaixPy 固件；取画面中间部分",
  "Any board": "任意开发板",
  "stretches the picture, area average": "整图拉伸，像素取平均",
  "there is no board '{}'; there are {}": "没有开发板“{0}”；可用的有 {1}",
  "{} needs boxes that are decoded inside the network, and the exponential box sizes of this network cannot be decoded in int8; use tinsmith-det or swift-yolo-tiny":
    "{0} 需要由网络解码的框，而框的大小按指数增长的网络无法用 int8 做到；请使用 tinsmith-det 或 swift-yolo-tiny",
  "the decoder of {} needs {}": "{0} 的解码器需要 {1}",
  "YOLOv5's boxes with three anchors per cell; use tinsmith-det or yolov5n":
    "YOLOv5 的框，每格三个锚框；请使用 tinsmith-det 或 yolov5n",
  "YOLOv2's boxes with five anchors per cell; use yolov2-mobilenetv1-0.75":
    "YOLOv2 的框，每格五个锚框；请使用 yolov2-mobilenetv1-0.75",
  "the firmware of {} cannot run a box detector with grey input: it treats it as a classifier or refuses it; use a colour input with 3 channels":
    "{0} 的固件不能运行灰度检测网络：会把它当作分类网络或拒绝运行；请使用 3 通道的彩色输入",
  "an input of {}x{}; {} needs sides that are multiples of {}": "输入为 {0}x{1}；{2} 的边长须为 {3} 的倍数",
  "classification; the smallest, for 100 kB": "分类；最小，约 100 kB",
  "classification; very small": "分类；很小",
  "classification; small, little memory": "分类；小，占用内存少",
  "classification; the largest of its family": "分类；同类中最大",
  "classification; the fewest channels, except for its wide last layer": "分类；宽末层之前最窄",
  "classification; residual, for inputs of 32 to 64 pixels, less than 100 kB":
    "分类；残差网络，适合 32 至 64 像素的输入，小于 100 kB",
  "classification; few parameters, except for its wide last layer": "分类；宽末层之前参数少",
  "classification; a good first choice": "分类；首选",
  "classification; more accurate, slower": "分类；更准确，更慢",
  "classification; the most accurate, for boards with megabytes of memory": "分类；最准确，适合内存以兆计的开发板",
  "centroids of objects; the smallest": "物体位置（中心点）；最小",
  "centroids of objects": "物体位置（中心点）",
  "boxes; small, fast to train, a good first choice": "检测框；小，训练快，首选",
  "boxes; tinsmith-det without anchors: one box per cell": "检测框；无锚框的 tinsmith-det，每格一个框",
  "boxes; SSCMA's network, compatible with its released weights": "检测框；SSCMA 自有网络，与其发布的权重一致",
  "boxes; wider than tiny": "检测框；比 tiny 更宽",
  "boxes; 7 million parameters": "检测框；700 万参数",
  "boxes; for the K230's accelerator; slow to train": "检测框；适合 K230 的加速器，训练较慢",
  "boxes; for the K210's accelerator": "检测框；适合 K210 的加速器",
  "boxes; tiny as SSCMA's code has built it since April 2024": "检测框；tiny，与 2024 年 4 月以来的 SSCMA 代码一致",
  "boxes; nano, deep": "检测框；极小，较深",
  "boxes; small, deep": "检测框；小，较深",
  "there is no network '{}'; there are {}": "没有网络“{0}”；可用的有 {1}",
  "{} channels; a picture has 1 (grey) or 3 (RGB)": "{0} 个通道；图片有 1 个（灰度）或 3 个（RGB）",
  "{} classes; at least 1 is expected": "{0} 个类别；至少需要 1 个",
  "an input of {}x{}; {} needs sides that are multiples of {}, at most {}":
    "输入为 {0}x{1}；{2} 的边长须为 {3} 的倍数，最大 {4}",
  "classification; medium": "分类；中等",
  "classification; large": "分类；较大",
  "Non-maximum suppression is that of the firmware of {}: of boxes {} that overlap by more than {} (IoU), only the one with the highest score is kept":
    "框的取舍与 {0} 的固件相同：{1}重叠超过 {2}（IoU）的框中，保留分数最高的一个",
  "of one class": "同一类别",
  "of all classes": "不论类别",
  "the firmware uses the centre of a box as its corner for this, so more boxes remain around an object":
    "该固件在此把框的中心当作角点，因此物体周围会多留一些框",
  "a box is reported once for each class above the threshold": "一个框会按每个超过阈值的类别各报告一次",
  "{} cannot be simulated yet; {} can": "暂时不能模拟 {0}；可以模拟 {1}",
  "there is no firmware '{}'; there are 1.x, 2.x": "没有固件“{0}”；可用的有 1.x 和 2.x",
  "the board at {} has sent no result for {} seconds; unplug it, plug it in and try again":
    "{0} 上的开发板已有 {1} 秒没有发送结果；请拔下后重新插上，再试一次",
};
