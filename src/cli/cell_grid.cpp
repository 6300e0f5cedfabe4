#include "cli/cell_grid.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>

namespace tinsmith::cli {
namespace {

constexpr std::string_view kUpperHalf = "▀";

struct Character {
  std::string_view bytes;
  std::int32_t columns = 1;
};

// The first character of a text that is not empty.
Character first_character(std::string_view text) {
  utf8proc_int32_t code = -1;
  const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &code);
  if (length <= 0) return {text.substr(0, 1)};
  return {text.substr(0, static_cast<std::size_t>(length)), utf8proc_charwidth(code)};
}

std::string colour_code(CellColour colour, bool is_ink, bool has_true_colours) {
  if (colour == kUsualColour) return is_ink ? "39" : "49";
  const int kind = is_ink ? 38 : 48;
  if (!has_true_colours) return fmt::format("{};5;{}", kind, nearest_of_256(colour));
  return fmt::format("{};2;{};{};{}", kind, colour >> 16, colour >> 8 & 0xFF, colour & 0xFF);
}

}  // namespace

CellColour cell_colour(image::Colour colour) {
  return CellColour{colour.red} << 16 | CellColour{colour.green} << 8 | colour.blue;
}

std::int32_t columns_of(std::string_view text) {
  std::int32_t columns = 0;
  while (!text.empty()) {
    const Character character = first_character(text);
    columns += character.columns;
    text.remove_prefix(character.bytes.size());
  }
  return columns;
}

image::Size fitted(image::Size picture, std::int32_t columns, std::int32_t rows) {
  const double scale = std::min(static_cast<double>(columns) / picture.width, 2.0 * rows / picture.height);
  const auto side = [&](std::int32_t length) {
    return std::max(static_cast<std::int32_t>(scale * length + 0.5), 1);
  };
  return {side(picture.width), side(picture.height)};
}

std::int32_t nearest_of_256(CellColour colour) {
  constexpr int kLevels[] = {0, 95, 135, 175, 215, 255};
  constexpr int kFirstOfCube = 16, kFirstGrey = 232, kGreys = 24, kDarkestGrey = 8, kGreyStep = 10;
  const int parts[] = {static_cast<int>(colour >> 16 & 0xFF), static_cast<int>(colour >> 8 & 0xFF),
                       static_cast<int>(colour & 0xFF)};
  const auto distance = [&](int red, int green, int blue) {
    const int d[] = {parts[0] - red, parts[1] - green, parts[2] - blue};
    return d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
  };
  int level[3];
  for (int i = 0; i < 3; ++i) {
    level[i] = 0;
    for (int one = 1; one < 6; ++one)
      if (std::abs(kLevels[one] - parts[i]) < std::abs(kLevels[level[i]] - parts[i])) level[i] = one;
  }
  const int mean = (parts[0] + parts[1] + parts[2]) / 3;
  const int grey = std::clamp((mean - kDarkestGrey + kGreyStep / 2) / kGreyStep, 0, kGreys - 1);
  const int grey_value = kDarkestGrey + kGreyStep * grey;
  if (distance(grey_value, grey_value, grey_value) <
      distance(kLevels[level[0]], kLevels[level[1]], kLevels[level[2]]))
    return kFirstGrey + grey;
  return kFirstOfCube + 36 * level[0] + 6 * level[1] + level[2];
}

CellGrid::CellGrid(std::int32_t columns, std::int32_t rows)
    : columns_(columns),
      rows_(rows),
      cells_(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows)) {}

Cell& CellGrid::cell(std::int32_t column, std::int32_t row) {
  return cells_[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) +
                static_cast<std::size_t>(column)];
}

const Cell& CellGrid::at(std::int32_t column, std::int32_t row) const {
  return cells_[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) +
                static_cast<std::size_t>(column)];
}

void CellGrid::draw(const image::Image& picture, std::int32_t column, std::int32_t row) {
  const auto pixel = [&](std::int32_t x, std::int32_t y) {
    const std::uint8_t* rgb = picture.row(y) + 3 * static_cast<std::ptrdiff_t>(x);
    return cell_colour({rgb[0], rgb[1], rgb[2]});
  };
  for (std::int32_t y = 0; y < picture.size.height; y += 2)
    for (std::int32_t x = 0; x < picture.size.width; ++x) {
      const std::int32_t at_column = column + x, at_row = row + y / 2;
      if (at_column < 0 || at_column >= columns_ || at_row < 0 || at_row >= rows_) continue;
      const bool has_lower = y + 1 < picture.size.height;
      cell(at_column, at_row) = {std::string(kUpperHalf), pixel(x, y),
                                 has_lower ? pixel(x, y + 1) : kUsualColour};
    }
}

void CellGrid::write(std::int32_t column, std::int32_t row, std::string_view text, CellColour ink,
                     CellColour paper) {
  if (row < 0 || row >= rows_ || column < 0) return;
  // A wide character of which only one half remains is not shown.
  if (column < columns_ && cell(column, row).text.empty()) cell(column - 1, row).text = " ";
  while (!text.empty()) {
    const Character character = first_character(text);
    text.remove_prefix(character.bytes.size());
    if (column + character.columns > columns_) break;
    if (character.columns == 0) continue;
    cell(column, row) = {std::string(character.bytes), ink, paper};
    if (character.columns == 2) cell(column + 1, row) = {"", ink, paper};
    column += character.columns;
  }
  if (column < columns_ && cell(column, row).text.empty()) cell(column, row).text = " ";
}

std::string CellGrid::bytes_after(const CellGrid& before, bool has_true_colours) const {
  constexpr std::int32_t kShortWay =
      4;  // columns; to write them again takes no more bytes than to jump over them
  const bool is_new = before.columns_ != columns_ || before.rows_ != rows_;
  const Cell nothing;
  std::string bytes = is_new ? "\033[0m\033[2J" : "";
  CellColour ink = kUsualColour, paper = kUsualColour;
  for (std::int32_t row = 0; row < rows_; ++row) {
    std::int32_t cursor = -kShortWay - 1;  // far away
    for (std::int32_t column = 0; column < columns_; ++column) {
      const Cell& now = at(column, row);
      // The second half of a character is shown by the first.
      if (now == (is_new ? nothing : before.at(column, row)) || now.text.empty()) continue;
      std::string way;
      for (std::int32_t i = std::max(cursor, 0); i < column && column - cursor <= kShortWay; ++i)
        way += at(i, row).ink == ink && at(i, row).paper == paper ? at(i, row).text : "\033";
      const bool is_near = column - cursor <= kShortWay && way.find('\033') == way.npos;
      bytes += is_near ? way : fmt::format("\033[{};{}H", row + 1, column + 1);
      if (now.ink != ink || now.paper != paper)
        bytes += fmt::format("\033[{};{}m", colour_code(now.ink, true, has_true_colours),
                             colour_code(now.paper, false, has_true_colours));
      ink = now.ink;
      paper = now.paper;
      bytes += now.text;
      cursor = column + std::max(columns_of(now.text), 1);
    }
  }
  return bytes.empty() ? bytes : bytes + "\033[0m";
}

}  // namespace tinsmith::cli
