"""Decodes the pictures listed in the file argv[1], one path per line, with Pillow. For each one that it can decode, writes
<line number>.rgb into the folder argv[2]: width and height as two little-endian u32, then upright RGB pixels, blended over
white. Test only."""
import struct
import sys

from PIL import Image, ImageFile, ImageOps

ImageFile.LOAD_TRUNCATED_IMAGES = False


def grey_16_bits(picture):
    """Pillow would clip 16-bit grey to 255; the upper 8 bits are meant, of 12 where no value needs more."""
    clear = picture.info.get("transparency")
    shift = 4 if picture.getextrema()[1] < 4096 else 8
    values = [255 if value == clear else value >> shift for value in picture.getdata()]
    grey = Image.new("L", picture.size)
    grey.putdata(values)
    return grey


for number, path in enumerate(open(sys.argv[1], encoding="utf-8").read().splitlines()):
    try:
        picture = Image.open(path)
        picture.load()
    except Exception:
        continue
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith("I"):
        picture = grey_16_bits(picture)
    layer = picture.convert("RGB") if picture.mode == "CMYK" else picture.convert("RGBA")
    upright = Image.new("RGB", picture.size, (255, 255, 255))
    upright.paste(layer, (0, 0), layer if layer.mode == "RGBA" else None)
    with open(f"{sys.argv[2]}/{number}.rgb", "wb") as out:
        out.write(struct.pack("<II", *upright.size) + upright.tobytes())
