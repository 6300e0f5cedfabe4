"""A random scene in each layout of labelled pictures: write_layouts.py FOLDER SEEDS [LAYOUT…] makes FOLDER/LAYOUT-SEED/… for each
of SEEDS (1,2,3) and, beside it, FOLDER/LAYOUT-SEED.json, which says what a reader should see: boxes in pixels of the upright
picture, classes, splits, and which pictures are labelled. Written from the layouts' public descriptions, with the choices that
their programs leave open made at random: encodings, normal forms, percent-encoding, order, separators, corners, turns, finer
shapes, the orientation of pictures and the picture that the boxes were drawn on. Without LAYOUT it lists the layouts. Test only."""
import json
import os
import sys

import layouts_of_boxes as boxes
import layouts_of_classes as classes
import layouts_of_tools as tools
import layouts_packed as packed
from layout_scene import Scene, put

SPLITS = {"splits": True}
UPRIGHT = {"turned": "upright"}  # nothing in the layout shows that boxes were drawn on the stored picture
STORED = {"turned": "stored"}    # the stated size shows it
NO_EMPTY = {"has_empty": False}  # the layout cannot represent a picture without objects
CLASSES = {"with_classes": True, "has_empty": False}
ALL_LABELLED = {"has_unlabelled": False}

# Name, the reader that should recognise it, its writer, and the content that it can express.
LAYOUTS = {
    "coco": ("coco", boxes.write_coco, STORED),
    "coco-splits": ("coco", boxes.write_coco_splits, STORED | SPLITS),
    "voc": ("voc", boxes.write_voc, STORED),
    "voc-splits": ("voc", boxes.write_voc_splits, SPLITS),
    "rolabelimg": ("voc", boxes.write_rolabelimg, STORED),
    "yolo": ("yolo", boxes.write_yolo, SPLITS | UPRIGHT),
    "darknet": ("yolo", boxes.write_darknet, SPLITS | UPRIGHT),
    "createml": ("createml", boxes.write_createml, {}),
    "createml-splits": ("createml", boxes.write_createml_splits, SPLITS),
    "csv": ("csv", boxes.write_csv, STORED | NO_EMPTY),
    "csv-splits": ("csv", boxes.write_csv_splits, STORED | SPLITS | NO_EMPTY),
    "csv-sides": ("csv", boxes.write_csv_sides, NO_EMPTY),
    "csv-relative": ("csv", boxes.write_csv_relative, UPRIGHT | NO_EMPTY),
    "csv-headerless": ("csv", boxes.write_csv_headerless, {}),
    "csv-automl": ("csv", boxes.write_csv_automl, SPLITS | NO_EMPTY),
    "makesense": ("csv", boxes.write_makesense_headed, STORED | NO_EMPTY),
    "makesense-headerless": ("csv", boxes.write_makesense_headless, STORED | NO_EMPTY),
    "image-list-boxes": ("image-list", boxes.write_boxes_list, NO_EMPTY),
    "cvat": ("cvat", tools.write_cvat, STORED | SPLITS),
    "cvat-turned": ("cvat", tools.write_cvat_turned, STORED),
    "cvat-tags": ("cvat", tools.write_cvat_tags, CLASSES),
    "labelme": ("labelme", tools.write_labelme, STORED),
    "labelme-flags": ("labelme", tools.write_labelme_flags, CLASSES),
    "label-studio": ("label-studio", tools.write_label_studio, STORED),
    "label-studio-min": ("label-studio", tools.write_label_studio_min, STORED),
    "label-studio-choices": ("label-studio", tools.write_label_studio_choices, CLASSES),
    "via": ("via", tools.write_via, NO_EMPTY),
    "via-csv": ("via", tools.write_via_csv, NO_EMPTY),
    "via-classes": ("via", tools.write_via_classes, CLASSES),
    "via-3": ("via", tools.write_via_3, NO_EMPTY),
    "vott-json": ("vott-json", tools.write_vott_json, STORED),
    "edge-impulse": ("edge-impulse", tools.write_edge_impulse, SPLITS | NO_EMPTY),
    "edge-impulse-boxes": ("edge-impulse", tools.write_edge_impulse_boxes, SPLITS),
    "edge-impulse-classes": ("edge-impulse", tools.write_edge_impulse, SPLITS | CLASSES),
    "class-folders": ("class-folders", classes.write_class_folders, SPLITS | CLASSES | ALL_LABELLED),
    "image-list": ("image-list", classes.write_image_list, SPLITS | CLASSES | ALL_LABELLED),
    "csv-classes": ("csv", classes.write_csv_classes, SPLITS | CLASSES),
    "tfrecord": ("tfrecord", packed.write_tfrecord, UPRIGHT | SPLITS | ALL_LABELLED),
    "tfrecord-classes": ("tfrecord", packed.write_tfrecord, UPRIGHT | SPLITS | CLASSES | ALL_LABELLED),
    "coco-zip": ("coco", packed.packed(boxes.write_coco, "zip"), STORED),
    "voc-tar": ("voc", packed.packed(boxes.write_voc, "tar"), STORED),
    "labelme-zip": ("labelme", packed.packed(tools.write_labelme, "zip"), STORED),
    "tfrecord-zip": ("tfrecord", packed.packed(packed.write_tfrecord, "zip"), UPRIGHT | ALL_LABELLED),
}

if __name__ == "__main__":
    if len(sys.argv) < 4:
        print("\n".join(LAYOUTS))
    for layout in sys.argv[3:]:
        reader, write, says = LAYOUTS[layout]
        for seed in sys.argv[2].split(","):
            scene = Scene(seed, layout, **says)
            name = "%s-%s" % (layout, seed)
            write(scene, os.path.join(sys.argv[1], name))
            put(sys.argv[1], name + ".json", json.dumps(scene.expected(reader)))
