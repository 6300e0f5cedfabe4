// dataset/formats.h — the table of layouts: how each is recognised, read and written.
// docs/formats/datasets.md describes them.
#pragma once

#include <span>
#include <string_view>

#include "dataset/dataset.h"
#include "dataset/read.h"
#include "dataset/survey.h"

namespace tinsmith::dataset {

struct Format {
  std::string_view name;   // for --format and --to
  std::string_view title;  // for people
  // True when a look at names and first bytes finds this layout's labels.
  bool (*recognise)(const Survey& survey);
  Result<Dataset> (*read)(const Survey& survey, const ReadOptions& options);
  Result<Done> (*write)(const Dataset& dataset, const std::filesystem::path& folder);  // nullptr: read only
};

// In the order in which they are asked: the first that recognises its labels reads them.
std::span<const Format> formats();

// Usage, naming all there are, when there is none of that name.
Result<const Format*> format_named(std::string_view name);

}  // namespace tinsmith::dataset
