// dataset/layouts/xml_file.h — XML label files, read with pugixml: no external entity, no DTD.
#pragma once

#include <optional>
#include <pugixml.hpp>
#include <string>

#include "dataset/survey.h"

namespace tinsmith::dataset {

// Fills `document`, with the names of elements in lower case and without their namespace's prefix. Corrupt
// (not XML), InvalidInput (larger than `limit_bytes`).
Result<Done> read_xml(const Survey& survey, std::string_view path, std::uint64_t limit_bytes,
                      pugi::xml_document& document);

// The name of the outermost element in the same form, from the start of a file: behind a declaration,
// comments and a DOCTYPE, whatever attributes it has. Empty when it is not there.
std::string root_name_in(std::string_view start);

// A number in a child element, or in an attribute; nothing when it is absent or no number.
std::optional<double> child_number(const pugi::xml_node& node, const char* child);
std::optional<double> attribute_number(const pugi::xml_node& node, const char* attribute);

// A side of a picture, in pixels: 0 when the number is absent or none.
std::int32_t side_of(std::optional<double> number);

}  // namespace tinsmith::dataset
