"""Writers of the files of labelling programs: CVAT, labelme, Label Studio, VGG Image Annotator, VoTT, Edge Impulse. Written from
their public descriptions. Test only."""
import base64
import hashlib
import json
import urllib.parse
from xml.sax.saxutils import quoteattr

from layout_scene import put, put_xml
from layouts_packed import brush


def dumped(scene, document):
    return json.dumps(document, ensure_ascii=scene.rng.random() < 0.5, indent=scene.rng.choice([None, 2]))


def attributes(pairs, rng):
    pairs = list(pairs)
    rng.shuffle(pairs)
    return " ".join("%s=%s" % (key, quoteattr(value if isinstance(value, str) else repr(value))) for key, value in pairs)


def cvat_shape(scene, picture, box, turned):
    """Turns are in degrees clockwise about the centre."""
    rng = scene.rng
    kind = rng.choice(["box", "turned", "outline", "ellipse"]) if turned else "box"
    name, x, y, w, h = box
    fixed = [("label", scene.named(name)), ("occluded", "0"), ("source", "manual"), ("z_order", "0")]
    if kind == "outline":
        points = ";".join("%d,%d" % point for point in scene.outline(box))
        return "<polygon %s></polygon>" % attributes(fixed + [("points", points)], rng)
    if kind == "ellipse":
        return "<ellipse %s/>" % attributes(
            fixed + [("cx", x + w / 2), ("cy", y + h / 2), ("rx", w / 2), ("ry", h / 2)], rng)
    if kind == "turned":
        x, y, w, h, angle = scene.turned_box(box, picture["size"], (0.5, 0.5))
        fixed.append(("rotation", angle))
    return "<box %s/>" % attributes(fixed + [("xtl", x), ("ytl", y), ("xbr", x + w), ("ybr", y + h)], rng)


def cvat_document(scene, shapes_of):
    rng, body = scene.rng, []
    for i, picture in enumerate(scene.labelled()):
        keys = [("id", str(i)), ("name", scene.written(picture["file"])), ("width", picture["size"][0]),
                ("height", picture["size"][1])]
        if picture["split"] != "none":
            keys.append(("subset", {"train": "Train", "val": "Validation", "test": "Test"}[picture["split"]]))
        body.append("<image %s>%s</image>" % (attributes(keys, rng), shapes_of(picture)))
    rng.shuffle(body)
    return "<annotations><version>1.1</version><meta><task><labels></labels></task></meta>%s</annotations>" % "".join(body)


def write_cvat(scene, folder, turned=False):
    for picture in scene.pictures:
        scene.save(folder, picture, "images/" + picture["file"])
        if picture["kind"] == "unlabelled":
            picture["split"] = "none"
    put_xml(scene, folder, "annotations.xml", cvat_document(
        scene, lambda picture: "".join(cvat_shape(scene, picture, box, turned) for box in picture["boxes"])))


def write_cvat_turned(scene, folder):
    write_cvat(scene, folder, turned=True)


def write_cvat_tags(scene, folder):
    for picture in scene.pictures:
        scene.save(folder, picture, picture["file"])
    put_xml(scene, folder, "annotations.xml", cvat_document(
        scene, lambda picture: "<tag %s/>" % attributes([("label", scene.named(picture["class"])), ("source", "manual")], scene.rng)))


def write_labelme(scene, folder):
    rng = scene.rng
    for picture in scene.pictures:
        content = scene.save(folder, picture, picture["file"])
        if picture["kind"] == "unlabelled":
            continue
        shapes = []
        for box in picture["boxes"]:
            name, x, y, w, h = box
            kind = rng.choice(["rectangle", "rectangle", "polygon"])
            corners = [[[x, y], [x + w, y + h]], [[x + w, y + h], [x, y]], [[x + w, y], [x, y + h]], [[x, y + h], [x + w, y]]]
            shapes.append({"label": scene.named(name), "shape_type": kind, "group_id": None, "flags": {},
                           "points": rng.choice(corners) if kind == "rectangle" else scene.outline(box)})
        inside = base64.b64encode(content).decode() if rng.random() < 0.3 else None
        put(folder, scene.written(picture["stem"], False) + ".json", dumped(scene, {
            "version": "5.2.1", "flags": {}, "shapes": shapes, "imageData": inside, "imageHeight": picture["size"][1],
            "imagePath": rng.choice(["", "../photos/", "..\\photos\\"]) + scene.written(picture["file"], False),
            "imageWidth": picture["size"][0]}))


def write_labelme_flags(scene, folder):
    for picture in scene.pictures:
        scene.save(folder, picture, picture["file"])
        if picture["kind"] != "unlabelled":
            put(folder, picture["stem"] + ".json", dumped(scene, {
                "version": "5.2.1", "flags": {name: name == picture["class"] for name in scene.classes}, "shapes": [],
                "imagePath": scene.written(picture["file"], False), "imageData": None,
                "imageHeight": picture["size"][1], "imageWidth": picture["size"][0]}))


def studio_address(scene, picture):
    """Returns the text in `data` for a picture that was uploaded, or is served from a folder or a bucket."""
    name = scene.written(picture["file"], False)
    quoted = urllib.parse.quote(name)
    return scene.rng.choice(["/data/upload/3/%08x-%s" % (scene.rng.randrange(1 << 32), quoted),
                             "/data/local-files/?d=photos/" + quoted, "/data/local-files/?d=photos%2F" + quoted,
                             "s3://bucket/photos/" + name, "https://somewhere.example/photos/" + quoted])


def studio_region(scene, picture, box, flat=False):
    """Percentages of the sides; turns in degrees clockwise about the top left corner."""
    rng, (width, height), name = scene.rng, picture["size"], scene.named(box[0])
    kind = rng.choice(["rectangle", "turned", "polygon", "ellipse", "brush"])
    if kind == "brush":
        value = {"format": "rle", "rle": brush(rng, picture["size"], box)}
    elif kind == "polygon":
        value = {"points": [[x * 100 / width, y * 100 / height] for x, y in scene.outline(box)], "closed": True}
    elif kind == "ellipse":
        _, x, y, w, h = box
        value = {"x": (x + w / 2) * 100 / width, "y": (y + h / 2) * 100 / height, "radiusX": w * 50 / width,
                 "radiusY": h * 50 / height, "rotation": 0}
    else:
        x, y, w, h, angle = box[1:] + [0]
        if kind == "turned":
            x, y, w, h, angle = scene.turned_box(box, picture["size"], (0, 0))
        value = {"x": x * 100 / width, "y": y * 100 / height, "width": w * 100 / width, "height": h * 100 / height,
                 "rotation": angle}
    labels = {"polygon": "polygonlabels", "ellipse": "ellipselabels", "brush": "brushlabels"}.get(kind, "rectanglelabels")
    sizes = {"original_width": width, "original_height": height}
    if flat:
        return {**value, labels: [name], **sizes}
    return {"id": "r%d" % rng.randrange(10 ** 6), "type": labels, "from_name": "label", "to_name": "image", "image_rotation": 0,
            "origin": "manual", "value": {**value, labels: [name]}, **sizes}


def studio_task(scene, number, picture, result):
    """An unlabelled task has no annotation, or one that was cancelled, or only a prediction."""
    rng = scene.rng
    annotation = {"id": number + 50, "was_cancelled": False, "ground_truth": False, "result": result, "lead_time": 3.5}
    task = {"id": number, "data": {"image": studio_address(scene, picture)}, "annotations": [annotation], "predictions": []}
    if picture["kind"] == "unlabelled":
        task["annotations"] = rng.choice([[], [{**annotation, "was_cancelled": True, "result": []}]])
        if rng.random() < 0.5:
            task["predictions"] = [{"id": number + 90, "model_version": "m", "score": 0.5, "result": result}]
    return task


def write_label_studio(scene, folder):
    tasks = []
    for i, picture in enumerate(scene.pictures):
        scene.save(folder, picture, scene.rng.choice(["", "images/"]) + picture["file"])
        tasks.append(studio_task(scene, i + 1, picture, [studio_region(scene, picture, box) for box in picture["boxes"]]))
    scene.rng.shuffle(tasks)
    put(folder, "project-3-at-2026-01-02-03-04-5678.json", dumped(scene, tasks))


def write_label_studio_min(scene, folder):
    rows = []
    for i, picture in enumerate(scene.pictures):
        scene.save(folder, picture, picture["file"])
        if picture["kind"] != "unlabelled":
            regions = [studio_region(scene, picture, box, flat=True) for box in picture["boxes"]]
            rows.append({"image": studio_address(scene, picture), "id": i + 1, **({"label": regions} if regions else {}),
                         "annotator": 1, "annotation_id": i + 50, "created_at": "2026-01-02T03:04:05.678901Z",
                         "updated_at": "2026-01-02T03:04:05.678901Z", "lead_time": 3.5})
    put(folder, "project-3-at-2026-01-02-03-04-5678.json", dumped(scene, rows))


def write_label_studio_choices(scene, folder):
    tasks = []
    for i, picture in enumerate(scene.pictures):
        scene.save(folder, picture, picture["file"])
        tasks.append(studio_task(scene, i + 1, picture, [
            {"id": "c%d" % i, "type": "choices", "from_name": "choice", "to_name": "image", "origin": "manual",
             "value": {"choices": [scene.named(picture["class"])] if picture["class"] else []}}]))
    put(folder, "project.json", dumped(scene, tasks))


def via_region(scene, box):
    name, x, y, w, h = box
    kind = scene.rng.choice(["rect", "rect", "polygon", "ellipse"])
    if kind == "rect":
        shape = {"name": "rect", "x": x, "y": y, "width": w, "height": h}
    elif kind == "ellipse":
        shape = {"name": "ellipse", "cx": x + w / 2, "cy": y + h / 2, "rx": w / 2, "ry": h / 2}
    else:
        xs, ys = zip(*scene.outline(box))
        shape = {"name": scene.rng.choice(["polygon", "polyline"]), "all_points_x": xs, "all_points_y": ys}
    return {"shape_attributes": shape, "region_attributes": {"class": scene.named(name)}}


def via_metadata(scene, folder, regions_of):
    """All pictures of a project stand in its file; the program does not say whether somebody looked at them."""
    metadata = {}
    for picture in scene.pictures:
        size = len(scene.save(folder, picture, picture["file"]))
        name = scene.written(picture["file"])
        metadata["%s%d" % (name, size)] = {"filename": name, "size": size, **regions_of(picture)}
    return metadata


def via_project(scene, metadata):
    return dumped(scene, {"_via_settings": {"ui": {}, "core": {"buffer_size": 18}}, "_via_img_metadata": metadata,
                          "_via_attributes": {"region": {"class": {"type": "dropdown", "options": {}}}, "file": {}},
                          "_via_data_format_version": "2.0.10", "_via_image_id_list": list(metadata)})


def write_via(scene, folder):
    """A project of version 2, the annotations alone, or those of version 1, whose regions are numbered."""
    form = scene.rng.choice(["project", "export", "first version"])

    def regions_of(picture):
        regions = [via_region(scene, box) for box in picture["boxes"]]
        if form == "first version":
            regions = {str(i): region for i, region in enumerate(regions)}
        return {"regions": regions, "file_attributes": {}}
    metadata = via_metadata(scene, folder, regions_of)
    put(folder, "via_project.json", via_project(scene, metadata) if form == "project" else dumped(scene, metadata))


def write_via_classes(scene, folder):
    metadata = via_metadata(scene, folder, lambda picture: {
        "regions": [], "file_attributes": {"kind": scene.named(picture["class"])} if picture["class"] else {}})
    put(folder, "via_project.json", via_project(scene, metadata))


def write_via_csv(scene, folder):
    lines = ["filename,file_size,file_attributes,region_count,region_id,region_shape_attributes,region_attributes"]

    def quoted(value):
        return '"%s"' % json.dumps(value, ensure_ascii=False).replace('"', '""')
    for picture in scene.pictures:
        size, name = len(scene.save(folder, picture, picture["file"])), scene.written(picture["file"])
        if not picture["boxes"]:
            lines.append('%s,%d,"{}",0,0,"{}","{}"' % (name, size))
        for i, box in enumerate(picture["boxes"]):
            region = via_region(scene, box)
            lines.append('%s,%d,"{}",%d,%d,%s,%s' % (name, size, len(picture["boxes"]), i, quoted(region["shape_attributes"]),
                                                     quoted(region["region_attributes"])))
    put(folder, "via_export_csv.csv", "\n".join(lines) + "\n")


def write_via_3(scene, folder):
    """A project of version 3: shapes are numbers (2: rectangle, 4: ellipse, 6: polyline, 7: polygon), options have ids."""
    rng = scene.rng
    has_options = rng.random() < 0.5
    document = {"project": {"pid": "__VIA_PROJECT_ID__", "pname": "mine", "rev": "1", "vid_list": []},
                "config": {"file": {"loc_prefix": {"1": "", "2": ""}}, "ui": {}},
                "attribute": {"1": {"aname": "class", "anchor_id": "FILE1_Z0_XY1", "type": 4 if has_options else 1, "desc": "",
                                    "options": {str(i): scene.named(name) for i, name in enumerate(scene.classes)}
                                    if has_options else {}, "default_option_id": ""}},
                "file": {}, "metadata": {}, "view": {}}
    for i, picture in enumerate(scene.pictures):
        scene.save(folder, picture, picture["file"])
        number = str(i + 1)
        document["project"]["vid_list"].append(number)
        name = scene.written(picture["file"], False)
        document["file"][number] = {"fid": number, "fname": name, "type": 2, "loc": 1, "src": ""}
        document["view"][number] = {"fid_list": [number]}
        for box in picture["boxes"]:
            _, x, y, w, h = box
            points = [value for point in scene.outline(box) for value in point]
            shape = rng.choice([[2, x, y, w, h], [2, x, y, w, h], [4, x + w / 2, y + h / 2, w / 2, h / 2], [6] + points, [7] + points])
            value = str(scene.classes.index(box[0])) if has_options else scene.named(box[0])
            document["metadata"]["%s_%06d" % (number, rng.randrange(10 ** 6))] = {
                "vid": number, "flg": 0, "z": [], "xy": shape, "av": {"1": value}}
    put(folder, "via_project_29Nov2026_10h00m00s.json", dumped(scene, document))


def vott_asset(scene, picture):
    """States: 0: never opened, 1: visited, 2: tagged."""
    name = urllib.parse.quote(scene.written(picture["file"], False))
    path = "file:/mnt/somebody/photos/" + name
    regions = []
    for i, box in enumerate(picture["boxes"]):
        label, x, y, w, h = box
        kind = scene.rng.choice(["RECTANGLE", "POLYGON"])
        points = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)] if kind == "RECTANGLE" else scene.outline(box)
        regions.append({"id": "r%d" % i, "type": kind, "tags": [scene.named(label)],
                        "boundingBox": {"height": h, "width": w, "left": x, "top": y},
                        "points": [{"x": px, "y": py} for px, py in points]})
    return {"asset": {"format": picture["extension"][1:], "id": hashlib.md5(path.encode()).hexdigest(), "name": name, "path": path,
                      "size": {"width": picture["size"][0], "height": picture["size"][1]},
                      "state": {"boxes": 2, "empty": 1, "unlabelled": 0}[picture["kind"]], "type": 1},
            "regions": regions, "version": "2.1.0"}


def write_vott_json(scene, folder):
    assets = []
    for picture in scene.pictures:
        scene.save(folder, picture, picture["file"])
        assets.append(vott_asset(scene, picture))
    scene.rng.shuffle(assets)
    if scene.rng.random() < 0.5:
        for asset in assets:
            put(folder, asset["asset"]["id"] + "-asset.json", dumped(scene, asset))
    else:
        put(folder, "mine-export.json", dumped(scene, {
            "name": "mine", "version": "2.1.0", "tags": [{"name": name, "color": "#5db300"} for name in scene.classes],
            "assets": {asset["asset"]["id"]: asset for asset in assets}}))


EDGE_FOLDERS = {"train": "training", "test": "testing"}


def edge_boxes(scene, picture):
    return [{"label": scene.named(name), "x": x, "y": y, "width": w, "height": h} for name, x, y, w, h in picture["boxes"]]


def write_edge_impulse(scene, folder):
    """`info.labels`, as one document or as one line for each file."""
    files = []
    for picture in scene.pictures:
        if picture["split"] == "val":
            picture["split"] = "train"  # the platform has only two splits
        part = EDGE_FOLDERS[picture["split"]]
        scene.save(folder, picture, part + "/" + picture["file"])
        label = {"type": "label", "label": scene.named(picture["class"])} if picture["class"] else {"type": "unlabeled"}
        row = {"path": part + "/" + scene.written(picture["file"], False), "name": picture["stem"], "category": part, "label": label}
        if picture["kind"] == "boxes" and not scene.with_classes:
            row["boundingBoxes"] = edge_boxes(scene, picture)
        files.append(row)
    scene.rng.shuffle(files)
    if scene.rng.random() < 0.5:
        text = dumped(scene, {"version": 1, "files": files})
    else:
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in [{"version": 1, "__ndjson": True}] + [
            {"__key": "files", "__item": row} for row in files])
    put(folder, "info.labels", text)


def write_edge_impulse_boxes(scene, folder):
    """`bounding_boxes.labels` beside the pictures of each part; pictures that it does not name are not labelled."""
    listed = {"training": {}, "testing": {}}
    for picture in scene.pictures:
        if picture["split"] == "val":
            picture["split"] = "train"
        part = EDGE_FOLDERS[picture["split"]]
        scene.save(folder, picture, part + "/" + picture["file"])
        if picture["kind"] != "unlabelled":
            listed[part][scene.written(picture["file"], False)] = edge_boxes(scene, picture)
    for part, boxes in listed.items():
        if boxes:
            put(folder, part + "/bounding_boxes.labels", dumped(
                scene, {"version": 1, "type": "bounding-box-labels", "boundingBoxes": boxes}))
