// The Chinese of a run's report: its verdict, advice and remarks. A key is the sentence as the source formats it; {0}
// is the first of its values, and {=0} the same where it is a name, which is never translated.
export const report: Record<string, string> = {
  "Split the pictures again (--val 0.2 --test 0.2)": "重新划分图片（版本 › 新建版本）",
  "Remove the duplicates from the data": "从数据中去除重复图片",
  "{} of the {} set {} a duplicate or near duplicate among the training pictures. {}":
    "{1}集中有 {0}{2}在训练图片中有相同或几乎相同的图片。{3}",
  "The model may have memorized them, so its metrics are too optimistic.": "模型可能记住了它们，因此数字偏好。",
  "These are too few to change the metrics noticeably.": "数量太少，对数字影响不大。",
  "The real metrics may be even lower.": "真实的数字可能更低。",
  "Add test pictures": "添加用于测试的图片",
  "There were no pictures for an evaluation, so nothing is known about how well the model works.":
    "没有可用于测量的图片，因此无从知道模型的好坏。",
  "With {} the 95 % interval of the {} is {}. About {} {} pictures would narrow it to ±{} points.":
    "使用 {0}时，{1}的 95 % 置信区间为 {2}。约 {3} 张{4}图片可将其缩小到 ±{5} 个百分点。",
  "Collect more {} pictures": "收集更多{0}图片",
  "The int8 model is {} worse than the float model ({}).": "int8 模型比浮点模型低 {0}（{1}）。",
  "Layer “{}” ({}) has the lowest signal to quantization noise ratio, {} dB.":
    "层“{0}”（{1}）的信号与量化噪声之比最低，为 {2} dB。",
  "Reduce the quantization error: more, or more varied, calibration pictures help most":
    "减少量化误差：更多、更多样的校准图片最有效",
  "The recall of {} is {} ({}), that of all classes together {}.": "{0} 的召回率为 {1}（{2}），所有类别合计 {3}。",
  "Collect more {} of {}": "为{1}收集更多{0}",
  "The training data has {} {} of it and {} of {}.{}": "训练数据中它有 {0} 个{1}，而 {3} 有 {2} 个。{4}",
  "Collect or relabel {} and {}": "补充或重新标注{0}和{1}",
  "{} of {} {} of {} were predicted as {}. Look at them among the worst mistakes: if their labels are correct, more pictures that show the difference help most.":
    "{3} 的 {1} 个{2}中有 {0} 个被认作 {4}。请先在最差图片中查看：若标注无误，能体现差别的更多图片最有帮助。",
  "Choose a larger input, or move the camera closer": "增大输入尺寸，或靠近拍摄",
  "Objects are so close that their cells touch, and cells that touch count as one object. With an input of {}, even a perfect network would find only {} of the objects.":
    "物体靠得太近，所在的格相连，而相连的格会被算作一个物体。输入为 {0} 时，完美的网络也只能找到 {1} 的物体。",
  "The model finds {} of the objects, and {} of its predictions are correct.":
    "它找到 {0} 的物体，而它报告的结果中 {1} 是对的。",
  "Look for objects without a label, and add pictures of the objects that the model misses":
    "检查漏标的物体，并补充它漏检的图片",
  "Objects without a label in training pictures teach the model to ignore such objects.":
    "训练图片中没有标注的物体，模型会学着忽略。",
  "Add pictures without any object, and check for objects without a label": "添加没有物体的图片，并检查漏标的物体",
  "The model must see the places of its false positives as background in training.":
    "被它误认为物体的内容，要让它作为背景来学习。",
  "Repair the pictures that could not be used": "修复无法使用的图片",
  "{} left out; the list is below.": "有 {0}被略过；列表见下方。",
  "1 picture was": "1 张图片",
  "{} pictures were": "{0} 张图片",
  "Check the int8 model on the board": "在开发板上留意 int8 模型的表现",
  "Layer “{}” has a signal to quantization noise ratio of only {} dB. It does not lower the metrics on these pictures; on others it might.":
    "层“{0}”的信号与量化噪声之比只有 {1} dB。在这些图片上没有影响，在其他图片上可能有。",
  "Test it where it will be used": "在实际使用的地方试用",
  "These metrics show no problem. The remaining test is with pictures from the board's own camera in its real light; those about which the model is unsure are the best next training pictures.":
    "这些数字中没有需要改进之处。剩下的测试是开发板自己的摄像头在实际光照下拍摄的图片；其中模型不确定的，最适合用作下一次训练的图片。",
  "Choose a larger input (--size)": "增大输入尺寸（训练 › 输入尺寸）",
  "The recall of objects up to {} pixels in an input of {} is {} ({}), that of larger ones {}. {} of {} are that small.":
    "在 {1} 的输入中不大于 {0} 像素的物体，它找到 {2}（{3}），更大的找到 {4}。{6} 个物体中有 {5} 个这样小。",
  "Collect more objects of {}": "收集更多 {0} 的物体",
  "The training data has {} of it, and {} of the most frequent class; its AP50 is {}, the mean of all classes {}.":
    "训练数据中它有 {0}，最多的类别有 {1} 个；它的 AP50 为 {2}，各类别平均为 {3}。",
  "Choose a larger input (--size), or train longer": "增大输入尺寸（训练 › 输入尺寸），或延长训练时间",
  "{} of {} errors are boxes that overlap their object, but with a too low IoU. Exact boxes need more pixels and more epochs than finding an object at all.":
    "{1} 个错误中有 {0} 个是碰到了物体但位置偏差太大的框。判断物体的位置，比判断有没有物体需要更多像素和更多轮次。",
  "{} of {} errors are boxes without an object (false positives). The model must see such places as background in training.":
    "{1} 个错误中有 {0} 个框的位置什么也没有。被它误认为物体的内容，要让它作为背景来学习。",
  "{} of {} errors are missed objects. Objects without a label in training pictures teach the model to ignore such objects.":
    "{1} 个错误中有 {0} 个是没有找到的物体。训练图片中没有标注的物体，模型会学着忽略。",
  "Collect more training pictures": "收集更多训练图片",
  "The training data has {}, about {} {} per class. With about {} per class or more, such a network learns reliably; then train longer, too.":
    "训练数据有 {0}，每类约 {1} 个{2}。每类从约 {3} 个起，这种网络才能可靠地学习；届时也请延长训练时间。",
  "Add training {} of {}": "为 {1} 添加训练用的{0}",
  "The training data has none, so the model cannot learn it. If the data set has some, split the pictures again (--val 0.2 --test 0.2).":
    "训练数据中没有，模型就无法认识它。若数据集中有，请重新划分图片（版本 › 新建版本）。",
  "Add {} pictures of {}": "为 {1} 添加{0}图片",
  "None of the {} pictures shows it, so its metrics are unknown.":
    "{0}图片中没有一张含有它，因此无从知道识别得好不好。",
  "Train without mirrored pictures (--flip-horizontal 0)": "训练时不使用镜像图片（新建版本 › 左右翻转：0 %）",
  "Train longer": "延长训练时间",
  "The optimizer made {} steps in {}; small networks improve for several thousand steps.":
    "权重在 {1}中更新了 {0} 次；小型网络在数千步之内会持续进步。",
  "Try a larger input or a larger network": "尝试更大的输入或更大的网络",
  "With this data and training time the model reaches {}; no other problem was found.":
    "以现有的图片和时间，模型达到 {0}；没有其他明显的问题。",
  "The training was stopped after {}; it is unknown how much further epochs would improve the model.":
    "训练在 {0}后被结束；继续训练会怎样不得而知。",
  "the time limit was reached": "已到时间上限",
  "training ended": "训练结束",
  "The model was still improving when {}: {} over the last quarter of its {} epochs.":
    "{0}时模型仍在进步：在 {2} 轮的最后四分之一中{1}。",
  "The loss on the validation pictures was still falling when {}: from {} to {} over the last quarter of its {} epochs.":
    "{0}时验证图片上的损失仍在下降：在 {3} 轮的最后四分之一中从 {1} 降到 {2}。",
  "Add more varied pictures, or more augmentation": "添加更多样的图片，或增强图片变化",
  "The model scores {} on the training pictures and {} on the validation pictures: it overfits.":
    "模型在训练图片上得分 {0}，在验证图片上得分 {1}：模型过拟合。",
  "From epoch {} the loss kept falling on the training pictures ({} to {}) and rose on the validation pictures ({} to {}): the model overfits.":
    "从第 {0} 轮起，训练图片上的损失继续下降（{1} 至 {2}），验证图片上的损失上升（{3} 至 {4}）：模型过拟合。",
  "Of {} validation {}, {} % are predicted correctly as they are and {} % when mirrored left to right":
    "在 {0} 个验证用的{1}中，原样时 {2} % 判断正确，左右镜像后 {3} % 判断正确",
  "{} is predicted as {} ({} of {})": "{=0} 被认作 {=1}（{=3} 个中有 {=2} 个）",
  "Training pictures were mirrored.": "训练时使用了镜像图片。",
  "Until the end of training this did not show whether mirrored pictures keep their classes, so training pictures were not mirrored.":
    "直到最后也无法判断镜像后的图片类别是否不变，因此训练时没有使用镜像图片。",
  "Training pictures were not mirrored.": "训练时没有使用镜像图片。",
  "Mirrored pictures would have had wrong labels, so training pictures were not mirrored.":
    "镜像会教错，因此训练时没有使用镜像图片。",
  "Training pictures were not mirrored, which is correct for such classes.":
    "训练时没有使用镜像图片，这对此类类别是正确的。",
  "Ready to rely on": "可以放心使用",
  "Good, with some mistakes to expect": "良好，偶尔会出错",
  "Useful under supervision": "有人看护时可用",
  "Not yet reliable": "尚不可靠",
  "No mistakes so far, on few pictures": "目前没有出错，但图片太少",
  "measured on the {} that also selected the best epoch": "在用于选择最佳轮次的 {0}上测得",
  "measured on {} that were not used in training": "在从未见过的 {0}上测得",
  "measured on {}, of which {} duplicates or near duplicates of training pictures":
    "在 {0}上测得，其中 {1}也在训练图片中或几乎相同",
  "The {} model predicts the correct class for {} of the pictures (95 % interval {}, {}).":
    "{0} 模型对 {1} 的图片判断正确（95 % 置信区间 {2}，{3}）。",
  "At the threshold {} the {} model finds {} of the objects, and {} of its predictions are correct (strict F1 {}, 95 % interval {}, {}, with {}).":
    "在阈值 {0} 处，{1} 模型找到 {2} 的物体，报告的结果中 {3} 是对的（严格 F1 {4}，95 % 置信区间 {5}，{6}，{7}）。",
  "The {} model's mAP50 is {} (95 % interval {}, {}, with {}). At the threshold {} it finds {} of these objects, and {} of its {} {} wrong.":
    "{0} 模型的 mAP50 为 {1}（95 % 置信区间 {2}，{3}，{4}）。在阈值 {5} 处，它找到其中 {6} 的物体，{8} 中有 {7} 个是错的。",
  "No better than guessing": "与随机猜测无异",
  "Not measured": "未测量",
  "There were no pictures for an evaluation.": "没有可用于测量模型的图片。",
};
