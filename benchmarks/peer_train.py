#!/usr/bin/env python3
"""The peer of train_step.cpp: the same networks, batch size and training step in PyTorch (eager mode, channels last)."""
import json
import math
import sys
import time

import torch
from torch import nn

WARM_UP_S = 1.0
MEASURED_S = 3.0

# filters at width 1, stride: MobileNetV2 (Sandler et al. 2018), Keras' rounding of filters.
BLOCKS = [(16, 1), (24, 2), (24, 1), (32, 2), (32, 1), (32, 1), (64, 2), (64, 1), (64, 1), (64, 1), (96, 1), (96, 1),
          (96, 1), (160, 2), (160, 1), (160, 1), (320, 1)]
CENTROID_CUT = 6


def made_divisible(filters):
    nearest = max(8, int(filters + 4) // 8 * 8)
    return nearest + 8 if nearest < 0.9 * filters else nearest


def layer(channels, filters, size=1, stride=1, groups=1, activation=True):
    parts = [nn.Conv2d(channels, filters, size, stride, size // 2, groups=groups, bias=False),
             nn.BatchNorm2d(filters, 1e-3)]
    return nn.Sequential(*parts, nn.ReLU6(inplace=True)) if activation else nn.Sequential(*parts)


class InvertedResidual(nn.Module):
    def __init__(self, channels, filters, stride, expands):
        super().__init__()
        wide = channels * 6 if expands else channels
        self.is_residual = stride == 1 and channels == filters
        self.body = nn.Sequential(*([layer(channels, wide)] if expands else []),
                                  layer(wide, wide, 3, stride, wide), layer(wide, filters, activation=False))

    def forward(self, x):
        return x + self.body(x) if self.is_residual else self.body(x)


def trunk(alpha, blocks):
    channels = made_divisible(32 * alpha)
    layers = [layer(3, channels, 3, 2)]
    for index, (filters, stride) in enumerate(BLOCKS[:blocks]):
        filters = made_divisible(filters * alpha)
        layers.append(InvertedResidual(channels, filters, stride, index > 0))
        channels = filters
    return layers, channels


def mobilenet_v2(alpha, classes):
    layers, channels = trunk(alpha, len(BLOCKS))
    return nn.Sequential(*layers, layer(channels, 1280), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1280, classes))


def fomo(alpha, classes):
    layers, channels = trunk(alpha, CENTROID_CUT)
    return nn.Sequential(*layers, layer(channels, channels * 6), nn.Conv2d(channels * 6, 32, 1), nn.ReLU(inplace=True),
                         nn.Conv2d(32, classes + 1, 1))


# Swift-YOLO (Seeed-Studio/ModelAssistant 2.0.0): YOLOv5 with ReLU, very narrow.
def unit(channels, filters, size=1, stride=1, padding=0):
    return nn.Sequential(nn.Conv2d(channels, filters, size, stride, padding, bias=False), nn.BatchNorm2d(filters, 1e-3),
                         nn.ReLU(inplace=True))


class Bottleneck(nn.Module):
    def __init__(self, channels, adds):
        super().__init__()
        self.adds = adds
        self.body = nn.Sequential(unit(channels, channels), unit(channels, channels, 3, 1, 1))

    def forward(self, x):
        return x + self.body(x) if self.adds else self.body(x)


class CrossStage(nn.Module):
    def __init__(self, channels, filters, blocks, adds=True):
        super().__init__()
        half = filters // 2
        self.main = nn.Sequential(unit(channels, half), *(Bottleneck(half, adds) for _ in range(blocks)))
        self.past, self.last = unit(channels, half), unit(filters, filters)

    def forward(self, x):
        return self.last(torch.cat((self.main(x), self.past(x)), 1))


class Pyramid(nn.Module):
    def __init__(self, filters):
        super().__init__()
        self.first, self.last = unit(filters, filters // 2), unit(filters * 2, filters)
        self.pool = nn.MaxPool2d(5, 1, 2)

    def forward(self, x):
        views = [self.first(x)]
        for _ in range(3):
            views.append(self.pool(views[-1]))
        return self.last(torch.cat(views, 1))


class SwiftYolo(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        stem, *stages = (math.ceil(filters * width / 8) * 8 for filters in (64, 128, 256, 512, 1024))
        self.stem = unit(3, stem, 6, 2, 2)
        self.stages = nn.ModuleList()
        for before, filters, blocks in zip([stem, *stages], stages, (1, 2, 3, 1)):
            self.stages.append(nn.Sequential(unit(before, filters, 3, 2, 1), CrossStage(filters, filters, blocks)))
        fine, middle, coarse = stages[1:]
        self.stages[3].append(Pyramid(coarse))
        self.reduce, self.between = unit(coarse, middle), unit(middle, fine)
        self.down = nn.ModuleList([CrossStage(2 * middle, middle, 1, False), CrossStage(2 * fine, fine, 1, False)])
        self.halve = nn.ModuleList([unit(fine, fine, 3, 2, 1), unit(middle, middle, 3, 2, 1)])
        self.up = nn.ModuleList([CrossStage(2 * fine, middle, 1, False), CrossStage(2 * middle, coarse, 1, False)])
        self.heads = nn.ModuleList(nn.Conv2d(filters, 3 * (5 + classes), 1) for filters in (fine, middle, coarse))
        self.twice_as_large = nn.Upsample(scale_factor=2)

    def forward(self, x):
        fine = self.stages[1](self.stages[0](self.stem(x)))
        middle = self.stages[2](fine)
        top = self.reduce(self.stages[3](middle))
        between = self.between(self.down[0](torch.cat((self.twice_as_large(top), middle), 1)))
        out_fine = self.down[1](torch.cat((self.twice_as_large(between), fine), 1))
        out_middle = self.up[0](torch.cat((self.halve[0](out_fine), between), 1))
        out_coarse = self.up[1](torch.cat((self.halve[1](out_middle), top), 1))
        return [head(level) for head, level in zip(self.heads, (out_fine, out_middle, out_coarse))]


# Name, builder, width multiplier, input size, classes, batch size. Each row is measured on two threads and on one.
ROWS = [("swift-yolo-tiny", SwiftYolo, 0.15, 192, 3, 16), ("mobilenetv2-0.35", mobilenet_v2, 0.35, 192, 10, 16),
        ("mobilenetv2-0.35", mobilenet_v2, 0.35, 96, 10, 32), ("fomo-0.35", fomo, 0.35, 96, 2, 32)]


def rate_of(step, seconds):
    begin, steps = time.perf_counter(), 0
    while time.perf_counter() - begin < seconds:
        step()
        steps += 1
    return steps / (time.perf_counter() - begin)


def images_per_second(model, size, batch, threads):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    model = model.to(memory_format=torch.channels_last).train()
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-4)
    pictures = torch.rand(batch, 3, size, size).mul(2).sub(1).contiguous(memory_format=torch.channels_last)

    def step():
        optimizer.zero_grad(set_to_none=True)
        outputs = model(pictures)
        outputs = outputs if isinstance(outputs, list) else [outputs]
        torch.autograd.backward(outputs, [output.detach() for output in outputs])  # the loss is half the sum of squares
        optimizer.step()

    rate_of(step, WARM_UP_S)
    return batch * rate_of(step, MEASURED_S)


def main():
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    for network, build, width, size, classes, batch in ROWS:
        for threads in 2, 1:
            name = f"{network}@{size}, {threads} thread{'' if threads == 1 else 's'}"
            if wanted in name:
                value = images_per_second(build(width, classes), size, batch, threads)
                print(json.dumps({"name": name, "unit": "images/s", "value": round(value, 1)}), flush=True)


main()
