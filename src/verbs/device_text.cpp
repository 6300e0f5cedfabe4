#include "verbs/device_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace tinsmith::verbs {
namespace {

std::string score_text(std::string_view name, double score) {
  return fmt::format("{} {:.0f} %", name, 100 * score);
}

template <class Found, class Text>
std::string listed(const std::vector<Found>& all, const Text& text) {
  std::string list;
  for (const Found& found : all) list += (list.empty() ? "" : ", ") + text(found);
  return list.empty() ? "nothing found" : list;
}

}  // namespace

std::string harmless(std::string_view text) {
  std::string shown;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    // U+0080 to U+009F are 0xC2 and one more byte.
    const bool is_high_control =
        byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (is_high_control) ++i;
    shown += byte < ' ' || byte == 0x7F || is_high_control ? '?' : text[i];
  }
  return shown;
}

std::string class_name_of(const std::vector<std::string>& names, std::int32_t class_index) {
  if (class_index >= 0 && static_cast<std::size_t>(class_index) < names.size())
    return names[static_cast<std::size_t>(class_index)];
  return fmt::format("class {}", class_index);
}

std::string findings_text(const devices::Frame& frame, const std::vector<std::string>& names) {
  const auto text = [&](const auto& found) {
    return score_text(harmless(class_name_of(names, found.class_index)), found.score);
  };
  if (frame.boxes) return listed(*frame.boxes, text);
  if (frame.points) return listed(*frame.points, text);
  return listed(frame.classes.value_or(std::vector<devices::FoundClass>()), text);
}

std::vector<image::Mark> frame_marks(const devices::Frame& frame, const std::vector<std::string>& names,
                                     image::Size picture) {
  const devices::FrameScale scale = devices::scale_of(frame, picture);
  std::vector<image::Mark> marks;
  const auto add = [&](const auto& found, image::Rectangle area, image::Mark::Shape shape) {
    marks.push_back({area, score_text(harmless(class_name_of(names, found.class_index)), found.score),
                     static_cast<std::size_t>(std::max(found.class_index, 0)), shape});
  };
  if (frame.boxes)
    for (const devices::FoundBox& box : *frame.boxes) {
      const scene::Box place = devices::box_of(box);
      add(box, {place.x * scale.x, place.y * scale.y, place.width * scale.x, place.height * scale.y},
          image::Mark::Shape::Box);
    }
  if (frame.points)
    for (const devices::FoundPoint& found : *frame.points)
      add(found, {found.point.x * scale.x, found.point.y * scale.y, 0, 0}, image::Mark::Shape::Point);
  return marks;
}

std::string frame_text(const devices::Frame& frame, const std::vector<std::string>& names) {
  const auto name = [&](const auto& found) { return harmless(class_name_of(names, found.class_index)); };
  std::string text;
  if (frame.boxes) {
    text = listed(*frame.boxes, [&](const devices::FoundBox& box) {
      return fmt::format("{} at ({:.0f}, {:.0f})", score_text(name(box), box.score), box.centre_x,
                         box.centre_y);
    });
  } else if (frame.points) {
    text = listed(*frame.points, [&](const devices::FoundPoint& found) {
      return fmt::format("{} at ({:.0f}, {:.0f})", score_text(name(found), found.score), found.point.x,
                         found.point.y);
    });
  } else {
    text = findings_text(frame, names);
  }
  return fmt::format("#{}  {}  {:.0f} ms", frame.count, text,
                     frame.prepare_ms + frame.infer_ms + frame.decode_ms);
}

nlohmann::ordered_json frame_json(const devices::Frame& frame, const std::vector<std::string>& names) {
  using Json = nlohmann::ordered_json;
  Json json{{"count", frame.count}, {"width", frame.width}, {"height", frame.height}};
  const auto started = [&](const auto& found) {
    return Json{{"class", class_name_of(names, found.class_index)}, {"class_index", found.class_index}};
  };
  if (frame.boxes) {
    json["objects"] = Json::array();
    for (const devices::FoundBox& box : *frame.boxes) {
      Json object = started(box);
      object["score"] = box.score;
      object["centre"] = {box.centre_x, box.centre_y};
      const scene::Box place = devices::box_of(box);
      object["box"] = {place.x, place.y, place.width, place.height};
      json["objects"].push_back(std::move(object));
    }
  }
  if (frame.classes) {
    json["classes"] = Json::array();
    for (const devices::FoundClass& found : *frame.classes) {
      json["classes"].push_back(started(found));
      json["classes"].back()["probability"] = found.score;
    }
  }
  if (frame.points) {
    json["points"] = Json::array();
    for (const devices::FoundPoint& found : *frame.points) {
      json["points"].push_back(started(found));
      json["points"].back()["score"] = found.score;
      json["points"].back()["point"] = {found.point.x, found.point.y};
    }
  }
  json["ms"] = {{"prepare", frame.prepare_ms}, {"infer", frame.infer_ms}, {"decode", frame.decode_ms}};
  return json;
}

}  // namespace tinsmith::verbs
