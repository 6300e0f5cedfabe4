// The Chinese of the sentences about models that are written to boards; see serve.ts.
export const deploying: Record<string, string> = {
  "Compiling the model for the NPU of the board": "正在为开发板的 NPU 编译模型",
  "The model that is on the board was not written from here, and the board lets nobody read it: it cannot be written again":
    "板上的模型不是从这里写入的，并且开发板不允许读取，因此无法写回",
  "Writing {} bytes": "正在写入 {0} 字节",
  "Starting the bootloader of the board": "正在启动开发板的引导程序",
  "Press the button RESET of the board": "请按开发板上的 RESET 键",
  "{}; there is no whole model on the board until the same is done again": "{0}；再次部署之前，板上没有完整的模型",
  "{}; nothing was written": "{0}；未写入任何内容",
  "Comparing the answers of the board with those of the model before it was compiled":
    "正在将开发板的回答与编译前模型的回答进行比较",
  "with the model before it was compiled for the NPU": "与为 NPU 编译之前的模型比较",
  "Writing the model that was on the board before": "正在写入板上原来的模型",
  "Taking the model from the board": "正在从开发板上移除模型",
  "{}; what is on the board now is not known, because it could not be written again ({}). Plug the board in and do the same again":
    "{0}；由于无法写回（{1}），不知道板上现有什么。请插好开发板后再次部署",
  "the last model that has answered on this board is there again": "已写回在该开发板上最后一次正确回答的模型",
  "there is no model on the board now: the one that was there before is not known here":
    "板上现在没有模型：原来的模型在这里没有记录",
  "the board at {} is a {}; Tinsmith writes models to the XIAO ESP32-S3 Sense and the Grove Vision AI V2. For other boards: tinsmith package":
    "{0} 上的开发板是 {=1}；Tinsmith 只向 XIAO ESP32-S3 Sense 和 Grove Vision AI V2 写入模型。其他开发板请下载部署包",
  "models cannot be written to '{}' from here; they can to xiao-esp32s3 and grove-vision-ai-v2. For other boards: tinsmith package":
    "无法从这里向“{=0}”写入模型；只能写入 xiao-esp32s3 和 grove-vision-ai-v2。其他开发板请使用：tinsmith package",
  "the {} at {} states firmware {}; only {} is known for this board, and nothing was written":
    "{1} 上的 {=0} 报告的固件是 {2}；该开发板只支持 {3}，未写入任何内容",
  "the camera of the board at {} does not answer, so nothing could be proven, and nothing was written; check its flat cable":
    "{0} 上开发板的摄像头没有应答，因此无法验证，也未写入任何内容；请检查其排线",
  "{} and {} are both {}; give the three files of one firmware": "{0} 和 {1} 都是{2}；请给出同一固件的三个文件",
  "a firmware has three files: the bootloader (bootloader.bin), the partition table (partition-table.bin) and the program; of these there are {}{}{}":
    "固件由三个文件组成：引导程序（bootloader.bin）、分区表（partition-table.bin）和程序；其中现有 {0}{1}{2}",
  "the board has no SSCMA firmware. Download Seeed's release for the XIAO ESP32-S3 and run: tinsmith device firmware add RELEASE.zip; then do the same again":
    "开发板没有 SSCMA 固件。请下载 Seeed 为 XIAO ESP32-S3 发布的固件并运行：tinsmith device firmware add RELEASE.zip；然后再次部署",
  "the board at {} sends no picture with its answer. Found: version {}; needed: {}; write a current release of its vendor":
    "{0} 上的开发板没有随回答发送画面。现有版本：{1}；所需版本：{2}；请写入厂商的当前版本",
  "the firmware of the board at {} did not start within {} seconds; press its button RESET":
    "{0} 上开发板的固件未在 {1} 秒内启动；请按其 RESET 键",
  "Asking the board which firmware it runs": "正在询问开发板运行哪种固件",
  "Starting the loader of the board": "正在启动开发板的加载程序",
  "Writing {} of {} bytes": "正在写入 {0} 字节（共 {1} 字节）",
  "There is no SSCMA firmware on the board: writing the one that was added":
    "板上没有 SSCMA 固件：正在写入已添加的固件",
  "Reading the model that is on the board, so that it can be written again": "正在读取板上的模型，以便能够写回",
  "Starting the board with the model": "正在启动带有此模型的开发板",
  "Comparing the answers of the board with those computed here": "正在将开发板的回答与此处计算的结果比较",
  "Writing what was on the board before": "正在写回板上之前的内容",
  "stopped before the model was written": "在写入模型之前已停止",
  "stopped before anything was written": "在写入任何内容之前已停止",
  "writing the model; there is none on the board until the same is done again":
    "写入模型时；再次部署之前，板上没有模型",
  "{}; what was on the board before could not be written again ({}). Plug the board in and do the same again":
    "{0}；无法写回板上之前的内容（{1}）。请连接开发板并再次部署",
  "the model that was on the board before is there again": "板上之前的模型已恢复",
  "there is no model on the board now": "板上现在没有模型",
  "a model is being written to the board at {}; wait until that is done": "正在向 {0} 上的开发板写入模型；请等待完成",
  "this is no SSCMA firmware for the XIAO ESP32-S3: its partition table has no place for models at {}":
    "这不是 XIAO ESP32-S3 的 SSCMA 固件：其分区表在 {0} 处没有存放模型的位置",
  "the program has {} bytes, and its table gives it {}": "程序有 {0} 字节，而分区表只给它 {1} 字节",
  "cannot write {}; nothing is written to a board without it": "无法写入 {0}；没有它就不会向开发板写入任何内容",
  "recognised: firmware {} does not take it for a model of {}": "识别：固件 {0} 不会将其视为{1}模型",
  "decoded: firmware 2.x reports centroids without their places and classes; this model needs firmware 1.x":
    "解码：固件 2.x 报告中心点时不含位置和类别；此模型需要固件 1.x",
  "the class names are too long for the board, which will number the classes": "类别名称对开发板过长，板上将以编号代替",
  "firmware {} of the board would not run this model; nothing was written:{}":
    "开发板的固件 {0} 无法运行此模型；没有写入任何内容：{1}",
  "only {} has class {} with {} %": "只有{0}得出类别 {1}（{2} %）",
  "the board": "开发板",
  "the computation": "计算结果",
  "{} in {} of its camera, as computed here": "其摄像头的{1}中有{0}，与此处计算的一致",
  "nothing found in {} of its camera, as computed here; that proves little: show it an object, and watch":
    "在其摄像头的{0}中未发现目标，与此处计算的一致；这能证明的不多：请给它看一个物体并观察",
  "reading the picture of the board": "读取开发板的画面时",
  "the board answers otherwise than computed for the same picture: {}": "对同一画面，开发板的回答与计算结果不同：{0}",
  "the board at {} does not answer with its model": "{0} 上的开发板没有给出其模型的回答",
  "the answers are of different kinds": "两者的回答种类不同",
  "the board takes the model for one of another kind": "开发板将此模型视为另一种类",
  "this is no program for the ESP32-S3: it does not begin with the head of one":
    "这不是 ESP32-S3 的程序：开头没有程序头",
  "this program is for another chip than the ESP32-S3 (number {}; {} is expected)":
    "此程序不是用于 ESP32-S3 芯片（编号 {0}；应为 {1}）",
  "the program is damaged: its checksum differs": "程序已损坏：校验和不符",
  "the program is damaged: its SHA-256 differs": "程序已损坏：SHA-256 不符",
  "this is no partition table: it has no entry": "这不是分区表：没有条目",
  "the board at {} does not answer when it should {}; unplug it, plug it in and do the same again: its loader cannot be overwritten":
    "{0} 上的开发板在应当{1}时没有响应；请拔下后重新插入并再次部署：其加载程序不会被覆盖",
  "the board at {} did not start its loader; hold its button BOOT, press RESET, let go of BOOT, and do the same again. Only boards with an ESP32-S3 can be written so":
    "{0} 上的开发板没有启动加载程序；请按住 BOOT 键，按一下 RESET，松开 BOOT，然后再次部署。只有带 ESP32-S3 的开发板可以这样写入",
  "the board at {} has another chip (mark {}) than the ESP32-S3 (mark {}); Tinsmith does not write to it":
    "{0} 上的开发板是其他芯片（标记 {1}），而不是 ESP32-S3（标记 {2}）；Tinsmith 不会写入",
  "the flash of the board at {} states no size (identity {}); unplug it, plug it in and try again":
    "{0} 上开发板的闪存没有报告容量（标识 {1}）；请拔下后重新插入再试",
  "the loader of the board at {} could not {} (reason {}); unplug it, plug it in and do the same again":
    "{0} 上开发板的加载程序无法{1}（原因 {2}）；请拔下后重新插入并再次部署",
  "{} bytes at {} do not fit into the {} bytes of flash of the board at {}":
    "{1} 处的 {0} 字节超出 {3} 上开发板的 {2} 字节闪存",
  "the loader of the board at {} answers no MD5; try again": "{0} 上开发板的加载程序没有返回 MD5；请重试",
  "the loader of the board at {} answers {} bytes of flash instead of {}; try again":
    "{0} 上开发板的加载程序返回了 {1} 字节闪存内容，而不是 {2} 字节；请重试",
  "erase its flash": "擦除闪存",
  "write its flash": "写入闪存",
  "read its flash": "读取闪存",
  "verify its flash": "校验闪存",
  "describe itself": "说明自身信息",
  "the flash of the board has other bytes than were written; do the same again, and if it happens again, its flash is worn out":
    "开发板闪存中的内容与写入的不同；请再次部署，如果再次出现，则其闪存已老化",
  "the port of the browser": "浏览器的端口",
  "give the port or the device_id of the board that gets the model": "请给出要写入模型的开发板的 port 或 device_id",
  "there is no board at {} that you may use": "{0} 上没有您可以使用的开发板",
  "there is no deploy {}; those before the last start of the server are forgotten":
    "没有部署 {0}；服务器上次启动之前的部署不再保留",
};
