import { words } from "$lib/language.svelte";

export const t = words({
  title: { en: "Jobs", zh: "任务" },
  about: {
    en: "What the server does in the background. Jobs continue when the browser is closed, and after a restart of the server.",
    zh: "服务器在后台进行的工作。关闭浏览器或服务器重启后仍会继续。",
  },
  emptyTitle: { en: "No jobs yet", zh: "没有任务" },
  emptyAbout: {
    en: "Imports, trainings and backups appear here while they are running.",
    zh: "导入、训练和备份进行时会显示在这里。",
  },
  now: { en: "Running and queued", zh: "进行中与排队中" },
  nothingNow: { en: "No jobs are running or queued.", zh: "没有进行中或排队的任务。" },
  ended: { en: "Finished", zh: "已结束" },
  queued: { en: "Queued", zh: "排队中" },
  running: { en: "Running", zh: "进行中" },
  done: { en: "Done", zh: "完成" },
  failed: { en: "Failed", zh: "失败" },
  cancelled: { en: "Cancelled", zh: "已取消" },
  left: { en: "{time} left", zh: "还需 {time}" },
  toResults: { en: "Open the results", zh: "查看结果" },
  estimating: { en: "estimating the remaining time …", zh: "正在估算时间…" },
  took: { en: "took {time}", zh: "用时 {time}" },
  by: { en: "by {name}", zh: "由 {name} 发起" },
  attempts: { en: "started {n} times", zh: "已启动 {n} 次" },
  attemptsHint: {
    en: "It was interrupted by a restart or a crash, and continued from its last checkpoint.",
    zh: "曾因重启或崩溃中断，随后从中断处继续。",
  },
  log: { en: "Log", zh: "日志" },
  noLog: { en: "There is no output yet.", zh: "尚无日志。" },
  cancelJob: { en: "Cancel", zh: "取消" },
  cancelTitle: { en: "Cancel this job?", zh: "取消这个任务？" },
  cancelAbout: { en: "{title}: its work so far is lost.", zh: "{title}：已完成的部分将丢失。" },
  cancelStoppableAbout: {
    en: "{title}: to keep the best epoch so far, stop it on its Train page instead.",
    zh: "{title}：若想保留目前最好的一轮，请改在训练页面停止它。",
  },
  up: { en: "Earlier in the queue", zh: "提前" },
  down: { en: "Later in the queue", zh: "推后" },
  close: { en: "Close", zh: "关闭" },
});
