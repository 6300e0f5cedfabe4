#include "tidy/source.h"

#include <algorithm>

#include "tidy/tree.h"

namespace tinsmith::tidy {
namespace {

bool is_name_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// Reads a source once, copies the code and replaces the rest by spaces.
class Blanker {
 public:
  explicit Blanker(std::string_view text) : text_(text), code_(text) {}

  std::string run() {
    while (at_ < text_.size()) {
      if (text_.substr(at_, 2) == "//") {
        blank_until(text_.find('\n', at_));
      } else if (text_.substr(at_, 2) == "/*") {
        blank_until(after("*/", at_ + 2));
      } else if (text_.substr(at_, 2) == "R\"" && !follows_a_name()) {
        skip_raw_literal();
      } else if (text_[at_] == '"' || (text_[at_] == '\'' && !follows_a_name())) {
        skip_literal(text_[at_]);
      } else {
        ++at_;
      }
    }
    return std::move(code_);
  }

 private:
  // A quote inside a number (1'000), or the R at the end of a longer name, does not begin a literal.
  bool follows_a_name() const { return at_ > 0 && is_name_character(text_[at_ - 1]); }

  std::size_t after(std::string_view end, std::size_t from) const {
    const std::size_t found = text_.find(end, from);
    return found == std::string_view::npos ? text_.size() : found + end.size();
  }

  void blank_until(std::size_t end) {
    for (end = std::min(end, text_.size()); at_ < end; ++at_) {
      if (text_[at_] != '\n') code_[at_] = ' ';
    }
  }

  void skip_literal(char quote) {
    std::size_t end = ++at_;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n') end += text_[end] == '\\' ? 2 : 1;
    blank_until(end);
    at_ = std::min(at_ + 1, text_.size());
  }

  void skip_raw_literal() {
    const std::size_t open = text_.find('(', at_);
    if (open == std::string_view::npos) return blank_until(text_.size());
    const std::string end = ")" + std::string(text_.substr(at_ + 2, open - at_ - 2)) + "\"";
    at_ = open + 1;
    blank_until(after(end, at_));
  }

  std::string_view text_;
  std::string code_;
  std::size_t at_ = 0;
};

// Replaces `#…` and its continuation lines by spaces.
void blank_directives(std::string& code) {
  bool inside = false;
  bool line_is_empty = true;
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (code[i] == '\n') {
      inside = inside && i > 0 && code[i - 1] == '\\';
      line_is_empty = true;
      if (inside) code[i - 1] = ' ';
      continue;
    }
    if (line_is_empty && code[i] == '#') inside = true;
    line_is_empty = line_is_empty && code[i] == ' ';
    const bool continues = code[i] == '\\' && i + 1 < code.size() && code[i + 1] == '\n';
    if (inside && !continues) code[i] = ' ';
  }
}

}  // namespace

std::string code_only(std::string_view text) {
  return Blanker(text).run();
}

std::vector<Include> includes_of(std::string_view text) {
  std::vector<Include> includes;
  int number = 0;
  for (const std::string& line : lines_of(text)) {
    ++number;
    if (!line.starts_with("#include ")) continue;
    const std::size_t open = line.find_first_of("\"<");
    if (open == std::string::npos) continue;
    const std::size_t close = line.find(line[open] == '<' ? '>' : '"', open + 1);
    if (close == std::string::npos) continue;
    includes.push_back({number, line.substr(open + 1, close - open - 1), line[open] == '"'});
  }
  return includes;
}

std::vector<Function> functions_of(std::string_view code_view) {
  std::string code(code_view);
  blank_directives(code);
  std::vector<Function> functions;
  std::vector<bool> is_body;  // one for each open brace
  int line = 1;
  int parentheses = 0;
  int body_line = 0;
  bool has_parameters = false;  // since the last statement ended
  for (const char c : code) {
    if (c == '\n') ++line;
    if (c == '(') ++parentheses;
    if (c == ')') {
      --parentheses;
      has_parameters = true;
    }
    const bool inside_body = std::find(is_body.begin(), is_body.end(), true) != is_body.end();
    if (c == '{') {
      is_body.push_back(!inside_body && has_parameters && parentheses == 0);
      if (is_body.back()) body_line = line;
    }
    if (c == '}' && !is_body.empty()) {
      if (is_body.back()) functions.push_back({body_line, line - body_line + 1});
      is_body.pop_back();
    }
    if (c == ';' || c == '}' || (c == '{' && !inside_body)) has_parameters = false;
  }
  return functions;
}

}  // namespace tinsmith::tidy
