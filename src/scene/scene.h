// scene/scene.h — the content of a picture: classes, boxes, points. No pixels.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tinsmith::scene {

// Index of a class in the list of class names of the data set or model.
using ClassIndex = std::int32_t;

// A box in pixels of the upright picture, with its top-left corner at (x, y); the pixel in column
// 0 covers 0…1.
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
  bool is_crowd = false;      // COCO: a region with many objects
  bool is_difficult = false;  // VOC's mark for objects that do not count in evaluation
  friend bool operator==(const LabelledBox&, const LabelledBox&) = default;
};

struct Detection {
  ClassIndex class_index = 0;
  double score = 0;
  Box box;
  friend bool operator==(const Detection&, const Detection&) = default;
};

// The confidence threshold of predictions where neither the model nor a rule of its board states another one.
inline constexpr double kDefaultThreshold = 0.5;

struct Point {
  double x = 0, y = 0;
  friend bool operator==(const Point&, const Point&) = default;
};
inline Point centre_of(const Box& box) {
  return {box.x + box.width / 2, box.y + box.height / 2};
}

// Area of the intersection.
double shared_area(const Box& a, const Box& b);

// Intersection over union; 0 if both boxes are empty.
double iou(const Box& a, const Box& b);

// Returns the part of `box` inside a picture of this size; it may be empty.
Box clipped(const Box& box, double width, double height);

}  // namespace tinsmith::scene
