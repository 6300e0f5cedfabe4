// Real K210 models and small files with one layer each, run by the vendor's own runtime (see
// ../shared/golden/k210/README.md): every layer's result and every output are the same bytes. Each file is a test of
// its own. Some of the small files are also in tests/golden/k210.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "base/files.h"
#include "base/json.h"
#include "base/shared_data_for_test.h"
#include "kpu/simulator.h"

namespace tinsmith {
namespace {

namespace fs = std::filesystem;

struct GoldenRun {
  std::string name;
  fs::path model, input, layers;  // layers: empty when the results of the layers are not known
  std::vector<fs::path> outputs;
};

std::ostream& operator<<(std::ostream& stream, const GoldenRun& run) {
  return stream << run.name;
}

void add_folder(std::vector<GoldenRun>& runs, const fs::path& folder, const std::string& prefix) {
  std::vector<fs::path> models;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".kmodel") models.push_back(entry.path());
  std::ranges::sort(models);
  for (const fs::path& model : models) {
    const auto beside = [&](const std::string& ending) { return folder / (model.stem().string() + ending); };
    GoldenRun run{prefix + "_" + model.stem().string(), model, beside(".in.bin"), {}, {}};
    if (fs::exists(beside(".layers.tsv"))) run.layers = beside(".layers.tsv");
    if (fs::exists(beside(".out.bin"))) run.outputs.push_back(beside(".out.bin"));
    for (int i = 0; fs::exists(beside(fmt::format(".out{}.bin", i))); ++i)
      run.outputs.push_back(beside(fmt::format(".out{}.bin", i)));
    runs.push_back(std::move(run));
  }
}

std::vector<GoldenRun> runs_of_models(const fs::path& folder) {
  std::vector<GoldenRun> runs;
  for (const auto& model : nlohmann::json::parse(read_text_file(folder / "index.json").value()))
    for (const auto& run : model.at("runs")) {
      const fs::path file = model.at("model").get<std::string>();
      GoldenRun golden{file.stem().string() + "_" + run.at("tag").get<std::string>(),
                       folder / file,
                       folder / run.at("input").get<std::string>(),
                       folder / run.at("layers").get<std::string>(),
                       {}};
      for (const auto& output : run.at("outputs"))
        golden.outputs.push_back(folder / output.at("file").get<std::string>());
      runs.push_back(std::move(golden));
    }
  return runs;
}

// Without ../shared there is one run without a name, which is skipped.
std::vector<GoldenRun> runs_of_shared_folder(bool with_models) {
  const auto folder = shared_data("golden/k210");
  if (!folder) return {GoldenRun{"absent", {}, {}, {}, {}}};
  if (with_models) return runs_of_models(*folder);
  std::vector<GoldenRun> runs;
  for (const std::string part : {"single", "v3_layers", "v4_ops"}) add_folder(runs, *folder / part, part);
  return runs;
}

std::vector<GoldenRun> own_runs() {
  std::vector<GoldenRun> runs;
  for (const std::string part : {"single", "v3_layers", "v4_ops"})
    add_folder(runs, fs::path("tests/golden/k210") / part, part);
  return runs;
}

// The hash of the golden data: FNV-1a, 64 bits.
std::string fnv1a(ByteView bytes) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const std::byte byte : bytes) hash = (hash ^ std::to_integer<std::uint64_t>(byte)) * 0x100000001b3;
  return fmt::format("{:016x}", hash);
}

struct GoldenLayer {
  std::string kind, hash;
  // Functions whose last bit depends on the C library.
  bool is_exact() const { return kind != "softmax" && kind != "logistic" && kind != "l2_normalize"; }
};

std::vector<GoldenLayer> golden_layers(const fs::path& file) {
  std::vector<GoldenLayer> layers;
  if (file.empty()) return layers;
  std::istringstream lines(read_text_file(file).value());
  std::string line;
  std::getline(lines, line);  // names of the columns
  while (std::getline(lines, line)) {
    std::vector<std::string> cells;
    std::istringstream columns(line);
    for (std::string cell; std::getline(columns, cell, '\t');) cells.push_back(cell);
    layers.push_back({cells.at(1), cells.at(6)});
  }
  return layers;
}

void expect_output(ByteView found, const fs::path& file, bool is_exact) {
  const Bytes expected = read_file(file).value();
  ASSERT_EQ(found.size(), expected.size());
  if (is_exact) {
    EXPECT_TRUE(std::ranges::equal(found, expected)) << file;
    return;
  }
  constexpr float kTolerance = 1e-5f;  // of exp in another C library
  const auto one = values_of<float>(found), other = values_of<float>(expected);
  for (std::size_t i = 0; i < one.size(); ++i)
    ASSERT_NEAR(one[i], other[i], kTolerance * std::max(1e-3f, std::fabs(other[i])))
        << file << " value " << i;
}

void expect_golden(const GoldenRun& run, kpu::Path path) {
  const auto kmodel = kmodel::read_kmodel(read_file(run.model).value());
  ASSERT_TRUE(kmodel) << kmodel.error().text();
  const auto model = kpu::Model::compile(*kmodel, path);
  ASSERT_TRUE(model) << model.error().text();
  kpu::Simulator simulator(*model);
  const Bytes input = read_file(run.input).value();
  ASSERT_EQ(simulator.input().size(), input.size());
  std::ranges::copy(input, simulator.input().begin());
  const auto layers = golden_layers(run.layers);
  if (!run.layers.empty()) {
    ASSERT_EQ((*model)->layer_count(), layers.size());
  }
  simulator.run([&](std::size_t i, ByteView result) {
    if (!layers.empty() && layers[i].is_exact()) {
      EXPECT_EQ(fnv1a(result), layers[i].hash) << "layer " << i << ", " << layers[i].kind;
    }
  });
  ASSERT_EQ((*model)->outputs().size(), run.outputs.size());
  const bool is_exact = std::ranges::all_of(layers, &GoldenLayer::is_exact);
  for (std::size_t i = 0; i < run.outputs.size(); ++i)
    expect_output(simulator.output(i), run.outputs[i], is_exact);
}

// The bytes of a file that its compiler was free to choose: the reserved word of version 4's header, and the
// upper four bits of a segment of an activation table.
bool is_free(std::size_t offset, std::byte one, std::byte other, bool is_v4) {
  constexpr std::size_t kReserved = 36, kWord = 8;
  if (!is_v4) return false;
  if (offset >= kReserved && offset < kReserved + 4) return true;
  return offset % kWord == kWord - 1 && ((one ^ other) & std::byte{0x0F}) == std::byte{0};
}

void expect_written_as_read(const GoldenRun& run) {
  const Bytes file = read_file(run.model).value();
  const auto kmodel = kmodel::read_kmodel(file);
  ASSERT_TRUE(kmodel) << kmodel.error().text();
  const auto written = kmodel::write_kmodel(*kmodel);
  ASSERT_TRUE(written) << written.error().text();
  const auto again = kmodel::read_kmodel(*written);
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_TRUE(*again == *kmodel);
  // Some compilers count the last zeros in the size of a layer but do not write them.
  ASSERT_GE(written->size(), file.size());
  ASSERT_LT(written->size(), file.size() + 8);
  const bool is_v4 = std::holds_alternative<kmodel::v4::Model>(*kmodel);
  for (std::size_t i = 0; i < file.size(); ++i)
    if (file[i] != (*written)[i]) {
      ASSERT_TRUE(is_free(i, file[i], (*written)[i], is_v4)) << "offset " << i;
    }
}

// The vendor's compilers wrote the arguments that follow from a layer's sizes.
void expect_derived_arguments(const GoldenRun& run) {
  const auto kmodel = kmodel::read_kmodel(read_file(run.model).value());
  ASSERT_TRUE(kmodel) << kmodel.error().text();
  const auto check = [](const kmodel::KpuLayer& layer) {
    EXPECT_TRUE(kmodel::with_derived(layer.arguments) == layer.arguments);
  };
  if (const auto* third = std::get_if<kmodel::v3::Model>(&*kmodel)) {
    for (const auto& layer : third->layers)
      if (const auto* convolution = std::get_if<kmodel::v3::KpuConvolution>(&layer.body))
        check(convolution->layer);
  } else {
    for (const auto& node : std::get<kmodel::v4::Model>(*kmodel).nodes)
      if (const auto* convolution = std::get_if<kmodel::v4::KpuConvolution>(&node)) check(convolution->layer);
  }
}

class K210Files : public testing::TestWithParam<GoldenRun> {
 protected:
  void SetUp() override {
    if (GetParam().model.empty()) GTEST_SKIP() << "SKIP: ../shared/golden/k210 is absent";
  }
};

TEST_P(K210Files, GiveTheBytesOfTheVendorsRuntime) {
  expect_golden(GetParam(), kpu::Path::Reference);
  expect_golden(GetParam(), kpu::Path::Fast);
}

TEST_P(K210Files, AreWrittenAsTheyWereRead) {
  expect_written_as_read(GetParam());
}

class K210RealModels : public K210Files {};

TEST_P(K210RealModels, GiveTheBytesOfTheVendorsRuntime) {
  expect_golden(GetParam(), kpu::Path::Fast);
}

TEST_P(K210RealModels, AreWrittenAsTheyWereRead) {
  expect_written_as_read(GetParam());
}

TEST_P(K210RealModels, HaveTheArgumentsThatFollowFromTheirSizes) {
  expect_derived_arguments(GetParam());
}

TEST(K210RealModel, GivesTheSameBytesByTheReference) {
  const auto folder = shared_data("golden/k210");
  if (!folder) GTEST_SKIP() << "SKIP: ../shared/golden/k210 is absent";
  for (const GoldenRun& run : runs_of_models(*folder))
    if (run.name == "v3_face_detect_photo") expect_golden(run, kpu::Path::Reference);
}

const auto name_of_run = [](const testing::TestParamInfo<GoldenRun>& info) { return info.param.name; };

INSTANTIATE_TEST_SUITE_P(Shared, K210Files, testing::ValuesIn(runs_of_shared_folder(false)), name_of_run);
INSTANTIATE_TEST_SUITE_P(Own, K210Files, testing::ValuesIn(own_runs()), name_of_run);
INSTANTIATE_TEST_SUITE_P(Shared, K210RealModels, testing::ValuesIn(runs_of_shared_folder(true)), name_of_run);

TEST(K210File, OfVersion5IsNamedAndRefused) {
  const auto folder = shared_data("golden/k210");
  if (!folder) GTEST_SKIP() << "SKIP: ../shared/golden/k210 is absent";
  const auto refused = kmodel::read_kmodel(read_file(*folder / "models/other_v5_cpu_mnist.kmodel").value());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::Unsupported);
  EXPECT_NE(refused.error().message.find("version 5"), std::string::npos) << refused.error().message;
}

}  // namespace
}  // namespace tinsmith
