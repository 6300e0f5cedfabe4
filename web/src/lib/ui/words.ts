import { words } from "../language.svelte";

export const t = words({
  close: { en: "Close", zh: "关闭" },
  cancel: { en: "Cancel", zh: "取消" },
  typeToConfirm: { en: "Type {name} to confirm", zh: "请输入 {name} 以确认" },
  interval: {
    en: "If one measured again on other pictures like these, 95 times out of 100 the figure would lie between {low} and {high}.",
    zh: "若用另一批同类图片重新测量，100 次中约有 95 次结果会落在 {low} 与 {high} 之间。",
  },
  tryAgain: { en: "Try again", zh: "重试" },
  loading: { en: "Loading", zh: "加载中" },
});
