"""Writers of the layouts that name a class for each picture: folders, lists, tables. Test only."""
from layout_scene import put
from layouts_of_boxes import put_table


def write_class_folders(scene, folder):
    """A class's folder may have its name in another normal form in each part."""
    has_parts = scene.rng.random() < 0.5
    forms = {(part, name): scene.named(name)
             for part in ("train", "val", "test") for name in scene.classes}
    split_folders = scene.rng.choice([{}, {"val": "valid"}, {"val": "validation"}])
    for picture in scene.pictures:
        part = picture["split"] if has_parts else "train"
        above = split_folders.get(part, part) + "/" if has_parts else ""
        scene.save(folder, picture, above + forms[part, picture["class"]] + "/" + picture["file"])
        if not has_parts:
            picture["split"] = "none"


def write_image_list(scene, folder):
    """A path and a class on each line, its number or its name; a list for each part."""
    rng = scene.rng
    by_number, separator = rng.random() < 0.5, rng.choice([" ", "\t"])
    lists = {"train": [], "val": [], "test": []}
    for picture in scene.pictures:
        scene.save(folder, picture, "images/" + picture["file"])
        name = scene.written(picture["file"])
        name = name.replace(" ", "%20") if separator == " " else name  # otherwise a blank would end the path
        value = scene.classes.index(picture["class"]) if by_number else scene.named(picture["class"]).replace(" ", "_")
        lists[picture["split"]].append("images/%s%s%s\n" % (name, separator, value))
    if by_number:
        put(folder, "classes.txt", "".join(name + "\n" for name in scene.classes))
    else:
        for picture in scene.pictures:
            picture["class"] = picture["class"].replace(" ", "_")
    for part, lines in lists.items():
        rng.shuffle(lines)
        if lines:
            put(folder, part + ".txt", "".join(lines), rng.choice(["utf-8", "utf-8-sig"]))


def write_csv_classes(scene, folder):
    """filename, class, and perhaps the part."""
    parts = {"train": "train", "val": "val", "test": "test"}
    has_parts = scene.rng.random() < 0.5
    rows = []
    for picture in scene.pictures:
        scene.save(folder, picture, "images/" + picture["file"])
        if picture["kind"] == "boxes":
            rows.append([scene.written(picture["file"]), scene.named(picture["class"])] + [parts[picture["split"]]] * has_parts)
        if not has_parts or picture["kind"] != "boxes":
            picture["split"] = "none"
    put_table(scene, folder, "labels.csv", ["filename", "class"] + ["split"] * has_parts, rows)
