// zoo/yolov5_names.h — translation of layer names in ultralytics' YOLOv5 checkpoints.
#pragma once

#include <string>
#include <string_view>

namespace tinsmith::zoo {

// Returns the name that build_yolov5 uses for a layer of a YOLOv5 6.x checkpoint, such as "model.17.cv3.conv"
// (in a whole pickled module: "model.model.17.cv3.conv"). Other names are returned unchanged.
std::string from_yolov5_name(std::string_view layer);

}  // namespace tinsmith::zoo
