import { words } from "$lib/language.svelte";

export const t = words({
  title: { en: "Write it to a board", zh: "写入开发板" },
  about: {
    en: "For a XIAO ESP32-S3 Sense with SSCMA firmware. The model counts as deployed when the board answers as computed here.",
    zh: "适用于带有 SSCMA 固件的 XIAO ESP32-S3 Sense。开发板的回答与此处计算的一致，才算部署成功。",
  },
  boards: { en: "Boards that are plugged in", zh: "已连接的开发板" },
  none: { en: "No board is plugged in", zh: "没有连接开发板" },
  noneAbout: {
    en: "Plug a board into the computer that runs Tinsmith, with a cable that carries data. It appears here within a few seconds.",
    zh: "用可传输数据的线缆将开发板接到运行 Tinsmith 的电脑上，几秒内会显示在此处。",
  },
  noneOrHere: {
    en: "Plug a board into the computer that runs Tinsmith, with a cable that carries data: it appears here within a few seconds. Or use one that is plugged in where this browser runs.",
    zh: "用可传输数据的线缆将开发板接到运行 Tinsmith 的电脑上，几秒内会显示在此处。也可使用接在本机上的开发板。",
  },
  notYours: { en: "Boards are for owners of this installation", zh: "开发板仅供此安装的所有者使用" },
  notYoursAbout: {
    en: "They are plugged into the computer that runs Tinsmith, so only an owner of the installation may write to them.",
    zh: "开发板接在运行 Tinsmith 的电脑上，因此只有此安装的所有者可以写入。",
  },
  notYoursButHere: {
    en: "Boards at the computer that runs Tinsmith are written by an owner of the installation. You can write to a board that is plugged in where this browser runs.",
    zh: "运行 Tinsmith 的电脑上的开发板由此安装的所有者写入。接在本机上的开发板可由您自己写入。",
  },
  here: { en: "Deploy to a board at this browser", zh: "部署到本浏览器上的开发板" },
  deploy: { en: "Deploy", zh: "部署" },
  deployTo: { en: "Deploy to the board at {port}", zh: "部署到 {port} 上的开发板" },
  isWritten: { en: "A model is being written", zh: "正在写入模型" },

  progress: { en: "Deploying", zh: "正在部署" },
  phase_checking: { en: "Check the model by the rules of its firmware", zh: "按其固件的规则检查模型" },
  phase_preparing: { en: "Prepare the board", zh: "准备开发板" },
  phase_writing: { en: "Write the model", zh: "写入模型" },
  phase_starting: { en: "Start the board", zh: "启动开发板" },
  phase_proving: { en: "Compare its answers with the computed ones", zh: "将其回答与计算结果比较" },
  phase_restoring: { en: "Write what was there before", zh: "写回之前的内容" },
  phaseDone: { en: "done", zh: "完成" },
  phaseNow: { en: "in progress", zh: "进行中" },
  phaseFailed: { en: "failed", zh: "失败" },
  keepOpen: {
    en: "Keep this page open until it is done, and the board plugged in.",
    zh: "完成之前请保持此页面打开，并保持开发板连接。",
  },
  keepPlugged: { en: "Keep the board plugged in until it is done.", zh: "完成之前请保持开发板连接。" },
  done: { en: "The model runs on the board", zh: "模型已在开发板上运行" },
  failed: { en: "Not deployed", zh: "未部署" },
  written: {
    en: "{written} of {all} were written: only what differed.",
    zh: "写入 {written}（共 {all}）：仅写入不同的部分。",
  },
  nothingWritten: {
    en: "The model was on the board already; nothing had to be written.",
    zh: "板上已有此模型，无需写入。",
  },
  watch: { en: "Watch it live", zh: "观看实时画面" },
  trainForBoard: { en: "Train a model for this board", zh: "为此开发板训练模型" },

  proof: { en: "Proof", zh: "验证" },
  onBoard: { en: "Found by the board", zh: "开发板的结果" },
  computed: { en: "Computed here for the same picture", zh: "此处对同一画面的计算结果" },
  nothingFound: { en: "nothing found", zh: "未发现目标" },
  className: { en: "class {n}", zh: "类别 {n}" },

  records: { en: "What is on which board", zh: "各开发板上的模型" },
  recordsAbout: {
    en: "As it was last written from this studio, or by tinsmith device deploy with the same data folder.",
    zh: "由本工作室，或由使用同一数据文件夹的 tinsmith device deploy 最后写入的内容。",
  },
  noRecords: { en: "Nothing was written to a board yet.", zh: "尚未向开发板写入任何内容。" },
  record_board: { en: "Board", zh: "开发板" },
  record_model: { en: "Model", zh: "模型" },
  record_state: { en: "State", zh: "状态" },
  record_time: { en: "Time", zh: "时间" },
  run: { en: "Run {number}", zh: "训练 {number}" },
  noModel: { en: "No model", zh: "无模型" },
  state_being_written: { en: "Interrupted", zh: "被中断" },
  state_being_written_now: { en: "Being written", zh: "正在写入" },
  state_proven: { en: "Proven", zh: "已验证" },
  state_taken_back: { en: "Previous model restored", zh: "已恢复之前的模型" },
  state_emptied: { en: "Emptied", zh: "已清空" },
  state_being_written_hint: {
    en: "The write was interrupted, so nothing is known of the board. Deploy again.",
    zh: "写入被中断，板上的状态未知。请重新部署。",
  },
});
