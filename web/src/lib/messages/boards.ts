// The Chinese of the tables of boards and networks, and of messages about a model on a board. A key is the sentence
// as the source formats it; {0} is the first of its values, and {=0} the same where it is a name, which is never
// translated.
export const boards: Record<string, string> = {
  "not quantized": "未量化",
  "At {} × {} pixels the last grid of {} has one cell, so it can hardly learn: choose at least {} pixels, or for small inputs use --model {}.":
    "输入为 {0} × {1} 像素时，{=2} 的最后一层只有一个格子，几乎学不会：请选择至少 {3} 像素，或小尺寸输入使用网络 {=4}。",
  "{} loads a .{}, which this version cannot make: convert model.int8.tflite of the run with {}, which is not part of Tinsmith":
    "{=0} 加载 .{=1} 文件，本版本不能生成：请用 {=2} 转换训练得到的 model.int8.tflite，该工具不包含在 Tinsmith 中",
  "{} would not run {}:\n{}": "{=0} 无法运行 {=1}：\n{2}",
  "no picture of {} can be read": "{=0} 中没有可读取的图片",
  "the package holds test pictures, and {} is a model without any: give some with --pictures":
    "部署包需要测试图片，而 {=0} 是没有图片的模型",
  "the pictures of the run cannot be read ({}): give some test pictures with --pictures":
    "无法读取训练所用的图片（{0}）",
  "{} exists; choose another name or remove it": "{=0} 已存在；请换一个名称或将其删除",
  "{} would not run this model": "{=0} 无法运行此模型",
  "Connect the board to a computer with a USB cable that carries data.": "用能传输数据的 USB 线把开发板连接到电脑。",
  "Install SSCMA firmware once, if the board has none yet: open Seeed's SenseCraft AI page for this board in Chrome or Edge, choose any ready-made model and deploy it.":
    "如果开发板还没有 SSCMA 固件，请安装一次：在 Chrome 或 Edge 中打开 Seeed 的 SenseCraft AI 中该开发板的页面，选择任意现成模型并部署。",
  "Use firmware of the 1.x line: the 2.x line decodes centroids wrongly. This command over the serial port shows the version; Seeed publishes both lines as releases of sscma-example-esp32.":
    "请使用 1.x 版固件：2.x 版会读错中心点。通过串口发送此命令可查看版本；两个版本都在 Seeed 的 sscma-example-esp32 发布页。",
  "Write the model to the address 0x400000 of the flash: unpack this package, and run Espressif's esptool in its folder. PORT is the board's serial port, such as /dev/ttyACM0 or COM3; close the page first, because only one program can use it. If esptool does not find the board, hold its button BOOT while you plug it in. The SenseCraft AI page can do this step, too: upload model.tflite as your own model.":
    "把模型写入闪存地址 0x400000：解压部署包，在其文件夹中运行 Espressif 的 esptool。PORT 是开发板的串口，例如 /dev/ttyACM0 或 COM3；请先关闭网页，因为串口同时只能由一个程序使用。如果 esptool 找不到开发板，请按住 BOOT 键再插入。也可以在 SenseCraft AI 页面完成此步：把 model.tflite 作为自己的模型上传。",
  "Press the reset button of the board.": "按开发板的复位键。",
  "Enter the class names on the SenseCraft AI page in exactly this order, because the board reports numbers only.":
    "在 SenseCraft AI 页面严格按此顺序输入类别名称，因为开发板只报告编号。",
  "Set the confidence threshold on the page, or send this command over the serial port.":
    "在页面上设置置信度阈值，或通过串口发送此命令。",
  "Open one of the test pictures large on a screen and show it to the camera: the class must be the same. The score differs a little, because the camera sees a picture of a picture.":
    "在屏幕上放大打开一张测试图片并对准摄像头：类别必须相同。分数会略有不同，因为摄像头拍的是图片的图片。",
  "Add TensorFlow Lite Micro to the firmware: esp-tflite-micro from Espressif's component registry for the ESP32 family, pico-tflmicro for the Pico, the CMSIS pack for Arm, or the sources of tflite-micro.":
    "在固件中加入 TensorFlow Lite Micro：ESP32 系列用 Espressif 组件库的 esp-tflite-micro，Pico 用 pico-tflmicro，Arm 用 CMSIS 包，或直接用 tflite-micro 源码。",
  "Copy the folder c of the package into the project and compile all its files as C99 and C++17.":
    "把部署包中的 c 文件夹复制到工程，并按 C99 和 C++17 编译其中所有文件。",
  "Check the memory: the interpreter needs {} bytes of RAM, estimated on the high side (TINSMITH_ARENA_BYTES in c/model.h), and the model {} bytes of flash.":
    "检查内存：解释器需要 {0} 字节 RAM（偏高估计，见 c/model.h 中的 TINSMITH_ARENA_BYTES），模型需要 {1} 字节闪存。",
  "Run the self-test once on the board. It must return TINSMITH_SAME. Kernels that a vendor wrote for its processor may round differently: then it returns TINSMITH_OTHER_OUTPUT with a small difference, and TINSMITH_MAX_DIFFERENCE sets what is accepted. If it returns TINSMITH_NOT_LOADED, raise TINSMITH_ARENA_BYTES.":
    "在开发板上运行一次自检，必须返回 TINSMITH_SAME。厂商为其处理器编写的内核可能舍入不同：这时返回 TINSMITH_OTHER_OUTPUT 和很小的差值，可用 TINSMITH_MAX_DIFFERENCE 设定允许的差值。如果返回 TINSMITH_NOT_LOADED，请增大 TINSMITH_ARENA_BYTES。",
  "Give it pictures of the camera.": "把摄像头的图片交给它。",
  "Connect the Grove Vision AI V2 to a computer with a USB cable that carries data, in its own USB socket.":
    "用能传输数据的 USB 线把 Grove Vision AI V2 自带的 USB 口连接到电脑。",
  "On the same page upload the file model_vela.tflite of this package as your own model. The board cannot run model.tflite.":
    "在同一页面把部署包中的 model_vela.tflite 作为自己的模型上传。开发板不能运行 model.tflite。",
  'the NPU of this board runs only what Arm\'s compiler Vela has made, and there is no program vela on the computer where Tinsmith runs: install it with "pip install ethos-u-vela" and try again':
    "该开发板的 NPU 只能运行 Arm 编译器 Vela 生成的文件，而运行 Tinsmith 的电脑上没有程序 vela：请用“pip install ethos-u-vela”安装后再试",
  "vela could not compile the model (exit status {}). It printed:\n{}":
    "vela 无法编译该模型（退出状态 {0}）。它的输出：\n{=1}",
  "vela moved no operator to the NPU, so {} would not run the model":
    "vela 没有把任何算子放到 NPU 上，因此 {=0} 无法运行该模型",
  "Vela left the operators {} to the CPU, and the firmware of {} has none of them: the model would not run. Train another network for this board":
    "Vela 把算子 {=0} 留给了 CPU，而 {=1} 的固件没有这些算子：模型无法运行。请为该开发板训练另一种网络",
  "the model needs {} KiB of memory on {}, which has {} KiB: choose a smaller input or network":
    "该模型在 {=1} 上需要 {0} KiB 内存，而它只有 {2} KiB：请选择更小的输入或网络",
  "the compiled model has {} bytes; {} has room for {}": "编译后的模型有 {0} 字节；{=1} 只能容纳 {2} 字节",
  "{} did not end within {} minutes and was stopped": "{=0} 在 {1} 分钟内没有结束，已被停止",
  "{} cannot be started: {}": "无法启动 {=0}：{=1}",
  "{} runs no script that collects pictures; {} do. Take the pictures on the Capture page of the studio":
    "{=0} 不能运行采集图片的脚本；{=1} 可以。请在工作室的采集页面拍摄",
  'Install the Arduino IDE 2, and in its Boards Manager "{}".': "安装 Arduino IDE 2，并在其开发板管理器中安装“{=0}”。",
  "Install the library that runs the model: in the Library Manager, search for this name and press Install.":
    "安装运行模型的库：在库管理器中搜索此名称并点击安装。",
  "Unpack this package. In the IDE choose Sketch > Include Library > Add .ZIP Library… and then the file arduino-library.zip of the package.":
    "解压部署包。在 IDE 中选择 项目 > 导入库 > 添加 .ZIP 库…，然后选择部署包中的 arduino-library.zip。",
  "Choose the board {} and its port under Tools.": "在“工具”菜单中选择开发板 {0} 及其端口。",
  "Enable PSRAM under Tools if the menu has it. For an ESP-EYE, choose it in board_camera.cpp.":
    "如果“工具”菜单中有 PSRAM，请启用。对于 ESP-EYE，请在 board_camera.cpp 中选择它。",
  "Open the sketch File > Examples > {} > Camera and upload it.": "打开 文件 > 示例 > {=0} > Camera 并上传。",
  "Open the Serial Monitor at 115200 baud. The self-test compares the board with what it should compute; then the sketch prints what the model sees, and how long it takes.":
    "以 115200 波特率打开串口监视器。自检会把开发板的结果与应有的结果比较；之后程序会输出模型看到的内容和所用时间。",
  "Open one of the test pictures large on a screen and show it to the camera: the answer must be the same. The score differs a little, because the camera sees a picture of a picture.":
    "在屏幕上放大打开一张测试图片并对准摄像头：结果必须相同。分数会略有不同，因为摄像头拍的是图片的图片。",
  "Connect the camera with a USB cable, start OpenMV IDE, press Connect, and let it update the firmware: the script needs the module ml.":
    "用 USB 线连接相机，启动 OpenMV IDE，点击连接，并让它更新固件：脚本需要 ml 模块。",
  "Unpack this package and copy these four files to the drive that the camera shows, and the folder test for the self-test. If they do not fit, insert an SD card first: the drive of a camera without one is small.":
    "解压部署包，把这四个文件复制到相机显示的磁盘，自检还需要 test 文件夹。如果放不下，请先插入 SD 卡：没有 SD 卡的相机磁盘很小。",
  "Open self_test.py from this drive in the IDE and run it. It compares what the camera computes with the expected bytes.":
    "在 IDE 中打开该磁盘上的 self_test.py 并运行。它会把相机的计算结果与预期字节比较。",
  "Open main.py and run it. The picture in the IDE shows what the model finds, and the Serial Terminal the scores.":
    "打开 main.py 并运行。IDE 中的画面显示模型找到的内容，串口终端显示分数。",
  "To start it without the computer, choose Tools > Save open script to OpenMV Cam (as main.py).":
    "如需脱离电脑启动，请选择 工具 > 将打开的脚本保存到 OpenMV Cam（作为 main.py）。",
  "If the model does not load, its memory is short: the current firmware also runs models from its read-only flash. Put model.tflite there with the IDE and write /rom/model.tflite in main.py.":
    "如果模型无法加载，说明内存不足：当前固件也能从只读闪存运行模型。请用 IDE 把 model.tflite 放到那里，并在 main.py 中写 /rom/model.tflite。",
  "Install what the Pico's C/C++ SDK needs (Raspberry Pi's guide \"Getting started with Raspberry Pi Pico\"), and fetch the SDK and pico-tflmicro side by side.":
    "安装 Pico 的 C/C++ SDK 所需的工具（见 Raspberry Pi 的指南“Getting started with Raspberry Pi Pico”），并把 SDK 和 pico-tflmicro 下载到同一文件夹。",
  "Unpack this package in the same folder, and make its folder pico an example of pico-tflmicro. PACKAGE is the folder of the unpacked package.":
    "把部署包解压到同一文件夹，并让其中的 pico 文件夹成为 pico-tflmicro 的一个示例。PACKAGE 是解压后的文件夹。",
  "AI Thinker ESP32-CAM (for the ESP-EYE: ESP32 Wrover Module)":
    "AI Thinker ESP32-CAM（ESP-EYE 请选 ESP32 Wrover Module）",
  "the model has the operator {}, and how TensorFlow Lite Micro registers it is not known here":
    "模型含有算子 {=0}，此处不知道 TensorFlow Lite Micro 如何注册它",
  "the model has {} outputs; the C code needs one: train the network without a board that decodes the boxes itself":
    "模型有 {0} 个输出；C 代码需要一个：训练时请不要选择自行解码框的开发板",
  "the model ends in logits; the C code needs probabilities, which models of this program give":
    "模型以 logits 结尾；C 代码需要概率，本程序的模型会给出概率",
  "the boxes are in pixels and percent; the C code needs fractions, which models of this program give":
    "框以像素和百分比表示；C 代码需要比例，本程序的模型会给出比例",
  "Compile it for the Pico 2.": "为 Pico 2 编译。",
  "Hold the button BOOTSEL while you plug in the Pico 2, and copy build/examples/tinsmith/tinsmith.uf2 to the drive that appears.":
    "按住 BOOTSEL 键插入 Pico 2，把 build/examples/tinsmith/tinsmith.uf2 复制到出现的磁盘。",
  "Watch its serial port: the self-test must say 0. A difference of one or two steps is harmless, because the kernels for Arm may round differently.":
    "查看它的串口：自检必须为 0。相差一两级无妨，因为 Arm 的内核可能舍入不同。",
  "Add your camera: give its pictures to the model in main.cc.": "接入您的摄像头：在 main.cc 中把它的图片交给模型。",
  "about {} ms per picture, estimated from {} million multiply-adds and {}":
    "每张图片约 {0} 毫秒，根据 {1} 百万次乘加和{2}估计",
  "about {} to {} ms per picture, estimated from {} million multiply-adds and {}":
    "每张图片约 {0} 至 {1} 毫秒，根据 {2} 百万次乘加和{3}估计",
  "run times in SSCMA's model zoo": " SSCMA 模型库中的运行时间",
  "run times in ST's model zoo (STM32H747 at 400 MHz, ST's own runtime; TensorFlow Lite Micro takes longer)":
    " ST 模型库中的运行时间（STM32H747，400 MHz，ST 自己的运行库；TensorFlow Lite Micro 更慢）",
  "the README of esp-tflite-micro (ESP32 at 240 MHz, with and without ESP-NN)":
    " esp-tflite-micro 的 README（ESP32，240 MHz，使用和不使用 ESP-NN）",
  "TensorFlow Lite Micro, in a program of your own": "TensorFlow Lite Micro，在您自己的程序中",
  "TensorFlow Lite Micro, in an Arduino sketch": "TensorFlow Lite Micro，在 Arduino 程序中",
  "the ml module of OpenMV's firmware (TensorFlow Lite Micro)": "OpenMV 固件的 ml 模块（TensorFlow Lite Micro）",
  "OV2640 or OV3660, 240 x 240 in the firmware": "OV2640 或 OV3660，固件中为 240 x 240",
  "SSCMA firmware (TensorFlow Lite Micro with ESP-NN)": "SSCMA 固件（TensorFlow Lite Micro 与 ESP-NN）",
  "SSCMA firmware and an Ethos-U55; stretches the picture, nearest neighbour":
    "SSCMA 固件与 Ethos-U55；整图拉伸，最近邻",
  "1110 KiB SRAM for the model": "1110 KiB SRAM 供模型使用",
  "none on the board; OV5647 by cable, up to 640 x 480": "板上没有；用排线连接 OV5647，最大 640 x 480",
  "SSCMA firmware, on the NPU (Arm Ethos-U55, 64 multiply-adds per cycle)":
    "SSCMA 固件，在 NPU 上（Arm Ethos-U55，每周期 64 次乘加）",
  "tflite for the Ethos-U55": "Ethos-U55 专用的 tflite",
  "Arduino library with a camera sketch; stretches the picture, area average, 16-bit colours":
    "带摄像头程序的 Arduino 库；整图拉伸，像素取平均，16 位颜色",
  "OV2640, up to 1600 x 1200": "OV2640，最大 1600 x 1200",
  "1 MiB SRAM, 512 KiB in one piece": "1 MiB SRAM，其中 512 KiB 连续",
  "2 MiB (and 16 MiB QSPI)": "2 MiB（另有 16 MiB QSPI）",
  "GC2145, 320 x 240 in the sketch": "GC2145，程序中为 320 x 240",
  "OpenMV firmware; stretches the picture, bilinear, 16-bit colours": "OpenMV 固件；整图拉伸，双线性，16 位颜色",
  "1 MiB SRAM, 264 KiB of it for the arena": "1 MiB SRAM，其中 264 KiB 供激活使用",
  "OV7725 (R2: MT9M114), 320 x 240 in the script": "OV7725（R2：MT9M114），脚本中为 320 x 240",
  "2 MiB (and 32 MiB QSPI)": "2 MiB（另有 32 MiB QSPI）",
  "OV5640, 320 x 240 in the script": "OV5640，脚本中为 320 x 240",
  "C sources and CMake for pico-sdk; stretches the picture, area average":
    "pico-sdk 的 C 源码与 CMake；整图拉伸，像素取平均",
  "520 KiB SRAM, 512 KiB in one piece": "520 KiB SRAM，其中 512 KiB 连续",
  "none; a module of your own": "没有；自备模块",
  "STM32H7 class": "STM32H7 系列",
  "C sources; Cortex-M7 at up to 480 MHz; stretches the picture, area average":
    "C 源码；Cortex-M7，最高 480 MHz；整图拉伸，像素取平均",
  "1 MiB SRAM, 512 KiB in one piece (STM32H743)": "1 MiB SRAM，其中 512 KiB 连续（STM32H743）",
  "none; the DCMI interface takes one": "没有；可接 DCMI 接口",
  "STM32N6 class": "STM32N6 系列",
  "C sources; Cortex-M55 at up to 800 MHz, its NPU stays unused; stretches the picture, area average":
    "C 源码；Cortex-M55，最高 800 MHz，不使用其 NPU；整图拉伸，像素取平均",
  "4.2 MB SRAM in one piece": "4.2 MB 连续 SRAM",
  "external only": "仅外部",
  "none; MIPI CSI-2 and DCMI interfaces take one": "没有；可接 MIPI CSI-2 或 DCMI 接口",
  "128 MiB or more, by product": "128 MiB 或更多，视产品而定",
  "SD card": "SD 卡",
  "MIPI CSI, by product": "MIPI CSI，视产品而定",
  "CanMV firmware, on the KPU": "CanMV 固件，在 KPU 上",
  "6 MiB SRAM and 2 MiB for the KPU": "6 MiB SRAM，另有 2 MiB 供 KPU 使用",
  "16 MiB on most products": "多数产品为 16 MiB",
  "OV2640 or GC0328, by product": "OV2640 或 GC0328，视产品而定",
  "MaixPy firmware, on the KPU": "MaixPy 固件，在 KPU 上",
  "8 MiB PSRAM": "8 MiB PSRAM",
  unknown: "未知",
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
  "the board at {} has sent no result for {} seconds; unplug it, plug it in and try again":
    "{0} 上的开发板已有 {1} 秒没有发送结果；请拔下后重新插上，再试一次",
};
