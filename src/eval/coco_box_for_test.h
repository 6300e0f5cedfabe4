// eval/coco_box_for_test.h — the box of an annotation in COCO's JSON.
#pragma once

#include "base/json.h"
#include "scene/scene.h"

namespace tinsmith::eval {

inline scene::Box box_of(const nlohmann::json& annotation) {
  const auto& bounds = annotation["bbox"];
  return {bounds[0], bounds[1], bounds[2], bounds[3]};
}

}  // namespace tinsmith::eval
