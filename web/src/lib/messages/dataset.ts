// The Chinese of messages about reading, checking and splitting a data set. A key is the sentence as the source
// formats it; {0} is the first of its values, and {=0} the same where it is a name, which is never translated.
export const dataset: Record<string, string> = {
  "a class name needs 1 to {} bytes of UTF-8, without control characters and without spaces at the start or end":
    "类别名称须为 1 至 {0} 字节的 UTF-8，不含控制字符，首尾无空格",
  "the image_id of its detections are not those of the ground truth, so pictures were matched by file_name":
    "其检测结果的 image_id 与标准标注不一致，因此按 file_name 对应图片",
  "the image_id of its detections are not those of the ground truth but file names, so pictures were matched by file name":
    "其检测结果的 image_id 不是标准标注的编号而是文件名，因此按文件名对应图片",
  "is not an object": "不是对象",
  'needs a whole number or text as its "{}"': "的“{0}”既不是整数也不是文本",
  'needs a "bbox" of four numbers: left, top, width, height': '需要含四个数（左、上、宽、高）的 "bbox"',
  "has a box of {} x {} pixels; neither side may be below 0": "的框为 {0} x {1} 像素；两者都不能小于 0",
  '{} is not a COCO ground truth: it has no list "{}"': "{0} 不是 COCO 标准标注：没有列表“{1}”",
  "picture {}": "图片 {0}",
  'is of picture {}, which is not in "images"': '属于图片 {0}，而 "images" 中没有该图片',
  'has the category {}, which is not in "categories"': '的类别为 {0}，而 "categories" 中没有该类别',
  "has an area of {}, which is below 0": "的面积为 {0}，小于 0",
  '{}: two of its "{}" have the id {}': "{0}：有两个“{1}”的编号同为 {2}",
  "and {} more": "等另外 {0} 个",
  '{} is not a COCO results file: it is neither a list of detections nor an object with such a list as "annotations"':
    '{0} 不是 COCO 结果文件：既不是检测结果列表，也不是 "annotations" 为列表的对象',
  '{}: its category ids are not those of the ground truth, so categories were matched by the names in its list "categories"':
    '{0}：其类别编号与标准标注不一致，因此按其 "categories" 列表中的名称对应类别',
  'has no number as its "score"': '的 "score" 不是数字',
  "{} has detections of categories (category_id) that the ground truth does not have: {}{}":
    "{0} 的检测结果中有标准标注里没有的类别（category_id）：{1}{2}",
  'its ids seem to start at 0, unlike those of the ground truth: write the ids of the ground truth, or add the list "categories" with ids and names':
    '它似乎从 0 开始编号，而标准标注不是：请写入标准标注的编号，或添加含编号和名称的 "categories" 列表',
  "{} has detections whose image_id and file_name are of different pictures of the ground truth":
    "{0} 的检测结果中，image_id 与 file_name 指向标准标注里的不同图片",
  "{} has detections of pictures (image_id) that the ground truth does not have: {}; they are not file names of its pictures either":
    "{0} 的检测结果中有标准标注里没有的图片（image_id）：{1}；它们也不是其图片的文件名",
  "a demo can have {} to {} pictures, not {}": "示例数据集应有 {0} 至 {1} 张图片，而不是 {2} 张",
  "the pictures of a demo can have sides of {} to {} pixels, not {}": "示例图片的边长应为 {0} 至 {1} 像素，而不是 {2}",
  "stopped after {} of {} pictures were generated": "已绘制 {1} 张图片中的 {0} 张后停止",
  "the comparison of the pictures was stopped": "查看图片的过程已停止",
  "checking pictures": "查看图片",
  "comparing pictures": "查看图片",
  "one class for each picture": "每张图片一个类别",
  "cannot write {}: {}": "无法写入 {0}：{1}",
  "the layout {} stores {}, but the data set has {}; choose another layout":
    "{0} 格式保存的是{1}，而数据集含有{2}；请选择其他格式",
  "{} is not an empty folder; choose another one": "{0} 不是空文件夹；请另选一个",
  "{} would be written outside {}": "{0} 会被写到 {1} 之外",
  "the layout {} can only be read; layouts that can be written are {}": "{0} 格式只能读取；可写入的有 {1}",
  "Edge Impulse info.labels": "Edge Impulse info.labels",
  "lists of pictures and their classes": "图片及其类别的列表",
  "a folder of pictures for each class": "每个类别一个文件夹",
  "without extension": "无扩展名",
  "no files": "没有任何文件",
  "its format is not known, so its labels were not read": "没有读取器能识别它，因此未读取其中的标注",
  "it is a video; export its frames as JPEG pictures and add those": "它是视频；请将视频帧导出为 JPEG 图片再添加",
  "it is an archive inside the archive; unpack it and add its files": "它是压缩包中的压缩包；请解压后添加其中的内容",
  "the format of {} is not known": "没有读取器能识别 {0}",
  "more file": "个其他文件",
  "it was not read as {}: {}": "未按 {0} 读取：{1}",
  "it contains labels in several layouts; {} was read, because its labels match the pictures best. --format reads the others: {}":
    "其中有多种格式的标注；读取了与图片最吻合的 {0}。可在“标注格式”中另选，以读取其他格式：{1}",
  "there is no layout {}; available are {}": "没有数据格式 {0}；可用的有 {1}",
  "boxes can be drawn on the upright or on the stored picture (or auto), not on {}":
    "标注框画在正立（upright）或原始存储（stored）的图片上（或 auto），而不是 {0}",
  "the layout of {} was not detected: it contains {}{}. Put the pictures of each class into a folder named after the class, or choose a layout with --format":
    "无法识别 {0} 的格式：其中有 {1}{2}。请将每个类别的图片放入以类别命名的文件夹，或在“标注格式”中选择格式",
  "Pictures that cannot be read, and are left out: {}.": "无法读取而略过的图片：{0}。",
  "Save them again as JPEG or PNG, or delete them.": "请重新存为 JPEG 或 PNG，或将其删除。",
  "Pictures that have labels but do not exist in the data set: {}.": "有标注但不在数据集中的图片：{0}。",
  "Add the pictures, or remove their labels.": "请补充图片，或删除其标注。",
  "Labels that cannot be read, and are left out: {}.": "无法识别而略过的标注：{0}。",
  "Check the files listed here and correct them in your labelling tool.": "请在标注工具中检查并改正此处列出的文件。",
  "Pictures whose labels could not be read completely, and are treated as unlabelled: {}.":
    "标注未能全部识别、按未标注处理的图片：{0}。",
  "Correct the label files listed here; a picture with a missing box would teach the model that its object is background.":
    "请改正此处列出的标注文件；缺少一个框的图片会把该目标教成背景。",
  "Pictures without any box that has an area inside the picture, which are not used: {}.":
    "所有框在图片内都没有面积、不会被使用的图片：{0}。",
  "Check whether these labels belong to other pictures, or to pictures of another size.":
    "请检查这些标注是否属于其他图片，或属于其他尺寸的图片。",
  "Identical pictures that are in two classes: {}.": "内容完全相同却同时属于两个类别的图片：{0}。",
  "Keep each picture only in the correct class.": "请只保留正确的类别。",
  "Boxes without area, which cannot be used for training: {}.": "面积为零、无法用于学习的框：{0}。",
  "Delete them, or draw them again.": "请删除或重新绘制。",
  "Boxes that extend beyond the edge of their picture: {}.": "超出图片边缘的框：{0}。",
  "They are clipped at the edge; if there are many, the labels may belong to pictures of another size.":
    "将在边缘处裁切；若数量很多，标注可能对应其他尺寸的图片。",
  "Pictures without any label, which are not used: {}.": "没有任何标注、不会被使用的图片：{0}。",
  "Label them, or mark those without an object as empty.": "请标注，或将没有目标的图片标记为空。",
  "Objects that are very small at the chosen input size: {}.": "在所选输入尺寸下非常小的物体：{0}。",
  "Choose a larger input, or move the camera closer.": "请选择更大的输入，或靠近拍摄。",
  "Pictures that are exact copies of others: {}.": "与其他图片完全相同的图片：{0}。",
  "Copies add no information; delete them. Until then a split keeps them together.":
    "重复图片没有新信息，可以删除；在此之前，它们在抽取划分时会留在同一侧。",
  "Pictures that are near duplicates of others: {}.": "与其他图片相同或几乎相同的图片：{0}。",
  "No action is needed: a split keeps them together. More varied pictures would improve the model.":
    "抽取划分时它们会留在同一侧，无需处理。更多样的图片效果更好。",
  "{} and {} more": "{0} 等另外 {1} 个",
  "This data set has no labels.": "数据集中没有任何标注。",
  "Label the pictures, or check that the correct layout was detected.": "请标注图片，或检查格式是否识别正确。",
  "There is only one class, so there is nothing to classify.": "只有一个类别，无从区分。",
  "Add a folder of pictures of another class, such as the empty background.":
    "请添加一个文件夹，放入其他内容的图片，例如空背景。",
  "No object has the class {}.": "没有物体属于类别 {=0}。",
  "Remove the class from the list, or label some objects of it.": "请从列表中移除该类别，或补充标注。",
  "These classes have fewer than {} pictures: {}.": "以下类别的图片少于 {0} 张：{1}。",
  "Take more pictures of them; {} are few, 100 are good.": "请为它们多拍图片；{0} 张偏少，100 张较为充足。",
  "The most frequent class has {} objects, the rarest {}.": "最多的类别有 {0} 个物体，最少的有 {1} 个。",
  "Add pictures of the rare classes; until then train with class weights.":
    "请补充稀少类别的图片；在此之前训练会为其加权。",
  "Of {} validation and test pictures of the given split, {} a near duplicate among the training pictures.":
    "在给定划分的 {0} 张验证和测试图片中，{1}张在训练图片中有近似重复。",
  "Delete those listed here, or split the pictures again: train with --val 0.2 --test 0.2.":
    "请删除此处列出的图片，或重新抽取划分：新建一个版本。",
  "Pictures have different aspect ratios: width ÷ height is at most {} for a quarter of them, and at least {} for another quarter.":
    "图片的形状各不相同：四分之一图片的宽高比不超过 {0}，另有四分之一不低于 {1}。",
  "Take pictures with the aspect ratio of the board's camera.": "请按开发板摄像头的画面比例拍摄。",
  "Labelled pictures without an object: {} of {}.": "没有物体的已标注图片：{1} 张中有 {0} 张。",
  "Add some pictures of the empty scene, so that the model learns the background.":
    "请加入一些空场景图片，让模型学会“什么都没有”。",
  "Of the pictures with 16 bits per channel, {} have no value above 4095 and are read as 12-bit pictures, 16 times as bright as the other {}.":
    "在每通道 16 位的图片中，{0} 张没有超过 4095 的值，按 12 位读取，亮度是其余 {1} 张的 16 倍。",
  "Pictures with 16 bits per channel that have no value above 4095, and are read as 12-bit pictures: {}.":
    "每通道 16 位但没有超过 4095 的值、按 12 位读取的图片：{0}。",
  "Export all of them as 8-bit pictures with the same brightness factor.":
    "请用同一亮度系数将它们全部导出为 8 位图片。",
  "No action is needed if the camera has 12 bits; the board's pictures must then be as bright as these.":
    "若相机输出 12 位则无需处理；此时开发板看到的图片也应这样亮。",
  "Pictures with 16 bits per channel that use less than a tenth of their range, and are nearly black when read: {}.":
    "每通道 16 位但只用到不足十分之一的范围、读取后几乎全黑的图片：{0}。",
  "Export them as 8-bit pictures, brightened by the same factor.": "请用同一系数调亮后导出为 8 位图片。",
  "it needs at least {} classes, there are {}": "至少需要 {0} 个类别，现有 {1} 个",
  "it allows at most {} classes, there are {}": "最多 {0} 个类别，现有 {1} 个",
  "it needs at least {} pictures per class, which is not the case for {}": "每类至少需要 {0} 张图片，不足的有 {1}",
  "it allows at most {} MB, the pictures have {} MB": "最多 {0} MB，现有图片共 {1} MB",
  "{} would refuse this data set: {}.": "{0} 会拒绝这个数据集：{1}。",
  "This matters only for uploads to that platform; Tinsmith trains without it.":
    "仅在上传到该平台时有影响；Tinsmith 可正常训练。",
  "the file is empty": "文件为空",
  "the file has {} bytes; pictures may have at most {}": "文件有 {0} 字节；图片最多 {1} 字节",
  "reading {} was stopped": "读取 {0} 的过程已停止",
  "reading pictures": "读取图片",
  "picture name": "图片名",
  "the file whose name differs in its Unicode form or percent-encoding only":
    "仅 Unicode 形式或百分号编码不同的同名文件",
  "the files whose names differ in their Unicode form or percent-encoding only":
    "仅 Unicode 形式或百分号编码不同的同名文件",
  "it labels the picture {}, which does not exist": "它标注了图片 {0}，但该图片不存在",
  "it labels the picture {}, but {} pictures have that name: write the folder before the name, or rename the pictures":
    "它标注了图片 {0}，但有 {1} 张同名图片：请在名称前写上文件夹，或为图片改名",
  "{} already has labels from {}; the labels in this file were left out": "{0} 已由 {1} 标注；此文件中的标注已略过",
  'the class name "{}" is empty, too long or contains control characters: read as "{}"':
    "类别名称“{0}”为空、过长或含控制字符：读作“{1}”",
  "{} is stated to have {}×{} pixels, but it has {}×{}": "{0} 声称有 {1}×{2} 像素，实际为 {3}×{4}",
  "a box of {} has x {}, y {}, width {}, height {}": "{0} 的一个框为 x {1}、y {2}、宽 {3}、高 {4}",
  "box with swapped corners": "角点顺序不同的框",
  "the box between them": "两角之间的框",
  "the boxes between them": "两角之间的框",
  "{}; {} is treated as unlabelled": "{0}；{1} 按未标注处理",
  "{} has only shapes that are not supported ({})": "{0} 只有不使用的形状（{1}）",
  "all boxes are within the first pixel of their pictures: their coordinates are read as fractions of the pictures' sides":
    "所有框都落在图片的第一个像素内：其坐标读作占图片边长的比例",
  "no box of {} has an area inside the picture, which has {}×{} pixels: the picture is not used; its labels may be those of another picture, or of another size":
    "{0} 中没有在图片内有面积的框，图片为 {1}×{2} 像素：未使用该图片；这些标注可能属于其他图片，或属于其他尺寸",
  "{} not in UTF-8 and {} no encoding, such as {}: read as {}": "{0}不是 UTF-8，{1}未声明编码，例如 {2}：按 {3} 读取",
  "1 label file is": "1 个标注文件",
  "{} label files are": "{0} 个标注文件",
  "{} has {} classes, at most {} are allowed; is {} the correct layout?":
    "{0} 有 {1} 个类别，最多读取 {2} 个；{3} 是正确的格式吗？",
  "{} more problems like those above": "另有 {0} 个类似的问题",
  "{} contains no picture that can be read{}": "{0} 中没有可读取的图片{1}",
  "it is not in the folder of a class, so it has no class": "它不在任何类别的文件夹中，因此没有类别",
  "rotated box": "旋转框",
  'it has no list "images", so it is not COCO and was not read': '其中没有列表 "images"，因此不是 COCO，未读取',
  'no JSON file here has COCO\'s list "images"': '没有含 COCO 的 "images" 列表的 JSON 文件',
  "a category has no id or no name; it was left out": "有一个类别没有编号或名称；已略过",
  "a picture has no id or no file_name; it was left out": "有一张图片没有编号或 file_name；已略过",
  "an annotation has no image_id": "有一条标注没有 image_id",
  "several pictures have the id {}, so it is not known to which of them its boxes belong":
    "多张图片的编号同为 {0}，无法得知其框属于哪一张",
  "an annotation is not an object": "有一条标注不是对象",
  "an annotation has the image_id {}, which no picture in the file has":
    "有一条标注的 image_id 为 {0}，而文件中没有该编号的图片",
  "an annotation of {} has no {}": "{0} 的一条标注没有 {1}",
  "a box of {} has the category {}, which is not in the list": "{0} 的一个框的类别为 {1}，不在列表中",
  "its columns {} look like boxes, but four are needed, such as xmin, ymin, xmax, ymax or x, y, width, height":
    "其列 {0} 看起来是框，但需要四列，例如 xmin、ymin、xmax、ymax 或 x、y、width、height",
  "its column `{}` contains JSON; export the labels as JSON": "其列 `{0}` 内是 JSON；请将标注导出为 JSON",
  "its column `{}` contains several numbers per cell, like an outline or a mask; write its bounding box into four columns, such as xmin, ymin, xmax, ymax":
    "其列 `{0}` 的每个单元格含有多个数，像轮廓或掩码；请将其外接框写成四列，例如 xmin、ymin、xmax、ymax",
  "it has no header row, and {} numbers per row; a box has four. Add a header row, such as filename,xmin,ymin,xmax,ymax,class":
    "没有标题行，每行有 {0} 个数字；一个框有四个。请先加一行标题，例如 filename,xmin,ymin,xmax,ymax,class",
  "left, top, right, bottom": "左、上、右、下",
  "left, top, width, height": "左、上、宽、高",
  "centre x, centre y, width, height": "中心 x、中心 y、宽、高",
  "{} repeat those of another file; read once": "{0}与另一个文件重复；只读取一次",
  "row {}": "第 {0} 行",
  "{}; the four numbers of a box are read as {}{}": "{0}；框的四个数读作{1}{2}",
  "it has no header row": "没有标题行",
  "its header row does not decide it": "标题未写明",
  "as fractions of the picture's sides": "以占图片边长的比例表示",
  "its coordinates are read as fractions of the picture's sides": "其坐标读作占图片边长的比例",
  "its classes are numbers up to {}, but the list of names has {}: the classes are named by their numbers":
    "其类别是最大为 {0} 的编号，而名称列表有 {1} 个：它们以编号命名",
  "its class numbers are read as starting at 1, because the largest is equal to the number of names":
    "其类别编号按从 1 开始读取，因为名称的个数与之相符",
  "{} has no picture name": "{0} 没有写图片名",
  "{} has not four numbers and a class for each box": "{0} 没有为每个框给出四个数和一个类别",
  "{}: it does not give the picture exactly one class": "{0}：它给图片的类别不是恰好一个",
  "{} gives the picture another class than an earlier row": "{0} 给图片的类别与前面的行不同",
  'it has no class column; all boxes get the class "{}"': "没有类别列；所有框都称为“{0}”",
  'no CSV file here has columns for a picture and a class, as in "filename,class"':
    '没有含图片列和类别列（如 "filename,class"）的 CSV 文件',
  "set of points": "点集",
  "track of a video": "视频轨迹",
  "tag of a whole picture": "整图标签",
  "{} has {} tags, not one class": "{0} 有 {1} 个标签，而不是一个类别",
  "a {} of {} has no shape that can be read": "{1} 的一个 {0} 没有可读取的形状",
  "rotated {}": "旋转的 {0}",
  "no XML file here has <annotations>": "没有含 <annotations> 的 XML 文件",
  "{} is not a list of files": "{0} 不是文件列表",
  '{} has no "boundingBoxes"': '{0} 没有 "boundingBoxes"',
  "file that holds sounds or sensor readings": "声音或传感器数据文件",
  "a box of {} has no {}": "{0} 的一个框没有 {1}",
  "an entry is not an object with a path; it was left out": "有一项不是带路径的对象；已略过",
  "a box of {} is not an object": "{0} 的一个框不是对象",
  "a line is not an object; it was left out": "有一行不是对象；已略过",
  "the boxes of {} are not a list": "{0} 的框不是列表",
  "complete x, y, width, height": "完整的 x、y、width、height",
  "{} labelled identically by several label files; read once": "{0}由多个标注文件作了相同标注；只读取一次",
  "a {} has no {}": "一个 {0} 没有 {1}",
  "it gives {} classes to one picture": "它给一张图片 {0} 个类别",
  "the class numbers are read as starting at 1, because the largest is equal to the number of names":
    "类别编号按从 1 开始读取，因为名称的个数与之相符",
  "there is no list of class names (a .yaml with names, classes.txt); the classes are named by their numbers":
    "没有类别名称列表（含 names 的 .yaml、classes.txt）；类别以编号命名",
  "line {} has the class number {}; {} named, starting at {}":
    "第 {0} 行的类别编号为 {1}；共命名了 {2}，从 {3} 开始编号",
  "line {} is not a picture and its label: {}": "第 {0} 行不是图片及其类别：{1}",
  "{} repeat those of another list; read once": "{0}与另一个列表重复；只读取一次",
  "line {} gives the picture another class than an earlier line": "第 {0} 行给图片的类别与前面的行不同",
  'no list here has a picture and its class on each line, as in "images/a.png 0"':
    '没有每行含图片及其类别（如 "images/a.png 0"）的列表',
  "{} is too large: {} bytes": "{0} 过大：{1} 字节",
  "{} is nested deeper than {} levels": "{0} 的嵌套超过 {1} 层",
  "{} is not JSON: {}": "{0} 不是 JSON：{1}",
  "a region of {} has no {}": "{0} 的一个区域没有 {1}",
  "a region of {} is not an object": "{0} 的一个区域不是对象",
  "an asset has no name; it was left out": "有一个素材没有名称；已略过",
  "an annotation of {} is not an object": "{0} 的一条标注不是对象",
  'an entry has no "image" or no list "annotations"; it was left out':
    '有一项没有 "image" 或没有列表 "annotations"；已略过',
  "key point": "关键点",
  "video box": "视频框",
  "annotated more than once: the ground truth was read, or else the last annotation":
    "有多次标注：读取了标准标注，没有时读取最后一次标注",
  "skipped or cancelled by every annotator: unlabelled": "被所有标注者跳过或取消：未标注",
  "with predictions of a model but no annotation: unlabelled": "只有模型预测而没有标注：未标注",
  "question about a region": "关于区域的提问",
  "a {} cannot be read": "有一个 {0} 无法读取",
  "a result is not an object": "有一个结果不是对象",
  "point group": "点组",
  "a {} has {}": "有一个 {0} {1}",
  "too few points": "点数太少",
  "no label": "没有标签",
  "flag of a shape": "形状的标志",
  "the picture inside it (imageData) is not base64": "其中的图片（imageData）不是 base64",
  "a shape is not an object": "有一个形状不是对象",
  "{} read from inside the label files": "{0}从标注文件内部读取",
  "a mask of {}×{} pixels": "{0}×{1} 像素的掩码",
  "a mask's runs exceed its {}×{} pixels": "掩码的游程超出其 {0}×{1} 像素",
  "a mask's text is truncated": "掩码的文本中断",
  "a mask's text contains an invalid character": "掩码的文本含有不应出现的字符",
  "a mask has a run of {} pixels": "掩码有一个 {0} 像素的游程",
  "a brush mask of {} bytes for {}×{} pixels": "{0} 字节的画笔掩码，对应 {1}×{2} 像素",
  "a brush mask of {} values for {}×{} pixels": "{0} 个值的画笔掩码，对应 {1}×{2} 像素",
  "a brush mask is truncated at value {} of {}": "画笔掩码在第 {0} 个值（共 {1} 个）处中断",
  "a brush mask is truncated inside a run": "画笔掩码在游程内中断",
  'the class name "{}" cannot be the name of a folder; rename the class':
    "类别名称“{0}”不能作为文件夹名；请重命名该类别",
  "the TFRecord files in {} have more than {} bytes; unpack the archive and give the folder":
    "{0} 中的 TFRecord 文件超过 {1} 字节；请解压后选择文件夹",
  "the record at byte {}: {}; the rest was left out": "字节 {0} 处的记录：{1}；其余部分已略过",
  "the file ends inside it": "文件在其中结束",
  "its bytes do not match their checksum": "其内容与校验和不符",
  "the numbers of box sides and box classes of {} differ": "{0} 的框的边与类别数目不一致",
  "the record at byte {} was left out: {}": "字节 {0} 处的记录已略过：{1}",
  "extreme-point box": "极点框",
  "the class of a region is its attribute `{}`": "区域的类别取自其属性 `{0}`",
  'no region has an attribute with its class; all get the class "{}"': "没有区域带有表示类别的属性；全部称为“{0}”",
  "{} without a region: unlabelled, because the tool does not store whether somebody reviewed them":
    "{0}没有区域：未标注，因为该程序不记录是否有人查看过",
  "multi-file region": "跨文件区域",
  "video segment": "视频片段",
  "a region cannot be read": "有一个区域无法读取",
  "an object has no {}": "有一个物体没有 {0}",
  "complete bndbox": "完整的 bndbox",
  "part of an object": "物体的部件",
  "a number at offset {} does not end": "偏移 {0} 处的数没有结束",
  "a field at offset {} has the unknown kind {}": "偏移 {0} 处的字段类型 {1} 未知",
  "a list of floats has {} bytes": "浮点数列表有 {0} 字节",
  "a record's length does not match its checksum": "记录长度与其校验和不符",
  "a record has {} bytes; at most {} are allowed": "一条记录有 {0} 字节，最多读取 {1} 字节",
  "{} is not XML: {} at byte {}": "{0} 不是 XML：{1}，字节 {2} 处",
  "{} is not a list of settings": "{0} 不是设置列表",
  "{} is not YAML that can be read: {}": "{0} 不是可读取的 YAML：{1}",
  "key points": "关键点",
  'line {} is not "class x y width height" with fractions from 0 to 1: {}':
    "第 {0} 行不是以 1 为单位的“类别 x y 宽 高”：{1}",
  "a box has the class number {}; {} named, starting at 0": "有一个框的类别编号为 {0}；共命名了 {1}，从 0 开始编号",
  "1 class is": "1 个类别",
  "{} classes are": "{0} 个类别",
  "the class numbers are read as starting at 1, because none is 0 and the largest is equal to the number of names":
    "类别编号按从 1 开始读取，因为没有 0，且最大编号等于名称的个数",
  "there is no list of class names (data.yaml, obj.names or classes.txt); the classes are named by their numbers":
    "没有类别名称列表（data.yaml、obj.names 或 classes.txt）；类别以编号命名",
  "{} more {} of {}: not used": "另有 {0} 个{2}的{1}：未使用",
  "{}: not used ({})": "{0}：未使用（{1}）",
  "{}: not used": "{0}：未使用",
  "the box around it": "外接框",
  "the boxes around them": "外接框",
  "{}: read as {}": "{0}：读作{1}",
  "{}, … and {} more": "{0}…等另外 {1} 个",
  "{}, {}{}, read as {}.": "{0}，{1}{2}，读作 {3}。",
  "Left out:": "略过：",
  "the fractions {} for validation and {} for test leave no pictures for training":
    "验证占 {0}、测试占 {1}，没有剩余的图片可供学习",
  "fingerprints are of {} pictures, the data set has {}": "指纹有 {0} 张图片的，而数据集有 {1} 张",
  "{} pictures have {} sessions": "{0} 张图片有 {1} 个拍摄会话",
  "no picture of the data set is labelled and can be decoded": "数据集中没有已标注且可解码的图片",
  "no picture is left for training": "没有剩余的图片可供学习",
  "the split contains a picture name that is not text": "划分中的图片名不是文本",
  "Each of the {} stays in one split": "在{0}中，同一会话拍摄的全部图片都留在划分的同一侧",
  "no object": "无物体",
  "except for classes with too few sessions for all splits: {}. For these a session was cut in time, and {} left out between the splits. Record another session of each for a reliable test":
    "但以下类别的会话太少，不足以分到各部分：{0}。因此按时间切分了一个会话，并在各部分之间略过 {1}。请为每个类别再拍摄一个会话，以便如实测试",
  "picture was": "张图片",
  "pictures were": "张图片",
  "Used for training but not tested, because the only session cannot be cut: {}.":
    "以下类别已学习但未测试，因为唯一的会话无法切分：{0}。",
  "No training picture shows {}, so the model cannot learn it.": "没有训练图片含有 {=0}，因此模型无法学会它。",
  "No validation picture shows {}, so the choice of the best epoch does not depend on it.":
    "没有验证图片含有 {=0}，因此选择最佳轮次时不考虑它。",
  "No test picture shows {}, so the test result does not include it.": "没有测试图片含有 {=0}，因此测试结果与它无关。",
  "Move some of its pictures to the training split, or split the pictures again: train with --val 0.2 --test 0.2.":
    "请将它的一些图片移到训练部分，或重新抽取划分：新建一个版本。",
  "Take more pictures of it and put some into that split; or split the pictures again: train with --val 0.2 --test 0.2.":
    "请多拍一些它的图片并放入该部分；或重新抽取划分：新建一个版本。",
  "No two pictures are near duplicates.": "没有近似重复的图片。",
  "{} of others, in {} of up to {} pictures{}": "有 {0}与其他图片近似重复，分为 {1}，每组最多 {2} 张{3}",
  "each group is in one split.": "同组图片总在划分的同一侧。",
  "A random split would have put near duplicates of {} of its {} test pictures into the training set, which makes the result too optimistic.":
    "若随机划分，{1} 张测试图片中有 {0} 张的近似图片会被用于训练，使结果显得比实际更好。",
  "The split of the data set has leaks: {} of its {} test pictures {} a near duplicate among its training pictures. `tinsmith data check` lists them; --val 0.2 --test 0.2 splits the pictures again, without leaks.":
    "数据自带的划分存在泄漏：{1} 张测试图片中有 {0} 张{2}在训练图片中有近似重复。新建一个版本可重新抽取没有泄漏的划分。",
  "All splits are given by the data set.": "各部分均按数据集给定。",
  "The test split is given by the data set; validation pictures were drawn with seed {} from the rest.":
    "测试部分按数据集给定；验证部分以种子 {0} 从其余图片中抽取。",
  "The validation split is given by the data set; test pictures were drawn with seed {} from the rest.":
    "验证部分按数据集给定；测试部分以种子 {0} 从其余图片中抽取。",
  "Drawn with seed {}, per class (stratified).": "以种子 {0} 按类别抽取。",
  'split.json has no "seed"': 'split.json 没有 "seed"',
  'split.json has no list "{}"': "split.json 没有列表“{0}”",
  "the split contains {} twice": "划分中 {0} 出现了两次",
  "the file is {}, which is not supported; {}": "该文件是{0}，不支持读取；{1}",
  "{} has {} bytes; label files of this kind may have at most {}": "{0} 有 {1} 字节；这类标注文件最多 {2} 字节",
  "and so are those of the others, whose stated size does not decide it": "其余尺寸无法说明问题的图片也照此读取",
  "{} with boxes {} rotated by EXIF": "{0}带框且由 EXIF 标明{1}旋转",
  "{}: the boxes are read as drawn on the {} picture, as requested": "{0}：按要求，框读作画在{1}图片上",
  "{}: the boxes of {} are read as drawn on the stored picture, whose size is stated{}":
    "{0}：{1} 的框读作画在所注明尺寸的存储图片上{2}",
  "{}: the boxes are read as drawn on the {} picture, because they are inside it":
    "{0}：框读作画在{1}图片上，因为在那里它们不超出图片",
  '{} and it is not known on which picture the boxes were drawn: they are read as drawn on the upright one; "--boxes-drawn-on stored" reads them as drawn on the stored one':
    '{0}，且无从得知框画在哪张图片上：读作画在正立图片上；可用 "--boxes-drawn-on stored" 改变',
};
