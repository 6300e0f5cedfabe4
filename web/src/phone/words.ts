import { captureWords } from "$lib/capture/words";
import { words } from "$lib/language.svelte";

export const t = words({
  ...captureWords,
  pairTitle: { en: "Pair this phone", zh: "配对此手机" },
  pairAbout: {
    en: "On the computer, open Capture, press Use a phone, and scan the code there, or type it here.",
    zh: "请在电脑上打开“拍摄”页面，点击“使用手机”，扫描那里的二维码，或在此输入配对码。",
  },
  code: { en: "Code", zh: "配对码" },
  pair: { en: "Pair", zh: "配对" },
  pairWaiting: {
    en: [
      "{n} picture is kept on this phone and is sent when it is paired with the same project.",
      "{n} pictures are kept on this phone and are sent when it is paired with the same project.",
    ],
    zh: "此手机上保留了 {n} 张图片，与同一项目配对后会发送。",
  },
  removed: { en: "This phone was removed on the computer.", zh: "此手机已在电脑上被移除。" },
  unreachable: {
    en: "The computer cannot be reached. Is this phone in the same network?",
    zh: "无法连接到电脑。手机是否在同一网络中？",
  },
  stale: { en: "The page is older than the server. Load it again.", zh: "页面比服务器旧，请重新加载。" },
  tryAgain: { en: "Try again", zh: "重试" },
  connected: { en: "Connected", zh: "已连接" },
  sending: { en: ["Sending {n} picture", "Sending {n} pictures"], zh: "正在发送 {n} 张图片" },
  away: { en: "The computer cannot be reached", zh: "无法连接到电脑" },
  awayWithPictures: {
    en: [
      "The computer cannot be reached; {n} picture is kept here until it can",
      "The computer cannot be reached; {n} pictures are kept here until it can",
    ],
    zh: "无法连接到电脑；{n} 张图片保留在手机上，恢复连接后发送",
  },
  ended: {
    en: "Capture by phone was ended on the computer; press Use a phone there to go on",
    zh: "电脑上已结束手机拍摄；在那里点击“使用手机”即可继续",
  },
  full: {
    en: "The phone keeps no more pictures until the computer has taken some.",
    zh: "手机暂存已满，请等待电脑接收图片。",
  },
  others: {
    en: [
      "{n} picture of another project is kept on this phone.",
      "{n} pictures of another project are kept on this phone.",
    ],
    zh: "此手机上保留了另一个项目的 {n} 张图片。",
  },
  deleteOthers: { en: "Delete", zh: "删除" },
  classes: { en: "Class to record", zh: "要录制的类别" },
  takePicture: { en: "Take a picture", zh: "拍一张" },
  noClassYet: { en: "Add the first class", zh: "请添加第一个类别" },
  leave: { en: "End the pairing", zh: "结束配对" },
  leaveAbout: {
    en: "Taking pictures again needs a new code from the computer.",
    zh: "再次拍摄需要从电脑获取新的配对码。",
  },
  left: { en: "This phone is no longer paired.", zh: "此手机已不再配对。" },
});
