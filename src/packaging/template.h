// packaging/template.h — the files of packages that the build embeds, and their placeholders.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace tinsmith::packaging {

// The texts that replace @NAME@, by NAME.
using Values = std::map<std::string, std::string, std::less<>>;

// Returns the text with each @NAME@ replaced by its value. A name without a value is a bug.
std::string filled(std::string_view text, const Values& values);

// Returns the text of an embedded file, which is not one of the C sources, by its name without folders.
std::string_view template_text(std::string_view name);

// Returns a name without the characters that could end a comment or a line of a settings file.
std::string plain_name(std::string_view name);

}  // namespace tinsmith::packaging
