#!/usr/bin/python3
"""Measures how many pictures per second PyTorch's DataLoader prepares with Pillow (scaled decoding, as in
load_pictures.cpp), with one process per core. Prints JSON lines as README.md describes."""
import json
import os
import pathlib
import random
import time

import numpy
import torch
from PIL import Image, ImageEnhance

DATA, INPUT, BATCH, LATER_EPOCHS = "../shared/data/bccd_voc", 192, 32, 5  # as in load_pictures.cpp


class Pictures(torch.utils.data.Dataset):
    def __init__(self):
        self.paths = sorted(pathlib.Path(DATA).rglob("*.jpg"))

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        picture = Image.open(self.paths[index])
        picture.draft("RGB", (INPUT, INPUT))
        picture = picture.convert("RGB").resize((INPUT, INPUT), Image.BOX)
        scale, angle = random.uniform(0.8, 1.25), random.uniform(-0.1, 0.1)
        move = [random.uniform(-0.1, 0.1) * INPUT for _ in range(2)]
        matrix = (1 / scale, angle, move[0], -angle, 1 / scale, move[1])
        picture = picture.transform(picture.size, Image.AFFINE, matrix, Image.BILINEAR)
        for enhance in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
            picture = enhance(picture).enhance(random.uniform(0.7, 1.3))
        if random.random() < 0.5:
            picture = picture.transpose(Image.FLIP_LEFT_RIGHT)
        return torch.from_numpy(numpy.asarray(picture).copy())


def pictures_per_second(loader):
    begin, seen = time.monotonic(), 0
    for batch in loader:
        seen += len(batch)
    return seen / (time.monotonic() - begin)


def show(name, value):
    print(json.dumps({"name": name, "unit": "pictures/s", "value": value}))


def main():
    workers = os.cpu_count()
    loader = torch.utils.data.DataLoader(Pictures(), BATCH, shuffle=True, num_workers=workers, persistent_workers=True)
    show("first epoch", pictures_per_second(loader))
    show("later epochs", sum(pictures_per_second(loader) for _ in range(LATER_EPOCHS)) / LATER_EPOCHS)


if __name__ == "__main__":
    main()
