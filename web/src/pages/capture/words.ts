import { captureWords } from "$lib/capture/words";
import { words } from "$lib/language.svelte";

export const t = words({
  ...captureWords,
  title: { en: "Capture", zh: "拍摄" },
  space: { en: "Space", zh: "空格" },
  upload: { en: "Upload", zh: "上传" },
  more: { en: "More about {name}", zh: "{name} 的更多操作" },
  rename: { en: "Rename", zh: "重命名" },
  showAll: { en: "Show all", zh: "查看全部" },
  removeClass: { en: "Remove the class", zh: "移除类别" },
  camera: { en: "Camera", zh: "摄像头" },
  useBoard: { en: "Use {name} ({port})", zh: "使用 {name}（{port}）" },
  boardStarts: { en: "The board is starting its camera …", zh: "开发板正在启动摄像头…" },
  anyCamera: { en: "Camera of this device", zh: "本机摄像头" },
  connectAbout: {
    en: "The pictures stay on this computer and the Tinsmith server.",
    zh: "画面只会保存在本机和 Tinsmith 服务器上。",
  },
  disconnect: { en: "Switch the camera off", zh: "关闭摄像头" },
  cameraNumber: { en: "Camera {n}", zh: "摄像头 {n}" },
  insecure: {
    en: "Browsers allow a camera only for pages over HTTPS, or from this computer. Press Use a phone for such a page, or take pictures with the camera app:",
    zh: "浏览器仅允许 https 页面或本机页面使用摄像头。请点击“使用手机”打开这样的页面，或用相机应用拍照：",
  },
  takePicture: { en: "Take a picture", zh: "拍一张" },
  split: { en: "Use these pictures for", zh: "这些图片用于" },
  splitHint: {
    en: "All pictures of one recording stay in the same split, so that the test is reliable. Test pictures from another place or in other light are the most useful.",
    zh: "一次按住录制的图片会留在划分的同一侧，使测试结果可信。换个地点或光线拍摄测试图片最有价值。",
  },
  none: { en: "Decide later", zh: "稍后决定" },
  train: { en: "Training", zh: "训练" },
  test: { en: "Testing", zh: "测试" },
  added: { en: "Kept", zh: "已保留" },
  noClasses: { en: "Add the classes to distinguish first", zh: "请先添加要区分的类别" },
  noClassesAbout: {
    en: "At least two classes are needed: the object, and the empty scene.",
    zh: "至少需要两个类别：目标物体和空场景。",
  },
  instant: { en: "Instant model", zh: "即时模型" },
  instantNotYet: {
    en: "Take {n} pictures each of at least two classes. A first model then predicts here what the camera sees, without a training.",
    zh: "至少为两个类别各拍 {n} 张图片，随后无需训练，初步模型就会在这里预测摄像头看到的内容。",
  },
  instantCamera: {
    en: "Connect the camera to see what it predicts.",
    zh: "连接摄像头即可查看预测。",
  },
  instantFigure: {
    en: [
      "Learned from {n} picture. With the picture and its recording left out, {correct} is predicted correctly.",
      "Learned from {n} pictures. With each picture and its recording left out, {correct} of {n} are predicted correctly.",
    ],
    zh: "由 {n} 张图片学得。每次留出一段录制的图片再学习时，其中 {correct} 张预测正确。",
  },
  instantTrain: { en: "Train a better model for a board.", zh: "训练更好的、可用于开发板的模型。" },
  phone: { en: "Phone", zh: "手机" },
  usePhone: { en: "Use a phone", zh: "使用手机" },
  phoneAbout: {
    en: "Take the pictures with the camera of a phone in the same network.",
    zh: "用同一网络中手机的摄像头拍摄。",
  },
  phoneNoNetwork: {
    en: "This computer is in no network. Connect it to the one that the phone is in.",
    zh: "此电脑未连接网络。请将其连接到手机所在的网络。",
  },
  phoneQr: { en: "QR code that opens {address} on a phone", zh: "在手机上打开 {address} 的二维码" },
  phoneScan: {
    en: "Scan it with the phone's camera, or open this address and type the code:",
    zh: "用手机相机扫描，或打开此地址并输入配对码：",
  },
  phoneCode: { en: "Code:", zh: "配对码：" },
  phoneLeft: { en: "For one phone, valid for {time}", zh: "仅限一部手机，{time}内有效" },
  phoneWarning: {
    en: "The phone warns once, because this computer has made the certificate itself instead of buying it; the connection is encrypted all the same.",
    zh: "手机会警告一次，因为证书由此电脑自行生成而非购买；连接仍是加密的。",
  },
  phoneFingerprint: { en: "Compare the certificate's fingerprint (SHA-256)", zh: "核对证书指纹（SHA-256）" },
  phoneOpen: { en: "Paired phones can take pictures at {address}.", zh: "已配对的手机可在 {address} 拍摄。" },
  phoneNewCode: { en: "Pair another phone", zh: "配对另一部手机" },
  phoneExpired: { en: "The code has expired.", zh: "配对码已过期。" },
  phoneWithdrawn: {
    en: "The code was withdrawn, because wrong ones were tried ten times.",
    zh: "配对码已作废，因为有人十次输入了错误的配对码。",
  },
  phoneNetwork: { en: "Network address", zh: "网络地址" },
  phoneEnd: { en: "End", zh: "结束" },
  phones: { en: "Paired phones", zh: "已配对的手机" },
  phoneUsed: { en: "Last used {ago}", zh: "上次使用：{ago}" },
  phoneRemove: { en: "Remove {name}", zh: "移除 {name}" },
  shortcut: {
    en: "Space records to the selected class; 1 to 9 select a class.",
    zh: "空格录制到所选类别；按 1–9 选择类别。",
  },
});
