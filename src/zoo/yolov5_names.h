// zoo/yolov5_names.h — what ultralytics' checkpoints of YOLOv5 call the layers that build_yolov5 makes.
#pragma once

#include <string>
#include <string_view>

namespace tinsmith::zoo {

// Our name of a layer that a checkpoint of YOLOv5 6.x calls "model.17.cv3.conv" (in a whole pickled module:
// "model.model.17.cv3.conv"); other names come back as they are.
std::string from_yolov5_name(std::string_view layer);

}  // namespace tinsmith::zoo
