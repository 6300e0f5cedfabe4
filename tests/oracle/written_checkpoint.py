"""The common end of the oracles that are a network: norms that do something, the checkpoint, a picture, the answers."""
import torch
from torch import nn


def unsettle_norms(network):
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, 0, 0.2)
            nn.init.normal_(module.running_mean, 0, 0.2)
            nn.init.uniform_(module.running_var, 0.2, 1.0)


def write(network, checkpoint_of, folder, side):
    """folder/weights.pth is checkpoint_of(state dictionary), folder/input.bin and folder/level0.bin … are NHWC float32."""
    unsettle_norms(network)
    network.eval()
    torch.save(checkpoint_of(network.state_dict()), f"{folder}/weights.pth")
    picture = torch.rand(1, 3, side, side)
    with torch.no_grad():
        levels = network(picture)
    picture.permute(0, 2, 3, 1).contiguous().numpy().tofile(f"{folder}/input.bin")
    for i, level in enumerate(levels):
        level.permute(0, 2, 3, 1).contiguous().numpy().tofile(f"{folder}/level{i}.bin")
