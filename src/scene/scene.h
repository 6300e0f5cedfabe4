// scene/scene.h — what a picture shows: classes, boxes, points. No pixels.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tinsmith::scene {

// Position of a class in the data set's or model's list of class names.
using ClassIndex = std::int32_t;

// Pixels of the upright picture, top-left corner at (x, y); a pixel at column 0 covers 0…1.
struct Box {
  double x = 0, y = 0, width = 0, height = 0;
  double right() const { return x + width; }
  double bottom() const { return y + height; }
  double area() const { return width * height; }
  friend bool operator==(const Box&, const Box&) = default;
};

struct LabelledBox {
  ClassIndex class_index = 0;
  Box box;
  bool is_crowd = false;      // COCO: a region of many
  bool is_difficult = false;  // VOC
  friend bool operator==(const LabelledBox&, const LabelledBox&) = default;
};

struct Detection {
  ClassIndex class_index = 0;
  double score = 0;
  Box box;
  friend bool operator==(const Detection&, const Detection&) = default;
};

struct Point {
  double x = 0, y = 0;
  friend bool operator==(const Point&, const Point&) = default;
};
inline Point centre_of(const Box& box) {
  return {box.x + box.width / 2, box.y + box.height / 2};
}

// Area of what lies in both.
double shared_area(const Box& a, const Box& b);

// Area of the intersection over area of the union; 0 when both are empty.
double iou(const Box& a, const Box& b);

// The part of `box` inside a picture of that size (may be empty).
Box clipped(const Box& box, double width, double height);

}  // namespace tinsmith::scene
