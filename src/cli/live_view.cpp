#include "cli/live_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "image/label_places.h"
#include "image/resize.h"

namespace tinsmith::cli {
namespace {

constexpr std::int32_t kLines = 2;
constexpr double kThresholdStep = 0.05, kUsualThreshold = 0.5;
// Over which the frames per second are counted.
constexpr std::size_t kCountedResults = 10;

// The marks in pixels of the drawn picture.
std::vector<image::Mark> scaled(std::vector<image::Mark> marks, image::Size from, image::Size to) {
  const double x = static_cast<double>(to.width) / from.width,
               y = static_cast<double>(to.height) / from.height;
  for (image::Mark& mark : marks)
    mark.area = {mark.area.x * x, mark.area.y * y, mark.area.width * x, mark.area.height * y};
  return marks;
}

// Lines of one pixel, in the middle of the pixels at the edge.
void draw_shape(image::Image& picture, const image::Mark& mark) {
  const image::Colour colour = image::mark_colour(mark.class_index);
  const image::Rectangle& area = mark.area;
  if (mark.shape == image::Mark::Shape::Point) {
    const double x = std::floor(area.x), y = std::floor(area.y);
    image::fill_rectangle(picture, {x - 1, y, 3, 1}, colour);
    image::fill_rectangle(picture, {x, y - 1, 1, 3}, colour);
    return;
  }
  const double left = std::clamp(std::round(area.x), 0.0, picture.size.width - 1.0);
  const double top = std::clamp(std::round(area.y), 0.0, picture.size.height - 1.0);
  const double right = std::clamp(std::round(area.x + area.width), left + 1, picture.size.width * 1.0);
  const double bottom = std::clamp(std::round(area.y + area.height), top + 1, picture.size.height * 1.0);
  image::outline_rectangle(picture, {left + 0.5, top + 0.5, right - left - 1, bottom - top - 1}, 1, colour);
}

void write_labels(CellGrid& grid, const std::vector<image::Mark>& marks, image::Size drawn, std::int32_t left,
                  std::int32_t top) {
  constexpr double kRow_px = 2;
  std::vector<image::LabelToPlace> labels;
  for (const image::Mark& mark : marks)
    labels.push_back({mark.area, static_cast<double>(columns_of(mark.text)), kRow_px});
  const auto places = image::places_of_labels(labels, drawn.width, drawn.height);
  for (std::size_t i = 0; i < marks.size(); ++i) {
    const image::Colour paper = image::mark_colour(marks[i].class_index);
    grid.write(left + static_cast<std::int32_t>(places[i].x),
               top + static_cast<std::int32_t>(places[i].y / kRow_px), marks[i].text,
               cell_colour(image::text_colour_on(paper)), cell_colour(paper));
  }
}

void draw_picture(CellGrid& grid, const verbs::LiveResult& result, std::int32_t rows) {
  const image::Size size = fitted(result.picture.size, grid.columns(), rows);
  image::Image picture = image::resized(result.picture, size, image::Filter::Area);
  const auto marks = scaled(result.marks, result.picture.size, size);
  for (const image::Mark& mark : marks) draw_shape(picture, mark);
  const std::int32_t left = (grid.columns() - size.width) / 2, top = (rows - (size.height + 1) / 2) / 2;
  grid.draw(picture, left, top);
  write_labels(grid, marks, size, left, top);
}

// The values that change come first, because a narrow window cuts the end.
std::string state_line(const LiveState& state) {
  std::string line;
  if (state.frames_per_second) line += fmt::format("{:.1f} frames/s  ", *state.frames_per_second);
  if (state.result.model_ms > 0) line += fmt::format("{:.0f} ms  ", state.result.model_ms);
  if (state.threshold) line += fmt::format("threshold {:.0f} %  ", 100 * *state.threshold);
  return line + "keys: + - q  " + state.title;
}

}  // namespace

CellGrid drawn_result(const LiveState& state, Terminal::Size size) {
  CellGrid grid(size.columns, size.rows);
  const std::int32_t rows = size.rows - kLines;
  if (rows > 0 && !state.result.picture.pixels.empty()) draw_picture(grid, state.result, rows);
  if (rows > 0 && state.result.picture.pixels.empty())
    grid.write(0, 0,
               state.result.text.empty() ? "Waiting for the first result …" : "The board sent no picture.");
  grid.write(0, std::max(rows, 0), state.sentence.empty() ? state.result.text : state.sentence);
  grid.write(0, rows + 1, state_line(state));
  return grid;
}

TerminalView::TerminalView()
    : has_true_colours_(cli::has_true_colours(std::getenv("COLORTERM"), std::getenv("TERM"))) {}

void TerminalView::begin(const std::string& title, std::optional<double> threshold) {
  terminal_.emplace();
  state_.title = title;
  state_.threshold = threshold;
  draw();
}

void TerminalView::show(verbs::LiveResult result) {
  arrivals_.push_back(std::chrono::steady_clock::now());
  if (arrivals_.size() > kCountedResults) arrivals_.pop_front();
  if (const std::chrono::duration<double> passed = arrivals_.back() - arrivals_.front(); passed.count() > 0)
    state_.frames_per_second = static_cast<double>(arrivals_.size() - 1) / passed.count();
  state_.result = std::move(result);
  draw();
}

void TerminalView::say(const std::string& sentence) {
  state_.sentence = sentence;
  draw();
}

std::optional<double> TerminalView::wished_threshold() {
  const std::string keys = terminal_->take_keys();
  int steps = 0;
  for (const char key : keys) {
    steps += key == '+' || key == '=' ? 1 : key == '-' || key == '_' ? -1 : 0;
    is_left_ = is_left_ || key == 'q' || key == 'Q';
  }
  if (const auto size = terminal_->size(); size.columns != shown_.columns() || size.rows != shown_.rows())
    draw();
  if (steps == 0 || is_left_) return std::nullopt;
  const double now = std::round(state_.threshold.value_or(kUsualThreshold) / kThresholdStep);
  return std::clamp((now + steps) * kThresholdStep, kThresholdStep, 1 - kThresholdStep);
}

void TerminalView::threshold_is(double fraction) {
  state_.threshold = fraction;
  state_.sentence.clear();
  draw();
}

void TerminalView::draw() {
  if (!terminal_) return;
  CellGrid grid = drawn_result(state_, terminal_->size());
  // The terminal shows the change at once, if it knows that it may (mode 2026).
  const std::string bytes = grid.bytes_after(shown_, has_true_colours_);
  if (!bytes.empty()) terminal_->write("\033[?2026h" + bytes + "\033[?2026l");
  shown_ = std::move(grid);
}

}  // namespace tinsmith::cli
