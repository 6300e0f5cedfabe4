// dataset/layouts/yolo_names.h — what stands beside YOLO labels: class names and splits.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "dataset/dataset.h"
#include "dataset/survey.h"

namespace tinsmith::dataset {

// Pictures under a folder, or listed in a file, belong to a split.
struct SplitRule {
  Split split = Split::None;
  std::string path;  // without leading "./" and "../"
};

struct YoloSetup {
  std::map<std::int64_t, std::string> names;  // class number → name; empty when nothing gives names
  std::vector<SplitRule> rules;
  bool has_key_points = false;  // data.yaml has "kpt_shape": after the box come points, not a polygon
  std::vector<Problem> problems;
};

// A YAML file that says "names".
bool is_yolo_yaml(const Survey& survey, std::string_view path);

// Reads every data.yaml (or another *.yaml with "names") and obj.data; names from a name list when those give
// none.
YoloSetup read_yolo_setup(const Survey& survey);

}  // namespace tinsmith::dataset
