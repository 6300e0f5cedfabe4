// A checkpoint of Swift-YOLO, as PyTorch writes it, in our network: the same answers.
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/files.h"
#include "formats/weights/assign.h"
#include "formats/weights/pth.h"
#include "infer/interpreter.h"
#include "zoo/swift_yolo.h"
#include "zoo/zoo.h"

namespace tinsmith {
namespace {

// Of values around 1: both sum thousands of products in float, in other orders.
constexpr float kTolerance = 1e-4f;
constexpr int kClasses = 3, kSide = 96;

struct Depth {
  const char* network;
  int deepness;
};

class SwiftYoloCheckpoint : public testing::TestWithParam<Depth> {};

TEST_P(SwiftYoloCheckpoint, AnswersAsInPyTorch) {
  if (std::system("/usr/bin/python3 -c 'import torch' 2>/dev/null") != 0)
    GTEST_SKIP() << "SKIP: PyTorch (python3-torch) is not installed";
  const auto folder = TemporaryFolder::make();
  const std::string command = fmt::format("/usr/bin/python3 tests/oracle/swift_yolo.py '{}' {} {} {}",
                                          folder->path().string(), kClasses, GetParam().deepness, kSide);
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
  const auto values_of_file = [&](const std::string& name) {
    return values_of<float>(*read_file(folder->path() / name));
  };

  auto graph = zoo::build(**zoo::find_network(GetParam().network),
                          {.width = kSide, .height = kSide, .classes = kClasses, .seed = 9});
  ASSERT_TRUE(graph);
  const auto file = formats::read_pth(*read_file(folder->path() / "weights.pth"));
  ASSERT_TRUE(file) << file.error().text();
  const auto layers = formats::layers_of(*file);
  ASSERT_TRUE(layers) << layers.error().text();
  const auto report = formats::assign_layers(*layers, *graph);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_TRUE(report->left.empty()) << report->sentence();

  auto interpreter = infer::Interpreter::make(*graph);
  ASSERT_TRUE(interpreter) << interpreter.error().text();
  const auto input = values_of_file("input.bin");
  std::copy(input.begin(), input.end(), interpreter->input_as<float>().begin());
  interpreter->run();
  for (std::size_t level = 0; level < 3; ++level) {
    const auto expected = values_of_file(fmt::format("level{}.bin", level));
    const auto found = interpreter->real_values(graph->outputs[level]);
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i)
      ASSERT_NEAR(found[i], expected[i], kTolerance * std::max(1.0f, std::abs(expected[i])))
          << level << ", " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Depths, SwiftYoloCheckpoint,
                         testing::Values(Depth{"swift-yolo-tiny", 1}, Depth{"swift-yolo-tiny-deep", 3}),
                         [](const auto& depth) { return fmt::format("deepness{}", depth.param.deepness); });

TEST(SwiftYoloDepth, IsToldByTheNamesOfACheckpoint) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(zoo::swift_yolo_deepness(Names{"backbone.stem.conv", "backbone.stage1.1.blocks.0.conv1.conv"}),
            1);
  EXPECT_EQ(zoo::swift_yolo_deepness(Names{"backbone.stage1.1.blocks.2.conv1.conv"}), 3);
  EXPECT_EQ(zoo::swift_yolo_deepness(Names{"features.0.0"}), std::nullopt);
}

}  // namespace
}  // namespace tinsmith
