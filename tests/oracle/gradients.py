"""Runs the forward and backward pass of the graphs in the folder argv[1] with PyTorch, in double precision. Test only.

cases.json: {"cases": [{batch, tensors: [{shape, offset?}], operators: [{kind, inputs, outputs, …attributes}], input,
outputs, input_offset, gradient_offset, parameters, statistics}]}, offsets in floats into in.bin. Answers go to out.bin as
float32, case after case: the outputs, the gradients of the parameters, the statistics."""
import json
import pathlib
import sys

import numpy
import torch
import torch.nn.functional as functional

folder = pathlib.Path(sys.argv[1])
values = torch.from_numpy(numpy.fromfile(folder / "in.bin", dtype=numpy.float32)).double()


def to_torch(picture):
    return picture.permute(0, 3, 1, 2)


def to_ours(picture):
    return picture.permute(0, 2, 3, 1)


def padded(x, op, value=0.0):
    top, bottom, left, right = op["padding"]
    return functional.pad(to_torch(x), (left, right, top, bottom), value=value)


def convolution(op, x, weights, bias=None):
    groups = 1
    kernel = weights.permute(0, 3, 1, 2)
    if op["kind"] == "depthwise_conv2d":
        groups, kernel = x.shape[3], weights.permute(3, 0, 1, 2)
    return to_ours(functional.conv2d(padded(x, op), kernel, bias, op["strides"], 0, op["dilations"], groups))


def average_pool(op, x):
    x_padded, ones = padded(x, op), padded(torch.ones_like(x), op)
    return to_ours(functional.avg_pool2d(x_padded, op["filter"], op["strides"]) /
                   functional.avg_pool2d(ones, op["filter"], op["strides"]))


def max_pool(op, x):
    return to_ours(functional.max_pool2d(padded(x, op, -torch.inf), op["filter"], op["strides"]))


def batch_norm(op, x, gamma, beta, mean, variance):
    flat = functional.batch_norm(x.reshape(-1, x.shape[-1]), mean, variance, gamma, beta, True, 1 - op["momentum"],
                                 op["epsilon"])
    return flat.reshape(x.shape)


def strided_slice(op, x):
    index = [slice(None)] + [slice(b, e, s) for b, e, s in zip(op["begin"], op["end"], op["strides"])][1:]
    x = x[tuple(index)]
    for axis in sorted(op["removed"], reverse=True):
        x = x.squeeze(axis)
    return x


def nearest(op, size, target):
    corners = op["align_corners"] and target > 1
    scale = (size - 1) / (target - 1) if corners else size / target
    position = (torch.arange(target).double() + (0.5 if op["half_pixel_centers"] else 0.0)) * scale
    rounded = torch.floor(position + 0.5) if op["align_corners"] else torch.floor(position)
    return rounded.clamp(0, size - 1).long()


def resize(op, x):
    return x[:, nearest(op, x.shape[1], op["size"][0])][:, :, nearest(op, x.shape[2], op["size"][1])]


OPERATORS = {
    "conv2d": convolution,
    "depthwise_conv2d": convolution,
    "fully_connected": lambda op, x, weights, bias=None: functional.linear(x.reshape(x.shape[0], -1), weights, bias),
    "batch_norm": batch_norm,
    "average_pool2d": average_pool,
    "max_pool2d": max_pool,
    "mean": lambda op, x: x.mean(op["axes"], op["keep"]),
    "add": lambda op, left, right: left + right,
    "sub": lambda op, left, right: left - right,
    "mul": lambda op, left, right: left * right,
    "relu": lambda op, x: functional.relu(x),
    "relu6": lambda op, x: functional.relu6(x),
    "leaky_relu": lambda op, x: functional.leaky_relu(x, op["alpha"]),
    "logistic": lambda op, x: torch.sigmoid(x),
    "softmax": lambda op, x: torch.softmax(op["beta"] * x, -1),
    "reshape": lambda op, x: x.reshape([x.shape[0]] + op["shape"][1:]),
    "transpose": lambda op, x: x.permute(op["order"]),
    "concatenation": lambda op, *parts: torch.cat(parts, op["axis"]),
    "split": lambda op, x: torch.split(x, op["sizes"], op["axis"]),
    "pad": lambda op, x: functional.pad(x, [side for pair in reversed(op["amounts"]) for side in pair],
                                        value=op["value"]),
    "dropout": lambda op, x: x,  # the rate is 0, because random bits would differ
    "strided_slice": strided_slice,
    "resize_nearest": resize,
}
ACTIVATIONS = {"none": lambda x: x, "relu": functional.relu, "relu6": functional.relu6}


def run(case):
    tensors = {}
    for index, tensor in enumerate(case["tensors"]):
        if "offset" in tensor:
            count = int(numpy.prod(tensor["shape"]))
            tensors[index] = values[tensor["offset"]:tensor["offset"] + count].reshape(tensor["shape"]).clone()
    for index in case["parameters"]:
        tensors[index].requires_grad_()
    shape = [case["batch"]] + case["tensors"][case["input"]]["shape"][1:]
    count = int(numpy.prod(shape))
    tensors[case["input"]] = values[case["input_offset"]:case["input_offset"] + count].reshape(shape)
    for op in case["operators"]:
        results = OPERATORS[op["kind"]](op, *[tensors[index] for index in op["inputs"]])
        if not isinstance(results, tuple):
            results = (ACTIVATIONS[op["activation"]](results),)
        for index, result in zip(op["outputs"], results):
            tensors[index] = result
    outputs = [tensors[index] for index in case["outputs"]]
    gradients, offset = [], case["gradient_offset"]
    for output in outputs:
        gradients.append(values[offset:offset + output.numel()].reshape(output.shape))
        offset += output.numel()
    torch.autograd.backward(outputs, gradients)
    found = outputs + [tensors[index].grad for index in case["parameters"]]
    return found + [tensors[index] for index in case["statistics"]]


cases = json.loads((folder / "cases.json").read_text())["cases"]
answers = [tensor.detach().float().flatten() for case in cases for tensor in run(case)]
torch.cat(answers).numpy().tofile(folder / "out.bin")
