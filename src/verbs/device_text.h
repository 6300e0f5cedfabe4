// verbs/device_text.h — what boards report, as text for people and as JSON. Not for other rooms.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "devices/sscma_data.h"
#include "image/marks.h"

namespace tinsmith::verbs {

// A text that a device has sent, without characters that would control a terminal.
std::string harmless(std::string_view text);

// The name of a class, or "class 7" if the board stores none for it.
std::string class_name_of(const std::vector<std::string>& names, std::int32_t class_index);

// The findings without their places: "bolt 76 %, nut 62 %".
std::string findings_text(const devices::Frame& frame, const std::vector<std::string>& names);
// The findings, to be drawn over a picture of this size.
std::vector<image::Mark> frame_marks(const devices::Frame& frame, const std::vector<std::string>& names,
                                     image::Size picture);

// One result as one line: "#12  bolt 76 % at (43, 111)  59 ms".
std::string frame_text(const devices::Frame& frame, const std::vector<std::string>& names);
// The same with keys as `predict --json` has them: "objects" or "classes", and "points".
nlohmann::ordered_json frame_json(const devices::Frame& frame, const std::vector<std::string>& names);

}  // namespace tinsmith::verbs
