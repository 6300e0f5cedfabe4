// `tinsmith invoke` beside the real TensorFlow Lite runtime (npm's WebAssembly build, in Chromium): the same
// inputs, the same bytes out but for one step. With TensorFlow Lite Micro's own kernels src/infer is compared
// bit for bit.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/files.h"
#include "base/random.h"
#include "base/shared_data.h"
#include "tflite_runtime/real_runtime.h"

namespace tinsmith {
namespace {

class RealRuntime : public testing::Test {
 protected:
  void SetUp() override {
    if (!real_runtime_is_installed()) {
      GTEST_SKIP() << "SKIP: the real runtime is not installed (tests/tflite_runtime/install)";
    }
    auto made = TemporaryFolder::make();
    ASSERT_TRUE(made);
    folder_.emplace(std::move(*made));
  }

  std::filesystem::path folder() const { return folder_->path(); }

  // Runs both on the samples in `input` and compares every output file byte by byte, as signed steps.
  void compare(const std::filesystem::path& model, const std::filesystem::path& input) {
    ASSERT_EQ(shell(fmt::format("'{}' invoke '{}' '{}' '{}'", TINSMITH_EXECUTABLE, model.string(),
                                input.string(), (folder() / "ours").string())),
              0);
    ASSERT_EQ(run_real_runtime(model, input, folder() / "real"), 0);
    int outputs = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder())) {
      const std::string name = entry.path().filename().string();
      if (!name.starts_with("real.")) continue;
      ++outputs;
      const auto real = read_file(entry.path());
      const auto ours = read_file(folder() / ("ours." + name.substr(5)));
      ASSERT_TRUE(real && ours) << name;
      ASSERT_EQ(ours->size(), real->size()) << name;
      EXPECT_LE(largest_difference(*ours, *real), kRoundingOfXnnpack_steps) << name;
    }
    EXPECT_GT(outputs, 0);
  }

 private:
  std::optional<TemporaryFolder> folder_;
};

class GoldenModel : public RealRuntime, public testing::WithParamInterface<const char*> {};

TEST_P(GoldenModel, GivesWhatTheRealRuntimeGives) {
  const auto golden = shared_data("golden/tflm");
  if (!golden) GTEST_SKIP() << "SKIP: the shared data has no golden/tflm";
  const std::string name = GetParam();
  compare(*golden / (name + ".tflite"), *golden / (name + ".in.bin"));
}

INSTANTIATE_TEST_SUITE_P(Models, GoldenModel,
                         testing::Values("vww_96_int8", "cifar10_resnet8_int8", "cls_mobilenetv2_cifar10",
                                         "fomo_mobnetv2_coco_person", "kws_int8", "yolov5_tiny_face"),
                         [](const auto& model) { return std::string(model.param); });

struct Export {
  const char* task;
  const char* model;
};

class OurExport : public RealRuntime, public testing::WithParamInterface<Export> {};

TEST_P(OurExport, GivesWhatTheRealRuntimeGives) {
  constexpr std::size_t kSize = 48, kSamples = 20;
  const std::string demo = (folder() / "demo").string();
  const std::string run = (folder() / "run").string();
  ASSERT_EQ(
      shell(fmt::format("'{}' data demo --task {} --out '{}'", TINSMITH_EXECUTABLE, GetParam().task, demo)),
      0);
  ASSERT_EQ(shell(fmt::format("'{}' train '{}' --out '{}' --model {} --size {} --epochs 1",
                              TINSMITH_EXECUTABLE, demo, run, GetParam().model, kSize)),
            0);
  Rng random(7);
  Bytes input(kSamples * kSize * kSize * 3);
  for (auto& value : input) value = static_cast<Bytes::value_type>(random.below(256));
  ASSERT_TRUE(write_file(folder() / "input.bin", input));
  compare(folder() / "run" / "model.int8.tflite", folder() / "input.bin");
}

INSTANTIATE_TEST_SUITE_P(Networks, OurExport,
                         testing::Values(Export{"classification", "mobilenetv2-0.35"},
                                         Export{"classification", "mobilenetv1-0.25"},
                                         Export{"detection", "fomo-0.35"}),
                         [](const auto& made) {
                           std::string name = made.param.model;
                           std::erase_if(
                               name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; });
                           return name;
                         });

}  // namespace
}  // namespace tinsmith
