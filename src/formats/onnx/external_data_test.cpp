#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "formats/onnx/file_for_test.h"
#include "formats/onnx/onnx.h"

namespace tinsmith::formats {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

namespace fs = std::filesystem;

// A sum with a constant of two values, one per channel, that is stored in another file.
class ExternalDataTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directory(folder_.path() / "model");
    keep("model/weights.bin", {9, 9, 1, 2, 3});
    keep("secret.bin", {1, 2, 3});
  }
  void keep(const char* name, const std::vector<float>& values) {
    ASSERT_TRUE(write_file(folder_.path() / name, bytes_of(values)));
  }
  Result<OnnxModel> read(const std::vector<std::pair<std::string, std::string>>& entries) {
    onnx::ModelProto model = model_of_nothing();
    auto& tensor = *model.mutable_graph()->add_initializer();
    tensor.set_name("w");
    tensor.set_data_type(1);
    for (const std::int64_t size : {1, 2, 1, 1}) tensor.add_dims(size);
    tensor.set_data_location(onnx::TensorProto::EXTERNAL);
    for (const auto& [key, value] : entries) {
      auto& entry = *tensor.add_external_data();
      entry.set_key(key);
      entry.set_value(value);
    }
    add_node(model, "Add", {"x", "w"}, {"y"});
    return read_onnx(bytes_of_model(model), folder_.path() / "model");
  }
  std::string refusal(const std::vector<std::pair<std::string, std::string>>& entries) {
    const auto model = read(entries);
    return model ? "" : model.error().text();
  }
  TemporaryFolder folder_ = TemporaryFolder::make().value();
};

TEST_F(ExternalDataTest, ValuesBesideTheModelAreRead) {
  for (const char* location : {"weights.bin", "./weights.bin", ".\\weights.bin", "../model/weights.bin"}) {
    const auto model = read({{"location", location}, {"offset", "8"}, {"length", "8"}, {"checksum", "?"}});
    ASSERT_TRUE(model) << model.error().text();
    const auto& sum = model->graph.operators[0];
    EXPECT_THAT(graph::float_values(model->graph.tensor(sum.inputs[1])), ElementsAre(1, 2)) << location;
  }
  EXPECT_TRUE(read({{"location", "weights.bin"}})) << "from the start, as many as the shape asks for";
}

TEST_F(ExternalDataTest, NothingOutsideOfTheModelsFolderIsOpened) {
  std::error_code ignored;
  fs::create_symlink(folder_.path() / "secret.bin", folder_.path() / "model/link.bin", ignored);
  for (const std::string& location :
       {std::string("../secret.bin"), (folder_.path() / "secret.bin").string(), std::string("..\\secret.bin"),
        std::string("a/../../secret.bin"), std::string("link.bin"), std::string("/dev/zero")})
    EXPECT_THAT(refusal({{"location", location}}), HasSubstr("outside the model's folder")) << location;
}

TEST_F(ExternalDataTest, WhatIsWrongIsNamed) {
  EXPECT_THAT(refusal({{"location", "gone.bin"}}),
              HasSubstr("'gone.bin', which does not exist: put it beside"));
  EXPECT_THAT(refusal({{"location", "."}}), HasSubstr("which is not a file"));
  EXPECT_THAT(refusal({}), HasSubstr("which is not named"));
  EXPECT_THAT(refusal({{"location", "weights.bin"}, {"offset", "16"}}), HasSubstr("bytes 16 to 24"));
  EXPECT_THAT(refusal({{"location", "weights.bin"}, {"offset", "18446744073709551615"}}),
              HasSubstr("only 20"));
  EXPECT_THAT(refusal({{"location", "weights.bin"}, {"offset", "-1"}}), HasSubstr("is '-1'; an integer"));
  EXPECT_THAT(refusal({{"location", "weights.bin"}, {"length", "4"}}),
              HasSubstr("4 bytes in 'weights.bin'; 8"));
}

}  // namespace
}  // namespace tinsmith::formats
