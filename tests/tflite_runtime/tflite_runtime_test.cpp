// A file that is read and written again gives the same output bytes in the real TensorFlow Lite runtime
// (npm's WebAssembly build, in Chromium).
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/files.h"
#include "base/shared_data_for_test.h"
#include "formats/tflite/tflite.h"
#include "tflite_runtime/real_runtime.h"

namespace tinsmith {
namespace {

namespace fs = std::filesystem;

// Returns the output files of a prefix, ordered by name.
std::vector<Bytes> outputs_of(const fs::path& prefix) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(prefix.parent_path()))
    if (entry.path().filename().string().starts_with(prefix.filename().string() + "."))
      paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<Bytes> outputs;
  for (const fs::path& path : paths) outputs.push_back(read_file(path).value());
  return outputs;
}

class GoldenModel : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!real_runtime_is_installed()) {
      GTEST_SKIP() << "SKIP: the real runtime is not installed (tests/tflite_runtime/install)";
    }
    auto made = TemporaryFolder::make();
    ASSERT_TRUE(made);
    folder_.emplace(std::move(*made));
  }

  fs::path file(const char* name) const { return folder_->path() / name; }

  std::vector<Bytes> answers_of_real_runtime(const fs::path& model, const fs::path& input, const char* name) {
    EXPECT_EQ(run_real_runtime(model, input, file(name)), 0) << "the runtime refuses " << model;
    return outputs_of(file(name));
  }

 private:
  std::optional<TemporaryFolder> folder_;
};

TEST_P(GoldenModel, ReadAndWrittenAgainAnswersTheSame) {
  const auto golden = shared_data("golden/tflm");
  if (!golden) GTEST_SKIP() << "SKIP: the shared data has no golden/tflm";
  const fs::path original = *golden / (std::string(GetParam()) + ".tflite");
  const fs::path input = *golden / (std::string(GetParam()) + ".in.bin");
  const auto read = formats::read_tflite(read_file(original).value());
  ASSERT_TRUE(read) << read.error().text();
  const auto written = formats::write_tflite(read->graph, {});
  ASSERT_TRUE(written) << written.error().text();
  ASSERT_TRUE(write_file(file("rewritten.tflite"), *written));

  const auto expected = answers_of_real_runtime(original, input, "original");
  ASSERT_FALSE(expected.empty());
  EXPECT_EQ(answers_of_real_runtime(file("rewritten.tflite"), input, "again"), expected);
}

INSTANTIATE_TEST_SUITE_P(Models, GoldenModel,
                         testing::Values("vww_96_int8", "cifar10_resnet8_int8", "cls_mobilenetv2_cifar10",
                                         "fomo_mobnetv2_coco_person", "kws_int8", "yolov5_tiny_face"),
                         [](const auto& model) { return std::string(model.param); });

}  // namespace
}  // namespace tinsmith
