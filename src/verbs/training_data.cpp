#include "verbs/training_data.h"

#include <algorithm>
#include <cstdlib>

#include "base/counted.h"
#include "base/files.h"
#include "base/json.h"
#include "dataset/read.h"
#include "dataset/reading_text.h"

namespace tinsmith::verbs {
namespace {

constexpr std::size_t kMaxProblemsListed = 8;

Result<double> fraction_of(const std::string& text, const char* option, double otherwise) {
  if (text.empty()) return otherwise;
  char* end = nullptr;
  const double fraction = std::strtod(text.c_str(), &end);
  if (*end != 0 || !(fraction >= 0 && fraction < 1))
    return fail(Fault::Usage, "{} is '{}'; a fraction of the pictures such as 0.15 is expected", option,
                text);
  return fraction;
}

Result<Done> check_task(const dataset::Dataset& dataset, const zoo::Network& network) {
  const bool wants_boxes = dataset::labels_for(network.task) == dataset::LabelKind::Boxes;
  const bool has_boxes = dataset.label_kind == dataset::LabelKind::Boxes;
  if (wants_boxes && !has_boxes)
    return fail(Fault::InvalidInput,
                "{} locates objects and needs boxes as labels, but the pictures are labelled with classes; "
                "use --model {}",
                network.name, default_network_for(dataset.label_kind).name);
  if (!wants_boxes && has_boxes)
    return fail(Fault::InvalidInput,
                "{} is a classifier, but the pictures are labelled with boxes; use --model {}", network.name,
                default_network_for(dataset.label_kind).name);
  if (!wants_boxes && dataset.classes.size() < 2)
    return fail(Fault::InvalidInput, "'{}' is the only class; a classifier needs at least 2 classes",
                dataset.classes.empty() ? "" : dataset.classes[0]);
  return Done{};
}

Result<dataset::DatasetSplit> split_of(const dataset::Dataset& dataset, const TrainConfig& config,
                                       const std::filesystem::path& split_file, ThreadPool& pool) {
  std::error_code ignored;
  if (std::filesystem::exists(split_file, ignored)) {
    TRY(const auto text, read_text_file(split_file));
    TRY(auto split, dataset::split_from_json(text, dataset).during("reading " + split_file.string()));
    for (auto* side : {&split.train, &split.validation, &split.test})
      std::erase_if(*side, [&](std::size_t i) { return !dataset::is_usable(dataset.pictures[i]); });
    return split;
  }
  dataset::SplitOptions options;
  TRY(options.validation_fraction, fraction_of(config.validation, "--val", options.validation_fraction));
  TRY(options.test_fraction, fraction_of(config.test, "--test", options.test_fraction));
  options.seed = config.seed;
  options.ignore_given = !config.validation.empty() && !config.test.empty();
  SilentProgress progress;
  TRY(const auto fingerprints, dataset::fingerprint(dataset, pool, progress));
  return dataset::split_dataset(dataset, fingerprints, options, pool);
}

// Records the data set. If the run already exists, applies its class order and adds a remark for each change.
Result<Done> meet_earlier_data(TrainingData& training_data, const RunFolder& folder) {
  training_data.record = record_of(training_data.dataset);
  std::error_code ignored;
  if (!std::filesystem::exists(folder.data_record(), ignored)) return Done{};
  const auto during = "reading " + folder.data_record().string();
  TRY(const auto text, read_text_file(folder.data_record()).during(during));
  TRY(training_data.record, data_record_from_text(text).during(during));
  TRY_DONE(use_classes_of(training_data.record, folder.root.string(), training_data.dataset));
  training_data.remarks = changes_since(training_data.record, folder.root.string(), training_data.dataset);
  return Done{};
}

// Leaves out boxes that are too small and pictures with too many boxes, according to the settings.
void leave_out_boxes(TrainingData& training_data, TrainConfig config) {
  if (training_data.network->task == scene::Task::Classification) return;
  resolve(config, *training_data.network);
  std::size_t boxes = 0, pictures = 0;
  for (dataset::Picture& picture : training_data.dataset.pictures) {
    const double scale_x = double{1} * config.size / picture.size.width;
    const double scale_y = double{1} * config.size / picture.size.height;
    boxes += std::erase_if(picture.boxes, [&](const scene::LabelledBox& one) {
      return std::min(one.box.width * scale_x, one.box.height * scale_y) < config.minimum_box_side;
    });
    if (config.maximum_boxes == 0 || std::ssize(picture.boxes) <= config.maximum_boxes) continue;
    picture.is_annotated = false;
    ++pictures;
  }
  if (boxes > 0)
    training_data.remarks.push_back(fmt::format(
        "{} left out: a side is shorter than {} pixels in the input of the network.",
        counted(static_cast<std::int64_t>(boxes), "box was", "boxes were"), config.minimum_box_side));
  if (pictures > 0)
    training_data.remarks.push_back(
        fmt::format("{} left out: more than {} in one picture.",
                    counted(static_cast<std::int64_t>(pictures), "picture was", "pictures were"),
                    counted(config.maximum_boxes, "box", "boxes")));
}

void remark_on(TrainingData& training_data) {
  const dataset::Dataset& data = training_data.dataset;
  training_data.remarks.push_back(dataset::summary_of(data));
  training_data.remarks.push_back(fmt::format(
      "{} pictures for training, {} for validation, {} for testing.", training_data.split.train.size(),
      training_data.split.validation.size(), training_data.split.test.size()));
  const std::string leak = dataset::text_of(training_data.split.leak);
  if (!leak.empty()) training_data.remarks.push_back(leak);
  for (const dataset::AbsentClasses& absent : dataset::absent_classes(training_data.split, data))
    training_data.remarks.push_back(dataset::text_of(absent));
  const auto problems = dataset::reading_sentences(data.problems);
  training_data.remarks.insert(
      training_data.remarks.end(), problems.begin(),
      problems.begin() + static_cast<std::ptrdiff_t>(std::min(kMaxProblemsListed, problems.size())));
  if (problems.size() > kMaxProblemsListed)
    training_data.remarks.push_back(fmt::format("… and {} more; `tinsmith data check` lists them.",
                                                problems.size() - kMaxProblemsListed));
}

}  // namespace

const zoo::Network& default_network_for(dataset::LabelKind labels) {
  return zoo::default_network(labels == dataset::LabelKind::Boxes ? scene::Task::Boxes
                                                                  : scene::Task::Classification);
}

Result<TrainingData> prepare_training_data(const TrainConfig& config, const RunFolder& folder,
                                           ThreadPool& pool) {
  TrainingData training_data;
  if (!config.model.empty()) {
    TRY(training_data.network, zoo::find_network(config.model));
  }
  dataset::ReadOptions options;
  options.format = config.format;
  TRY(options.boxes_drawn_on, dataset::boxes_drawn_on_named(config.boxes_drawn_on));
  options.threads = &pool;
  TRY(training_data.dataset, dataset::read_dataset(config.data, options));
  if (!config.single_class.empty()) merge_classes(training_data.dataset, config.single_class);
  if (training_data.network == nullptr)
    training_data.network = &default_network_for(training_data.dataset.label_kind);
  TRY_DONE(meet_earlier_data(training_data, folder));
  TRY_DONE(check_task(training_data.dataset, *training_data.network).during("checking " + config.data));
  leave_out_boxes(training_data, config);
  TRY(training_data.split, split_of(training_data.dataset, config, folder.split(), pool));
  remark_on(training_data);
  return training_data;
}

train::FitData data_to_fit(const TrainConfig& config, const TrainingData& training_data,
                           const image::Preparation& preparation, bool is_quantization_aware) {
  train::FitData data{
      training_data.dataset, training_data.split.train, training_data.split.validation, preparation, {}};
  data.augmentation = config.augmentation;
  data.augmentation.enable = config.augment;
  if (config.flip_horizontal >= 0) data.augmentation.flip_horizontal = config.flip_horizontal;
  // A single class cannot turn into another one.
  data.measures_mirroring = config.flip_horizontal < 0 && data.augmentation.enable &&
                            data.augmentation.flip_horizontal > 0 && !is_quantization_aware &&
                            training_data.dataset.classes.size() > 1;
  if (config.flip_vertical > 0) data.augmentation.flip_vertical = config.flip_vertical;
  if (config.multi_scale > 0) {
    data.augmentation.smallest_scale = 1 - config.multi_scale;
    data.augmentation.largest_scale = 1 + config.multi_scale;
  }
  if (training_data.network->task != scene::Task::Boxes) return data;
  // Rotation is off, because the upright box around a rotated box is larger than the
  // object, which harms box training.
  data.augmentation.rotate_degrees = 0;
  if (!is_quantization_aware) {
    data.mixing = {config.mosaic, config.copy_paste};
    // The fraction is relative to the float phase, which is shorter by the
    // quantization-aware phase at the end.
    data.mixing_until = std::min(1.0, config.mosaic_until / (1 - config.quantization_aware));
  }
  return data;
}

report::Split split_report(const TrainingData& training_data) {
  const dataset::DatasetSplit& sides = training_data.split;
  report::Split split;
  split.train = static_cast<std::int64_t>(sides.train.size());
  split.validation = static_cast<std::int64_t>(sides.validation.size());
  split.test = static_cast<std::int64_t>(sides.test.size());
  split.how = dataset::origin_of(sides);
  split.is_given = sides.has_given_test;
  const std::string leak = dataset::text_of(sides.leak);
  if (!leak.empty()) split.how += " " + leak;
  for (const dataset::AbsentClasses& absent : dataset::absent_classes(sides, training_data.dataset))
    split.how += " " + dataset::text_of(absent);
  split.leaks_prevented = sides.leak.leaking;
  split.leaks = sides.leak.given_leaking;
  split.train_by_class.assign(training_data.dataset.classes.size(), 0);
  for (const std::size_t index : sides.train) {
    const dataset::Picture& picture = training_data.dataset.pictures[index];
    if (picture.class_index) ++split.train_by_class[static_cast<std::size_t>(*picture.class_index)];
    for (const scene::LabelledBox& box : picture.boxes)
      ++split.train_by_class[static_cast<std::size_t>(box.class_index)];
  }
  return split;
}

void merge_classes(dataset::Dataset& dataset, const std::string& name) {
  if (dataset.label_kind != dataset::LabelKind::Boxes) return;
  for (dataset::Picture& picture : dataset.pictures)
    for (scene::LabelledBox& box : picture.boxes) box.class_index = 0;
  dataset.classes = {name};
}

}  // namespace tinsmith::verbs
