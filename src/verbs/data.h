// verbs/data.h — the verbs for data sets: check, convert, and draw a demo data set.
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"

namespace tinsmith::verbs {

struct CheckRequest {
  std::string data;            // folder or zip
  std::string format;          // empty: detected automatically
  std::string boxes_drawn_on;  // "upright", "stored"; empty: detected
  // Input size of the network in pixels, used to count the objects that are too small for it. 0: the input
  // size of the default network for such data.
  std::int32_t size = 0;
  bool checks_platforms = false;  // also check whether other platforms accept it as an upload
};
struct CheckReport {
  std::string text;
  nlohmann::json json;
};
Result<CheckReport> check_data(const CheckRequest& request);

struct ConvertRequest {
  std::string data, format, boxes_drawn_on, to, out;
};
// Returns a sentence about what was written. Conflict when `out` exists and is not empty.
Result<std::string> convert_data(const ConvertRequest& request);
std::string writable_formats();  // "coco, voc, yolo, …"

struct DemoRequest {
  std::string out;
  std::string task = "detection";  // or "classification"
  std::int32_t pictures = 0;       // 0: a suitable number for a first try
  std::uint64_t seed = 1;
};
Result<std::string> make_demo_data(const DemoRequest& request);

}  // namespace tinsmith::verbs
