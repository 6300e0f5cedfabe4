"""A YOLOv5n written in PyTorch after models/yolov5n.yaml of ultralytics' 6.x, with its names. Test only.

argv: folder, classes, side. Writes folder/weights.pth (a state dictionary), folder/input.bin (NHWC float32) and
folder/level0.bin … level2.bin (the raw answers, NHWC float32).
"""
import sys

import torch
from torch import nn

from written_checkpoint import write

folder, classes, side = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.manual_seed(4)


class Conv(nn.Module):
    def __init__(self, inputs, outputs, kernel=1, stride=1, padding=None):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2 if padding is None else padding, bias=False)
        self.bn = nn.BatchNorm2d(outputs, eps=1e-3)

    def forward(self, x):
        return nn.functional.silu(self.bn(self.conv(x)))


class Bottleneck(nn.Module):
    def __init__(self, width, add):
        super().__init__()
        self.cv1, self.cv2, self.add = Conv(width, width), Conv(width, width, 3), add

    def forward(self, x):
        y = self.cv2(self.cv1(x))
        return x + y if self.add else y


class C3(nn.Module):
    def __init__(self, inputs, outputs, count=1, add=True):
        super().__init__()
        half = outputs // 2
        self.cv1, self.cv2, self.cv3 = Conv(inputs, half), Conv(inputs, half), Conv(2 * half, outputs)
        self.m = nn.Sequential(*(Bottleneck(half, add) for _ in range(count)))

    def forward(self, x):
        return self.cv3(torch.cat((self.m(self.cv1(x)), self.cv2(x)), 1))


class SPPF(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.cv1, self.cv2, self.m = Conv(width, width // 2), Conv(width * 2, width), nn.MaxPool2d(5, 1, 2)

    def forward(self, x):
        views = [self.cv1(x)]
        for _ in range(3):
            views.append(self.m(views[-1]))
        return self.cv2(torch.cat(views, 1))


class Detect(nn.Module):
    def __init__(self, widths):
        super().__init__()
        self.m = nn.ModuleList(nn.Conv2d(width, 3 * (5 + classes), 1) for width in widths)


class Concat(nn.Module):
    pass


# Each row of the yaml: the module, and the source of its input (the previous row, or several rows).
rows = [
    (Conv(3, 16, 6, 2, 2), -1), (Conv(16, 32, 3, 2), -1), (C3(32, 32), -1), (Conv(32, 64, 3, 2), -1),
    (C3(64, 64, 2), -1), (Conv(64, 128, 3, 2), -1), (C3(128, 128, 3), -1), (Conv(128, 256, 3, 2), -1),
    (C3(256, 256), -1), (SPPF(256), -1),
    (Conv(256, 128), -1), (nn.Upsample(scale_factor=2), -1), (Concat(), [-1, 6]), (C3(256, 128, add=False), -1),
    (Conv(128, 64), -1), (nn.Upsample(scale_factor=2), -1), (Concat(), [-1, 4]), (C3(128, 64, add=False), -1),
    (Conv(64, 64, 3, 2), -1), (Concat(), [-1, 14]), (C3(128, 128, add=False), -1),
    (Conv(128, 128, 3, 2), -1), (Concat(), [-1, 10]), (C3(256, 256, add=False), -1),
    (Detect([64, 128, 256]), [17, 20, 23]),
]


class Yolov5(nn.Module):
    def __init__(self):
        super().__init__()
        self.model = nn.Sequential(*(module for module, _ in rows))

    def forward(self, x):
        made = []
        for module, (_, source) in zip(self.model, rows):
            if isinstance(module, Concat):
                x = torch.cat([x if i == -1 else made[i] for i in source], 1)
            elif isinstance(module, Detect):
                x = [conv(made[i]) for conv, i in zip(module.m, source)]
            else:
                x = module(x)
            made.append(x)
        return x


write(Yolov5(), lambda state: state, folder, side)
