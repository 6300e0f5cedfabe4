// The Chinese of the sentences about boards that are plugged in; see serve.ts.
export const devices: Record<string, string> = {
  "there is no port {}; plug the board in with a cable that carries data, and list the ports with: tinsmith device list":
    "没有端口 {0}；请用可传输数据的线缆连接开发板，并用此命令列出端口：tinsmith device list",
  "{} may not open {}; its administrator can give the permission": "{=0} 无权打开 {=1}；可由其管理员授权",
  "{} may not open {}, which is for members of the group {}; join it with: sudo usermod -aG {} {}, then sign out and in again":
    "{=0} 无权打开 {=1}，它仅供用户组 {=2} 的成员使用；请运行 sudo usermod -aG {=3} {=4} 加入，然后注销并重新登录",
  "{} is in use by another program; close it there (a serial monitor, another Tinsmith) and try again":
    "{0} 正被其他程序占用；请在该程序（串口监视器或另一个 Tinsmith）中关闭后重试",
  "cannot open {}: {}": "无法打开 {0}：{1}",
  "cannot reserve {}: {}": "无法独占 {0}：{1}",
  "cannot wait for {}: {}": "等待 {0} 时出错：{1}",
  "cannot write {}: {}": "无法写入 {0}：{1}",
  "{} is not a serial port; list the ports with: tinsmith device list":
    "{0} 不是串口；请用此命令列出端口：tinsmith device list",
  "{} was opened without a descriptor: {}": "{0} 已打开，但没有描述符：{1}",
  "{} cannot be set up as a serial port: {}": "无法将 {0} 设置为串口：{1}",
  "{} cannot be set to {} bits per second: {}": "无法将 {0} 的速率设为每秒 {1} 位：{2}",
  "the control lines of {} cannot be set: {}": "无法设置 {0} 的控制线：{1}",
  "the serial ports of this computer cannot be listed: {}": "无法列出此电脑的串口：{0}",
  "{} is gone: the board was unplugged, or it restarts; plug it in, wait a moment and try again":
    "{0} 已断开：开发板被拔出或正在重启；请重新插好，稍等片刻再试",
  "{} takes no more bytes: the board does not read them; unplug it, plug it in and try again":
    "{0} 不再接收数据：开发板没有读取；请拔下后重新插入再试",
  "the firmware of the board at {} does not know the command {}. Found: version {}; needed: {}; write a current release of its vendor":
    "{0} 上开发板的固件不支持命令 {1}。现有版本：{2}；所需版本：{3}；请写入厂商的当前版本",
  "the board at {} restarted instead of replying to {}; firmware 2.x does so for a model that it does not recognise":
    "{0} 上的开发板没有回应 {1}，而是重启了；2.x 固件遇到无法识别的模型时会这样",
  "the board at {} did not reply to {}; is it a board with SSCMA firmware? Unplug it, plug it in and try again":
    "{0} 上的开发板没有回应 {1}；它是带有 SSCMA 固件的开发板吗？请拔下后重新插入再试",
  "the board at {} refused {}: {} (code {})": "{0} 上的开发板拒绝了 {1}：{2}（代码 {3}）",
  "the board at {} sent no picture": "{0} 上的开发板没有发送画面",
  "the board at {} sent a damaged picture; try again": "{0} 上的开发板发送了损坏的画面；请重试",
  "the camera of the board at {} does not answer; check its flat cable, then unplug the board and plug it in again":
    "{0} 上开发板的摄像头没有响应；请检查其排线，然后拔下开发板并重新插入",
  "the board at {} cannot run its model (code {}): there is none, or the firmware lacks an operator, memory, or a decoder for it; check the file with: tinsmith package MODEL --board BOARD --check":
    "{0} 上的开发板无法运行模型（代码 {1}）：没有模型，或固件缺少其算子、内存或解码器；可在其训练的“结果”页面的“部署”标签中检查",
  "the board at {} restarted while it was running; check its power and its cable":
    "{0} 上的开发板在运行中重启；请检查供电和线缆",
  "a threshold of {}; one from {} to 1 is expected": "阈值为 {0}；应为 {1} 至 1",
  "the board at {} has stored another text than the class names; try again":
    "{0} 上的开发板存储的不是这些类别名称；请重试",
  "the board at {} did not restart; press its reset button": "{0} 上的开发板没有重启；请按其复位键",
  "a command of {} bytes is too long for the board, which takes {}": "{0} 字节的命令对开发板过长，最多 {1} 字节",
  "the firmware takes only printable ASCII characters in a text, and this one has others (byte {})":
    "固件的文本只接受可打印的 ASCII 字符，此文本含有其他字符（第 {0} 字节）",
  "the board at {} is being disconnected": "正在断开 {0} 上的开发板",
  "the board at {} has sent no picture for {} seconds; unplug it, plug it in and connect it again":
    "{0} 上的开发板已有 {1} 秒没有发送画面；请拔下后重新插入并再次连接",
  "there is no board at {}; plug the board in with a cable that carries data, and choose it from the list":
    "{0} 上没有开发板；请用可传输数据的线缆连接，并从列表中选择",
  "the server is stopping": "服务器正在停止",
  "{} boards are connected, and more are not possible; disconnect one": "已连接 {0} 块开发板，不能再多；请先断开一块",
  "there is no connected board {}": "没有已连接的开发板 {0}",
  "rotation_degrees is {}; 0, 90, 180 or 270 is expected": "rotation_degrees 为 {0}；应为 0、90、180 或 270",
  "the picture {} of this board is no longer there; save a newer one":
    "此开发板的画面 {0} 已不再保留；请保存较新的画面",
  "the board has sent no picture with this result, or a damaged one; try again":
    "开发板没有随此结果发送画面，或画面已损坏；请重试",
  "{} is gone: the board was unplugged, or the page gave its port back; connect it again":
    "{0} 已断开：开发板被拔出，或页面已释放其端口；请重新连接",
  "{} is gone: the page that has its port was closed, or its connection is lost; connect it again":
    "{0} 已断开：持有其端口的页面已关闭或失去连接；请重新连接",
  "{} bytes of the board are still waiting; send these again later": "开发板的 {0} 字节仍在等待；请稍后重新发送",
  "the page does not take what is to be sent to {}; load the page again":
    "页面没有接收要发送到 {0} 的数据；请重新加载页面",
  "no browser has the port of the board {}": "没有浏览器持有开发板 {0} 的端口",
  "bytes is not base64": "bytes 不是 base64",
  "the speed of {} is set by the browser and cannot be changed to {}": "{0} 的速率由浏览器设定，不能改为 {1}",
  "the broker at {} has gone away; Tinsmith connects to it again by itself when it is back":
    "位于 {0} 的 MQTT 服务器已断开；恢复后 Tinsmith 会自动重新连接",
  "the broker at {} does not let this user in; remove it, and add it again with its user and password":
    "位于 {0} 的 MQTT 服务器拒绝此用户；请移除后用其用户名和密码重新添加",
  "the broker at {} cannot be reached; check that it runs, its address and port, and whether it needs TLS (mqtts://)":
    "无法连接位于 {0} 的 MQTT 服务器；请检查它是否在运行、地址和端口，以及是否需要 TLS（mqtts://）",
  "there is no broker at {} in the list; add it on the Devices page":
    "列表中没有位于 {0} 的 MQTT 服务器；请在“设备”页面添加",
  "there is a password for the broker, but no user; give both or none":
    "给出了 MQTT 服务器的密码，但没有用户名；请同时给出或都不给出",
  "there is no broker {}": "没有 MQTT 服务器 {0}",
  "there are {} brokers already, which is the most; remove one": "已有 {0} 个 MQTT 服务器，达到上限；请先移除一个",
  "the broker at {} is there already; to add it with another user, password or board, remove it first":
    "位于 {0} 的 MQTT 服务器已在列表中；若要更改用户名、密码或开发板，请先移除",
  "'{}' is no broker; {}": "“{0}”不是 MQTT 服务器的地址；{1}",
  "the broker's address names no host; {}": "MQTT 服务器的地址中没有主机；{0}",
  "mqtt://[USER:PASSWORD@]HOST[:PORT][/BOARD] is expected": "应为 mqtt://[USER:PASSWORD@]HOST[:PORT][/BOARD]",
  "the port '{}' of the broker's address; a number from 1 to {} is expected":
    "MQTT 服务器地址中的端口为“{0}”；应为 1 至 {1} 的数字",
  "the user and password of the broker's address cannot be read; USER:PASSWORD is expected, with %40 for @, %3A for : and %2F for /":
    "无法读取 MQTT 服务器地址中的用户名和密码；应为 USER:PASSWORD，其中 @ 写作 %40，: 写作 %3A，/ 写作 %2F",
  "the board '{}' of the broker's address; the board's client id is expected, such as xiao_esp32_s3_965371843, without spaces, '/', '+' and '#'":
    "MQTT 服务器地址中的开发板为“{0}”；应为其客户端 ID，例如 xiao_esp32_s3_965371843，不含空格、“/”、“+”和“#”",
  "nothing can be sent to the broker at {}: {}": "无法向位于 {0} 的 MQTT 服务器发送：{1}",
  "TLS cannot be used: there are no certificates in {}": "无法使用 TLS：{0} 中没有证书",
  "no board has the client id '{}'": "没有客户端 ID 为“{0}”的开发板",
  "the board {} at {} is used already": "{1} 上的开发板 {0} 已被使用",
  "the board at {} is reached through a broker; this needs a cable":
    "{0} 上的开发板经由 MQTT 服务器连接；此操作需要线缆",
  "the Wi-Fi has no name": "没有 Wi-Fi 名称",
  "the network of the board is being set up; wait a moment": "正在设置开发板的网络；请稍候",
  "the board at {} has kept other network settings than these; try again": "{0} 上的开发板保留了其他网络设置；请重试",
  reading: "正在读取",
  writing: "正在写入",
};
