"""Writers of what is packed: TFRecord files, masks as compressed runs and as brush strokes, and archives of a whole layout.
Written from the public descriptions: TFRecord and tf.Example of tensorflow.org, the encoding of protobuf.dev, CRC-32C of RFC 3720,
pycocotools' maskApi.c, and the format of @thi.ng/rle-pack, which Label Studio writes. Test only."""
import os
import struct
import tarfile
import tempfile
import zipfile

from layout_scene import put, put_bytes


def crc32c(data):
    crc = 0xffffffff
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82f63b78 if crc & 1 else 0)
    return crc ^ 0xffffffff


def masked(data):
    crc = crc32c(data)
    return struct.pack("<I", (((crc >> 15) | (crc << 17)) + 0xa282ead8) & 0xffffffff)


def varint(value):
    out = b""
    while value > 0x7f:
        out += bytes([value & 0x7f | 0x80])
        value >>= 7
    return out + bytes([value])


def field(number, content):
    return varint(number << 3 | 2) + varint(len(content)) + content


def feature(rng, values):
    """bytes_list = 1, float_list = 2, int64_list = 3; numbers packed, or each by itself."""
    is_packed = rng.random() < 0.5
    if all(isinstance(value, bytes) for value in values) and values:
        return field(1, b"".join(field(1, value) for value in values))
    if any(isinstance(value, float) for value in values) or not values:
        parts = [struct.pack("<f", value) for value in values]
        return field(2, field(1, b"".join(parts)) if is_packed else b"".join(varint(1 << 3 | 5) + part for part in parts))
    parts = [varint(value) for value in values]
    return field(3, field(1, b"".join(parts)) if is_packed else b"".join(varint(1 << 3) + part for part in parts))


def record(rng, features):
    keys = list(features)
    rng.shuffle(keys)
    entries = b"".join(field(1, field(1, key.encode()) + field(2, feature(rng, features[key]))) for key in keys)
    example = field(1, entries)
    head = struct.pack("<Q", len(example))
    return head + masked(head) + example + masked(example)


def write_tfrecord(scene, folder):
    """The pictures inside the records; sides are 32-bit floats, so that only multiples of 1/128 of a side come back exactly."""
    rng, records = scene.rng, {}
    with tempfile.TemporaryDirectory() as unused:
        for picture in scene.pictures:
            width, height = picture["size"]
            content = scene.save(unused, picture, picture["file"])
            features = {"image/filename": [picture["file"].encode()], "image/encoded": [content],
                        "image/height": [height], "image/width": [width]}
            if scene.with_classes:
                features["image/class/label"] = [scene.classes.index(picture["class"]) + 1]
                features["image/class/text"] = [scene.named(picture["class"]).encode()]
            else:
                for box in picture["boxes"]:  # the fractions as they are stored, converted back to pixels
                    left, top, right, bottom = [struct.unpack("<f", struct.pack("<f", part))[0] for part in (
                        box[1] / width, box[2] / height, (box[1] + box[3]) / width, (box[2] + box[4]) / height)]
                    box[1:] = [left * width, top * height, (right - left) * width, (bottom - top) * height]
                columns = [[float(f(*box[1:])) for box in picture["boxes"]] for f in (
                    lambda x, y, w, h: x / width, lambda x, y, w, h: y / height,
                    lambda x, y, w, h: (x + w) / width, lambda x, y, w, h: (y + h) / height)]
                for side, column in zip(("xmin", "ymin", "xmax", "ymax"), columns):
                    features["image/object/bbox/" + side] = column
                features["image/object/class/text"] = [scene.named(box[0]).encode() for box in picture["boxes"]]
                features["image/object/class/label"] = [scene.classes.index(box[0]) + 1 for box in picture["boxes"]]
            file = {"none": "all.record", "val": "valid.tfrecord"}.get(picture["split"], picture["split"] + ".tfrecord")
            picture["path"] = file + "/" + picture["file"]
            records.setdefault(file, []).append(record(rng, features))
    for file, parts in records.items():
        put_bytes(folder, file, b"".join(parts))
    put(folder, "label_map.pbtxt", "".join("item {\n  id: %d\n  name: '%s'\n}\n" % (i + 1, name)
                                           for i, name in enumerate(scene.classes)))


def compressed_runs(counts):
    """maskApi.c, rleToString: 5 bits per character; from the fourth run on, the difference to the run two before it."""
    text = ""
    for i, count in enumerate(counts):
        value = count - counts[i - 2] if i > 2 else count
        while True:
            bits = value & 0x1f
            value >>= 5
            has_more = value != (-1 if bits & 0x10 else 0)
            text += chr((bits | (0x20 if has_more else 0)) + 48)
            if not has_more:
                break
    return text


def brush(rng, size, box):
    """Runs of bytes, red, green, blue and opacity of each pixel: 32 bits their number, 5 the bits of one less one, four lengths
    less one; then of each run a bit "one value repeated", which length (2 bits), the count less one, and the values."""
    _, x, y, w, h = box
    values = []
    for row in range(size[1]):
        for column in range(size[0]):
            values += [255 if x <= column < x + w and y <= row < y + h else 0] * 4
    lengths, bits = [3, 4, 8, 15], []

    def push(value, count):
        bits.extend(value >> i & 1 for i in reversed(range(count)))
    push(len(values), 32)
    push(7, 5)
    for length in lengths:
        push(length - 1, 4)
    at = 0
    while at < len(values):
        end = at
        while end < len(values) and values[end] == values[at]:
            end += 1
        if rng.random() < 0.2:
            count = min(end - at, rng.randint(1, 8))
            push(0, 1), push(0, 2), push(count - 1, lengths[0])
            for value in values[at:at + count]:
                push(value, 8)
        else:
            count = min(end - at, 1 << lengths[3])
            which = rng.choice([i for i, length in enumerate(lengths) if count <= 1 << length])
            push(1, 1), push(which, 2), push(count - 1, lengths[which]), push(values[at], 8)
        at += count
    bits += [0] * (-len(bits) % 8)
    return [sum(bit << 7 - i for i, bit in enumerate(bits[at:at + 8])) for at in range(0, len(bits), 8)]


def packed(write, kind):
    """The same layout as one archive, perhaps within a folder of its own."""
    def write_archive(scene, path):
        with tempfile.TemporaryDirectory() as folder:
            top = scene.rng.choice(["", "export", "my set"])
            write(scene, os.path.join(folder, top))
            for picture in scene.pictures:
                picture["path"] = os.path.join(top, picture["path"])
            files = [os.path.relpath(os.path.join(at, name), folder) for at, _, names in os.walk(folder) for name in names]
            scene.rng.shuffle(files)
            if kind == "zip":
                with zipfile.ZipFile(path, "w", scene.rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as archive:
                    for name in files:
                        archive.write(os.path.join(folder, name), name)
            else:
                form = scene.rng.choice([tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
                with tarfile.open(path, "w", format=form) as archive:
                    for name in files:
                        archive.add(os.path.join(folder, name), name)
    return write_archive
