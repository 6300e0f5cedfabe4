// The Chinese of messages of the job queue and the data folder. A key is the sentence as the source formats it; {0}
// is the first of its values, and {=0} the same where it is a name, which is never translated.
export const store: Record<string, string> = {
  "project {} has the kind '{}', which is not known": "项目 {0} 的类型“{1}”未知",
  "cannot store that the job is {}, trying again: {}": "无法记录任务为 {0}，正在重试：{1}",
  "job {} is {} and must not be run by this process; jobs are started by the server":
    "任务 {0} 的状态为 {1}，不应由此进程运行；任务由服务器启动",
  "could not store that the job is {} ({}), gave up: {}\nresult: {}":
    "无法记录任务为 {0}（{1}），已放弃：{2} 结果：{3}",
  "{} is '{}'; it must begin with {}:// or {}:// and a host": "{0} 为“{1}”；必须以 {2}:// 或 {3}:// 及主机名开头",
  "the mail server's address contains a user; user and password have their own fields":
    "邮件服务器地址中含有用户；用户和密码有各自的输入框",
  "{}: gave up": "{0}：已放弃",
  "{} did not accept the message: {}{}": "{0} 没有接收消息：{1}{2}",
  "the sender has {} addresses; one is expected": "发件人有 {0} 个地址；应为一个",
  "{} answered {}, which is a redirect; set the address to which it redirects":
    "{0} 返回 {1}，将消息转到别处；请设置最终的地址",
  "{} answered {}; 200 to 299 are expected": "{0} 返回 {1}；应为 200 至 299",
  "cannot create a pipe for a job: {}": "无法为任务建立管道：{0}",
  "cannot open {} for a job: {}": "无法为任务打开 {0}：{1}",
  "cannot start a process for a job: {}": "无法为任务启动进程：{0}",
  "cannot run {}: {}": "无法运行 {0}：{1}",
  "the last line of its log: {}": "日志的最后一行：{0}",
  "the job failed:": "任务失败：",
  "it is queued again": "已重新排队",
  "the job was cancelled": "任务已取消",
  "the job's process was terminated from outside": "任务进程被外部要求结束",
  "the job's process ended with status {} without a message": "任务进程以状态 {0} 结束，未说明原因",
  "the job's process was interrupted:": "任务进程中断：",
  "the machine was restarted": "计算机重新启动过",
  "the job's process could not store its result": "任务进程无法写入结束状态",
  "{}, {} times in a row without progress": "{0}，连续 {1} 次没有进展",
  "cannot open {}: {}": "无法打开 {0}：{1}",
  "cannot lock {}: {}": "无法锁定 {0}：{1}",
  "{} is in use by another Tinsmith server (process {}); stop that server, or give this one its own data folder":
    "{0} 正被另一个 Tinsmith 服务器（进程 {1}）使用；请停止它，或为此服务器另设数据文件夹",
  "'{}' is not an e-mail address; it must look like name@host.example": "“{0}”不是电子邮件地址；应如 name@host.example",
  "no e-mail address is given; it must look like name@host.example": "没有填写电子邮件地址；应如 name@host.example",
  "neither a mail server nor a webhook is configured; configure one of them first":
    "邮件服务器和 webhook 都没有设置；请先设置其一",
  "it ended with status {}": "以状态 {0} 结束",
  "it was killed by signal {}": "被信号 {0} 终止",
  "it was killed by SIG{} ({})": "被 SIG{0}（{1}）终止",
  "it no longer existed when the server checked it": "服务器查看时它已不存在",
  "cannot watch process {}: {}": "无法监视进程 {0}：{1}",
  "tinsmith: job queue:": "tinsmith：任务队列：",
  "the process of job {} was killed before it started": "任务 {0} 的进程在开始前被终止",
  "attempt {}, process {}": "第 {0} 次尝试，进程 {1}",
  "job {} cannot be cancelled: it is already {}": "任务 {0} 无法取消：状态已为 {1}",
  "job {} ({}) has no partial result to keep, so it cannot be stopped; cancel it":
    "任务 {0}（{1}）停止后没有可保留的内容；请取消它",
  "job {} cannot be stopped: it is {}": "任务 {0} 无法停止：状态为 {1}",
  "cannot start the job queue: no free file descriptor": "无法启动任务队列：文件描述符已用尽",
  "the database refused the change: {}": "数据库拒绝：{0}",
  "the database is damaged: {}; restore it from a backup": "数据库已损坏：{0}；请从备份恢复",
  "the disk is full: nothing was changed; free some space and try again": "磁盘已满：没有任何更改；请释放空间后重试",
  "the database was busy for {} s; try again": "数据库已忙 {0} 秒；请重试",
  "the database failed: {}": "无法使用数据库：{0}",
  "the content of the stored file {} has changed; restore it from a backup":
    "存储的文件 {0} 与原先存入的内容不同；请从备份恢复",
  "cannot remove {}: {}": "无法删除 {0}：{1}",
  "cannot list {}: {}": "无法列出 {0}：{1}",
  "this data was written by a newer Tinsmith (schema {}, this version supports {}); use the newer version":
    "这些数据由更新的 Tinsmith 写入（模式 {0}，当前支持 {1}）；请使用那个版本",
  "the account '{}' already exists; choose another name": "已有帐户“{0}”；请另选名称",
  "there is no account {}": "没有帐户 {0}",
  "'{}' is the only owner; make another account an owner first": "“{0}”是唯一的所有者；请先设置另一位",
  "the project would have no owner; make another member an owner first": "项目将没有所有者；请先让其他人成为所有者",
  "this project has no class {}": "本项目没有类别 {0}",
  "the labels of this picture were changed by somebody else in the meantime; reload it":
    "其他人刚刚更改了这张图片的标注；请重新查看",
  "class '{}' has {} labels, including those on pictures in the bin; merge it into another class first, or rename it":
    "类别“{0}”有 {1} 个标注（包括回收站中的图片）；请先将其合并到其他类别，或重命名",
  "two classes have the name '{}'; rename one of them": "有两个类别名为“{0}”；请为其中一个改名",
  "a class cannot be merged into itself": "类别不能合并到自身",
  "cannot make {} readable for its owner only: {}": "无法将 {0} 设为仅所有者可读：{1}",
  "run {} was trained on version {}; remove the run first": "训练 {0} 使用了版本 {1}；请先移除该训练",
  "run {} is {}; cancel it first": "训练 {0} 的状态为 {1}；请先取消",
  "the project has {} phones already, which is the most; remove one on its Capture page":
    "项目已有 {0} 部手机，达到上限；请在“拍摄”页面移除一部",
};
