// A kmodel is predicted with, evaluated, invoked and shown as other models are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "base/files.h"
#include "base/random.h"
#include "base/shared_data_for_test.h"
#include "heads/heads.h"
#include "image/encode.h"
#include "kmodel/kmodel.h"
#include "opening/open_kmodel.h"
#include "quant/quantize.h"
#include "verbs/eval_model.h"
#include "verbs/export_run.h"
#include "verbs/invoke_model.h"
#include "verbs/package_run.h"
#include "verbs/predict_pictures.h"
#include "verbs/run_folder.h"
#include "verbs/show_model.h"
#include "zoo/zoo.h"

namespace tinsmith::verbs {
namespace {

namespace fs = std::filesystem;
namespace v3 = kmodel::v3;
using testing::ElementsAre;
using testing::HasSubstr;

fs::path fresh_folder(const std::string& name) {
  const fs::path folder = fs::path(testing::TempDir()) / ("kmodel_" + name);
  fs::remove_all(folder);
  fs::create_directories(folder);
  return folder;
}

void write_text(const fs::path& file, std::string_view text) {
  ASSERT_TRUE(write_file(file, as_bytes(text)));
}

// A 1×1 convolution of 3 channels to 3 that keeps each byte, then the mean of each channel, and a softmax: the
// brightest colour is the class.
Bytes colour_classifier(std::uint32_t side) {
  kmodel::KpuLayer layer;
  kmodel::KpuArguments& arguments = layer.arguments;
  arguments.in_channels = arguments.out_channels = 3;
  arguments.in_width = arguments.in_height = side;
  arguments.destination_row = 20000;
  arguments = kmodel::with_derived(arguments);
  for (int o = 0; o < 3; ++o)
    for (int c = 0; c < 3; ++c) layer.weights.push_back(o == c ? 1 : 0);
  layer.batch_norm.assign(3, {1, 0, 0});
  for (auto& segment : layer.activation) segment = {(std::int64_t{1} << 35) - 1, 0, 0, 0};
  layer.activation[0].start = -(std::int64_t{1} << 35);
  layer.activation[1] = {0, 1, 0, 0};
  const std::uint32_t pixels = side * side, bytes = 3 * pixels, floats = (bytes + 7) / 8 * 8;
  v3::Model model;
  model.max_start_row = 0;
  model.main_memory_bytes = floats + 4 * bytes + 64;
  const std::uint32_t means = floats + 4 * bytes, probabilities = means + 16;
  model.outputs = {{probabilities, 12}};
  model.layers = {{v3::kToMainMemory, v3::KpuConvolution{0, layer}},
                  {0, v3::Dequantize{0, floats, bytes, 0.05f, 0}},
                  {0, v3::GlobalAveragePool{floats, means, pixels, 3}},
                  {v3::kToMainMemory, v3::Softmax{means, probabilities, 3}}};
  return kmodel::write_kmodel(model).value();
}

fs::path picture_of(const fs::path& folder, std::array<std::uint8_t, 3> colour) {
  image::Image picture({40, 30}, 3);
  for (std::size_t i = 0; i < picture.pixels.size(); ++i) picture.pixels[i] = colour[i % 3];
  const fs::path file = folder / fmt::format("{}_{}_{}.png", colour[0], colour[1], colour[2]);
  EXPECT_TRUE(write_file(file, image::encode_png(picture).value()));
  return file;
}

fs::path folder_with_classifier(const std::string& name) {
  const fs::path folder = fresh_folder(name);
  EXPECT_TRUE(write_file(folder / "m.kmodel", colour_classifier(16)));
  return folder;
}

TEST(Kmodel, PredictsWithTheNamesOfTheLabelsBesideIt) {
  const fs::path folder = folder_with_classifier("labels");
  write_text(folder / "labels.txt", "labels = [\"red\", 'green', \"blue\"]\n");
  PredictRequest request;
  request.model = (folder / "m.kmodel").string();
  request.pictures = {picture_of(folder, {200, 100, 10}).string(), picture_of(folder, {1, 2, 90}).string()};
  const auto predictions = predict_pictures(request);
  ASSERT_TRUE(predictions) << predictions.error().text();
  EXPECT_EQ((*predictions)[0].json["class"], "red");
  EXPECT_NEAR((*predictions)[0].json["probability"].get<double>(), 1 / (1 + std::exp(-5.0) + std::exp(-9.5)),
              1e-6);
  EXPECT_EQ((*predictions)[1].json["class"], "blue");
}

TEST(Kmodel, IsEvaluatedOnFoldersOfPictures) {
  const fs::path folder = folder_with_classifier("eval");
  write_text(folder / "labels.txt", "red\ngreen\nblue\n");
  const std::array<std::uint8_t, 3> colours[] = {{200, 100, 10}, {10, 220, 30}, {1, 2, 90}};
  const std::string names[] = {"red", "green", "blue"};
  for (std::size_t i = 0; i < 3; ++i) {
    fs::create_directories(folder / "data" / names[i]);
    picture_of(folder / "data" / names[i], colours[i]);
  }
  picture_of(folder / "data" / "red", {10, 200, 10});  // its label is wrong
  EvalRequest request;
  request.model = (folder / "m.kmodel").string();
  request.data = (folder / "data").string();
  request.split = "all";
  request.threads = 2;
  const auto report = eval_model(request);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(report->json["images"], 4);
  EXPECT_THAT(report->text, HasSubstr("75.0 %"));
  EXPECT_THAT(report->text, HasSubstr("its class names are those of labels.txt beside it"));
}

TEST(Kmodel, TakesItsDescriptionFromTheFileBesideIt) {
  const fs::path folder = folder_with_classifier("description");
  const auto description = [](int side) {
    return fmt::format(
        R"({{"version": 1, "name": "colours", "head": "classification", "classes": ["r", "g", "b"], "preparation":
        {{"width": {0}, "height": {0}, "channels": 3, "fit": "crop", "filter": "area", "padding_value": 114}},
        "provenance": {{}}}})",
        side);
  };
  write_text(folder / "m.json", description(16));
  const auto opened = opening::open_model(folder / "m.kmodel");
  ASSERT_TRUE(opened) << opened.error().text();
  EXPECT_EQ(opened->model.name, "colours");
  EXPECT_EQ(opened->model.preparation.fit, image::Fit::Crop);
  EXPECT_THAT(opened->model.assumptions, ElementsAre());
  write_text(folder / "m.json", description(32));
  const auto refused = opening::open_model(folder / "m.kmodel");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().text(), HasSubstr("makes pictures of 32x32x3; its input is 16x16x3"));
}

TEST(Kmodel, IsInvokedOnPlanarBytes) {
  const fs::path folder = folder_with_classifier("invoke");
  Bytes input(2 * 3 * 16 * 16);
  std::fill(input.begin() + 256, input.begin() + 512, std::byte{255});  // green of the first sample
  ASSERT_TRUE(write_file(folder / "in.bin", input));
  const auto summary = invoke_model({.model = (folder / "m.kmodel").string(),
                                     .input_file = (folder / "in.bin").string(),
                                     .output_prefix = (folder / "out").string()});
  ASSERT_TRUE(summary) << summary.error().text();
  EXPECT_EQ((*summary)["samples"], 2);
  EXPECT_EQ((*summary)["inputs"][0]["shape"], (std::vector<int>{3, 16, 16}));
  const auto first = values_of<float>(read_file(folder / "out.0.0.bin").value());
  EXPECT_GT(first[1], 0.99f);
  const auto second = values_of<float>(read_file(folder / "out.1.0.bin").value());
  EXPECT_FLOAT_EQ(second[0], 1.0f / 3);

  input.pop_back();
  ASSERT_TRUE(write_file(folder / "in.bin", input));
  const auto refused = invoke_model({.model = (folder / "m.kmodel").string(),
                                     .input_file = (folder / "in.bin").string(),
                                     .output_prefix = (folder / "out").string()});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().text(), HasSubstr("it has 1535 bytes; whole inputs of 768 bytes are expected"));
}

TEST(Kmodel, IsShownLayerByLayer) {
  const fs::path folder = folder_with_classifier("show");
  const auto text = show_model((folder / "m.kmodel").string());
  ASSERT_TRUE(text) << text.error().text();
  EXPECT_THAT(*text, HasSubstr("kmodel version 3"));
  EXPECT_THAT(*text, HasSubstr("global_average_pool"));
  EXPECT_THAT(*text, HasSubstr("MaixPy, full build                 yes"));
}

TEST(Kmodel, IsRefusedByCommandsThatNeedTheNetwork) {
  const fs::path folder = folder_with_classifier("package");
  const auto refused = package_run({.model = (folder / "m.kmodel").string(),
                                    .board = "k210",
                                    .out = (folder / "a.zip").string(),
                                    .pictures = {},
                                    .name = {}});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().text(), HasSubstr("it is a kmodel, which show, invoke, predict and eval open"));
}

TEST(Kmodel, WithAGridThatNothingDescribesIsRefusedWithWhatHelps) {
  const auto folder = shared_data("golden/k210/models");
  if (!folder) GTEST_SKIP() << "SKIP: ../shared/golden/k210 is absent";
  const fs::path own = fresh_folder("grid");
  fs::copy_file(*folder / "v3_yolov2_fruit.kmodel", own / "m.kmodel");
  const auto refused = opening::open_model(own / "m.kmodel");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().text(),
              HasSubstr("its output 1x7x7x40 is a grid, of which nothing says how it is decoded"));
}

// A run folder with the int8 model of an untrained network.
void write_run(const fs::path& folder, std::int32_t side) {
  const auto network = zoo::find_network("mobilenetv1-0.25");
  ASSERT_TRUE(network);
  auto graph =
      (*network)->build_classifier(**network, {.width = side, .height = side, .classes = 3, .seed = 3});
  graph = heads::with_answer(std::move(graph), scene::Task::Classification).value();
  Rng random(5);
  quant::Samples samples(2, std::vector<float>(static_cast<std::size_t>(side * side * 3)));
  for (auto& sample : samples)
    for (float& value : sample) value = static_cast<float>(random.uniform());
  ThreadPool pool(1);
  SilentProgress progress;
  bundle::Model model;
  model.graph = quant::quantize(graph, samples, {}, pool, progress).value().graph;
  model.name = "mobilenetv1-0.25";
  model.classes = {"bolt", "nut", "washer"};
  model.preparation.size = {side, side};
  const RunFolder run{folder};
  ASSERT_TRUE(write_file(run.int8_model(), bundle::to_tflite(model).value()));
  ASSERT_TRUE(run.write_labels(model.classes));
}

TEST(Kmodel, IsExportedFromARunAndPredictsAsItsInt8Model) {
  const fs::path folder = fresh_folder("export");
  write_run(folder, 128);
  const auto files =
      export_run({.run = folder.string(), .out = (folder / "out").string(), .formats = {"kmodel"}});
  ASSERT_TRUE(files) << files.error().text();
  PredictRequest request;
  request.pictures = {picture_of(folder, {200, 100, 10}).string()};
  request.model = (folder / "out" / "model.kmodel").string();
  const auto kmodel = predict_pictures(request);
  ASSERT_TRUE(kmodel) << kmodel.error().text();
  request.model = RunFolder{folder}.int8_model().string();
  const auto int8 = predict_pictures(request);
  ASSERT_TRUE(int8) << int8.error().text();
  const auto probabilities = [](const Prediction& prediction) {
    std::map<std::string, double> found;
    for (const auto& row : prediction.json["classes"])
      found[row["class"].get<std::string>()] = row["probability"].get<double>();
    return found;
  };
  constexpr double kTolerance = 0.03;  // the tail is float32 instead of int8, and roundings add up
  const auto found = probabilities((*kmodel)[0]), expected = probabilities((*int8)[0]);
  ASSERT_EQ(found.size(), 3u);
  for (const auto& [name, probability] : expected)
    EXPECT_NEAR(found.at(name), probability, kTolerance) << name;
}

TEST(Kmodel, IsNotExportedWhereALimitOfTheChipIsBroken) {
  const fs::path folder = fresh_folder("refused");
  write_run(folder, 96);
  const auto files =
      export_run({.run = folder.string(), .out = (folder / "out").string(), .formats = {"kmodel"}});
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().fault, Fault::Refused);
  EXPECT_THAT(files.error().text(), HasSubstr("its map goes from 6x6 to 3x3"));
}

// The boxes that the vendor's runtime finds with this model on these pictures; see the README of the golden data.
TEST(Kmodel, OfMaixHubFindsTheFruitThatTheVendorsRuntimeFinds) {
  const auto models = shared_data("golden/k210/models"), pictures = shared_data("data/fruit_coco");
  if (!models || !pictures)
    GTEST_SKIP() << "SKIP: ../shared/golden/k210 or ../shared/data/fruit_coco is absent";
  const fs::path own = fresh_folder("fruit");
  fs::copy_file(*models / "v3_yolov2_fruit.kmodel", own / "model-7.kmodel");
  write_text(own / "main.py",
             "# labels = []\nlabels = [\"apple\", \"banana\", \"orange\"]\n"
             "anchors = [0.32,0.68,0.7,0.73,0.75,0.75,0.8,0.96,1.1,1.63]\n");
  PredictRequest request;
  request.model = (own / "model-7.kmodel").string();
  request.threshold = 0.4;
  const struct {
    std::string name, fruit;
    double score;
  } expected[] = {{"apple_33", "apple", 0.89}, {"banana_14", "banana", 0.80}, {"orange_67", "orange", 0.63}};
  for (const auto& row : expected)
    for (const auto& entry : fs::recursive_directory_iterator(*pictures))
      if (entry.path().filename() == row.name + ".jpg") request.pictures.push_back(entry.path().string());
  ASSERT_EQ(request.pictures.size(), 3u);
  const auto predictions = predict_pictures(request);
  ASSERT_TRUE(predictions) << predictions.error().text();
  constexpr double kTolerance = 0.08;  // pictures are reduced by another filter
  for (std::size_t i = 0; i < 3; ++i) {
    const auto& objects = (*predictions)[i].json["objects"];
    ASSERT_FALSE(objects.empty()) << expected[i].name;
    EXPECT_EQ(objects[0]["class"], expected[i].fruit);
    EXPECT_NEAR(objects[0]["score"].get<double>(), expected[i].score, kTolerance);
  }
}

TEST(PythonLists, AreReadWhereAScriptAssignsThem) {
  const std::string script =
      "#labels = ['no']\nmy_labels = ['no']\ndef main(anchors, labels = None):\n  pass\n"
      "labels=['a]', \"b\\\"c\"]\nanchors = (1.5, 2, -3e1)\n";
  EXPECT_THAT(opening::texts_assigned(script, "labels"), ElementsAre("a]", "b\"c"));
  EXPECT_THAT(opening::numbers_assigned(script, "anchors"), ElementsAre(1.5, 2, -30));
  EXPECT_THAT(opening::numbers_assigned("anchors = [", "anchors"), ElementsAre());
  EXPECT_THAT(opening::texts_assigned("labels", "labels"), ElementsAre());
}

}  // namespace
}  // namespace tinsmith::verbs
