"""A Swift-YOLO tiny written in PyTorch after its published description, with the published names. Test only.

argv: folder, classes, deepness (1 or 3), side. Writes folder/weights.pth as MMEngine does (a dict with "state_dict"),
folder/input.bin (NHWC float32) and folder/level0.bin … level2.bin (the raw answers, NHWC float32).
"""
import math
import sys

import torch
from torch import nn

from written_checkpoint import write

folder, classes, deepness, side = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
torch.manual_seed(3)
width = 0.15
epsilon = 1e-3 if deepness == 1 else 1e-5


def channels(count):
    return math.ceil(count * width / 8) * 8


class Unit(nn.Module):
    def __init__(self, inputs, outputs, kernel=1, stride=1, padding=0):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False)
        self.bn = nn.BatchNorm2d(outputs, eps=epsilon)

    def forward(self, x):
        return torch.relu(self.bn(self.conv(x)))


class Bottleneck(nn.Module):
    def __init__(self, width_, add):
        super().__init__()
        self.conv1, self.conv2, self.add = Unit(width_, width_), Unit(width_, width_, 3, 1, 1), add

    def forward(self, x):
        y = self.conv2(self.conv1(x))
        return x + y if self.add else y


class CSPLayer(nn.Module):
    def __init__(self, inputs, outputs, blocks, add=True):
        super().__init__()
        half = outputs // 2
        self.main_conv, self.short_conv = Unit(inputs, half), Unit(inputs, half)
        self.final_conv = Unit(outputs, outputs)
        self.blocks = nn.Sequential(*[Bottleneck(half, add) for _ in range(blocks)])

    def forward(self, x):
        return self.final_conv(torch.cat((self.blocks(self.main_conv(x)), self.short_conv(x)), 1))


class SPPF(nn.Module):
    def __init__(self, width_):
        super().__init__()
        self.conv1, self.conv2 = Unit(width_, width_ // 2), Unit(width_ * 2, width_)
        self.poolings = nn.MaxPool2d(5, 1, 2)

    def forward(self, x):
        x = self.conv1(x)
        y1 = self.poolings(x)
        y2 = self.poolings(y1)
        return self.conv2(torch.cat((x, y1, y2, self.poolings(y2)), 1))


class Backbone(nn.Module):
    def __init__(self):
        super().__init__()
        widths = [channels(c) for c in (64, 128, 256, 512, 1024)]
        self.stem = Unit(3, widths[0], 6, 2, 2)
        for i, blocks in enumerate((1, 2, 3, 1)):
            stage = [Unit(widths[i], widths[i + 1], 3, 2, 1), CSPLayer(widths[i + 1], widths[i + 1], blocks * deepness)]
            if i == 3:
                stage.append(SPPF(widths[4]))
            setattr(self, f"stage{i + 1}", nn.Sequential(*stage))

    def forward(self, x):
        x = self.stage1(self.stem(x))
        fine = self.stage2(x)
        middle = self.stage3(fine)
        return fine, middle, self.stage4(middle)


class Neck(nn.Module):
    def __init__(self):
        super().__init__()
        a, b, c = (channels(v) for v in (256, 512, 1024))
        self.reduce_layers = nn.ModuleList([nn.Identity(), nn.Identity(), Unit(c, b)])
        self.upsample_layers = nn.ModuleList([nn.Upsample(scale_factor=2), nn.Upsample(scale_factor=2)])
        self.top_down_layers = nn.ModuleList(
            [nn.Sequential(CSPLayer(2 * b, b, 1, False), Unit(b, a)), CSPLayer(2 * a, a, 1, False)])
        self.downsample_layers = nn.ModuleList([Unit(a, a, 3, 2, 1), Unit(b, b, 3, 2, 1)])
        self.bottom_up_layers = nn.ModuleList([CSPLayer(2 * a, b, 1, False), CSPLayer(2 * b, c, 1, False)])

    def forward(self, taps):
        fine, middle, coarse = taps
        top = self.reduce_layers[2](coarse)
        between = self.top_down_layers[0](torch.cat((self.upsample_layers[0](top), middle), 1))
        out_fine = self.top_down_layers[1](torch.cat((self.upsample_layers[1](between), fine), 1))
        out_middle = self.bottom_up_layers[0](torch.cat((self.downsample_layers[0](out_fine), between), 1))
        out_coarse = self.bottom_up_layers[1](torch.cat((self.downsample_layers[1](out_middle), top), 1))
        return out_fine, out_middle, out_coarse


class HeadModule(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs_pred = nn.ModuleList([nn.Conv2d(channels(c), 3 * (5 + classes), 1) for c in (256, 512, 1024)])


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.head_module = HeadModule()


class SwiftYolo(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone, self.neck, self.bbox_head = Backbone(), Neck(), Head()

    def forward(self, x):
        levels = self.neck(self.backbone(x))
        return [conv(level) for conv, level in zip(self.bbox_head.head_module.convs_pred, levels)]


write(SwiftYolo(), lambda state: {"meta": {"epoch": 300, "dataset_meta": {"CLASSES": ("a",)}}, "state_dict": state}, folder,
      side)
