#!/usr/bin/python3
"""Measures the time per picture that pycocotools needs for the metrics of eval_boxes.cpp. Prints JSON lines as README.md
describes.

If pycocotools is not installed, prints the published figure instead: 22.7 s for the 5000 pictures of COCO's validation
set (MiXaiLL76/faster_coco_eval, README).
"""
import contextlib
import io
import json
import random
import sys
import time

PICTURES, OBJECTS, DETECTIONS, CLASSES, SIDE = 5000, 7, 100, 80, 500  # as in eval_boxes.cpp
PUBLISHED_MS = 22.7e3 / 5000


def drawn_box():
    width, height = random.uniform(8, 200), random.uniform(8, 200)
    return [random.uniform(0, SIDE), random.uniform(0, SIDE), width, height]


def drawn():
    random.seed(1)
    truths, found = [], []
    for picture in range(1, PICTURES + 1):
        mine = []
        for _ in range(OBJECTS):
            box = drawn_box()
            mine.append({"id": len(truths) + len(mine) + 1, "image_id": picture, "iscrowd": 0, "bbox": box,
                         "category_id": random.randint(1, CLASSES), "area": box[2] * box[3]})
        for i in range(DETECTIONS):
            truth = mine[i % OBJECTS]
            is_stray = i >= 2 * OBJECTS
            box = drawn_box() if is_stray else list(truth["bbox"])
            box[0] += random.uniform(-10, 10)
            found.append({"image_id": picture, "bbox": box, "score": random.random(),
                          "category_id": random.randint(1, CLASSES) if is_stray else truth["category_id"]})
        truths += mine
    images = [{"id": i, "width": SIDE, "height": SIDE} for i in range(1, PICTURES + 1)]
    categories = [{"id": i, "name": str(i)} for i in range(1, CLASSES + 1)]
    return {"images": images, "annotations": truths, "categories": categories}, found


def measured_ms():
    try:
        from pycocotools.coco import COCO
        from pycocotools.cocoeval import COCOeval
    except ImportError:
        print("pycocotools is not installed; its published figure stands in", file=sys.stderr)
        return PUBLISHED_MS
    truths, found = drawn()
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = truths
        coco.createIndex()
        evaluation = COCOeval(coco, coco.loadRes(found), "bbox")
        began = time.perf_counter()
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
        seconds = time.perf_counter() - began
    return 1e3 * seconds / PICTURES


print(json.dumps({"name": "COCO figures, 80 classes", "unit": "ms", "value": measured_ms()}))
