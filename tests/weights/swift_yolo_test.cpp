// Checkpoints of Swift-YOLO and of YOLOv5n, as PyTorch writes them, give the same outputs in our networks.
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/files.h"
#include "formats/weights/assign.h"
#include "formats/weights/pth.h"
#include "infer/interpreter.h"
#include "zoo/swift_yolo.h"
#include "zoo/yolov5_names.h"
#include "zoo/zoo.h"

namespace tinsmith {
namespace {

// Tolerance for values around 1: both sum thousands of products in float, in different orders.
constexpr float kTolerance = 1e-4f;
constexpr int kClasses = 3, kSide = 96;

struct Case {
  const char* network;
  const char* oracle;  // the script and its arguments besides the folder
};

class YoloCheckpoint : public testing::TestWithParam<Case> {};

TEST_P(YoloCheckpoint, AnswersAsInPyTorch) {
  if (std::system("/usr/bin/python3 -c 'import torch' 2>/dev/null") != 0)
    GTEST_SKIP() << "SKIP: PyTorch (python3-torch) is not installed";
  const auto folder = TemporaryFolder::make();
  const std::string command = "/usr/bin/python3 tests/oracle/" +
                              fmt::format(fmt::runtime(GetParam().oracle), folder->path().string());
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
  const auto values_of_file = [&](const std::string& name) {
    return values_of<float>(*read_file(folder->path() / name));
  };

  auto graph = zoo::build(**zoo::find_network(GetParam().network),
                          {.width = kSide, .height = kSide, .classes = kClasses, .seed = 9});
  ASSERT_TRUE(graph);
  const auto file = formats::read_pth(*read_file(folder->path() / "weights.pth"));
  ASSERT_TRUE(file) << file.error().text();
  auto layers = formats::layers_of(*file);
  ASSERT_TRUE(layers) << layers.error().text();
  for (auto& layer : *layers) layer.name = zoo::from_yolov5_name(layer.name);
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

INSTANTIATE_TEST_SUITE_P(Networks, YoloCheckpoint,
                         testing::Values(Case{"swift-yolo-tiny", "swift_yolo.py '{}' 3 1 96"},
                                         Case{"swift-yolo-tiny-deep", "swift_yolo.py '{}' 3 3 96"},
                                         Case{"yolov5n", "yolov5.py '{}' 3 96"}));

TEST(Yolov5Names, BecomeOursAndOthersStay) {
  EXPECT_EQ(zoo::from_yolov5_name("model.model.4.m.1.cv2.conv"), "backbone.stage2.1.blocks.1.conv2.conv");
  EXPECT_EQ(zoo::from_yolov5_name("model.9.cv2.conv"), "backbone.stage4.2.conv2.conv");
  EXPECT_EQ(zoo::from_yolov5_name("model.24.m.2"), "bbox_head.head_module.convs_pred.2");
  EXPECT_EQ(zoo::from_yolov5_name("backbone.stem.conv"), "backbone.stem.conv");
  EXPECT_EQ(zoo::from_yolov5_name("model.4.m."), "backbone.stage2.1.m.") << "nothing that is there";
}

TEST(SwiftYoloDepth, IsToldByTheNamesOfACheckpoint) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(zoo::swift_yolo_deepness(Names{"backbone.stem.conv", "backbone.stage1.1.blocks.0.conv1.conv"}),
            1);
  EXPECT_EQ(zoo::swift_yolo_deepness(Names{"backbone.stage1.1.blocks.2.conv1.conv"}), 3);
  EXPECT_EQ(zoo::swift_yolo_deepness(Names{"features.0.0"}), std::nullopt);
}

}  // namespace
}  // namespace tinsmith
