import { words } from "../language.svelte";

export const t = words({
  close: { en: "Close", zh: "关闭" },
  cancel: { en: "Cancel", zh: "取消" },
  typeToConfirm: { en: "Type {name} to confirm", zh: "请输入 {name} 以确认" },
  interval: {
    en: "95 % confidence interval: if the measurement were repeated on other pictures like these, the value would be between {low} and {high} 95 times out of 100.",
    zh: "若用另一批同类图片重新测量，100 次中约有 95 次结果会落在 {low} 与 {high} 之间。",
  },
  // Headings, for screen readers, of columns that are self-explanatory to the eye.
  headActions: { en: "Actions", zh: "操作" },
  headChoose: { en: "Choose", zh: "选择" },
  headKind: { en: "Kind", zh: "类型" },
  headSize: { en: "Size", zh: "大小" },
  headSpread: { en: "Distribution", zh: "分布" },
  tryAgain: { en: "Try again", zh: "重试" },
  copy: { en: "Copy", zh: "复制" },
  copied: { en: "Copied", zh: "已复制" },
  asTable: { en: "As a table", zh: "以表格显示" },
  chartKeys: { en: "{label}. The arrow keys move along the values.", zh: "{label}。用方向键逐点查看数值。" },
  loading: { en: "Loading", zh: "加载中" },
});
