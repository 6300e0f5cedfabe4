#include "bundle/model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "base/shared_data_for_test.h"
#include "formats/onnx/onnx.h"
#include "formats/tflite/tflite.h"
#include "graph/builder.h"

namespace tinsmith::bundle {
namespace {

using graph::TensorId;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

graph::Graph classifier(std::int32_t classes, std::int32_t channels = 3) {
  graph::Builder build("small", 1);
  TensorId x = build.conv2d("conv", build.input("image", {1, 8, 12, channels}), {.filters = 4, .stride = 2});
  x = build.fully_connected("logits", build.append("mean", graph::Mean{{1, 2}, false}, {x}), classes);
  return build.finish({build.append("probabilities", graph::Softmax{}, {x})});
}

graph::Graph centroid_finder(std::int32_t channels) {
  graph::Builder build("grid", 1);
  TensorId x = build.conv2d("conv", build.input("image", {1, 8, 8, 1}), {.filters = channels, .stride = 2});
  return build.finish({build.append("probabilities", graph::Softmax{}, {x})});
}

Model full_model() {
  Model model;
  model.graph = classifier(3);
  model.classes = {"Schraube", "гайка", "日本 \"quoted\""};
  model.preparation.size = {12, 8};
  model.preparation.fit = image::Fit::Letterbox;
  model.preparation.filter = image::Filter::Nearest;
  model.preparation.padding_value = 0;
  model.name = "mobilenetv2-0.35";
  model.provenance = {{"data", "bolts.zip"}, {"seed", "7"}};
  return model;
}

Bytes written(const Model& model) {
  auto bytes = to_tflite(model);
  EXPECT_TRUE(bytes) << bytes.error().text();
  return std::move(bytes).value();
}

Bytes foreign(const graph::Graph& graph) {
  auto bytes = formats::write_tflite(graph, {});
  EXPECT_TRUE(bytes) << bytes.error().text();
  return std::move(bytes).value();
}

std::string refusal(const Model& model) {
  const auto bytes = to_tflite(model);
  return bytes ? "" : bytes.error().text();
}

TEST(Bundle, WhatTravelsWithAModelComesBackAsItWas) {
  const Model model = full_model();
  const auto again = model_from_tflite(written(model));
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again->classes, model.classes);
  EXPECT_EQ(again->preparation, model.preparation);
  EXPECT_EQ(again->task, model.task);
  EXPECT_EQ(again->name, model.name);
  EXPECT_EQ(again->provenance, model.provenance);
  EXPECT_EQ(again->graph.operators.size(), model.graph.operators.size());
  EXPECT_THAT(again->assumptions, IsEmpty());
}

TEST(Bundle, WhatTravelsWithAModelComesBackFromOnnxToo) {
  const Model model = full_model();
  const auto bytes = to_onnx(model);
  ASSERT_TRUE(bytes) << bytes.error().text();
  const auto again = model_from_onnx(*bytes);
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again->classes, model.classes);
  EXPECT_EQ(again->preparation, model.preparation);
  EXPECT_EQ(again->name, model.name);
  EXPECT_THAT(again->assumptions, IsEmpty());
}

TEST(Bundle, EqualModelsGiveEqualBytes) {
  EXPECT_EQ(written(full_model()), written(full_model()));
}

TEST(Bundle, PartsThatDoNotFitEachOtherAreRefused) {
  Model model = full_model();
  model.classes.pop_back();
  EXPECT_THAT(refusal(model), HasSubstr("with 2 classes needs 2 channels"));
  model = full_model();
  model.preparation.size = {8, 12};
  EXPECT_THAT(refusal(model), HasSubstr("the first 1x8x12x3; its preparation makes one of 1x12x8x3"));
  model = full_model();
  model.task = scene::Task::Centroids;
  EXPECT_THAT(refusal(model), HasSubstr("centroids needs"));
  model = full_model();
  model.classes[1] = "two\nlines";
  EXPECT_THAT(refusal(model), HasSubstr("class 1 contains control characters"));
  model = full_model();
  model.classes.clear();
  EXPECT_THAT(refusal(model), HasSubstr("no classes"));
}

TEST(Bundle, AClassNameThatIsNotUtf8IsWrittenWithReplacements) {
  Model model = full_model();
  model.classes[0] = "\xff\xfe";
  const auto again = model_from_tflite(written(model));
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again->classes[0], "\uFFFD\uFFFD");
}

TEST(ForeignModel, ItsHeadFollowsFromItsOutputAndEveryGuessIsSaid) {
  const auto model = model_from_tflite(foreign(classifier(3, 1)));
  ASSERT_TRUE(model) << model.error().text();
  EXPECT_EQ(model->task, scene::Task::Classification);
  EXPECT_THAT(model->classes, ElementsAre("class 0", "class 1", "class 2"));
  EXPECT_EQ(model->preparation.size, (image::Size{12, 8}));
  EXPECT_EQ(model->preparation.channels, 1);
  EXPECT_THAT(model->assumptions,
              ElementsAre("its output 1x3 is decoded as classification, [1, classes]",
                          "pictures are stretched to 12x8, grey", "pixels are scaled to 0…1 for its input",
                          "its 3 classes have no names, so they are called \"class 0\", \"class 1\", …"));
}

graph::Graph without_softmax(std::int32_t classes) {
  graph::Builder build("logits", 1);
  TensorId x = build.conv2d("conv", build.input("image", {1, 8, 8, 3}), {.filters = 4, .stride = 2});
  return build.finish(
      {build.fully_connected("logits", build.append("mean", graph::Mean{{1, 2}, false}, {x}), classes)});
}

TEST(ForeignModel, LogitsAreToldFromProbabilitiesAndThatIsSaid) {
  for (const auto& read : {model_from_tflite(foreign(without_softmax(3))),
                           model_from_onnx(formats::write_onnx(without_softmax(3), {}).value())}) {
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_TRUE(read->answers_logits);
    EXPECT_THAT(read->assumptions,
                testing::Contains(HasSubstr("so it is treated as logits, and a softmax is applied")));
    const auto again = model_from_tflite(written(*read));
    ASSERT_TRUE(again) << again.error().text();
    EXPECT_TRUE(again->answers_logits) << "written into our own metadata";
  }
  EXPECT_FALSE(model_from_tflite(foreign(classifier(3)))->answers_logits);
}

TEST(ForeignModel, OfSeveralOutputsTheLastOfTheChainIsTheAnswer) {
  graph::Graph graph = classifier(3);
  const TensorId logits = graph.operators.back().inputs[0];
  for (const auto& outputs : {std::vector<TensorId>{logits, graph.outputs[0]}, {graph.outputs[0], logits}}) {
    graph::Graph both = graph;
    both.outputs = outputs;
    const auto model = model_from_tflite(foreign(both));
    ASSERT_TRUE(model) << model.error().text();
    EXPECT_FALSE(model->answers_logits);
    EXPECT_EQ(model->graph.outputs.size(), 1u);
    EXPECT_THAT(model->assumptions[0], HasSubstr("of its 2 outputs, 'probabilities' is used"));
  }
}

TEST(ForeignModel, AGridIsCentroidsWithABackground) {
  const auto model = model_from_tflite(foreign(centroid_finder(3)));
  ASSERT_TRUE(model) << model.error().text();
  EXPECT_EQ(model->task, scene::Task::Centroids);
  EXPECT_EQ(model->classes.size(), 2u);
}

TEST(ForeignModel, AGridOfBackgroundAloneIsNoAnswer) {
  const auto model = model_from_tflite(foreign(centroid_finder(1)));
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().fault, Fault::Unsupported);
}

class ModelFile : public testing::Test {
 protected:
  std::filesystem::path file(const Bytes& bytes) const {
    const auto path = folder_.path() / "modèle.tflite";
    EXPECT_TRUE(write_file(path, bytes));
    return path;
  }
  void label(std::string_view text) const { EXPECT_TRUE(write_file(folder_.path() / "labels.txt", text)); }
  TemporaryFolder folder_ = TemporaryFolder::make().value();
};

TEST_F(ModelFile, LabelsBesideAForeignModelNameItsClasses) {
  label("bolt\r\nnut\r\nwing nut \n\n");
  const auto model = read_model(file(foreign(classifier(3))));
  ASSERT_TRUE(model) << model.error().text();
  EXPECT_THAT(model->classes, ElementsAre("bolt", "nut", "wing nut"));
  EXPECT_THAT(model->assumptions.back(), HasSubstr("the lines of labels.txt"));
}

TEST_F(ModelFile, LabelsOfAnotherNumberAreNotUsedAndThatIsSaid) {
  label("bolt\nnut\n");
  const auto model = read_model(file(foreign(classifier(3))));
  ASSERT_TRUE(model) << model.error().text();
  EXPECT_EQ(model->classes[0], "class 0");
  EXPECT_THAT(model->assumptions,
              testing::Contains(HasSubstr("2 class names, but the network has 3 classes")));
}

TEST_F(ModelFile, OurOwnClassesWinOverLabelsBeside) {
  label("a\nb\nc\n");
  const auto model = read_model(file(written(full_model())));
  ASSERT_TRUE(model) << model.error().text();
  EXPECT_EQ(model->classes, full_model().classes);
}

TEST_F(ModelFile, AnOnnxModelIsKnownByItsEndingInAnyCase) {
  const auto path = folder_.path() / "MODEL.ONNX";
  ASSERT_TRUE(write_file(path, to_onnx(full_model()).value()));
  const auto model = read_model(path);
  ASSERT_TRUE(model) << model.error().text();
  EXPECT_EQ(model->classes, full_model().classes);
}

TEST_F(ModelFile, WhatIsNotAModelIsNamedWithItsPath) {
  const auto model = read_model(file(bytes_of(std::vector<char>{'n', 'o'})));
  ASSERT_FALSE(model);
  EXPECT_THAT(model.error().text(), HasSubstr("modèle.tflite"));
  const auto missing = read_model(folder_.path() / "nothing.tflite");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().fault, Fault::NotFound);
}

TEST(ForeignModel, PublicModelsAreReadWithTheRightHead) {
  const auto golden = shared_data("golden/tflm");
  if (!golden) GTEST_SKIP() << "SKIP: the shared data has no golden/tflm";
  const auto person = read_model(*golden / "vww_96_int8.tflite");
  ASSERT_TRUE(person) << person.error().text();
  EXPECT_EQ(person->task, scene::Task::Classification);
  EXPECT_EQ(person->classes.size(), 2u);
  const auto fomo = read_model(*golden / "fomo_mobnetv2_coco_person.tflite");
  ASSERT_TRUE(fomo) << fomo.error().text();
  EXPECT_EQ(fomo->task, scene::Task::Centroids);
  const auto sound = read_model(*golden / "kws_int8.tflite");
  const auto boxes = read_model(*golden / "yolov5_tiny_face.tflite");
  ASSERT_TRUE(boxes) << boxes.error().text();
  EXPECT_EQ(boxes->task, scene::Task::Boxes);
  EXPECT_EQ(boxes->classes.size(), 1u);
  ASSERT_TRUE(sound) << sound.error().text();
  EXPECT_THAT(sound->assumptions, testing::Contains(HasSubstr("its predictions may be wrong")));
}

}  // namespace
}  // namespace tinsmith::bundle
