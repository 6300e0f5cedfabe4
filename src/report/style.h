// report/style.h — the style sheet of the page, in light and dark mode.
#pragma once

#include <string_view>

namespace tinsmith::report {

// CSS. Colours are custom properties; the SVG drawings use the same classes.
extern const std::string_view kStyle;

}  // namespace tinsmith::report
