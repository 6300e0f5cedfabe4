// Compares the estimated arena of the zoo's networks on the XIAO ESP32-S3 with the arena that the real
// firmware core used for the same networks, with TensorFlow Lite Micro's own kernels and with ESP-NN
// (../shared/reference/sscma.md, section 10).
#include "boards/arena.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "boards/lowering.h"
#include "bundle/model.h"
#include "quant/quantize.h"
#include "zoo/zoo.h"

namespace tinsmith::verbs {
namespace {

// The number of classes of the published networks is unknown; these are those of the recorded
// data, three tools and five parts.
struct Published {
  const char* network;
  std::int32_t side_px, classes;
  std::int64_t reference_bytes, esp_nn_bytes;
};

constexpr Published kPublished[] = {
    {"swift-yolo-tiny", 192, 3, 345'052, 455'884},    {"tinsmith-det", 192, 3, 315'596, 318'204},
    {"mobilenetv2-0.35", 96, 5, 204'620, 325'276},    {"fomo-0.35", 96, 3, 149'548, 270'076},
    {"mobilenetv2-0.35", 192, 5, 619'340, 1'080'988}, {"mobilenetv2-0.35", 224, 5, 819'020, 1'443'484}};

// Builds the network as training for the board would deploy it, but untrained: memory depends only on shapes.
Result<graph::Graph> file_graph_of(const Published& published, const boards::Board& board) {
  const zoo::Network& network = **zoo::find_network(published.network);
  const zoo::BuildSettings settings{
      .width = published.side_px, .height = published.side_px, .channels = 3, .classes = published.classes};
  TRY(auto graph, zoo::build(network, settings));
  bundle::Model model;
  scene::BoxGrid grid;
  if (network.box_grid != nullptr) grid = network.box_grid(settings);
  model.task = network.task;
  TRY(auto answering, heads::with_answer(std::move(graph), model.task, &grid));
  answering = boards::lowered_for(board, std::move(answering));
  Rng random(1);
  quant::Samples samples(1);
  for (std::int32_t i = 0; i < published.side_px * published.side_px * 3; ++i)
    samples[0].push_back(static_cast<float>(random.uniform()));
  ThreadPool pool;
  SilentProgress progress;
  TRY(auto quantized, quant::quantize(answering, samples, {}, pool, progress));
  model.graph = std::move(quantized.graph);
  model.preparation.size = {published.side_px, published.side_px};
  for (std::int32_t i = 0; i < published.classes; ++i) model.classes.push_back(fmt::format("class {}", i));
  TRY(const auto bytes, bundle::to_tflite(model));
  TRY(auto read, bundle::model_from_tflite(bytes));
  return std::move(read.graph);
}

// The estimate is slightly too high; sometimes the last tensors of a network are aligned differently.
constexpr std::int64_t kMaxTooLittle_bytes = 16, kMaxTooMuch_bytes = 512;

void expect_about(std::int64_t estimate, std::int64_t measured, const char* what) {
  EXPECT_GE(estimate, measured - kMaxTooLittle_bytes) << what;
  EXPECT_LE(estimate, measured + kMaxTooMuch_bytes) << what;
}

TEST(Arena, IsWhatTheRealFirmwareTook) {
  const boards::Board& board = **boards::find_board("xiao-esp32s3");
  for (const Published& published : kPublished) {
    SCOPED_TRACE(fmt::format("{} of {} pixels", published.network, published.side_px));
    const auto graph = file_graph_of(published, board);
    ASSERT_TRUE(graph) << graph.error().text();
    const std::int64_t reference = boards::arena_on(nullptr, *graph).arena_bytes(),
                       esp_nn = boards::arena_on(&board, *graph).arena_bytes();
    expect_about(reference, published.reference_bytes, "TensorFlow Lite Micro's own kernels");
    expect_about(esp_nn, published.esp_nn_bytes, "ESP-NN's kernels");
    // The size of ESP-NN's scratch buffers is exact except for alignment.
    EXPECT_NEAR(static_cast<double>(esp_nn - reference),
                static_cast<double>(published.esp_nn_bytes - published.reference_bytes),
                double{infer::kArenaAlignment_bytes});
    EXPECT_EQ(esp_nn > board.arena_bytes, published.esp_nn_bytes > 1'048'576) << "whether 1.x loads it";
  }
}

}  // namespace
}  // namespace tinsmith::verbs
