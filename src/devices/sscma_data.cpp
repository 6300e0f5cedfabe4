#include "devices/sscma_data.h"

#include <algorithm>
#include <limits>

#include "base/base64.h"
#include "devices/sscma_reply.h"

namespace tinsmith::devices {
namespace {

// No board has more slots, sensors or options.
constexpr std::size_t kMaxListed = 64;
// A detector of 192 pixels has 2268 rows, and some firmware reports each of them.
constexpr std::size_t kMaxFound = 4096;
constexpr std::size_t kMaxInfoClasses = 1000;
// The firmware has images with a flash of 16 MB; 2.x reports memory that nobody wrote to as the size.
constexpr std::int64_t kMaxModel_bytes = std::int64_t{16} << 20;
// 2.x reports where the flash is mapped in memory.
constexpr std::int64_t kMappedFlash = 0x3C000000;

std::int32_t index_of(const nlohmann::json& value) {
  constexpr double kLimit = std::numeric_limits<std::int32_t>::max();
  return static_cast<std::int32_t>(std::clamp(number_of(value), -1.0, kLimit));
}

std::int32_t small_in(const nlohmann::json& data, const char* key) {
  return index_of(member_of(data, key));
}

double fraction_of(const nlohmann::json& percent) {
  constexpr double kFull = 100;
  return std::clamp(number_of(percent) / kFull, 0.0, 1.0);
}

// Returns the value as a list: an array's elements, or the value itself when it is an object.
std::vector<nlohmann::json> listed(const nlohmann::json& value) {
  if (value.is_object()) return {value};
  if (!value.is_array()) return {};
  const auto count = static_cast<std::ptrdiff_t>(std::min(value.size(), kMaxListed));
  return {value.begin(), value.begin() + count};
}

// 1.x answers queries with the object or the list itself, and commands with {"sensor": …}; 2.x always with {"sensors": […]},
// or {"model": …}.
std::vector<nlohmann::json> listed_under(const nlohmann::json& data, const char* one, const char* many) {
  if (data.is_object() && data.contains(many)) return listed(data[many]);
  if (data.is_object() && data.contains(one)) return listed(data[one]);
  if (data.is_object() && !data.contains("id")) return {};
  return listed(data);
}

Sensor sensor_of(const nlohmann::json& json) {
  Sensor sensor;
  sensor.id = small_in(json, "id");
  const auto& current = member_of(json, "current_preset");
  const auto& initialized = member_of(json, "initialized");
  sensor.is_ready = initialized.is_boolean() ? initialized.get<bool>() : integer_in(json, "state") == 1;
  sensor.option = current.is_object() ? small_in(current, "id") : small_in(json, "opt_id");
  sensor.option_about = current.is_object() ? text_in(current, "description") : text_in(json, "opt_detail");
  for (const auto& preset : listed(member_of(json, "presets")))
    sensor.options.push_back({small_in(preset, "id"), text_in(preset, "description")});
  if (const auto& index = member_of(json, "current_preset_index"); index.is_number())
    sensor.option = index_of(index);
  const auto& options = member_of(json, "opts");
  if (!options.is_object()) {
    for (const SensorOption& option : sensor.options)
      if (option.id == sensor.option) sensor.option_about = option.about;
    return sensor;
  }
  for (const auto& [id, about] : options.items()) {
    const auto number = parse_json(id, 1);
    if (number.is_number_integer() && about.is_string() && sensor.options.size() < kMaxListed)
      sensor.options.push_back({index_of(number), about.get<std::string>()});
  }
  return sensor;
}

ModelSlot slot_of(const nlohmann::json& json) {
  ModelSlot slot{small_in(json, "id"), integer_in(json, "address"), integer_in(json, "size")};
  if (slot.address >= kMappedFlash) slot.address -= kMappedFlash;
  // Only 2.x has "name", and its size is not to be believed.
  if (json.contains("name") || slot.size_bytes < 0 || slot.size_bytes > kMaxModel_bytes) slot.size_bytes = 0;
  return slot;
}

// Older firmware (1.x of January 2024) does not write the two bytes that end a JPEG file.
Bytes jpeg_with_end(Bytes jpeg) {
  constexpr std::byte kMarker{0xff}, kStart{0xd8}, kEnd{0xd9};
  const std::size_t size = jpeg.size();
  if (size < 4 || jpeg[0] != kMarker || jpeg[1] != kStart) return jpeg;
  if (jpeg[size - 2] == kMarker && jpeg[size - 1] == kEnd) return jpeg;
  jpeg.insert(jpeg.end(), {kMarker, kEnd});
  return jpeg;
}

// Calls `add` with each of the rows that have at least `columns` values.
template <class Add>
void for_each_row(const nlohmann::json& rows, std::size_t columns, const Add& add) {
  std::size_t count = 0;
  for (const auto& row : rows) {
    if (++count > kMaxFound) return;
    if (row.is_array() && row.size() >= columns) add(row);
  }
}

void add_found(const nlohmann::json& data, Frame& frame) {
  if (const auto& rows = member_of(data, "boxes"); rows.is_array()) {
    frame.boxes.emplace();
    for_each_row(rows, 6, [&](const auto& row) {
      frame.boxes->push_back({number_of(row[0]), number_of(row[1]), number_of(row[2]), number_of(row[3]),
                              fraction_of(row[4]), index_of(row[5])});
    });
  }
  if (const auto& rows = member_of(data, "classes"); rows.is_array()) {
    frame.classes.emplace();
    for_each_row(rows, 2, [&](const auto& row) {
      frame.classes->push_back({fraction_of(row[0]), index_of(row[1])});
    });
  }
  if (const auto& rows = member_of(data, "points"); rows.is_array()) {
    frame.points.emplace();
    for_each_row(rows, 4, [&](const auto& row) {
      frame.points->push_back(
          {{number_of(row[0]), number_of(row[1])}, fraction_of(row[2]), index_of(row[3])});
    });
  }
}

}  // namespace

scene::Box box_of(const FoundBox& found) {
  return {found.centre_x - found.width / 2, found.centre_y - found.height / 2, found.width, found.height};
}

FrameScale scale_of(const Frame& frame, image::Size picture) {
  const auto factor = [](std::int32_t pixels, std::int32_t of_frame) {
    return pixels > 0 && of_frame > 0 ? double(pixels) / of_frame : 1;
  };
  return {factor(picture.width, frame.width), factor(picture.height, frame.height)};
}

std::string_view name_of(Dialect dialect) {
  return dialect == Dialect::V1 ? "1.x" : "2.x";
}

std::vector<Sensor> sensors_in(const nlohmann::json& data) {
  std::vector<Sensor> sensors;
  for (const auto& json : listed_under(data, "sensor", "sensors")) sensors.push_back(sensor_of(json));
  return sensors;
}

std::vector<ModelSlot> models_in(const nlohmann::json& data) {
  std::vector<ModelSlot> slots;
  for (const auto& json : listed_under(data, "model", "models"))
    if (const ModelSlot slot = slot_of(json); slot.id > 0) slots.push_back(slot);
  return slots;
}

Frame frame_in(const nlohmann::json& data) {
  Frame frame;
  frame.count = integer_in(data, "count");
  frame.width = small_in(data, "width");
  frame.height = small_in(data, "height");
  if (const auto& size = member_of(data, "resolution"); size.is_array() && size.size() == 2) {
    frame.width = index_of(size[0]);
    frame.height = index_of(size[1]);
  }
  frame.rotation_degrees =
      data.is_object() && data.contains("rotation") ? small_in(data, "rotation") : small_in(data, "rotate");
  if (const auto& times = member_of(data, "perf"); times.is_array() && times.size() == 3) {
    frame.prepare_ms = number_of(times[0]);
    frame.infer_ms = number_of(times[1]);
    frame.decode_ms = number_of(times[2]);
  }
  if (const std::string text = text_in(data, "image"); size_of_base64(text))
    frame.picture = jpeg_with_end(decoded_base64(text));
  add_found(data, frame);
  return frame;
}

std::optional<ModelInfo> read_model_info(std::string_view text) {
  if (text.empty() || !size_of_base64(text)) return std::nullopt;
  const auto json = parse_json(as_text(decoded_base64(text)), 8);
  if (json.is_discarded() || !json.is_object()) return std::nullopt;
  ModelInfo info{text_in(json, "name"), text_in(json, "version"), {}, text_in(json, "checksum")};
  const auto& classes = member_of(json, "classes");
  if (!classes.is_array()) return info;
  for (const auto& name : classes)
    if (name.is_string() && info.classes.size() < kMaxInfoClasses)
      info.classes.push_back(name.get<std::string>());
  return info;
}

std::string model_info_text(const ModelInfo& info) {
  nlohmann::ordered_json json{{"name", info.name}, {"version", info.version}, {"classes", info.classes}};
  if (!info.checksum.empty()) json["checksum"] = info.checksum;
  return base64_of(as_bytes(json_text(json)));
}

}  // namespace tinsmith::devices
