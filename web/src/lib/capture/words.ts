// The texts that the Capture page and the page for phones have in common.
import type { Bilingual } from "../language.svelte";

export const captureWords = {
  hold: { en: "Hold to Record", zh: "按住录制" },
  recording: { en: "Recording …", zh: "录制中…" },
  chooseClass: { en: "Record into {name}", zh: "录制到 {name}" },
  addClass: { en: "Add a class", zh: "添加类别" },
  className: { en: "Name of the class", zh: "类别名称" },
  add: { en: "Add", zh: "添加" },
  nextCamera: { en: "Other camera", zh: "切换摄像头" },
  refused: {
    en: "The browser does not allow this page to use the camera. Allow it with the lock icon beside the address, then try again.",
    zh: "浏览器没有摄像头权限。请点击地址栏旁的锁形图标允许后重试。",
  },
  noCamera: { en: "No camera was found. Is it plugged in?", zh: "未找到摄像头，请检查是否已连接。" },
  busyCamera: { en: "The camera is in use by another program.", zh: "摄像头正被其他程序占用。" },
  refuse: { en: "Skip blurred frames and near duplicates", zh: "略过模糊和几乎相同的画面" },
  refuseHint: {
    en: "They add no information. Move the object or the camera while recording.",
    zh: "它们没有新信息。录制时请移动物体或摄像头。",
  },
  kept: { en: "Kept", zh: "已保留" },
  blurred: { en: "Blurred", zh: "模糊" },
  duplicate: { en: "Too similar", zh: "太相似" },
  holdStill: { en: "Blurred: move more slowly, or add light", zh: "画面模糊：请放慢或增加光线" },
  moveABit: { en: "Too similar: move a little", zh: "太相似：请稍微移动" },
  live: { en: "Live picture of the camera", zh: "摄像头实时画面" },
  unlabelledPictures: { en: "Pictures to label", zh: "待标注图片" },
  unlabelledAbout: { en: "Draw the boxes later, on the Label page.", zh: "拍摄后在“标注”页面画框。" },
  connect: { en: "Connect the camera", zh: "连接摄像头" },
  pictures: { en: ["{n} picture", "{n} pictures"], zh: "{n} 张图片" },
} satisfies Record<string, Bilingual>;
