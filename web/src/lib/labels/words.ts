import { words } from "../language.svelte";

export const t = words({
  slowServer: { en: "The server does not answer within 30 seconds.", zh: "服务器在 30 秒内没有响应。" },
  signedOut: { en: "You are signed out.", zh: "您已退出登录。" },
  gone: { en: "The picture or its project was deleted.", zh: "图片或其项目已被删除。" },
  otherPicture: {
    en: "This server has another picture under that number.",
    zh: "此服务器中该编号对应的是另一张图片。",
  },
  contradicts: {
    en: "Another window or somebody else has saved another class in the meantime.",
    zh: "另一个窗口或其他人刚刚保存了不同的类别。",
  },
  mergedElsewhere: {
    en: "{name} was also changed in another window or by somebody else. Both changes are kept: please check it.",
    zh: "{name} 同时在另一个窗口或被其他人修改过。双方的修改都已保留：请检查。",
  },
});
