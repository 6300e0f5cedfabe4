"""Writers of the layouts that data sets are published in: COCO, Pascal VOC (with roLabelImg's and VoTT's), YOLO and Darknet,
CreateML, and tables. Written from their public descriptions. Test only."""
import json
import math
import random
from xml.sax.saxutils import escape

from layout_scene import PARTS, fitting, put, put_xml
from layouts_packed import compressed_runs


def mask_runs(size, box):
    """COCO's uncompressed mask: lengths of runs, of 0 first, down the columns."""
    _, x, y, w, h = box
    bits = [x <= i // size[1] < x + w and y <= i % size[1] < y + h for i in range(size[0] * size[1])]
    counts, last = [0], False
    for bit in bits:
        if bit != last:
            counts.append(0)
            last = bit
        counts[-1] += 1
    return {"size": [size[1], size[0]], "counts": counts}


def coco_shape(scene, picture, box):
    """Returns the keys of an annotation that give its position; a rotated box is written as CVAT exports it."""
    shape = scene.rng.choice(["box", "box", "turned", "outline", "outline alone", "mask alone", "packed mask"])
    if shape == "turned":
        x, y, w, h, angle = scene.turned_box(box, picture["size"], (0.5, 0.5))
        return {"bbox": [x, y, w, h], "attributes": {"occluded": False, "rotation": angle}}
    if shape == "mask alone":
        return {"segmentation": mask_runs(picture["size"], box), "iscrowd": 0}
    if shape == "packed mask":
        mask = mask_runs(picture["size"], box)
        return {"segmentation": {**mask, "counts": compressed_runs(mask["counts"])}, "iscrowd": 0}
    keys = {"bbox": box[1:], "iscrowd": 0, "area": box[3] * box[4]}
    if shape.startswith("outline"):
        keys["segmentation"] = [[value for point in scene.outline(box) for value in point]]
    if shape == "outline alone":
        del keys["bbox"]
    return keys


def coco_document(scene, pictures, prefix):
    rng = scene.rng
    number = rng.choice([str, int])
    ids = random.Random(repr(scene.classes)).sample(range(1, 90), len(scene.classes))  # the same ids in every split
    document = {"images": [], "annotations": [],
                "categories": [{"id": number(i), "name": scene.named(n)} for i, n in zip(ids, scene.classes)]}
    for i, picture in enumerate(pictures):
        document["images"].append({"id": number(i + 7), "width": picture["size"][0], "height": picture["size"][1],
                                   "file_name": prefix + scene.written(picture["file"])})
        for box in picture["boxes"]:
            document["annotations"].append({"id": number(len(document["annotations"]) + 1), "image_id": number(i + 7),
                                            "category_id": number(ids[scene.classes.index(box[0])]),
                                            **coco_shape(scene, picture, box)})
    for rows in document.values():
        rng.shuffle(rows)
    keys = list(document)
    rng.shuffle(keys)
    return json.dumps({key: document[key] for key in keys}, ensure_ascii=rng.random() < 0.5)


def write_coco(scene, folder):
    for picture in scene.pictures:
        scene.save(folder, picture, "images/" + picture["file"])
    prefix = scene.rng.choice(["", "images/", "/mnt/somebody/images/", "C:\\photos\\"])
    put(folder, "annotations.json", coco_document(scene, scene.labelled(), prefix), scene.rng.choice(["utf-8", "utf-8-sig"]))


def write_coco_splits(scene, folder):
    for split, part in PARTS.items():
        pictures = [picture for picture in scene.pictures if picture["split"] == split]
        for picture in pictures:
            scene.save(folder, picture, part + "/" + picture["file"])
        if pictures:
            put(folder, part + "/_annotations.coco.json",
                coco_document(scene, [p for p in pictures if p["kind"] != "unlabelled"], ""))


def voc_object(scene, picture, box, turned):
    rng = scene.rng
    if turned:  # roLabelImg: the angle in radians
        x, y, w, h, angle = scene.turned_box(box, picture["size"], (0.5, 0.5))
        where = "<type>robndbox</type><robndbox><cx>%r</cx><cy>%r</cy><w>%r</w><h>%r</h><angle>%r</angle></robndbox>" % (
            x + w / 2, y + h / 2, w, h, math.radians(angle))
    else:
        corners = [("xmin", box[1]), ("ymin", box[2]), ("xmax", box[1] + box[3]), ("ymax", box[2] + box[4])]
        rng.shuffle(corners)
        where = "<bndbox>%s</bndbox>" % "".join("<%s>%d</%s>" % (key, value, key) for key, value in corners)
    parts = ["<name>%s</name>" % escape(scene.named(box[0])), "<difficult>0</difficult>", "<pose>Unspecified</pose>", where]
    rng.shuffle(parts)
    return "<object>%s</object>" % "".join(parts)


def write_voc_files(scene, folder, turned):
    rng = scene.rng
    for picture in scene.pictures:
        scene.save(folder, picture, "JPEGImages/" + picture["file"])
        if picture["kind"] == "unlabelled":
            continue
        objects = "".join(voc_object(scene, picture, box, turned and rng.random() < 0.6) for box in picture["boxes"])
        body = "<annotation%s><filename>%s</filename><size><width>%d</width><height>%d</height></size>%s</annotation>" % (
            rng.choice(["", ' verified="yes"']), escape(scene.written(picture["file"])), *picture["size"], objects)
        put_xml(scene, folder, "Annotations/" + scene.written(picture["stem"]) + ".xml", body)


def write_voc(scene, folder):
    write_voc_files(scene, folder, False)


def write_rolabelimg(scene, folder):
    write_voc_files(scene, folder, True)


def write_voc_splits(scene, folder):
    """With the lists of the challenge, or with those that VoTT writes: one for each class, names with extension."""
    write_voc_files(scene, folder, False)
    is_vott = scene.rng.random() < 0.5
    for split in ("train", "val") if is_vott else ("train", "val", "test"):
        pictures = [picture for picture in scene.pictures if picture["split"] == split]
        if is_vott:
            for name in scene.classes:
                put(folder, "ImageSets/Main/%s_%s.txt" % (scene.named(name), split),
                    "".join("%s %d\n" % (scene.written(p["file"], False), scene.rng.choice([1, -1])) for p in pictures))
        else:
            put(folder, "ImageSets/Main/%s.txt" % split, "".join(scene.written(p["stem"], False) + "\n" for p in pictures))
    for picture in scene.pictures if is_vott else []:
        if picture["split"] == "test":
            picture["split"] = "none"  # VoTT has only two splits


def yolo_text(scene, picture):
    rng, (width, height) = scene.rng, picture["size"]
    lines = []
    for box in picture["boxes"]:
        name, x, y, w, h = box
        if rng.random() < 0.2:
            values = [part for px, py in scene.outline(box) for part in (px / width, py / height)]
        else:
            values = [(x + w / 2) / width, (y + h / 2) / height, w / width, h / height]
        lines.append(" ".join([str(scene.classes.index(name))] + ["%.10f" % value for value in values]))
    return rng.choice(["\n", "\r\n"]).join(lines + [""] * rng.randint(0, 1))


def write_yolo(scene, folder):
    rng = scene.rng
    for picture in scene.pictures:
        part = PARTS[picture["split"]]
        scene.save(folder, picture, "%s/images/%s" % (part, picture["file"]))
        if picture["kind"] != "unlabelled":
            put(folder, "%s/labels/%s.txt" % (part, scene.written(picture["stem"])), yolo_text(scene, picture),
                rng.choice(["utf-8", "utf-8-sig"]))
    names = rng.choice([scene.classes, dict(enumerate(scene.classes))])
    if isinstance(names, dict):
        said = "\n" + "".join("  %d: %s\n" % (i, json.dumps(name, ensure_ascii=False)) for i, name in names.items())
    else:
        said = " %s\n" % json.dumps(names, ensure_ascii=False)
    root = rng.choice(["", "path: ../datasets/mine\n", "path: .\n"])
    put(folder, "data.yaml", "%strain: train/images\nval: valid/images\ntest: test/images\nnc: %d\nnames:%s" % (
        root, len(scene.classes), said), rng.choice(["utf-8", "utf-8-sig"]))


def write_darknet(scene, folder):
    lists = {"train": [], "val": [], "test": []}
    for picture in scene.pictures:
        scene.save(folder, picture, "obj_train_data/" + picture["file"])
        lists[picture["split"]].append("data/obj_train_data/%s\n" % scene.written(picture["file"], False))
        if picture["kind"] != "unlabelled":
            put(folder, "obj_train_data/%s.txt" % scene.written(picture["stem"]), yolo_text(scene, picture))
    put(folder, "obj.names", "".join(name + "\n" for name in scene.classes))
    keys = {"train": "train", "val": "valid", "test": "test"}
    put(folder, "obj.data", "classes = %d\nnames = data/obj.names\nbackup = backup/\n" % len(scene.classes) + "".join(
        "%s = data/%s.txt\n" % (keys[split], split) for split in lists))
    for split, lines in lists.items():
        put(folder, split + ".txt", "".join(lines))


def createml_document(scene, pictures):
    rows = [{"image": scene.written(picture["file"]), "annotations": [
        {"label": scene.named(name), "coordinates": {"x": x + w / 2, "y": y + h / 2, "width": w, "height": h}}
        for name, x, y, w, h in picture["boxes"]]} for picture in pictures if picture["kind"] != "unlabelled"]
    scene.rng.shuffle(rows)
    return json.dumps(rows, ensure_ascii=scene.rng.random() < 0.5)


def write_createml(scene, folder):
    for picture in scene.pictures:
        scene.save(folder, picture, picture["file"])
    put(folder, scene.rng.choice(["_annotations.createml.json", "annotations.json"]), createml_document(scene, scene.pictures))


def write_createml_splits(scene, folder):
    for split, part in PARTS.items():
        pictures = [picture for picture in scene.pictures if picture["split"] == split]
        for picture in pictures:
            scene.save(folder, picture, part + "/" + picture["file"])
        if pictures:
            put(folder, part + "/_annotations.createml.json", createml_document(scene, pictures))


def put_table(scene, folder, path, heading, rows, separators=",;\t", in_order=False):
    """A table with its columns and rows in any order (`in_order`: the columns as they are), quoted where it must be."""
    rng = scene.rng
    separator, order = rng.choice(separators), list(range(len(rows[0])))
    rng.shuffle(rows)
    if not in_order:
        rng.shuffle(order)

    def cell(value):
        text = str(value)
        return '"%s"' % text.replace('"', '""') if separator in text or '"' in text else text
    text = "".join(separator.join(cell(row[i]) for i in order) + "\n" for row in ([heading] if heading else []) + rows)
    encodings = ["utf-8", "utf-8-sig", "utf-16"] + (["gbk"] if "猫の写真" in text else [])  # otherwise the GBK bytes could be valid UTF-8
    put(folder, path, text.replace("\n", rng.choice(["\n", "\r\n"])), fitting(rng, text, encodings))


def write_table(scene, folder, heading, row_of, **how):
    rows = []
    for picture in scene.pictures:
        scene.save(folder, picture, scene.rng.choice(["", "images/"]) + picture["file"])
        rows += [row_of(scene.written(picture["file"]), picture, scene.named(box[0]), *box[1:]) for box in picture["boxes"]]
    put_table(scene, folder, "labels.csv", heading, rows, **how)


TENSORFLOW_HEADING = ["filename", "width", "height", "class", "xmin", "ymin", "xmax", "ymax"]


def tensorflow_row(file, picture, name, x, y, w, h):
    return [file, *picture["size"], name, x, y, x + w, y + h]


def write_csv(scene, folder):
    write_table(scene, folder, TENSORFLOW_HEADING, tensorflow_row)


def write_csv_splits(scene, folder):
    """A table for each part, and at times one of all pictures beside them; a picture without a row is in no part."""
    rows = {"train": [], "val": [], "test": []}
    for picture in scene.pictures:
        scene.save(folder, picture, "images/" + picture["file"])
        rows[picture["split"]] += [tensorflow_row(scene.written(picture["file"]), picture, scene.named(box[0]), *box[1:])
                                   for box in picture["boxes"]]
        if not picture["boxes"]:
            picture["split"] = "none"
    everything = [row for part in rows.values() for row in part]
    if scene.rng.random() < 0.5:
        put_table(scene, folder, "data/labels.csv", TENSORFLOW_HEADING, everything)
    for part, own in rows.items():
        if own:
            put_table(scene, folder, "data/%s_labels.csv" % part, TENSORFLOW_HEADING, own)


def write_csv_sides(scene, folder):
    headings = scene.rng.choice([["filename", "class", "x", "y", "w", "h"], ["image", "label", "left", "top", "width", "height"],
                                 ["file_name", "label_name", "bbox_x", "bbox_y", "bbox_width", "bbox_height"]])
    write_table(scene, folder, headings, lambda file, picture, name, x, y, w, h: [file, name, x, y, w, h])


def write_csv_relative(scene, folder):
    if scene.rng.random() < 0.5:
        write_table(scene, folder, ["ImageID", "LabelName", "XMin", "XMax", "YMin", "YMax"],
                    lambda file, picture, name, x, y, w, h: [file, name, x / picture["size"][0], (x + w) / picture["size"][0],
                                                             y / picture["size"][1], (y + h) / picture["size"][1]])
    else:
        write_table(scene, folder, ["filename", "class", "x_center", "y_center", "width", "height"],
                    lambda file, picture, name, x, y, w, h: [
                        file, name, (x + w / 2) / picture["size"][0], (y + h / 2) / picture["size"][1],
                        w / picture["size"][0], h / picture["size"][1]])


def write_csv_headerless(scene, folder):
    """keras-retinanet's table: path, corners, class; a picture with nothing on it has five empty cells."""
    rows = []
    for picture in scene.pictures:
        scene.save(folder, picture, "images/" + picture["file"])
        file = "images/" + scene.written(picture["file"])
        rows += [[file, x, y, x + w, y + h, scene.named(name)] for name, x, y, w, h in picture["boxes"]]
        rows += [[file, "", "", "", "", ""]] if picture["kind"] == "empty" else []
    put_table(scene, folder, "annotations.csv", None, rows, separators=",", in_order=True)


def write_csv_automl(scene, folder):
    """Google AutoML's table, without heading: part, path, class, and the corners as parts of the sides."""
    parts, rows = {"train": "TRAIN", "val": "VALIDATION", "test": "TEST"}, []
    for picture in scene.pictures:
        scene.save(folder, picture, "images/" + picture["file"])
        (width, height), file = picture["size"], "gs://bucket/images/" + scene.written(picture["file"])
        for name, x, y, w, h in picture["boxes"]:
            rows.append([parts[picture["split"]], file, scene.named(name), x / width, y / height, "", "", (x + w) / width, (y + h) / height, "", ""])
        if picture["kind"] == "unlabelled":
            picture["split"] = "none"
    put_table(scene, folder, "import.csv", None, rows, separators=",", in_order=True)


def write_makesense(scene, folder, heading):
    rows = []
    for picture in scene.pictures:
        scene.save(folder, picture, picture["file"])
        rows += [[scene.named(name), x, y, w, h, scene.written(picture["file"]), *picture["size"]] for name, x, y, w, h in picture["boxes"]]
    put_table(scene, folder, "labels_my-project_2026-01-02-03-04-05.csv", heading, rows, separators=",", in_order=True)


def write_makesense_headed(scene, folder):
    write_makesense(scene, folder, ["label_name", "bbox_x", "bbox_y", "bbox_width", "bbox_height", "image_name",
                                    "image_width", "image_height"])


def write_makesense_headless(scene, folder):
    write_makesense(scene, folder, None)


def write_boxes_list(scene, folder):
    """keras-yolo3's list: a path without blanks, then x1,y1,x2,y2,class for each box."""
    lines = []
    for picture in scene.pictures:
        for part in ("stem", "file"):
            picture[part] = picture[part].replace(" ", "_")
        scene.save(folder, picture, "images/" + picture["file"])
        if picture["kind"] == "boxes":
            lines.append(" ".join(["images/" + scene.written(picture["file"])] + [
                "%d,%d,%d,%d,%d" % (x, y, x + w, y + h, scene.classes.index(name)) for name, x, y, w, h in picture["boxes"]]))
    scene.rng.shuffle(lines)
    put(folder, "annotations.txt", "\n".join(lines) + "\n", scene.rng.choice(["utf-8", "utf-8-sig"]))
    put(folder, "classes.txt", "\n".join(scene.named(name) for name in scene.classes) + "\n")
