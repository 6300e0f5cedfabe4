// report/style.h — how the page looks, in light and dark.
#pragma once

#include <string_view>

namespace tinsmith::report {

// CSS. Colours are custom properties; what is drawn in SVG uses the same classes.
extern const std::string_view kStyle;

}  // namespace tinsmith::report
