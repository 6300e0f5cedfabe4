#include "bundle/levels.h"

#include "base/json.h"

namespace tinsmith::bundle {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxLevels = 8, kMaxAnchors = 32;
constexpr double kMaxAnchor_px = 1e5;

struct CodingName {
  scene::BoxCoding coding;
  std::string_view name;
};
constexpr CodingName kCodings[] = {{scene::BoxCoding::Bounded, "bounded"},
                                   {scene::BoxCoding::Exponential, "exponential"}};

Result<scene::BoxCoding> coding_of(const json& object) {
  const auto found = object.find("coding");
  if (found != object.end() && found->is_string())
    for (const CodingName& row : kCodings)
      if (found->get_ref<const std::string&>() == row.name) return row.coding;
  return fail(Fault::InvalidInput, "its levels have no \"coding\" that is bounded or exponential");
}

Result<scene::Anchor> anchor_of(const json& pair) {
  if (!pair.is_array() || pair.size() != 2 || !pair[0].is_number() || !pair[1].is_number())
    return fail(Fault::InvalidInput, "an anchor is not two numbers");
  const scene::Anchor anchor{pair[0].get<double>(), pair[1].get<double>()};
  for (const double side : {anchor.width, anchor.height})
    if (!(side > 0 && side <= kMaxAnchor_px))
      return fail(Fault::InvalidInput, "an anchor is {} pixels; more than 0 and at most {} are expected",
                  side, kMaxAnchor_px);
  return anchor;
}

Result<scene::BoxLevel> level_of(const json& object, const scene::BoxGrid& grid) {
  const auto stride = object.is_object() ? object.find("stride") : object.end();
  if (stride == object.end() || !stride->is_number_unsigned())
    return fail(Fault::InvalidInput, "a level has no whole number \"stride\"");
  const auto pixels = stride->get<std::uint64_t>();
  if (pixels < 1 || pixels > static_cast<std::uint64_t>(grid.input_width) ||
      pixels > static_cast<std::uint64_t>(grid.input_height))
    return fail(Fault::InvalidInput, "a level has a stride of {} in an input of {}x{}", pixels,
                grid.input_width, grid.input_height);
  const auto anchors = object.find("anchors");
  if (anchors == object.end() || !anchors->is_array() || anchors->empty() || anchors->size() > kMaxAnchors)
    return fail(Fault::InvalidInput, "a level has no list \"anchors\" of 1 to {}", kMaxAnchors);
  scene::BoxLevel level{static_cast<std::int32_t>(pixels), {}};
  for (const json& pair : *anchors) {
    TRY(const scene::Anchor anchor, anchor_of(pair));
    level.anchors.push_back(anchor);
  }
  return level;
}

}  // namespace

json levels_to_json(const scene::BoxGrid& grid) {
  json levels = json::array();
  for (const scene::BoxLevel& level : grid.levels) {
    json anchors = json::array();
    for (const scene::Anchor& anchor : level.anchors) anchors.push_back({anchor.width, anchor.height});
    levels.push_back({{"stride", level.stride}, {"anchors", std::move(anchors)}});
  }
  std::string coding;
  for (const CodingName& row : kCodings)
    if (row.coding == grid.coding) coding = row.name;
  return {{"coding", coding}, {"levels", std::move(levels)}};
}

Result<Done> read_levels(const json& object, scene::BoxGrid& grid) {
  if (!object.is_object()) return fail(Fault::InvalidInput, "its levels are not an object");
  TRY(grid.coding, coding_of(object));
  const auto levels = object.find("levels");
  if (levels == object.end() || !levels->is_array() || levels->empty() || levels->size() > kMaxLevels)
    return fail(Fault::InvalidInput, "it has no list of 1 to {} levels", kMaxLevels);
  for (const json& level : *levels) {
    TRY(auto read, level_of(level, grid));
    grid.levels.push_back(std::move(read));
  }
  return Done{};
}

}  // namespace tinsmith::bundle
