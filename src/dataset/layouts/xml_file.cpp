#include "dataset/layouts/xml_file.h"

#include <algorithm>
#include <cmath>

#include "files/text.h"

namespace tinsmith::dataset {
namespace {

std::string plain_name(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  return lowered(colon == std::string_view::npos ? name : name.substr(colon + 1));
}

class PlainNames : public pugi::xml_tree_walker {
 public:
  bool for_each(pugi::xml_node& node) override {
    if (node.type() == pugi::node_element) {
      const std::string plain = plain_name(node.name());
      if (plain != node.name()) node.set_name(plain.c_str());
    }
    return true;
  }
};

// Returns the end of the markup at the start of `text`: a declaration, a comment, or a DOCTYPE with its
// contents in brackets.
std::size_t end_of_markup(std::string_view text) {
  if (text.starts_with("<?")) return text.find("?>");
  if (text.starts_with("<!--")) return text.find("-->", 4);
  const std::size_t open = text.find('['), close = text.find('>');
  return open < close ? text.find('>', text.find(']', open)) : close;
}

}  // namespace

Result<Done> read_xml(const Survey& survey, std::string_view path, std::uint64_t limit_bytes,
                      pugi::xml_document& document) {
  TRY(const std::string text, survey.text_of(path, limit_bytes));
  const auto parsed =
      document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!parsed)
    return fail(Fault::Corrupt, "{} is not XML: {} at byte {}", path, parsed.description(), parsed.offset);
  PlainNames names;
  document.traverse(names);
  return Done{};
}

std::string root_name_in(std::string_view start) {
  while (true) {
    start = trimmed(start);
    if (!start.starts_with("<?") && !start.starts_with("<!")) break;
    const std::size_t end = end_of_markup(start);
    if (end == std::string_view::npos) return "";
    start.remove_prefix(std::min(start.size(), start.find('>', end) + 1));
  }
  if (!start.starts_with('<')) return "";
  const std::size_t end = start.find_first_of(" \t\r\n/>", 1);
  return end == std::string_view::npos ? "" : plain_name(start.substr(1, end - 1));
}

std::optional<double> child_number(const pugi::xml_node& node, const char* child) {
  return number_of(trimmed(node.child(child).text().get()));
}

std::optional<double> attribute_number(const pugi::xml_node& node, const char* attribute) {
  return number_of(trimmed(node.attribute(attribute).value()));
}

std::int32_t side_of(std::optional<double> number) {
  return static_cast<std::int32_t>(std::lround(std::clamp(number.value_or(0), 0.0, 1e9)));
}

}  // namespace tinsmith::dataset
