#include "studio/object_finder.h"

#include <algorithm>

#include "heads/heads.h"
#include "quant/passes.h"
#include "scene/box_grid.h"
#include "verbs/answer_picture.h"
#include "verbs/starting_weights.h"
#include "verbs/train_config.h"
#include "zoo/zoo.h"

namespace tinsmith::studio {
namespace {

constexpr std::string_view kNetwork = "tinsmith-det";
// The anchors that the weights were trained with, three per level (weights/tinsmith-det.md).
constexpr scene::Anchor kAnchors_px[] = {{11, 12},  {16, 27},  {37, 22},   {26, 53},  {64, 48},
                                         {46, 151}, {119, 85}, {123, 176}, {219, 185}};
// Small objects are found in the larger input, large ones in the smaller input.
constexpr std::int32_t kSides_px[] = {256, 384};
// Boxes of two sizes with a higher IoU than this show the same object.
constexpr double kSameObjectIou = 0.55;
// Only the box with the highest score is kept where boxes overlap more.
constexpr double kSuppressionIou = 0.45;
constexpr std::size_t kMaxBoxes = 100;

scene::BoxGrid grid_of_weights(const zoo::Network& network, const zoo::BuildSettings& settings) {
  scene::BoxGrid grid = network.box_grid(settings);
  std::size_t next = 0;
  for (scene::BoxLevel& level : grid.levels)
    for (scene::Anchor& anchor : level.anchors) anchor = kAnchors_px[next++];
  CHECK(next == std::size(kAnchors_px), "{} anchors for a network with {}", std::size(kAnchors_px), next);
  return grid;
}

// The boxes that show one object. The best of them comes first, because they are added by falling score.
struct Agreement {
  scene::Box mean;
  scene::Box sums;  // each number times the score of its box
  double scores = 0;

  explicit Agreement(const scene::Detection& first) { add(first); }
  void add(const scene::Detection& one) {
    sums.x += one.score * one.box.x;
    sums.y += one.score * one.box.y;
    sums.width += one.score * one.box.width;
    sums.height += one.score * one.box.height;
    scores += one.score;
    mean = {sums.x / scores, sums.y / scores, sums.width / scores, sums.height / scores};
  }
};

// Merges the boxes of all sizes. An object that is seen in one size only has a low score: the sum of the scores is
// divided by the number of sizes (as in "Weighted boxes fusion", Solovyev et al. 2021, arXiv:1910.13302).
std::vector<scene::Detection> merged_sizes(std::vector<scene::Detection> boxes, std::size_t sizes) {
  std::stable_sort(boxes.begin(), boxes.end(),
                   [](const auto& a, const auto& b) { return a.score > b.score; });
  std::vector<Agreement> objects;
  for (const scene::Detection& one : boxes) {
    Agreement* nearest = nullptr;
    double best = kSameObjectIou;
    for (Agreement& object : objects) {
      const double overlap = scene::iou(object.mean, one.box);
      if (overlap > best) best = overlap, nearest = &object;
    }
    if (nearest != nullptr)
      nearest->add(one);
    else
      objects.emplace_back(one);
  }
  std::vector<scene::Detection> merged;
  for (const Agreement& object : objects) {
    const double score = std::min(1.0, object.scores / static_cast<double>(sizes));
    if (score >= ObjectFinder::kMinScore) merged.push_back({0, score, object.mean});
  }
  return scene::suppress_overlaps(std::move(merged), kSuppressionIou, true, kMaxBoxes);
}

}  // namespace

Result<ObjectFinder::AtSize> ObjectFinder::at_size(std::int32_t side_px) {
  TRY(const zoo::Network* network, zoo::find_network(kNetwork));
  verbs::TrainConfig config;
  config.size = side_px;
  verbs::resolve(config, *network);
  const zoo::BuildSettings settings{.width = side_px, .height = side_px, .classes = 1};
  const scene::BoxGrid grid = grid_of_weights(*network, settings);
  TRY(auto graph, zoo::build(*network, settings));
  TRY_DONE(verbs::start_from(graph, *network, std::string(verbs::kShippedWeights)));
  TRY(graph, heads::with_answer(std::move(graph), scene::Task::Boxes, &grid));
  bundle::Model model;
  TRY(model.graph, quant::run_passes(std::move(graph)));
  model.task = scene::Task::Boxes;
  model.classes = {"object"};
  model.name = kNetwork;
  TRY(model.preparation, preparation_of(config));
  TRY(auto interpreter, infer::Interpreter::make(model.graph));
  return AtSize{std::move(model), std::move(interpreter)};
}

Result<ObjectFinder> ObjectFinder::make() {
  std::vector<AtSize> sizes;
  for (const std::int32_t side_px : kSides_px) {
    TRY(auto one, at_size(side_px));
    sizes.push_back(std::move(one));
  }
  return ObjectFinder(std::move(sizes));
}

std::vector<scene::Detection> ObjectFinder::find(const image::Image& picture) {
  std::vector<scene::Detection> boxes;
  for (AtSize& size : sizes_) {
    const auto found = verbs::answer_picture(size.interpreter, size.model, picture, kMinScore).found;
    boxes.insert(boxes.end(), found.begin(), found.end());
  }
  return merged_sizes(std::move(boxes), sizes_.size());
}

}  // namespace tinsmith::studio
