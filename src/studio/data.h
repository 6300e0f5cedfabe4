// studio/data.h — what a person does with a data set: check it, convert it, draw one to try things on.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "base/result.h"

namespace tinsmith::studio {

struct CheckRequest {
  std::string data;               // folder or zip
  std::string format;             // empty: recognised
  std::string boxes_drawn_on;     // "upright", "stored"; empty: found out
  // Of the network's input, pixels: objects too small at it are counted. 0: that of the first network for
  // such data.
  std::int32_t size = 0;
  bool checks_platforms = false;  // whether other platforms would take an upload of it
};
struct CheckReport {
  std::string text;
  nlohmann::json json;
};
Result<CheckReport> check_data(const CheckRequest& request);

struct ConvertRequest {
  std::string data, format, boxes_drawn_on, to, out;
};
// Answers a sentence that says what was written. Conflict when `out` is there and not empty.
Result<std::string> convert_data(const ConvertRequest& request);
std::string writable_formats();  // "coco, voc, yolo, …"

struct DemoRequest {
  std::string out;
  std::string task = "detection";  // or "classification"
  std::int32_t pictures = 0;       // 0: as many as make a good first try
  std::uint64_t seed = 1;
};
Result<std::string> make_demo_data(const DemoRequest& request);

}  // namespace tinsmith::studio
