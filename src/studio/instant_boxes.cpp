#include "studio/instant_boxes.h"

#include <algorithm>
#include <cmath>

#include "base/files.h"
#include "image/decode.h"
#include "image/resize.h"
#include "studio/project_data.h"

namespace tinsmith::studio {
namespace {

constexpr std::chrono::seconds kMaxModelAge{2};
// Photographs are decoded at a part of their size, as long as both sides stay above this.
constexpr image::Size kMinDecodedForBoxes_px{640, 640};
// A class index that stands for "nothing a person would label"; ids of classes begin at 1.
constexpr std::int64_t kNothing = 0;
// Part of a box's side that is added on each side before its features are computed.
constexpr double kMargin = 0.1;
// Only boxes of the detector with this score are classified; each takes about two milliseconds.
constexpr double kMinObjectness = 0.05;
constexpr std::size_t kMaxClassified = 50;
// A box of the detector shows the same object as a label from this IoU on, and no labelled object up to that one.
constexpr double kSameIou = 0.6, kNothingIou = 0.3;
// The max number of pictures to learn from, and of boxes in one of them, so that a first answer takes a few seconds.
constexpr std::size_t kMaxLearnedPictures = 40;
constexpr std::size_t kMaxLabelsPerPicture = 24, kMaxFoundPerPicture = 24;
// Pictures with rare classes are learned from first, until a class has this number of boxes.
constexpr std::size_t kEnoughBoxes = 20;
// A class is suggested if it has this fraction of the probability.
constexpr double kMinClass_fraction = 0.6;

// A picture at a part of its size.
struct Decoded {
  image::Image pixels;
  double scale_x = 1, scale_y = 1;  // from pixels of the picture to those in memory

  scene::Box inside(const scene::Box& box) const {
    return {box.x * scale_x, box.y * scale_y, box.width * scale_x, box.height * scale_y};
  }
  scene::Box outside(const scene::Box& box) const {
    return {box.x / scale_x, box.y / scale_y, box.width / scale_x, box.height / scale_y};
  }
};

Result<Decoded> decoded_picture(const store::Picture& picture, ByteView bytes) {
  Decoded decoded;
  TRY(decoded.pixels, image::decode(bytes, kMinDecodedForBoxes_px));
  decoded.scale_x = decoded.pixels.size.width / static_cast<double>(picture.width);
  decoded.scale_y = decoded.pixels.size.height / static_cast<double>(picture.height);
  return decoded;
}

// The pixels of a box and a margin around it, at least one.
image::Image cut_out(const image::Image& picture, const scene::Box& box) {
  const auto from = [](double low, int side) {
    return std::clamp(static_cast<std::int32_t>(std::floor(low)), 0, side - 1);
  };
  const auto until = [](double high, int first, int side) {
    return std::clamp(static_cast<std::int32_t>(std::ceil(high)), first + 1, side);
  };
  const double margin_x = box.width * kMargin, margin_y = box.height * kMargin;
  image::Window window;
  window.left = from(box.x - margin_x, picture.size.width);
  window.top = from(box.y - margin_y, picture.size.height);
  window.size = {until(box.right() + margin_x, window.left, picture.size.width) - window.left,
                 until(box.bottom() + margin_y, window.top, picture.size.height) - window.top};
  return image::resized(picture, window, window.size, image::Filter::Nearest);
}

scene::Box scene_box(const store::Box& box) {
  return {box.x, box.y, box.width, box.height};
}

bool contains(const scene::Box& box, const scene::Point& point) {
  return point.x >= box.x && point.x < box.right() && point.y >= box.y && point.y < box.bottom();
}

// Returns the class of a detector's box by the labels of its picture, kNothing, or nullopt where it is neither.
std::optional<std::int64_t> class_by_labels(const scene::Box& found, const std::vector<store::Box>& labels,
                                            scene::Task task) {
  double best = 0;
  std::int64_t class_id = kNothing;
  for (const store::Box& label : labels) {
    double overlap = scene::iou(found, scene_box(label));
    // People draw boxes of any size when only centres matter.
    if (task == scene::Task::Centroids && contains(found, scene::centre_of(scene_box(label))))
      overlap = std::max(overlap, (kSameIou + kNothingIou) / 2);
    if (overlap > best) best = overlap, class_id = label.class_id;
  }
  if (best >= kSameIou) return class_id;
  return best <= kNothingIou ? std::optional(kNothing) : std::nullopt;
}

// Returns the pictures to learn from: in the order of their hashes, so that a growing project keeps its choice, but
// those with rare classes first.
std::vector<const store::Picture*> chosen_pictures(const std::vector<store::Picture>& pictures,
                                                   std::int64_t left_out) {
  std::vector<const store::Picture*> usable;
  for (const store::Picture& picture : pictures)
    if (picture.state != store::LabelState::Unlabelled && !picture.model_job && picture.id != left_out &&
        picture.split != scene::Split::Test)
      usable.push_back(&picture);
  std::sort(usable.begin(), usable.end(),
            [](const auto* one, const auto* other) { return one->hash < other->hash; });
  std::map<std::int64_t, std::size_t> boxes;
  std::vector<const store::Picture*> chosen, others;
  for (const store::Picture* picture : usable) {
    const bool shows_rare =
        std::any_of(picture->boxes.begin(), picture->boxes.end(),
                    [&](const store::Box& box) { return boxes[box.class_id] < kEnoughBoxes; });
    (shows_rare ? chosen : others).push_back(picture);
    if (shows_rare)
      for (const store::Box& box : picture->boxes) ++boxes[box.class_id];
  }
  chosen.insert(chosen.end(), others.begin(), others.end());
  if (chosen.size() > kMaxLearnedPictures) chosen.resize(kMaxLearnedPictures);
  return chosen;
}

}  // namespace

Result<std::vector<float>> InstantBoxes::features_of(const image::Image& picture,
                                                     const std::vector<scene::Box>& boxes) {
  TRY(PictureFeatures * features, backbones_.features());
  std::vector<std::vector<std::uint8_t>> inputs;
  for (const scene::Box& box : boxes) inputs.push_back(features->input_of(cut_out(picture, box)));
  return features->of(inputs);
}

Result<InstantBoxes::Samples> InstantBoxes::samples_of(store::Store& store, const store::Picture& picture,
                                                       scene::Task task) {
  TRY(ObjectFinder * finder, backbones_.finder());
  TRY(const auto bytes, read_file(store.files().path_of(picture.hash)));
  TRY(const auto decoded, decoded_picture(picture, bytes));
  Samples samples;
  samples.revision = picture.revision;
  samples.labels = std::min(picture.boxes.size(), kMaxLabelsPerPicture);
  std::vector<scene::Box> boxes;
  for (std::size_t i = 0; i < samples.labels; ++i) {
    boxes.push_back(decoded.inside(scene_box(picture.boxes[i])));
    samples.class_ids.push_back(picture.boxes[i].class_id);
  }
  for (const scene::Detection& found : finder->find(decoded.pixels)) {
    if (found.score < kMinObjectness || boxes.size() == samples.labels + kMaxFoundPerPicture) break;
    const auto class_id = class_by_labels(decoded.outside(found.box), picture.boxes, task);
    if (!class_id) continue;
    boxes.push_back(found.box);
    samples.class_ids.push_back(*class_id);
  }
  TRY(samples.features, features_of(decoded.pixels, boxes));
  return samples;
}

Result<Done> InstantBoxes::update(store::Store& store, store::Database& database,
                                  const store::Project& project, OfProject& entry) {
  TRY(const auto data, project_data(store, database, project.id));
  entry.model = nullptr;
  const auto pictures = chosen_pictures(data.pictures, entry.left_out);
  std::map<std::int64_t, std::size_t> drawn;
  for (const store::Picture* picture : pictures)
    for (const store::Box& box : picture->boxes) ++drawn[box.class_id];
  auto model = std::make_shared<InstantBoxModel>();
  std::map<std::int64_t, scene::ClassIndex> indices;
  for (const store::Class& one : data.project.classes)
    if (drawn[one.id] >= InstantBoxModel::kMinBoxesPerClass) {
      indices[one.id] = static_cast<scene::ClassIndex>(model->class_ids.size());
      model->class_ids.push_back(one.id);
    }
  if (model->class_ids.empty()) return Done{};
  model->is_complete = model->class_ids.size() == data.project.classes.size();
  indices[kNothing] = static_cast<scene::ClassIndex>(model->class_ids.size());
  TRY(const PictureFeatures* backbone, backbones_.features());
  const std::size_t channels = backbone->channels();
  std::vector<float> features;
  std::vector<scene::ClassIndex> labels;
  std::vector<std::int64_t> groups;
  std::map<std::int64_t, Samples> used;
  for (const store::Picture* picture : pictures) {
    auto known = entry.samples.find(picture->id);
    if (known == entry.samples.end() || known->second.revision != picture->revision) {
      auto fresh = samples_of(store, *picture, project.task);
      if (!fresh) continue;  // a picture that cannot be read is left out
      known = entry.samples.insert_or_assign(picture->id, std::move(*fresh)).first;
    }
    const Samples& samples = known->second;
    for (std::size_t i = 0; i < samples.class_ids.size(); ++i) {
      const auto index = indices.find(samples.class_ids[i]);
      if (index == indices.end() || labels.size() == train::kMaxLinearHeadPictures) continue;
      const auto own = std::span(samples.features).subspan(i * channels, channels);
      features.insert(features.end(), own.begin(), own.end());
      labels.push_back(index->second);
      groups.push_back(picture->id);
      model->boxes += i < samples.labels ? 1 : 0;
    }
    used.insert(entry.samples.extract(known));
  }
  // The sample of the picture that is left out now is needed again with the next picture.
  if (const auto kept = entry.samples.find(entry.left_out); kept != entry.samples.end())
    used.insert(entry.samples.extract(kept));
  entry.samples = std::move(used);
  if (labels.size() < 2) return Done{};
  model->head = train::fit_linear_head(
      features, labels, groups, static_cast<std::int32_t>(model->class_ids.size() + 1), backbones_.pool());
  entry.model = std::move(model);
  return Done{};
}

Result<InstantBoxes::Model> InstantBoxes::of(store::Store& store, store::Database& database,
                                             const store::Project& project, std::int64_t left_out) {
  const std::lock_guard guard(backbones_.in_use);
  OfProject& entry = projects_[project.id];
  if (entry.left_out == left_out && Clock::now() - entry.made < kMaxModelAge) return entry.model;
  TRY(auto stamp, store::content_stamp(database, project.id));
  if (entry.stamp != stamp || entry.left_out != left_out) {
    entry.left_out = left_out;
    TRY_DONE(update(store, database, project, entry));
    entry.stamp = std::move(stamp);
  }
  entry.made = Clock::now();
  return entry.model;
}

Result<InstantBoxes::Answer> InstantBoxes::suggest(const Model& model, const store::Picture& picture,
                                                   ByteView bytes, std::optional<double> threshold) {
  TRY(const auto decoded, decoded_picture(picture, bytes));
  const std::lock_guard guard(backbones_.in_use);
  TRY(ObjectFinder * finder, backbones_.finder());
  auto found = finder->find(decoded.pixels);
  Answer answer;
  answer.threshold = threshold.value_or(model && model->is_complete ? kThresholdWithClasses : kThreshold);
  for (const scene::Detection& one : found)
    if (one.score >= kMinObjectness && answer.boxes.size() < kMaxClassified)
      answer.boxes.push_back({std::nullopt, one.box, one.score});
  if (model) {
    std::vector<scene::Box> boxes;
    for (const Box& one : answer.boxes) boxes.push_back(one.box);
    TRY(const auto features, features_of(decoded.pixels, boxes));
    const std::size_t channels = boxes.empty() ? 0 : features.size() / boxes.size();
    for (std::size_t i = 0; i < boxes.size(); ++i) {
      const auto scores = model->head.probabilities(std::span(features).subspan(i * channels, channels));
      const auto best = std::max_element(scores.begin(), scores.end() - 1);
      const double is_labelled = model->is_complete ? 1 - scores.back() : 1;
      if (model->is_complete) answer.boxes[i].score = std::sqrt(answer.boxes[i].score * is_labelled);
      if (*best >= kMinClass_fraction * is_labelled)
        answer.boxes[i].class_id = model->class_ids[static_cast<std::size_t>(best - scores.begin())];
    }
    std::stable_sort(answer.boxes.begin(), answer.boxes.end(),
                     [](const Box& one, const Box& other) { return one.score > other.score; });
  }
  std::erase_if(answer.boxes, [&](const Box& one) { return one.score < answer.threshold; });
  for (Box& one : answer.boxes)
    one.box = scene::clipped(decoded.outside(one.box), static_cast<double>(picture.width),
                             static_cast<double>(picture.height));
  return answer;
}

}  // namespace tinsmith::studio
