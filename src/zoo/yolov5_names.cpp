#include "zoo/yolov5_names.h"

#include <span>

namespace tinsmith::zoo {
namespace {

struct Row {
  std::string_view theirs, ours;
};
// The layers of models/yolov5n.yaml that have weights, by their index in that file.
constexpr Row kModules[] = {
    {"0.", "backbone.stem."},
    {"1.", "backbone.stage1.0."},
    {"2.", "backbone.stage1.1."},
    {"3.", "backbone.stage2.0."},
    {"4.", "backbone.stage2.1."},
    {"5.", "backbone.stage3.0."},
    {"6.", "backbone.stage3.1."},
    {"7.", "backbone.stage4.0."},
    {"8.", "backbone.stage4.1."},
    {"9.", "backbone.stage4.2."},
    {"10.", "neck.reduce_layers.2."},
    {"13.", "neck.top_down_layers.0.0."},
    {"14.", "neck.top_down_layers.0.1."},
    {"17.", "neck.top_down_layers.1."},
    {"18.", "neck.downsample_layers.0."},
    {"20.", "neck.bottom_up_layers.0."},
    {"21.", "neck.downsample_layers.1."},
    {"23.", "neck.bottom_up_layers.1."},
    {"24.m.", "bbox_head.head_module.convs_pred."},
};
// Names inside a module: of a bottleneck ("m.0.cv1"), of a C3, of the pyramid.
constexpr std::string_view kPyramid = "9.";
constexpr Row kParts[] = {{"cv1.", "main_conv."}, {"cv2.", "short_conv."}, {"cv3.", "final_conv."}};
constexpr Row kPairs[] = {{"cv1.", "conv1."}, {"cv2.", "conv2."}};

std::string part_name(std::string_view rest, bool is_pyramid) {
  constexpr std::string_view kBottleneck = "m.";
  if (rest.starts_with(kBottleneck)) {
    const std::size_t at = rest.find('.', kBottleneck.size());
    if (at == std::string_view::npos) return std::string(rest);
    return "blocks." + std::string(rest.substr(kBottleneck.size(), at + 1 - kBottleneck.size())) +
           part_name(rest.substr(at + 1), true);
  }
  const auto renamed = [&](std::span<const Row> rows) {
    for (const Row& row : rows)
      if (rest.starts_with(row.theirs))
        return std::string(row.ours) + std::string(rest.substr(row.theirs.size()));
    return std::string(rest);
  };
  return is_pyramid ? renamed(kPairs) : renamed(kParts);
}

}  // namespace

std::string from_yolov5_name(std::string_view layer) {
  constexpr std::string_view kModel = "model.";
  std::string_view rest = layer;
  while (rest.starts_with(kModel)) rest.remove_prefix(kModel.size());
  if (rest.size() == layer.size()) return std::string(layer);
  for (const Row& row : kModules)
    if (rest.starts_with(row.theirs))
      return std::string(row.ours) + part_name(rest.substr(row.theirs.size()), row.theirs == kPyramid);
  return std::string(layer);
}

}  // namespace tinsmith::zoo
