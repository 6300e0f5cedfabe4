// dataset/layouts/uses.h — how each reader uses the elements of its layout, in the words of its messages.
//
// docs/formats/datasets.md contains the same table. Tests compare the two tables with each other and with
// the readers' messages.
#pragma once

#include <string_view>

namespace tinsmith::dataset {

struct LayoutUse {
  std::string_view layout;    // as in formats.h
  std::string_view as_it_is;  // used with its own meaning
  std::string_view as_box;    // replaced by its bounding box, counted and reported
  std::string_view not_used;  // counted and reported by name
};

inline constexpr LayoutUse kLayoutUses[] = {
    {"edge-impulse", "label of a picture; label, x, y, width, height of a box", "",
     "file that holds sounds or sensor readings; other key of a box"},
    {"coco", "bbox, iscrowd, difficult; ids that are numbers or text",
     "rotated box (CVAT's rotation, Detectron2's five numbers); polygon, mask (plain and compressed runs) "
     "without "
     "a bbox",
     "other key of an annotation, other attribute"},
    {"voc", "bndbox, difficult", "rotated box (robndbox), polygon without a bndbox",
     "part of an object, attribute, element that says something (pose, truncated, occluded)"},
    {"image-list", "class of a picture; corners and class of each box", "", ""},
    {"yolo", "five numbers", "polygon", "column score, key points"},
    {"cvat", "box; tag where there is no shape",
     "rotated box, rotated ellipse, polygon, polyline, ellipse, mask, cuboid",
     "set of points, skeleton, attribute, tag of a whole picture beside shapes, track of a video"},
    {"vott-json", "boundingBox; every one of its tags is a box", "polygon, polyline",
     "point, other key of a region"},
    {"labelme", "rectangle; flags of a picture where there is no shape",
     "polygon, circle, mask, line, rotated box, ellipse, cuboid, and shapes of unknown type",
     "point, point group, flag of a shape, flag beside shapes"},
    {"label-studio", "rectangle; choices where there is no shape", "rotated box, polygon, ellipse, mask",
     "key point, vector, video box, result of another type, prediction, draft, question about a region, "
     "question "
     "beside shapes, answer"},
    {"via", "rect; the attribute that names the class; file attribute where there is no region",
     "polygon, polyline, circle, ellipse, line, extreme-point box",
     "point, other attribute, multi-file region, video segment"},
    {"createml", "label, coordinates (centre and size)", "", "other key of an annotation"},
    {"csv", "picture, class, four numbers of a box, split, size of the picture", "", "other column"},
    {"tfrecord",
     "four sides, class/text, class/label, difficult of an object; class of a picture without them", "",
     "other key of an object"},
    {"class-folders", "the folder's name", "", ""},
};

}  // namespace tinsmith::dataset
