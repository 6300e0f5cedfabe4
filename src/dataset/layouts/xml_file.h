// dataset/layouts/xml_file.h — XML label files, read with pugixml: no external entity, no DTD.
#pragma once

#include <optional>
#include <pugixml.hpp>

#include "dataset/survey.h"

namespace tinsmith::dataset {

// Fills `document`. Corrupt (not XML), InvalidInput (larger than `limit_bytes`).
inline Result<Done> read_xml(const Survey& survey, std::string_view path, std::uint64_t limit_bytes,
                             pugi::xml_document& document) {
  TRY(const std::string text, survey.text_of(path, limit_bytes));
  const auto parsed =
      document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!parsed)
    return fail(Fault::Corrupt, "{} is not XML: {} at byte {}", path, parsed.description(), parsed.offset);
  return Done{};
}

}  // namespace tinsmith::dataset
