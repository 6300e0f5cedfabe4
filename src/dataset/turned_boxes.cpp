#include "dataset/turned_boxes.h"

#include <algorithm>
#include <array>

#include "dataset/reading_text.h"

namespace tinsmith::dataset {
namespace {

// A box may extend beyond its picture by this much, because of rounding or careless labelling.
constexpr double kSlack_pixels = 2;

constexpr const char* kOthersFollow =
    ", and so are those of the others, whose stated size does not decide it";

enum class Reading : std::uint8_t { AsStated, Upright, Stored };

// Returns the size of the stored picture for the size of the upright one.
image::Size stored_size(image::Size upright, int orientation) {
  return orientation >= 5 ? image::Size{upright.height, upright.width} : upright;
}

bool is_outside(const scene::Box& box, image::Size size) {
  return box.x < -kSlack_pixels || box.y < -kSlack_pixels || box.right() > size.width + kSlack_pixels ||
         box.bottom() > size.height + kSlack_pixels;
}

// Returns the picture that the stated size implies. Returns nothing when both pictures have the same size
// (rotated by 180 degrees, or mirrored), or when it is the size of neither.
std::optional<Reading> stated_reading(image::Size stated, image::Size upright, int orientation) {
  const image::Size stored = stored_size(upright, orientation);
  if (stored == upright || (stated != stored && stated != upright)) return std::nullopt;
  return stated == stored ? Reading::Stored : Reading::Upright;
}

// `where_silent`: the reading for pictures whose stated size does not decide.
bool is_stored(Reading reading, std::optional<Reading> stated, Reading where_silent) {
  return (reading == Reading::AsStated ? stated.value_or(where_silent) : reading) == Reading::Stored;
}

scene::Box in_pixels(const TurnedBoxes::Drawn& drawn, image::Size size) {
  const scene::Box& box = drawn.written;
  if (!drawn.is_relative) return box;
  return {box.x * size.width, box.y * size.height, box.width * size.width, box.height * size.height};
}

}  // namespace

scene::Box turned_upright(const scene::Box& box, image::Size stored, int orientation) {
  const double from_right = stored.width - box.right(), from_bottom = stored.height - box.bottom();
  switch (orientation) {
    case 2:
      return {from_right, box.y, box.width, box.height};
    case 3:
      return {from_right, from_bottom, box.width, box.height};
    case 4:
      return {box.x, from_bottom, box.width, box.height};
    case 5:
      return {box.y, box.x, box.height, box.width};
    case 6:
      return {from_bottom, box.x, box.height, box.width};
    case 7:
      return {from_bottom, from_right, box.height, box.width};
    case 8:
      return {box.y, from_right, box.height, box.width};
    default:
      return box;
  }
}

void TurnedBoxes::add(std::size_t index, int orientation, const Drawn& drawn) {
  Turned& turned = pictures_[index];
  turned.orientation = orientation;
  turned.boxes.push_back(drawn);
}

void TurnedBoxes::read_as_fractions() {
  for (auto& [index, turned] : pictures_) {
    for (Drawn& drawn : turned.boxes) drawn.is_relative = true;
  }
}

std::optional<std::string> TurnedBoxes::settle(std::vector<Picture>& pictures, BoxesDrawnOn wanted) const {
  if (pictures_.empty()) return std::nullopt;
  std::array<std::size_t, 3> outside{};  // per reading, the number of boxes that do not fit
  std::size_t stating = 0, stating_stored = 0;
  for (const auto& [index, turned] : pictures_) {
    const auto stated = stated_reading(turned.boxes.front().stated, pictures[index].size, turned.orientation);
    stating += stated ? 1 : 0;
    stating_stored += stated == Reading::Stored ? 1 : 0;
  }
  // A program that ignores EXIF also ignores it for upside-down pictures, whose stated size does not decide.
  const bool all_say_stored = stating > 0 && stating == stating_stored;
  const Reading where_silent = all_say_stored ? Reading::Stored : Reading::Upright;
  for (const auto& [index, turned] : pictures_) {
    const image::Size upright = pictures[index].size, stored = stored_size(upright, turned.orientation);
    for (const Drawn& drawn : turned.boxes) {
      const auto stated = stated_reading(drawn.stated, upright, turned.orientation);
      for (std::size_t i = 0; i < outside.size(); ++i) {
        const image::Size size = is_stored(static_cast<Reading>(i), stated, where_silent) ? stored : upright;
        outside[i] += is_outside(in_pixels(drawn, size), size) ? 1 : 0;
      }
    }
  }
  const auto best = std::min_element(outside.begin(), outside.end());
  Reading reading = static_cast<Reading>(best - outside.begin());
  if (wanted != BoxesDrawnOn::Unknown)
    reading = wanted == BoxesDrawnOn::Stored ? Reading::Stored : Reading::Upright;
  for (const auto& [index, turned] : pictures_) {
    Picture& picture = pictures[index];
    const image::Size stored = stored_size(picture.size, turned.orientation);
    for (std::size_t i = 0; i < turned.boxes.size(); ++i) {
      const Drawn& drawn = turned.boxes[i];
      const auto stated = stated_reading(drawn.stated, picture.size, turned.orientation);
      picture.boxes[i].box = is_stored(reading, stated, where_silent)
                                 ? turned_upright(in_pixels(drawn, stored), stored, turned.orientation)
                                 : in_pixels(drawn, picture.size);
    }
  }
  const std::string about =
      fmt::format("{} with boxes {} rotated by EXIF", counted(pictures_.size(), "picture"),
                  pictures_.size() == 1 ? "is" : "are");
  if (wanted != BoxesDrawnOn::Unknown)
    return fmt::format("{}: the boxes are read as drawn on the {} picture, as requested", about,
                       reading == Reading::Stored ? "stored" : "upright");
  const bool is_by_boxes = outside[0] != *best || outside[1] != outside[2];
  if (reading == Reading::AsStated && stating > 0 &&
      (all_say_stored || stating == pictures_.size() || is_by_boxes)) {
    if (stating_stored == 0) return std::nullopt;  // boxes and stated sizes both refer to the upright picture
    return fmt::format("{}: the boxes of {} are read as drawn on the stored picture, whose size is stated{}",
                       about, stating_stored,
                       all_say_stored && stating < pictures_.size() ? kOthersFollow : "");
  }
  if (is_by_boxes)
    return fmt::format("{}: the boxes are read as drawn on the {} picture, because they are inside it", about,
                       reading == Reading::Stored ? "stored" : "upright");
  return fmt::format(
      "{} and it is not known on which picture the boxes were drawn: they are read as drawn on the upright "
      "one; \"--boxes-drawn-on stored\" reads them as drawn on the stored one",
      about);
}

}  // namespace tinsmith::dataset
