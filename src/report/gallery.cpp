#include "report/gallery.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "eval/box_matching.h"
#include "image/encode.h"
#include "report/numbers.h"

namespace tinsmith::report {
namespace {

constexpr std::size_t kMaxBoxLabelLength = 20;
constexpr double kLetterStrokes = 6;  // letter size of box labels, in line widths
constexpr int kQuality = 82;          // JPEG quality; a thumbnail of 192 pixels has about 8 KB

Html mark(std::string_view style, const scene::Point& place, double radius, double stroke) {
  return element("circle",
                 {{"class", std::string(style)},
                  {"cx", fmt::format("{:.1f}", place.x)},
                  {"cy", fmt::format("{:.1f}", place.y)},
                  {"r", fmt::format("{:.2f}", radius)},
                  {"stroke-width", fmt::format("{:.2f}", stroke)}},
                 {});
}

// Returns rings and dots as an overlay, in pixels of the picture.
Html marks_over(const image::Size& size, const eval::PictureCentroids& centroids) {
  const double unit = std::min(size.width, size.height) / 100.0;
  const auto place = [&](const eval::Centroid& centroid) {
    return scene::Point{centroid.at.x * size.width, centroid.at.y * size.height};
  };
  Html marks;
  for (const eval::Centroid& truth : centroids.truths) {
    marks += mark("truth-edge", place(truth), 5 * unit, 2.6 * unit);
    marks += mark("truth", place(truth), 5 * unit, 1.3 * unit);
  }
  for (const eval::Centroid& find : centroids.finds)
    marks += mark("find", place(find), 2.6 * unit, 0.7 * unit);
  return element("svg",
                 {{"viewBox", fmt::format("0 0 {} {}", size.width, size.height)}, {"aria-hidden", "true"}},
                 marks);
}

// The label of a box: shown as a tooltip, and also drawn on the box when `is_written`.
struct Label {
  std::string text;
  bool is_written = false;
};

Html rectangle(std::string_view style, const scene::Box& box, double stroke, const Label& label) {
  Html marks = element("rect",
                       {{"class", std::string(style)},
                        {"x", fmt::format("{:.1f}", box.x)},
                        {"y", fmt::format("{:.1f}", box.y)},
                        {"width", fmt::format("{:.1f}", box.width)},
                        {"height", fmt::format("{:.1f}", box.height)},
                        {"stroke-width", fmt::format("{:.2f}", stroke)}},
                       element("title", {}, label.text));
  if (!label.is_written) return marks;
  const double letters = stroke * kLetterStrokes;
  marks += element("text",
                   {{"class", "box-label"},
                    {"x", fmt::format("{:.1f}", box.x + 1.5 * stroke)},
                    {"y", fmt::format("{:.1f}", box.y + letters)},
                    {"font-size", fmt::format("{:.1f}", letters)}},
                   shortened(label.text, kMaxBoxLabelLength));
  return marks;
}

Html over(const image::Size& size, const Html& marks) {
  return element("svg",
                 {{"viewBox", fmt::format("0 0 {} {}", size.width, size.height)}, {"aria-hidden", "true"}},
                 marks);
}

// Draws the ground truth: found and missed objects.
Html truths_over(const RunReport& run, const image::Size& size, const eval::PictureBoxes& boxes) {
  const double stroke = std::min(size.width, size.height) / 120.0;
  std::vector<bool> is_found(boxes.truths.size());
  for (const std::int32_t truth : eval::taken_truths(boxes))
    if (truth != eval::kNoTruth) is_found[static_cast<std::size_t>(truth)] = true;
  Html marks;
  for (std::size_t i = 0; i < boxes.truths.size(); ++i)
    marks += rectangle(is_found[i] ? "box-right" : "box-missed", boxes.truths[i].box, stroke,
                       {run.classes.at(static_cast<std::size_t>(boxes.truths[i].class_index)), !is_found[i]});
  return over(size, marks);
}

// Draws the predictions: correct and false detections.
Html detections_over(const RunReport& run, const image::Size& size, const eval::PictureBoxes& boxes) {
  const double stroke = std::min(size.width, size.height) / 120.0;
  const auto taken = eval::taken_truths(boxes);
  Html marks;
  for (std::size_t i = 0; i < taken.size(); ++i) {
    const scene::Detection& detection = boxes.detections[i];
    const bool is_wrong = taken[i] == eval::kNoTruth;
    marks +=
        rectangle(is_wrong ? "box-wrong" : "box-right", detection.box, stroke,
                  {fmt::format("{} {:.0f} %", run.classes.at(static_cast<std::size_t>(detection.class_index)),
                               100 * detection.score),
                   is_wrong});
  }
  return over(size, marks);
}

Html frame(const Mistake& mistake, const Html& marks) {
  const auto jpeg = image::encode_jpeg(mistake.picture, kQuality);
  if (!jpeg) return element("div", {{"class", "frame"}}, element("p", {{"class", "note"}}, "no picture"));
  return element("div", {{"class", "frame"}},
                 empty_element("img", {{"src", data_uri("image/jpeg", as_text(*jpeg))},
                                       {"alt", ""},
                                       {"width", fmt::format("{}", mistake.picture.size.width)},
                                       {"height", fmt::format("{}", mistake.picture.size.height)}}) +
                     marks);
}

Html frames(const RunReport& run, const Mistake& mistake) {
  switch (run.task) {
    case scene::Task::Classification:
      return frame(mistake, {});
    case scene::Task::Centroids:
      return frame(mistake, marks_over(mistake.picture.size, mistake.centroids));
    case scene::Task::Boxes:
      return element("div", {{"class", "pair"}},
                     frame(mistake, truths_over(run, mistake.picture.size, mistake.boxes)) +
                         frame(mistake, detections_over(run, mistake.picture.size, mistake.boxes)));
  }
  CHECK(false, "task {}", static_cast<int>(run.task));
}

Html caption(const RunReport& run, const Mistake& mistake) {
  if (run.task != scene::Task::Classification)
    return Html(fmt::format("{} found, {} missed, {} false", mistake.counts.hits, mistake.counts.misses,
                            mistake.counts.false_alarms));
  const auto class_name = [&](scene::ClassIndex index) {
    return element("b", name(run.classes.at(static_cast<std::size_t>(index))));
  };
  return "is " + class_name(mistake.truth) + ", predicted as " + class_name(mistake.answer) + " with " +
         percent(mistake.confidence);
}

}  // namespace

Html gallery(const RunReport& run) {
  Html cards;
  for (const Mistake& mistake : run.mistakes)
    cards += element(
        "figure", {{"class", "card"}},
        frames(run, mistake) +
            element("figcaption", caption(run, mistake) + element("bdi", {{"class", "path"}}, mistake.path)));
  return element("div", {{"class", run.task == scene::Task::Boxes ? "gallery pairs" : "gallery"}}, cards);
}

}  // namespace tinsmith::report
