#include "report/run_for_test.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "base/files.h"
#include "base/random.h"
#include "base/shared_data_for_test.h"
#include "image/decode.h"
#include "image/preparation.h"

namespace tinsmith::report {
namespace {

constexpr image::Preparation kThumbnail{.size = {160, 160}};

// Returns the first `count` pictures of a folder of the shared data, sorted by name.
std::vector<image::Image> shared_pictures(const std::string& folder, std::size_t count) {
  std::vector<image::Image> pictures;
  const auto place = shared_data(folder);
  if (!place) return pictures;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(*place)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (std::size_t i = 0; i < files.size() && pictures.size() < count; ++i) {
    const auto bytes = read_file(files[i]);
    if (!bytes) continue;
    if (const auto picture = image::decode(*bytes)) pictures.push_back(image::prepared(*picture, kThumbnail));
  }
  return pictures;
}

image::Image drawn_picture(std::int32_t index) {
  image::Image picture(kThumbnail.size, 3);
  for (std::int32_t y = 0; y < picture.size.height; ++y)
    for (std::int32_t x = 0; x < picture.size.width; ++x) {
      std::uint8_t* pixel = picture.row(y) + x * 3;
      const bool inside = std::hypot(x - 80, y - 80) < 30 + index * 5;
      pixel[0] = static_cast<std::uint8_t>(inside ? 210 : 60 + x / 4);
      pixel[1] = static_cast<std::uint8_t>(inside ? 150 : 90 + y / 4);
      pixel[2] = static_cast<std::uint8_t>(inside ? 90 : 110);
    }
  return picture;
}

image::Image picture_at(const std::vector<image::Image>& pictures, std::size_t index) {
  return index < pictures.size() ? pictures[index] : drawn_picture(static_cast<std::int32_t>(index));
}

// Simulates predictions that are right with probability `skill`; wrong ones are a nearby class.
eval::ClassAnswers simulated(std::int32_t classes, std::int32_t pictures, double skill, std::uint64_t seed) {
  eval::ClassAnswers answers;
  answers.classes = classes;
  for (std::int32_t i = 0; i < pictures; ++i) {
    Rng random{seed, static_cast<std::uint64_t>(i)};
    const std::int32_t truth = i % classes;
    const bool right = random.chance(skill);
    const std::int32_t answer =
        right ? truth : (truth + 1 + static_cast<std::int32_t>(random.below(2))) % classes;
    const auto sure = static_cast<float>(right ? random.uniform(0.7, 0.99) : random.uniform(0.45, 0.9));
    answers.truths.push_back(truth);
    for (std::int32_t c = 0; c < classes; ++c)
      answers.probabilities.push_back(c == answer ? sure : (1 - sure) / static_cast<float>(classes - 1));
  }
  return answers;
}

// Simulates the int8 model: the float model's predictions, a few of them changed to the next class.
eval::ClassAnswers rounded(eval::ClassAnswers answers, std::int32_t every) {
  const auto classes = static_cast<std::size_t>(answers.classes);
  for (std::size_t picture = 7; picture < answers.truths.size(); picture += static_cast<std::size_t>(every)) {
    const auto row = answers.probabilities.begin() + static_cast<std::ptrdiff_t>(picture * classes);
    std::rotate(row, row + 1, row + static_cast<std::ptrdiff_t>(classes));
  }
  return answers;
}

std::vector<Epoch> learned_epochs(std::int32_t count, double metric) {
  std::vector<Epoch> epochs;
  for (std::int32_t i = 1; i <= count; ++i) {
    Rng random{17, static_cast<std::uint64_t>(i)};
    const double part = static_cast<double>(i) / count, left = std::exp(-6 * part);
    epochs.push_back({i, 0.002 * 0.5 * (1 + std::cos(part * 3.14159)),
                      0.35 + 1.9 * left + random.uniform(0, 0.03),
                      0.42 + 1.9 * left + random.uniform(0, 0.06),
                      metric * (1 - 0.85 * left) - random.uniform(0, 0.012), 2.9});
  }
  return epochs;
}

void add_quantization(RunReport& run) {
  const char* layers[] = {"probabilities", "block_13_depthwise", "block_3_depthwise", "block_1_depthwise",
                          "head/conv",     "block_6_expand",     "stem/conv",         "block_12_add"};
  double signal_to_noise_db = 22.4;
  for (const char* layer : layers) {
    run.layers.push_back({layer, std::string(layer).ends_with("depthwise") ? "depthwise_conv2d" : "conv2d",
                          signal_to_noise_db, 6.0 / 255});
    signal_to_noise_db += 2.3;
  }
  run.ranges = {
      {"min-max", 0.0213, false}, {"percentile 99.99", 0.0127, true}, {"least squared error", 0.0131, false}};
}

eval::PictureCentroids simulated_centroids(std::uint64_t seed, double skill) {
  Rng random{seed};
  eval::PictureCentroids picture;
  const auto objects = static_cast<int>(4 + random.below(9));
  for (int i = 0; i < objects; ++i) {
    const auto kind = static_cast<scene::ClassIndex>(random.chance(0.8) ? 0 : 1 + random.below(2));
    const scene::Point at{random.uniform(0.06, 0.94), random.uniform(0.06, 0.94)};
    picture.truths.push_back({kind, at});
    const scene::Point near{at.x + random.uniform(-0.05, 0.05), at.y + random.uniform(-0.05, 0.05)};
    if (random.chance(skill)) picture.finds.push_back({random.chance(0.96) ? kind : (kind + 1) % 3, near});
  }
  if (random.chance(0.3)) picture.finds.push_back({0, {random.uniform(), random.uniform()}});
  return picture;
}

// Simulates a score for each prediction and returns the results at each threshold.
std::vector<eval::OperatingPoint> points_of_finds(const std::vector<eval::PictureCentroids>& pictures,
                                                  eval::GridSize grid) {
  std::vector<eval::OperatingPoint> points;
  for (const double threshold : eval::choosable_thresholds()) {
    std::vector<eval::PictureCentroids> kept = pictures;
    for (std::size_t i = 0; i < kept.size(); ++i) {
      Rng random{23, static_cast<std::uint64_t>(i)};
      std::erase_if(kept[i].finds, [&](const eval::Centroid&) { return random.uniform(0.5, 1) < threshold; });
    }
    points.push_back(eval::operating_point_at(kept, 3, grid, threshold));
  }
  return points;
}

constexpr image::Size kPhoto{640, 480};
constexpr double kInput_px = 192;  // stretched to a square

// Red cells, white cells, platelets: their size on the photo, and their detection probability.
struct CellKind {
  double side_px, skill;
};
constexpr CellKind kCells[] = {{100, 0.95}, {190, 0.97}, {38, 0.6}};

scene::Box moved(const scene::Box& box, double reach, Rng& random) {
  return {
      box.x + box.width * random.uniform(-reach, reach), box.y + box.height * random.uniform(-reach, reach),
      box.width * random.uniform(1 - reach, 1 + reach), box.height * random.uniform(1 - reach, 1 + reach)};
}

// Adds detections with all kinds of errors; the higher the score, the rarer the errors.
void add_detections(const scene::LabelledBox& truth, double skill, Rng& random,
                    std::vector<scene::Detection>& detections) {
  if (!random.chance(skill)) return;
  const bool is_loose = random.chance(0.05), is_mixed_up = random.chance(0.03);
  const auto kind = is_mixed_up ? (truth.class_index + 1) % 3 : truth.class_index;
  detections.push_back({kind, random.uniform(is_loose || is_mixed_up ? 0.2 : 0.35, is_loose ? 0.6 : 0.97),
                        moved(truth.box, is_loose ? 0.4 : 0.07, random)});
  if (random.chance(0.06))
    detections.push_back({kind, random.uniform(0.05, 0.5), moved(truth.box, 0.1, random)});
}

eval::PictureBoxes simulated_boxes(std::uint64_t seed, double skill) {
  Rng random{seed};
  eval::PictureBoxes picture;
  picture.input_area_scale = kInput_px * kInput_px / (kPhoto.width * kPhoto.height);
  const auto cell = [&](scene::ClassIndex kind) {
    const double side = kCells[kind].side_px * random.uniform(0.8, 1.2);
    return scene::Box{random.uniform(0, kPhoto.width - side), random.uniform(0, kPhoto.height - side), side,
                      side * random.uniform(0.9, 1.1)};
  };
  for (auto objects = 6 + random.below(8); objects > 0; --objects) {
    const auto kind = static_cast<scene::ClassIndex>(random.chance(0.8) ? 0 : 1 + random.below(2));
    picture.truths.push_back({kind, cell(kind)});
    add_detections(picture.truths.back(), skill * kCells[kind].skill, random, picture.detections);
  }
  for (auto strays = random.below(4); strays > 0; --strays)
    picture.detections.push_back({0, random.uniform(0.02, 0.55), cell(0)});
  return picture;
}

// Returns the worst mistakes first, with boxes in pixels of the thumbnail.
std::vector<Mistake> box_mistakes(const std::vector<eval::PictureBoxes>& pictures, double threshold,
                                  std::size_t most) {
  const auto thumbnails = shared_pictures("data/bccd_voc/BCCD/JPEGImages", most);
  std::vector<Mistake> mistakes;
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    Mistake mistake;
    mistake.path = fmt::format("BCCD/JPEGImages/BloodImage_{:05}.jpg", i);
    mistake.boxes = eval::above_threshold(pictures[i], threshold);
    mistake.counts = eval::count_matches(mistake.boxes);
    const auto scale = [](scene::Box& box) {
      const double x = double{kThumbnail.size.width} / kPhoto.width,
                   y = double{kThumbnail.size.height} / kPhoto.height;
      box = {box.x * x, box.y * y, box.width * x, box.height * y};
    };
    for (scene::LabelledBox& truth : mistake.boxes.truths) scale(truth.box);
    for (scene::Detection& detection : mistake.boxes.detections) scale(detection.box);
    mistakes.push_back(std::move(mistake));
  }
  std::stable_sort(mistakes.begin(), mistakes.end(), [](const Mistake& a, const Mistake& b) {
    return a.counts.misses + a.counts.false_alarms > b.counts.misses + b.counts.false_alarms;
  });
  mistakes.resize(std::min(mistakes.size(), most));
  for (std::size_t i = 0; i < mistakes.size(); ++i) mistakes[i].picture = picture_at(thumbnails, i);
  return mistakes;
}

}  // namespace

RunReport classifier_run_of(std::int32_t classes, std::int32_t pictures, double skill) {
  RunReport run;
  run.task = scene::Task::Classification;
  run.model = "mobilenetv2-0.35";
  run.data = "sign_digits";
  run.input = "96×96 RGB";
  for (std::int32_t i = 0; i < classes; ++i)
    run.classes.push_back(classes <= 10 ? fmt::format("{}", i) : fmt::format("component {}", i + 1));
  run.seed = 1;
  run.split = {pictures * 5,
               pictures,
               pictures,
               "Drawn with seed 1, class by class; exact and near duplicates stay on one side.",
               41,
               0,
               std::vector<std::int64_t>(static_cast<std::size_t>(classes), pictures * 5 / classes)};
  const auto floating = simulated(classes, pictures, skill, 3);
  const auto int8 = rounded(floating, 160);
  run.float_score = eval::score(floating);
  run.int8_score = eval::score(int8);
  run.int8_minus_float = eval::compare(floating, int8);
  run.footprint = {616'232, 1'691'044, 184'320, 9'873'408, 410'218};
  run.epochs = learned_epochs(92, eval::score(floating)->accuracy.value);
  run.best_epoch = 84;
  run.stopped_because = "the time limit was reached";
  run.train_seconds = 291.4;
  run.images_per_second = 512.3;
  run.settings = {{"epochs", "100"}, {"batch", "32"}, {"learning_rate", "0.002"}, {"augment", "true"}};
  add_quantization(run);
  for (const std::int32_t picture : eval::worst_pictures(int8, 12)) {
    const auto row = int8.row(picture);
    Mistake mistake;
    mistake.path =
        fmt::format("{}/IMG_{}.JPG", int8.truths[static_cast<std::size_t>(picture)], 4000 + picture);
    mistake.truth = int8.truths[static_cast<std::size_t>(picture)];
    mistake.answer = eval::best_class(row);
    mistake.confidence = double{row[static_cast<std::size_t>(mistake.answer)]};
    mistake.picture = drawn_picture(picture % 10);
    run.mistakes.push_back(std::move(mistake));
  }
  return run;
}

RunReport classifier_run() {
  RunReport run = classifier_run_of(10, 310, 0.965);
  for (Mistake& mistake : run.mistakes) {
    const auto index = static_cast<std::size_t>(&mistake - run.mistakes.data());
    const auto pictures = shared_pictures(fmt::format("data/sign_digits/{}", mistake.truth), index + 1);
    mistake.picture = picture_at(pictures, index);
  }
  run.problems = {{"7/IMG_5108.JPG", "the JPEG ends in the middle of its pixels; the file was left out"}};
  return run;
}

RunReport centroid_run() {
  constexpr std::int32_t kPictures = 72;
  constexpr eval::GridSize kGrid{12, 12};
  RunReport run;
  run.task = scene::Task::Centroids;
  run.model = "fomo-0.35";
  run.data = "bccd_voc";
  run.input = "96×96 RGB";
  run.classes = {"RBC", "WBC", "Platelets"};
  run.seed = 1;
  run.split = {219, 73, kPictures, "As the data set gives it.", 0, 0, {2237, 227, 187}};
  std::vector<eval::PictureCentroids> floating, int8;
  for (std::uint64_t i = 0; i < kPictures; ++i) {
    floating.push_back(simulated_centroids(i, 0.86));
    int8.push_back(simulated_centroids(i, 0.86));
    if (i % 9 == 4 && !int8.back().finds.empty()) int8.back().finds.pop_back();
  }
  run.float_score = eval::score(floating, 3, kGrid);
  run.int8_score = eval::score(int8, 3, kGrid);
  std::get<eval::CentroidScore>(*run.float_score).points = points_of_finds(floating, kGrid);
  std::get<eval::CentroidScore>(*run.int8_score).points = points_of_finds(int8, kGrid);
  run.int8_minus_float = eval::compare(floating, int8, kGrid);
  run.footprint = {57'104, 91'220, 140'288, 5'868'288, 18'138};
  run.epochs = learned_epochs(60, 0.88);
  run.best_epoch = 51;
  run.stopped_because = "60 epochs are done";
  run.train_seconds = 74.2;
  run.images_per_second = 1410;
  run.settings = {{"epochs", "60"}, {"object_weight", "100"}};
  add_quantization(run);
  const auto pictures = shared_pictures("data/bccd_voc/BCCD/JPEGImages", 8);
  for (const std::int32_t index : eval::worst_pictures(int8, kGrid, 8)) {
    const eval::PictureCentroids& seen = int8[static_cast<std::size_t>(index)];
    Mistake mistake;
    mistake.path = fmt::format("BCCD/JPEGImages/BloodImage_{:05}.jpg", index);
    mistake.centroids = seen;
    mistake.counts = eval::match_strict(seen, kGrid);
    mistake.picture = picture_at(pictures, run.mistakes.size());
    run.mistakes.push_back(std::move(mistake));
  }
  return run;
}

RunReport detection_run(double skill) {
  constexpr std::uint64_t kPictures = 72;
  constexpr eval::Bootstrap kBootstrap{.seed = 1, .resamples = 200};
  constexpr std::size_t kMistakes = 6;
  RunReport run;
  run.task = scene::Task::Boxes;
  run.model = "tinsmith-det";
  run.data = "bccd_voc";
  run.input = "192×192 RGB";
  run.classes = {"RBC", "WBC", "Platelets"};
  run.seed = 1;
  run.split = {219, 73, kPictures, "As the data set gives it.", 0, 0, {2237, 227, 187}};
  std::vector<eval::PictureBoxes> floating, int8;
  for (std::uint64_t i = 0; i < kPictures; ++i) {
    floating.push_back(simulated_boxes(i, skill));
    int8.push_back(floating.back());
    if (i % 9 == 4) int8.back().detections.pop_back();
  }
  run.float_score = eval::score_detections(floating, 3, kBootstrap);
  run.int8_score = eval::score_detections(int8, 3, kBootstrap);
  run.int8_minus_float = eval::compare_detections(floating, int8, 3, kBootstrap);
  run.footprint = {486'312, 1'702'220, 402'432, 61'120'512, 431'870};
  run.epochs = learned_epochs(60, 0.58);
  run.best_epoch = 51;
  run.stopped_because = "60 epochs are done";
  run.train_seconds = 812.6;
  run.images_per_second = 17;
  run.settings = {{"epochs", "60"}, {"mosaic", "0.5"}};
  add_quantization(run);
  run.mistakes = box_mistakes(int8, std::get<eval::DetectionScore>(*run.int8_score).threshold, kMistakes);
  return run;
}

}  // namespace tinsmith::report
