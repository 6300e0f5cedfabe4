#include <gtest/gtest.h>

#include "base/files.h"
#include "base/shared_data_for_test.h"
#include "formats/tflite/tflite.h"
#include "graph/validate.h"

namespace tinsmith::formats {
namespace {

struct Golden {
  const char* file;
  std::size_t operators;
  graph::Shape output;
};

// Operators and shapes as in netron-like listings of the files; numbers of parameters as published, where
// they are (vww and resnet8: MLPerf Tiny).
const Golden kGolden[] = {
    {"tflm/vww_96_int8", 31, {1, 2}},
    {"tflm/cifar10_resnet8_int8", 16, {1, 10}},
    {"tflm/kws_int8", 13, {1, 12}},
    {"tflm/fomo_mobnetv2_coco_person", 15, {1, 12, 12, 2}},
    {"tflm/cls_mobilenetv2_cifar10", 14, {1, 10}},
    {"tflm/yolov5_tiny_face", 126, {1, 2268, 6}},
    {"weights/vww_96_float", 31, {1, 2}},
};

class ReadGoldenTflite : public testing::TestWithParam<Golden> {};

TEST_P(ReadGoldenTflite, GivesTheWholeNetwork) {
  const auto path = shared_data(std::string("golden/") + GetParam().file + ".tflite");
  if (!path) GTEST_SKIP() << "SKIP: ../shared/golden is not there";
  const auto bytes = read_file(*path).value();
  const auto model = read_tflite(bytes);
  ASSERT_TRUE(model) << model.error().text();
  EXPECT_TRUE(graph::validate(model->graph));
  EXPECT_EQ(model->graph.operators.size(), GetParam().operators);
  EXPECT_EQ(model->graph.tensor(model->graph.outputs[0]).shape, GetParam().output);
}
INSTANTIATE_TEST_SUITE_P(Files, ReadGoldenTflite, testing::ValuesIn(kGolden));

TEST(ReadTflite, DoesNotCareHowTheBytesAreAligned) {
  const auto path = shared_data("golden/tflm/kws_int8.tflite");
  if (!path) GTEST_SKIP() << "SKIP: ../shared/golden is not there";
  const auto bytes = read_file(*path).value();
  Bytes shifted(1);
  shifted.insert(shifted.end(), bytes.begin(), bytes.end());
  const auto read = read_tflite(ByteView(shifted).subspan(1));
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(read->graph, read_tflite(bytes)->graph);
}

}  // namespace
}  // namespace tinsmith::formats
