// Implements `compare_boxes` of verbs/score_boxes.h.
#include "eval/paired_boxes.h"
#include "verbs/coco_pair.h"
#include "verbs/run_folder.h"
#include "verbs/score_boxes.h"

namespace tinsmith::verbs {
namespace {

using nlohmann::ordered_json;

// Max number of names in the text; --json lists all of them.
constexpr std::size_t kShownPictures = 10;

bool is_folder(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored);
}

Result<std::filesystem::path> file_of_run(const std::string& folder, const std::filesystem::path& file) {
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored)) return file;
  return fail(Fault::NotFound, "{} has no {}: it is not a finished run of a detector", folder,
              file.filename().string());
}

Result<std::filesystem::path> detections_of(const std::string& file_or_run) {
  if (!is_folder(file_or_run)) return std::filesystem::path(file_or_run);
  return file_of_run(file_or_run, RunFolder{file_or_run}.detections());
}

Result<dataset::CocoTruth> truth_of_run(const std::string& folder) {
  if (!is_folder(folder))
    return fail(Fault::Usage, "{} is not a run folder; give the ground truth of its pictures with --gt",
                folder);
  TRY(const auto file, file_of_run(folder, RunFolder{folder}.ground_truth()));
  return measurable_truth(file);
}

Result<dataset::CocoTruth> truth_of(const CompareRequest& request) {
  if (!request.ground_truth.empty()) return measurable_truth(request.ground_truth);
  TRY(auto truth, truth_of_run(request.first));
  TRY(const auto of_second, truth_of_run(request.second));
  if (truth != of_second)
    return fail(Fault::InvalidInput,
                "{} and {} were measured on different pictures or labels ({} and {} pictures), so their "
                "metrics cannot be compared; train both on the same data set with the same --seed",
                request.first, request.second, truth.pictures.size(), of_second.pictures.size());
  return truth;
}

std::string line_of(const char* name, const eval::PairedFigure& figure) {
  const char* verdict = figure.is_second_better()  ? "B is better"
                        : figure.is_first_better() ? "A is better"
                                                   : "no difference shown";
  return fmt::format("{:<6} A {:.3f}  B {:.3f}  B − A {:+.3f} (95 % interval {:+.3f} … {:+.3f}): {}\n", name,
                     figure.first.value, figure.second.value, figure.difference.value,
                     figure.difference.interval.low, figure.difference.interval.high, verdict);
}

ordered_json pair_of(const eval::Interval& interval) {
  return {interval.low, interval.high};
}

ordered_json json_of(const eval::PairedFigure& figure) {
  return {{"a", figure.first.value},
          {"a_ci", pair_of(figure.first.interval)},
          {"b", figure.second.value},
          {"b_ci", pair_of(figure.second.interval)},
          {"difference", figure.difference.value},
          {"difference_ci", pair_of(figure.difference.interval)},
          {"better", figure.is_second_better()  ? ordered_json("b")
                     : figure.is_first_better() ? ordered_json("a")
                                                : ordered_json()}};
}

std::string list_of(const char* title, const std::vector<eval::PictureMistakes>& list,
                    const dataset::CocoTruth& truth) {
  std::string text = fmt::format("{}: {}\n", title, list.size());
  for (std::size_t i = 0; i < list.size() && i < kShownPictures; ++i)
    text += fmt::format("  {}  mistakes: A {}, B {}\n",
                        truth.pictures[static_cast<std::size_t>(list[i].picture)].name, list[i].first,
                        list[i].second);
  if (list.size() > kShownPictures) text += fmt::format("  … and {} more\n", list.size() - kShownPictures);
  return text;
}

ordered_json json_of(const std::vector<eval::PictureMistakes>& list, const dataset::CocoTruth& truth) {
  auto pictures = ordered_json::array();
  for (const eval::PictureMistakes& mistakes : list) {
    const auto& picture = truth.pictures[static_cast<std::size_t>(mistakes.picture)];
    pictures.push_back({{"id", id_to_json(picture.id)},
                        {"name", picture.name},
                        {"mistakes_a", mistakes.first},
                        {"mistakes_b", mistakes.second}});
  }
  return pictures;
}

}  // namespace

Result<BoxReport> compare_boxes(const CompareRequest& request) {
  TRY(const auto truth, truth_of(request));
  TRY(const auto first_file, detections_of(request.first));
  TRY(const auto second_file, detections_of(request.second));
  std::vector<std::string> notes;
  TRY(const auto first, boxes_of(truth, first_file, notes));
  TRY(const auto second, boxes_of(truth, second_file, notes));
  const auto comparison = eval::compare(first, second, static_cast<std::int32_t>(truth.categories.size()));
  CHECK(comparison.has_value(), "nothing to compare on {} pictures", truth.pictures.size());

  BoxReport report;
  report.text =
      fmt::format("A: {}\nB: {}\n{} pictures, resampled together for both detectors (paired bootstrap)\n\n",
                  request.first, request.second, comparison->pictures) +
      line_of("mAP50", comparison->map50) + line_of("mAP", comparison->map) +
      "\nA mistake is a missed object or a false positive, for each detector at its own best thresholds.\n" +
      list_of("Pictures on which B is better", comparison->won, truth) +
      list_of("Pictures on which B is worse", comparison->lost, truth);
  report.text.pop_back();
  for (const std::string& note : notes) report.text += "\nNote: " + note + ".";
  report.json = {{"images", comparison->pictures},           {"map50", json_of(comparison->map50)},
                 {"map", json_of(comparison->map)},          {"won", json_of(comparison->won, truth)},
                 {"lost", json_of(comparison->lost, truth)}, {"notes", notes}};
  return report;
}

}  // namespace tinsmith::verbs
