// dataset/formats.h — the table of layouts: how to recognise, read and write each one.
//
// docs/formats/datasets.md describes the layouts.
#pragma once

#include <span>
#include <string_view>

#include "dataset/dataset.h"
#include "dataset/read.h"
#include "dataset/survey.h"

namespace tinsmith::dataset {

// The labels that a layout can hold.
enum class Holds : std::uint8_t { Classes, Boxes, Both };
// "classification", "boxes", "both": in the API, where projects have a kind.
std::string_view name_of(Holds holds);

struct Format {
  std::string_view name;   // for --format and --to
  std::string_view title;  // for messages
  Holds holds;
  // True when file names and first bytes show that the source has labels of this layout.
  bool (*recognise)(const Survey& survey);
  Result<Dataset> (*read)(const Survey& survey, const ReadOptions& options);
  Result<Done> (*write)(const Dataset& dataset, const std::filesystem::path& folder);  // nullptr: read only
};

// The layouts in the order in which they are tried. The first one that recognises its labels reads them.
std::span<const Format> formats();

// Returns whether the layout can hold such labels.
bool holds(const Format& format, LabelKind label_kind);

// Returns the layout with that name. When there is none, the error Usage lists all names.
Result<const Format*> format_named(std::string_view name);

}  // namespace tinsmith::dataset
