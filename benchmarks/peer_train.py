#!/usr/bin/env python3
"""The peer of train_step.cpp: the same networks, batch and step in PyTorch, eager, channels last."""
import json
import sys
import time

import torch
from torch import nn

BATCH = 32
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


ROWS = [("mobilenetv2-0.35", mobilenet_v2, 96, 10, 2), ("fomo-0.35", fomo, 96, 2, 2),
        ("mobilenetv2-0.35", mobilenet_v2, 96, 10, 1), ("fomo-0.35", fomo, 96, 2, 1)]


def rate_of(step, seconds):
    begin, steps = time.perf_counter(), 0
    while time.perf_counter() - begin < seconds:
        step()
        steps += 1
    return steps / (time.perf_counter() - begin)


def images_per_second(build, size, classes, threads):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    model = build(0.35, classes).to(memory_format=torch.channels_last).train()
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-4)
    pictures = torch.rand(BATCH, 3, size, size).mul(2).sub(1).contiguous(memory_format=torch.channels_last)

    def step():
        optimizer.zero_grad(set_to_none=True)
        output = model(pictures)
        output.backward(output.detach())  # of half the sum of squares
        optimizer.step()

    rate_of(step, WARM_UP_S)
    return BATCH * rate_of(step, MEASURED_S)


def main():
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    for network, build, size, classes, threads in ROWS:
        name = f"{network}@{size}, {threads} thread{'' if threads == 1 else 's'}"
        if wanted in name:
            value = images_per_second(build, size, classes, threads)
            print(json.dumps({"name": name, "unit": "images/s", "value": round(value, 1)}), flush=True)


main()
