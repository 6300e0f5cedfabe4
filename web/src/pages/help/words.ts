import { words } from "$lib/language.svelte";

export const t = words({
  title: { en: "Help", zh: "帮助" },
  about: {
    en: "From pictures to a model on a board, and answers to common questions.",
    zh: "从图片到开发板上的模型，以及常见问题解答。",
  },
  steps: { en: "Using the studio", zh: "使用说明" },
  stepsTitle: { en: "From pictures to a model", zh: "从图片到模型" },
  collect: { en: "Collect pictures.", zh: "收集图片。" },
  collectAbout: {
    en: "Drop pictures, folders or a zip on the Data page, with or without labels, or record them on Capture.",
    zh: "将图片、文件夹或 zip 拖入“数据”页（可带标注），或在“拍摄”页录制。",
  },
  label: { en: "Label them.", zh: "进行标注。" },
  labelAbout: {
    en: "Draw boxes or choose classes; number keys choose the class. The keyboard icon shows all keys.",
    zh: "画框或选择类别；数字键选择类别，按键列表可通过键盘图标查看。",
  },
  version: { en: "Create a version.", zh: "创建版本。" },
  versionAbout: {
    en: "A version is a copy of pictures and labels that never changes, split into training, validation and test pictures.",
    zh: "版本是图片和标注的副本，不再改变，并划分为训练、验证和测试图片。",
  },
  train: { en: "Train.", zh: "训练。" },
  trainAbout: {
    en: "Choose the board first: before the training starts, the studio checks whether the model fits and can run on the board.",
    zh: "请先选择开发板：工作室会在训练前检查模型能否在其上运行。",
  },
  judge: { en: "Read the results.", zh: "查看结果。" },
  judgeAbout: {
    en: "The first sentence states how reliable the model is, the next one what to do.",
    zh: "第一句说明模型是否可靠，第二句说明下一步该做什么。",
  },
  deploy: { en: "Take the model to the board.", zh: "将模型部署到开发板。" },
  deployAbout: {
    en: "Download the int8 model and its list of classes from the results.",
    zh: "在结果页下载 int8 模型及其类别列表。",
  },
  labelsLater: { en: "My labels are in files, and the pictures are already here", zh: "图片已导入，标注在文件中" },
  labelsLaterAbout: {
    en: "Drop the label files, or a zip or folder that contains them. They are matched with the pictures by content, or by a file name that only one picture has. Pictures that already have other labels keep them until you choose to replace them or add to them.",
    zh: "直接拖入标注文件，或包含它们的 zip 或文件夹。系统按图片内容匹配，或按唯一的文件名匹配。若图片已有不同的标注，会先保留原有标注，由您选择替换或合并。",
  },
  deleted: { en: "I deleted a picture by mistake", zh: "误删了图片" },
  deletedAbout: {
    en: "On the Data page choose “Bin” in the filter of states, select the picture and restore it. Pictures stay there for 30 days.",
    zh: "在“数据”页的状态筛选中选择“回收站”，选中图片并恢复。图片会保留 30 天。",
  },
  byModel: { en: "What does “by the model, not reviewed” mean?", zh: "“模型标注，未确认”是什么意思？" },
  byModelAbout: {
    en: "A model labelled these pictures and no person has checked them. Open them, or approve several at once; versions do not include them unless you choose so.",
    zh: "这些图片由模型标注，尚未经人检查。请打开查看，或批量确认；版本默认不包含它们。",
  },
  others: { en: "How can other people use this studio?", zh: "让其他人也能使用" },
  othersAbout: {
    en: "Create the first account under Settings › People, add accounts there, and start the studio with --listen 0.0.0.0:8420. It prints the addresses to open on the other computers.",
    zh: "在“设置 › 人员”中创建第一个账户并添加其他账户，然后使用 --listen 0.0.0.0:8420 启动工作室。它会显示其他计算机可访问的地址。",
  },
  phone: { en: "The camera of a phone does not start", zh: "手机摄像头无法启动" },
  phoneAbout: {
    en: "Browsers allow a live camera only for pages over HTTPS. Press Use a phone on the Capture page and scan the QR code, or put a TLS proxy in front of the studio.",
    zh: "浏览器只允许 https 页面使用实时摄像头。请在“拍摄”页面点击“使用手机”并扫描二维码，或在工作室前加一个 TLS 代理。",
  },
  backup: { en: "How do I back up everything?", zh: "如何备份？" },
  backupAbout: {
    en: "Each project's card offers a backup as one file, and the Projects page restores it. To keep the whole studio, stop it and copy its data folder.",
    zh: "每个项目卡片都可下载单文件备份，并可在“项目”页恢复。若要备份整个工作室，请停止后复制数据文件夹。",
  },
  api: { en: "API", zh: "API" },
  apiTitle: { en: "Use the studio from programs", zh: "通过程序使用" },
  apiAbout: {
    en: "Programs can do everything that the pages do. Create a key under Account, and send it with every request:",
    zh: "页面能做的，程序都能做。请在“账户”中创建密钥，并随每个请求发送：",
  },
  description: { en: "The whole description (OpenAPI 3.1, JSON)", zh: "完整描述（OpenAPI 3.1，JSON）" },
  routes: { en: "Routes", zh: "路由" },
  route: { en: "Route", zh: "路由" },
  does: { en: "Description", zh: "作用" },
});
