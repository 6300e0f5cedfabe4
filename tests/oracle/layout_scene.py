"""A random scene of labelled pictures, for the writers of layouts in layouts_of_boxes.py, layouts_of_tools.py and
layouts_of_classes.py. It holds what a reader should see; the writers decide how that is said. Test only."""
import io
import math
import os
import random
import unicodedata
import urllib.parse

from PIL import Image

CLASSES = ["cat", "Hund", "traffic light", "vélo", "a&b", "<3", "猫", "R 10k", "naïve café", "0", "C++"]
STEMS = ["a", "b 1", "décran", "猫の写真", "x.y", "IMG_0001", "c+d", "e(2)", "f#3", "g%h", "Zoë", "k", "m%20n"]


class Scene:
    """Boxes are kept as they are drawn: in pixels of the stored picture where `drawn_on_stored`, else of the upright one."""

    def __init__(self, seed, layout, splits=False, turned="no", with_classes=False, has_empty=True, has_unlabelled=True):
        self.rng = rng = random.Random("%s %s" % (seed, layout))
        self.classes = rng.sample(CLASSES, rng.randint(2, 5))
        self.drawn_on_stored = turned == "stored" and rng.random() < 0.5
        self.with_classes = with_classes
        kinds = ["boxes"] * 3 + ["empty"] * has_empty + ["unlabelled"] * has_unlabelled
        self.pictures = []
        for i, stem in enumerate(rng.sample(STEMS, rng.randint(6, 10))):
            width = rng.randint(30, 120)
            size = width, rng.choice([n for n in range(30, 121) if n != width])
            kind = rng.choice(kinds) if i >= 2 else "boxes"  # at least one label, so that the layout can be recognised
            picture = {"stem": unicodedata.normalize(rng.choice(["NFC", "NFD"]), stem), "extension": rng.choice([".jpg", ".png"]),
                       "size": size, "kind": kind, "boxes": [], "class": None, "orientation": 1,
                       "split": rng.choice(["train", "val", "test"]) if splits else "none"}
            if with_classes:
                picture["class"] = rng.choice(self.classes) if kind == "boxes" else None
            elif kind == "boxes":
                picture["boxes"] = [self.random_box(size) for _ in range(rng.randint(1, 4))]
            if turned != "no" and picture["extension"] == ".jpg" and rng.random() < 0.5:
                picture["orientation"] = rng.randint(1, 8)
            self.pictures.append(picture)
        if self.drawn_on_stored:  # at least one picture is rotated, so that its stated size shows it
            self.pictures[0].update(extension=".jpg", orientation=rng.randint(5, 8))
        for picture in self.pictures:
            picture["file"] = picture["stem"] + picture["extension"]

    def random_box(self, size):
        w, h = self.rng.randint(4, size[0] - 2), self.rng.randint(4, size[1] - 2)
        return [self.rng.choice(self.classes), self.rng.randint(0, size[0] - w), self.rng.randint(0, size[1] - h), w, h]

    def labelled(self):
        return [picture for picture in self.pictures if picture["kind"] != "unlabelled"]

    def save(self, folder, picture, path):
        """Writes the picture, and notes where. Gives its bytes."""
        size, turned = picture["size"], picture["orientation"] >= 5 and not self.drawn_on_stored
        exif = Image.Exif()
        exif[0x0112] = picture["orientation"]
        colour = tuple(self.rng.randrange(256) for _ in range(3))
        out, is_jpeg = io.BytesIO(), picture["extension"] == ".jpg"
        Image.new("RGB", size[::-1] if turned else size, colour).save(
            out, "JPEG" if is_jpeg else "PNG", **({"exif": exif} if is_jpeg else {}))
        put_bytes(folder, path, out.getvalue())
        picture["path"] = path
        return out.getvalue()

    def written(self, name, quoted=True):
        """A name as another computer writes it: in either normal form, perhaps percent-encoded."""
        name = unicodedata.normalize(self.rng.choice(["NFC", "NFD"]), name)
        return urllib.parse.quote(name) if quoted and self.rng.random() < 0.25 else name

    def named(self, name):
        """A class's name as one of several computers writes it: in either normal form."""
        return unicodedata.normalize(self.rng.choice(["NFC", "NFD"]), name)

    def turned_box(self, box, size, pivot):
        """Draws a turned box in place of `box`, which becomes the box around it: x, y, width, height before the turn, and
        the angle in degrees clockwise. `pivot`: the fixed point, in parts of the width and the height."""
        angle = self.rng.choice([90, 180, 270, self.rng.randint(1, 359), round(self.rng.uniform(0, 360), 2)])
        w, h = self.rng.randint(4, 14), self.rng.randint(4, 14)
        cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        across, down = zip(*[((u - pivot[0]) * w * cosine - (v - pivot[1]) * h * sine,
                              (u - pivot[0]) * w * sine + (v - pivot[1]) * h * cosine)
                             for u, v in ((0, 0), (1, 0), (1, 1), (0, 1))])
        px = self.rng.randint(math.ceil(-min(across)), math.floor(size[0] - max(across)))
        py = self.rng.randint(math.ceil(-min(down)), math.floor(size[1] - max(down)))
        box[1:] = [px + min(across), py + min(down), max(across) - min(across), max(down) - min(down)]
        return px - pivot[0] * w, py - pivot[1] * h, w, h, angle

    def outline(self, box):
        """A polygon that the box is around, begun at any of its points and drawn either way."""
        _, x, y, w, h = box
        points = [(x + self.rng.randint(0, w), y), (x + w, y + self.rng.randint(0, h)),
                  (x + self.rng.randint(0, w), y + h), (x, y + self.rng.randint(0, h))]
        start = self.rng.randrange(4)
        points = points[start:] + points[:start]
        return points[::self.rng.choice([1, -1])]

    def expected(self, layout):
        return {"format": layout, "task": "classification" if self.with_classes else "detection",
                "pictures": [{"path": p["path"], "split": p["split"], "is_annotated": p["kind"] != "unlabelled",
                              "class": p["class"], **self.upright(p)} for p in self.pictures]}

    def upright(self, picture):
        """Size and boxes on the upright picture: EXIF 2.3, tag 0x0112."""
        (w, h), orientation = picture["size"], picture["orientation"] if self.drawn_on_stored else 1
        boxes = []
        for name, x, y, bw, bh in picture["boxes"]:
            if orientation in (2, 3, 7, 8):
                x = w - x - bw
            if orientation in (3, 4, 6, 7):
                y = h - y - bh
            if orientation >= 5:
                x, y, bw, bh = y, x, bh, bw
            boxes.append({"class": name, "x": x, "y": y, "width": bw, "height": bh})
        width, height = (h, w) if orientation >= 5 else (w, h)
        return {"width": width, "height": height, "boxes": boxes}


def put_bytes(folder, path, content):
    whole = os.path.join(folder, path)
    os.makedirs(os.path.dirname(whole), exist_ok=True)
    with open(whole, "wb") as out:
        out.write(content)


def put(folder, path, text, encoding="utf-8"):
    put_bytes(folder, path, text.encode(encoding))


def fitting(rng, text, encodings):
    """Returns one of the encodings that contain all characters of the text."""
    def fits(encoding):
        try:
            return text.encode(encoding).decode(encoding).lstrip("\ufeff") == text
        except UnicodeError:
            return False
    return rng.choice([encoding for encoding in encodings if fits(encoding)])


def put_xml(scene, folder, path, body):
    """Writes an XML file in any encoding that contains its characters, and declares the encoding."""
    encoding = fitting(scene.rng, body, ["utf-8", "utf-8-sig", "utf-16", "gbk", "shift_jis", "latin-1", "euc_jp", "cp1252"])
    declared = {"utf-8-sig": "utf-8", "latin-1": "ISO-8859-1", "shift_jis": "Shift_JIS", "euc_jp": "EUC-JP", "cp1252": "windows-1252"}
    put(folder, path, '<?xml version="1.0" encoding="%s"?>\n%s' % (declared.get(encoding, encoding), body), encoding)


PARTS = {"train": "train", "val": "valid", "test": "test"}  # the folder names that Roboflow writes
