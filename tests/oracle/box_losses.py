"""Computes the box losses of the case in the JSON file argv[1] with PyTorch: loss and gradients. Test only.

Written from the published descriptions (YOLOv5's loss, YOLOv2's loss), in tensors over all rows at once.
"""
import json
import math
import sys

import torch
import torch.nn.functional as functional

case = json.load(open(sys.argv[1]))
width, height, classes = case["width"], case["height"], case["classes"]


def complete_iou(box, truth):
    """Boxes as centre x, centre y, width, height, in the last axis."""
    corners = lambda b: (b[..., :2] - b[..., 2:] / 2, b[..., :2] + b[..., 2:] / 2)
    (a0, a1), (b0, b1) = corners(box), corners(truth)
    overlap = (torch.minimum(a1, b1) - torch.maximum(a0, b0)).clamp(0).prod(-1)
    iou = overlap / (box[..., 2:].prod(-1) + truth[..., 2:].prod(-1) - overlap + 1e-7)
    around = torch.maximum(a1, b1) - torch.minimum(a0, b0)
    diagonal = (around**2).sum(-1) + 1e-7
    distance = ((box[..., :2] - truth[..., :2]) ** 2).sum(-1)
    turn = torch.atan(truth[..., 2] / (truth[..., 3] + 1e-7)) - torch.atan(box[..., 2] / (box[..., 3] + 1e-7))
    aspect = 4 / math.pi**2 * turn**2
    alpha = (aspect / (aspect - iou + (1 + 1e-7))).detach()
    return iou - distance / diagonal - alpha * aspect


def leaves(levels):
    return [torch.tensor(level, dtype=torch.float64, requires_grad=True) for level in levels]


def decoded(raw, stride, anchors, first_class):
    """raw: [batch, down, across, anchors, channels]; boxes in pixels."""
    down, across = raw.shape[1:3]
    y, x = torch.meshgrid(torch.arange(down), torch.arange(across), indexing="ij")
    cells = torch.stack((x, y), -1)[None, :, :, None, :]
    sure = torch.sigmoid(raw[..., :4])
    places = (2 * sure[..., :2] - 0.5 + cells) * stride
    return torch.cat((places, (2 * sure[..., 2:]) ** 2 * torch.tensor(anchors, dtype=torch.float64)), -1), cells


def anchored():
    setup = case["anchored"]
    levels = leaves(setup["levels"])
    batch = levels[0].shape[0]
    box_loss = object_loss = class_loss = 0
    for raw, stride, anchors, balance in zip(levels, setup["strides"], setup["anchors"], [4.0, 1.0, 0.4]):
        down, across = raw.shape[1:3]
        boxes, _ = decoded(raw, stride, anchors, 5)
        goal = torch.zeros(raw.shape[:4], dtype=torch.float64)
        overlaps, class_terms = [], []
        for picture, truths in enumerate(case["truths"]):
            for index, x, y, w, h in truths:
                cx, cy = (x + w / 2) / stride, (y + h / 2) / stride
                for a, (aw, ah) in enumerate(anchors):
                    if max(w / aw, aw / w, h / ah, ah / h) >= 4:
                        continue
                    cells = [(int(cx), int(cy))]
                    if cx % 1 < 0.5 and cx > 1:
                        cells.append((int(cx - 0.5), int(cy)))
                    if cy % 1 < 0.5 and cy > 1:
                        cells.append((int(cx), int(cy - 0.5)))
                    if (across - cx) % 1 < 0.5 and across - cx > 1:
                        cells.append((int(cx + 0.5), int(cy)))
                    if (down - cy) % 1 < 0.5 and down - cy > 1:
                        cells.append((int(cx), int(cy + 0.5)))
                    for column, row in cells:
                        truth = torch.tensor([x + w / 2, y + h / 2, w, h], dtype=torch.float64)
                        overlap = complete_iou(boxes[picture, row, column, a], truth)
                        overlaps.append(overlap)
                        goal[picture, row, column, a] = max(goal[picture, row, column, a], overlap.item(), 0)
                        wanted = torch.zeros(classes, dtype=torch.float64)
                        wanted[index] = 1
                        class_terms.append(functional.binary_cross_entropy_with_logits(
                            raw[picture, row, column, a, 5:], wanted))
        if overlaps:
            box_loss = box_loss + (1 - torch.stack(overlaps)).mean()
            class_loss = class_loss + torch.stack(class_terms).mean()
        object_loss = object_loss + balance * functional.binary_cross_entropy_with_logits(raw[..., 4], goal)
    loss = batch * (0.05 * box_loss + width * height / 640**2 * object_loss + 0.5 * classes / 80 * class_loss)
    loss.backward()
    return loss, levels


def region():
    setup = case["region"]
    levels = leaves(setup["levels"])
    raw, stride, anchors = levels[0], setup["strides"][0], torch.tensor(setup["anchors"][0], dtype=torch.float64)
    down, across = raw.shape[1:3]
    y, x = torch.meshgrid(torch.arange(down), torch.arange(across), indexing="ij")
    cells = torch.stack((x, y), -1)[None, :, :, None, :]
    places = torch.sigmoid(raw[..., :2]) + cells
    sizes = torch.exp(raw[..., 2:4]) * anchors / stride
    boxes = torch.cat((places, sizes), -1)  # in cells

    def iou(a, b):
        corners = lambda box: (box[..., :2] - box[..., 2:] / 2, box[..., :2] + box[..., 2:] / 2)
        (a0, a1), (b0, b1) = corners(a), corners(b)
        overlap = (torch.minimum(a1, b1) - torch.maximum(a0, b0)).clamp(0).prod(-1)
        return overlap / (a[..., 2:].prod(-1) + b[..., 2:].prod(-1) - overlap)

    owned = torch.zeros(raw.shape[:4], dtype=torch.bool)
    wanted = torch.zeros_like(boxes)
    label = torch.zeros(raw.shape[:4], dtype=torch.long)
    best = torch.zeros(raw.shape[:4], dtype=torch.float64)
    for picture, truths in enumerate(case["truths"]):
        for index, left, top, w, h in truths:
            truth = torch.tensor([left + w / 2, top + h / 2, w, h], dtype=torch.float64) / stride
            common = torch.minimum(anchors, torch.tensor([w, h])).prod(-1)
            anchor = (common / (anchors.prod(-1) + w * h - common)).argmax()
            place = picture, int(truth[1]), int(truth[0]), anchor
            owned[place], wanted[place], label[place] = True, truth, index
            best[picture] = torch.maximum(best[picture], iou(boxes[picture].detach(), truth))
    goal = torch.where(owned, iou(boxes, wanted), torch.zeros_like(best)).detach()
    weight = torch.where(owned, 5.0, (best < 0.6).double())
    distance = ((torch.sigmoid(raw[..., 4]) - goal) ** 2 * weight).sum() / (weight > 0).sum() / 2
    count = owned.sum().clamp(1)
    box = ((boxes - wanted)[owned] ** 2).sum() / count / 2
    loss = box + distance + functional.cross_entropy(raw[..., 5:][owned], label[owned], reduction="sum") / count
    loss.backward()
    return loss, levels


answers = {}
for name, run in (("anchored", anchored), ("region", region)):
    loss, levels = run()
    answers[name] = {"loss": loss.item(), "gradients": [level.grad.flatten().tolist() for level in levels]}
json.dump(answers, open(sys.argv[2], "w"))
