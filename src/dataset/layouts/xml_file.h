// dataset/layouts/xml_file.h — reads XML label files with pugixml, without external entities or a DTD.
#pragma once

#include <optional>
#include <pugixml.hpp>
#include <string>

#include "dataset/survey.h"

namespace tinsmith::dataset {

// Reads a file into `document`, with element names in lower case and without namespace prefixes. Corrupt (not
// XML), InvalidInput (larger than `limit_bytes`).
Result<Done> read_xml(const Survey& survey, std::string_view path, std::uint64_t limit_bytes,
                      pugi::xml_document& document);

// Returns the name of the root element in the same form, from the start of a file. A declaration, comments
// and a DOCTYPE before it are skipped. Empty when `start` does not contain the element.
std::string root_name_in(std::string_view start);

// These functions return the number in a child element or in an attribute, or nothing when it is absent or
// not a number.
std::optional<double> child_number(const pugi::xml_node& node, const char* child);
std::optional<double> attribute_number(const pugi::xml_node& node, const char* attribute);

// Converts a number to a side of a picture, in pixels: 0 when the number is absent or invalid.
std::int32_t side_of(std::optional<double> number);

}  // namespace tinsmith::dataset
