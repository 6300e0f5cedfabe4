// dataset/names_match.h — forms in which two spellings of one file name are the same bytes.
#pragma once

#include <string>
#include <string_view>

namespace tinsmith::dataset {

// The name composed (Unicode's NFC) and without case: macOS stores decomposed names, Windows forgets the case.
std::string folded_name(std::string_view name);

// "%C3%A9" → "é", as browsers and labelling servers write names. Unchanged when nothing is encoded, or when what it says
// is not UTF-8.
std::string percent_decoded(std::string_view text);

}  // namespace tinsmith::dataset
