"""Exports networks as ONNX with PyTorch into the folder argv[1], as people do: NAME.onnx, the input NAME.in (raw floats,
channels first) and what PyTorch answers, NAME.out.<k>. Test only."""
import pathlib
import sys
import warnings

import torch
from torch import nn
from torch.nn import functional

folder = pathlib.Path(sys.argv[1])
warnings.filterwarnings("ignore")
torch.manual_seed(5)


def conv(inputs, outputs, size=3, stride=1, groups=1, activation=nn.SiLU):
    return nn.Sequential(nn.Conv2d(inputs, outputs, size, stride, size // 2, groups=groups, bias=False),
                         nn.BatchNorm2d(outputs), activation())


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.LeakyReLU(0.1),
                                      nn.AvgPool2d(2))
        self.classifier = nn.Sequential(nn.Linear(16 * 5 * 4, 120), nn.ReLU(), nn.Dropout(), nn.Linear(120, 10),
                                        nn.Softmax(1))

    def forward(self, x):
        return self.classifier(torch.flatten(self.features(x), 1))


class MobileNetV1(nn.Module):
    def __init__(self):
        super().__init__()
        layers = [conv(3, 8, 3, 2, activation=nn.ReLU6)]
        for inputs, outputs, stride in [(8, 16, 1), (16, 24, 2), (24, 24, 1), (24, 32, 2)]:
            layers += [conv(inputs, inputs, 3, stride, inputs, nn.ReLU6), conv(inputs, outputs, 1, activation=nn.ReLU6)]
        self.layers = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1))
        self.last = nn.Linear(32, 5)

    def forward(self, x):
        return self.last(self.layers(x).view(x.size(0), -1))


class Inverted(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.same = inputs == outputs and stride == 1
        self.layers = nn.Sequential(conv(inputs, 6 * inputs, 1, activation=nn.ReLU6),
                                    conv(6 * inputs, 6 * inputs, 3, stride, 6 * inputs, nn.ReLU6),
                                    nn.Conv2d(6 * inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        return x + self.layers(x) if self.same else self.layers(x)


class MobileNetV2(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(conv(3, 8, 3, 2, activation=nn.ReLU6), Inverted(8, 12, 2), Inverted(12, 12, 1),
                                    Inverted(12, 16, 2), conv(16, 40, 1, activation=nn.ReLU6))
        self.last = nn.Sequential(nn.Dropout(), nn.Linear(40, 7))

    def forward(self, x):
        return self.last(self.layers(x).mean([2, 3]))


class Bottleneck(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.first, self.second = conv(channels, channels, 1), conv(channels, channels)

    def forward(self, x):
        return x + self.second(self.first(x))


class C3(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        half = outputs // 2
        self.left, self.right, self.last = conv(inputs, half, 1), conv(inputs, half, 1), conv(outputs, outputs, 1)
        self.inner = Bottleneck(half)

    def forward(self, x):
        return self.last(torch.cat((self.inner(self.left(x)), self.right(x)), 1))


class C2f(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.first, self.last = conv(inputs, outputs, 1), conv(outputs * 3 // 2, outputs, 1)
        self.inner = Bottleneck(outputs // 2)

    def forward(self, x):
        parts = list(self.first(x).chunk(2, 1))
        parts.append(self.inner(parts[-1]))
        return self.last(torch.cat(parts, 1))


class Sppf(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.first, self.last = conv(channels, channels // 2, 1), conv(channels * 2, channels, 1)
        self.pool = nn.MaxPool2d(5, 1, 2)

    def forward(self, x):
        x = self.first(x)
        y = self.pool(x)
        z = self.pool(y)
        return self.last(torch.cat((x, y, z, self.pool(z)), 1))


class Pyramid(nn.Module):
    """Backbone and neck of the YOLOv5 kind; three pictures."""

    def __init__(self, block):
        super().__init__()
        self.stem = nn.Sequential(conv(3, 8, 6 if block is C3 else 3, 2), conv(8, 16, 3, 2), block(16, 16))
        if block is C3:
            self.stem[0][0].padding = (2, 2)
        self.third, self.fourth = nn.Sequential(conv(16, 24, 3, 2), block(24, 24)), nn.Sequential(conv(24, 32, 3, 2),
                                                                                                block(32, 32))
        self.fifth = nn.Sequential(conv(32, 40, 3, 2), Sppf(40))
        self.up = nn.Upsample(scale_factor=2, mode="nearest")
        self.join4, self.join3, self.down = block(72, 32), block(56, 24), conv(24, 24, 3, 2)
        self.join4b, self.down4, self.join5b = block(56, 32), conv(32, 32, 3, 2), block(72, 40)

    def forward(self, x):
        c3 = self.third(self.stem(x))
        c4 = self.fourth(c3)
        c5 = self.fifth(c4)
        p4 = self.join4(torch.cat((self.up(c5), c4), 1))
        p3 = self.join3(torch.cat((self.up(p4), c3), 1))
        n4 = self.join4b(torch.cat((self.down(p3), p4), 1))
        return p3, n4, self.join5b(torch.cat((self.down4(n4), c5), 1))


class YoloV5(nn.Module):
    """The exported head of YOLOv5: boxes in pixels, decoded with anchors and grids that are constants."""

    def __init__(self, classes=3):
        super().__init__()
        self.pyramid, self.rows = Pyramid(C3), classes + 5
        self.heads = nn.ModuleList(nn.Conv2d(c, 3 * self.rows, 1) for c in (24, 32, 40))
        self.anchors = (torch.rand(3, 3, 2) * 40 + 10)

    def forward(self, x):
        rows = []
        for i, (head, y) in enumerate(zip(self.heads, self.pyramid(x))):
            y = head(y)
            batch, _, ny, nx = y.shape
            y = y.view(batch, 3, self.rows, ny, nx).permute(0, 1, 3, 4, 2).contiguous().sigmoid()
            gy, gx = torch.meshgrid(torch.arange(int(ny)), torch.arange(int(nx)), indexing="ij")
            grid = torch.stack((gx, gy), 2).expand(1, 3, int(ny), int(nx), 2).float() - 0.5
            xy, wh, scores = y.split((2, 2, self.rows - 4), 4)
            xy = (xy * 2 + grid) * (8 << i)
            wh = (wh * 2)**2 * self.anchors[i].view(1, 3, 1, 1, 2)
            rows.append(torch.cat((xy, wh, scores), 4).view(batch, -1, self.rows))
        return torch.cat(rows, 1)


class YoloV8(nn.Module):
    """The exported head of YOLOv8: distances as expectations over 8 bins, one row per box."""

    def __init__(self, classes=3):
        super().__init__()
        self.pyramid, self.bins, self.classes = Pyramid(C2f), 8, classes
        self.boxes = nn.ModuleList(nn.Sequential(conv(c, 16), nn.Conv2d(16, 4 * self.bins, 1)) for c in (24, 32, 40))
        self.scores = nn.ModuleList(nn.Sequential(conv(c, 16), nn.Conv2d(16, classes, 1)) for c in (24, 32, 40))
        self.expectation = nn.Conv2d(self.bins, 1, 1, bias=False).requires_grad_(False)
        self.expectation.weight.data[:] = torch.arange(float(self.bins)).view(1, -1, 1, 1)

    def forward(self, x):
        joined, points, strides = [], [], []
        for i, y in enumerate(self.pyramid(x)):
            joined.append(torch.cat((self.boxes[i](y), self.scores[i](y)), 1).view(1, 4 * self.bins + self.classes, -1))
            ny, nx = int(y.shape[2]), int(y.shape[3])
            gy, gx = torch.meshgrid(torch.arange(ny) + 0.5, torch.arange(nx) + 0.5, indexing="ij")
            points.append(torch.stack((gx, gy), -1).view(-1, 2))
            strides.append(torch.full((ny * nx, 1), 8 << i))
        points, strides = torch.cat(points).t().unsqueeze(0), torch.cat(strides).t().float()
        boxes, scores = torch.cat(joined, 2).split((4 * self.bins, self.classes), 1)
        distances = boxes.view(1, 4, self.bins, -1).transpose(2, 1).softmax(1)
        distances = self.expectation(distances).view(1, 4, -1)
        low, high = distances.chunk(2, 1)
        x1y1, x2y2 = points - low, points + high
        boxes = torch.cat(((x1y1 + x2y2) / 2, x2y2 - x1y1), 1) * strides
        return torch.cat((boxes, scores.sigmoid()), 1)


class Oddities(nn.Module):
    """Operators that the networks above do not have: odd padding, groups, rounding up, slices, products of rows."""

    def __init__(self, step):
        super().__init__()
        self.step = step
        self.dilated, self.grouped = nn.Conv2d(4, 6, 3, 2, (2, 1), 2), nn.Conv2d(6, 8, 3, groups=2)
        self.norm, self.dense = nn.BatchNorm1d(8), nn.Linear(8, 3, bias=False)
        self.ceiling = nn.MaxPool2d(3, 2, 1, ceil_mode=True)
        self.average = nn.AvgPool2d(3, 2, 1)  # the padding is counted in the average
        self.uncounted = nn.AvgPool2d(2, 2, ceil_mode=True, count_include_pad=False)

    def forward(self, x):
        y = self.grouped(functional.pad(self.dilated(x), (1, 0, 2, 1), value=0.25))
        rows = self.norm(y.flatten(2)).transpose(1, 2)
        picked = x[:, 1:3, ::self.step, 1:-1] * torch.tensor([2.0, 0.5]).view(1, 2, 1, 1) - x.mean((2, 3), keepdim=True)[:, 2:3]
        return (self.ceiling(y), self.average(y), self.uncounted(y), self.dense(rows), picked, x[:, 2], -y / 3,
                functional.interpolate(x, (9, 22), mode="nearest"), y.softmax(1), functional.relu6(y)[0],
                x.mean(1, keepdim=True).squeeze(1).unsqueeze(2))


def export(name, network, shape, opset, **options):
    network.eval()
    for module in network.modules():
        if isinstance(module, (nn.BatchNorm2d, nn.BatchNorm1d)):  # values as after training
            module.running_mean.uniform_(-0.3, 0.3)
            module.running_var.uniform_(0.5, 1.5)
            module.weight.data.uniform_(0.5, 1.5)
            module.bias.data.uniform_(-0.3, 0.3)
    x = torch.rand(*shape)
    with torch.no_grad():
        answers = network(x)
        torch.onnx.export(network, x, str(folder / f"{name}.onnx"), opset_version=opset, input_names=["images"], **options)
    x.numpy().tofile(folder / f"{name}.in")
    for k, answer in enumerate(answers if isinstance(answers, tuple) else [answers]):
        answer.contiguous().numpy().tofile(folder / f"{name}.out.{k}")


whole = {"training": torch.onnx.TrainingMode.PRESERVE, "do_constant_folding": False}  # batch norms are not folded
export("lenet", LeNet(), (1, 1, 32, 28), 7)
export("mobilenet_v1", MobileNetV1(), (1, 3, 64, 48), 9, **whole)
export("mobilenet_v2", MobileNetV2(), (1, 3, 64, 48), 11)
export("mobilenet_v2_whole", MobileNetV2(), (1, 3, 64, 48), 13, **whole)
export("yolov5", YoloV5(), (1, 3, 96, 64), 12)
export("yolov5_old", YoloV5(), (1, 3, 64, 64), 9)
export("yolov5_whole", YoloV5(), (1, 3, 96, 64), 17, **whole)
export("yolov8", YoloV8(), (1, 3, 96, 64), 17)
export("yolov8_old", YoloV8(), (1, 3, 96, 64), 11)
export("yolov8_open", YoloV8(), (1, 3, 64, 96), 13, dynamic_axes={"images": {0: "batch"}})
for version in (9, 11, 13, 17):
    export(f"oddities_{version}", Oddities(1 if version == 9 else 2), (1, 4, 18, 17), version)
