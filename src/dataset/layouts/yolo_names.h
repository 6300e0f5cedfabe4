// dataset/layouts/yolo_names.h — reads the files beside YOLO labels: class names and splits.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "dataset/dataset.h"
#include "dataset/survey.h"

namespace tinsmith::dataset {

// Assigns the pictures under a folder, or those listed in a file, to a split.
struct SplitRule {
  Split split = Split::None;
  std::string path;  // without leading "./" and "../"
};

struct YoloSetup {
  std::map<std::int64_t, std::string> names;  // class number → name; empty when nothing gives names
  std::vector<SplitRule> rules;
  bool has_key_points = false;  // data.yaml has "kpt_shape": key points, not a polygon, follow the box
  std::vector<Problem> problems;
};

// True for a YAML file that has the key "names".
bool is_yolo_yaml(const Survey& survey, std::string_view path);

// Reads every data.yaml (or another *.yaml with "names") and obj.data. When these have no names, they are
// taken from a name list.
YoloSetup read_yolo_setup(const Survey& survey);

}  // namespace tinsmith::dataset
