"""Writes checkpoints in every form that PyTorch has to the folder argv[1]: NAME.pth, and NAME.safetensors with the
tensors that are meant, row-major, in their order. Test only."""
import collections
import json
import struct
import sys

import torch

FOLDER = sys.argv[1]
TYPES = {torch.float32: "F32", torch.float64: "F64", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64",
         torch.int32: "I32", torch.int16: "I16", torch.int8: "I8", torch.uint8: "U8", torch.bool: "BOOL"}


def raw(tensor):
    tensor = tensor.detach().contiguous()
    if tensor.dtype == torch.bfloat16:
        tensor = tensor.view(torch.int16)
    return tensor.numpy().tobytes()


def write(name, meant, what, **options):
    torch.save(what, f"{FOLDER}/{name}.pth", **options)
    header, data = {}, b""
    for key, tensor in meant.items():
        header[key] = {"dtype": TYPES[tensor.dtype], "shape": list(tensor.shape),
                       "data_offsets": [len(data), len(data) + len(raw(tensor))]}
        data += raw(tensor)
    text = json.dumps(header).encode()
    with open(f"{FOLDER}/{name}.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


torch.manual_seed(1)
net = torch.nn.Sequential(
    collections.OrderedDict(stem=torch.nn.Conv2d(3, 4, 3), norm=torch.nn.BatchNorm2d(4),
                            tail=torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(4, 2))))
for values in net.buffers():
    if values.is_floating_point():
        values.copy_(torch.rand_like(values))
state = net.state_dict()
averaged = collections.OrderedDict((key, value * 2) for key, value in state.items())
base = torch.arange(24.0).reshape(2, 3, 4)

write("zip", state, state)
write("stream", state, state, _use_new_zipfile_serialization=False)
write("protocol_4", state, state, pickle_protocol=4)
write("nested", state, {"epoch": 3, "optimizer": {"lr": 0.1, "momentum": [torch.ones(2)]}, "state_dict": state})
write("averaged", averaged, {"model": state, "ema": {"module": averaged}, "best": None})
write("parallel", state, collections.OrderedDict(("module." + key, value) for key, value in state.items()))
write("module", dict(net.named_parameters()) | dict(net.named_buffers()), {"model": net, "epoch": 1})
write("module_stream", dict(net.named_parameters()) | dict(net.named_buffers()), net,
      _use_new_zipfile_serialization=False)
write("parameters", dict(net.named_parameters()), dict(net.named_parameters()))
views = {"transposed": base.permute(2, 0, 1), "part": base[:, 1:, ::2], "spread": torch.ones(1).expand(3, 2),
         "single": base[1, 2, 3], "none": torch.empty(0, 5)}
write("views", views, views)
write("views_stream", views, views, _use_new_zipfile_serialization=False)
numbers = {str(kind): torch.tensor([0, 1, 1, 0]).to(kind) for kind in TYPES}
write("numbers", numbers, numbers | {"note": "no tensor", "version": 7})
