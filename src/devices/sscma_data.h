// devices/sscma_data.h — the data of SSCMA's replies as values, the same for both lines of the firmware.
//
// All functions accept any JSON: what is missing keeps its default, and lists are limited to the sizes that boards have.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/json.h"
#include "image/image.h"
#include "scene/scene.h"

namespace tinsmith::devices {

// The two lines of the firmware, which differ in many answers. They are SSCMA-Micro's branches 1.0.x and main.
enum class Dialect : std::uint8_t { V1, V2 };
std::string_view name_of(Dialect dialect);  // "1.x", "2.x"

struct SensorOption {
  std::int32_t id = 0;
  std::string about;  // "240x240 Auto"
};
struct Sensor {
  std::int32_t id = 0;
  bool is_ready = false;  // it gives pictures
  std::int32_t option = 0;
  std::string option_about;
  std::vector<SensorOption> options;  // of SENSORS? only
};

struct ModelSlot {
  std::int32_t id = 0;          // 0: there is none
  std::int64_t address = 0;     // in flash
  std::int64_t size_bytes = 0;  // 0: unknown
};

struct FoundBox {
  double centre_x = 0, centre_y = 0, width = 0, height = 0;  // pixels of the picture
  double score = 0;                                          // a fraction
  std::int32_t class_index =
      0;  // of a centroid of firmware 1.x as it is sent: the background counts as class 0
};
// Left, top, width and height.
scene::Box box_of(const FoundBox& found);
struct FoundClass {
  double score = 0;
  std::int32_t class_index = 0;
};
struct FoundPoint {
  scene::Point point;
  double score = 0;
  std::int32_t class_index = 0;
};

// One picture of SAMPLE, or one result of INVOKE.
struct Frame {
  std::int64_t count = 0;              // from 1, since the command
  std::int32_t width = 0, height = 0;  // of the camera's picture; 0: not stated
  std::int32_t rotation_degrees = 0;
  // The findings of the model; a model has one kind of result, and it may be empty.
  std::optional<std::vector<FoundBox>> boxes;
  std::optional<std::vector<FoundClass>> classes;
  std::optional<std::vector<FoundPoint>> points;
  double prepare_ms = 0, infer_ms = 0, decode_ms = 0;
  Bytes picture;  // a JPEG file, not decoded yet; empty: none was asked for, or it was no base64
};

// The factors from the places in a frame to pixels of a picture of it with this size; 1 where a size is not known.
struct FrameScale {
  double x = 1, y = 1;
};
FrameScale scale_of(const Frame& frame, image::Size picture);

// The text that a client writes with INFO about the model in the current slot. The firmware itself knows no class names.
struct ModelInfo {
  std::string name, version;
  std::vector<std::string> classes;  // in the order of the model's outputs
  std::string checksum;              // MD5 of the file, where the writer has stated it
  friend bool operator==(const ModelInfo&, const ModelInfo&) = default;
};

// For SENSORS? and SENSOR?.
std::vector<Sensor> sensors_in(const nlohmann::json& data);
// For MODELS?, MODEL? and MODEL; slots without a model are left out.
std::vector<ModelSlot> models_in(const nlohmann::json& data);
Frame frame_in(const nlohmann::json& data);

// INFO's text: base64 of a JSON object. nullopt when it is empty or something else.
std::optional<ModelInfo> read_model_info(std::string_view text);
std::string model_info_text(const ModelInfo& info);

}  // namespace tinsmith::devices
