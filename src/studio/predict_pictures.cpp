#include <algorithm>

#include "base/files.h"
#include "heads/classification.h"
#include "image/decode.h"
#include "image/draw.h"
#include "image/encode.h"
#include "studio/answer_picture.h"
#include "studio/run_folder.h"
#include "studio/use_model.h"

namespace tinsmith::studio {
namespace {

constexpr std::size_t kRankedShown = 3;
// One a class, in their order, then again: apart for the colour-blind, and on dark and bright pictures
// (Okabe, Ito).
constexpr image::Colour kColours[] = {{230, 159, 0}, {86, 180, 233}, {0, 158, 115},  {240, 228, 66},
                                      {0, 114, 178}, {213, 94, 0},   {204, 121, 167}};

void tell_classes(Prediction& prediction, const bundle::Model& model, std::span<const float> probabilities) {
  const auto ranked = heads::ranked(probabilities);
  prediction.json["class"] = model.classes[static_cast<std::size_t>(ranked[0].class_index)];
  prediction.json["probability"] = ranked[0].probability;
  for (const heads::RankedClass& row : ranked)
    prediction.json["classes"].push_back({{"class", model.classes[static_cast<std::size_t>(row.class_index)]},
                                          {"probability", row.probability}});
  prediction.text = prediction.picture + ": ";
  for (std::size_t i = 0; i < std::min(kRankedShown, ranked.size()); ++i)
    prediction.text += fmt::format("{}{} {:.1f} %", i == 0 ? "" : ", ",
                                   model.classes[static_cast<std::size_t>(ranked[i].class_index)],
                                   100 * ranked[i].probability);
}

void tell_objects(Prediction& prediction, const bundle::Model& model,
                  const std::vector<scene::Detection>& found) {
  prediction.json["objects"] = nlohmann::json::array();
  prediction.text = fmt::format("{}: {} found", prediction.picture, found.size());
  for (const scene::Detection& detection : found) {
    const std::string& name = model.classes[static_cast<std::size_t>(detection.class_index)];
    const scene::Point middle = scene::centre_of(detection.box);
    prediction.json["objects"].push_back(
        {{"class", name},
         {"score", detection.score},
         {"centre", {middle.x, middle.y}},
         {"box", {detection.box.x, detection.box.y, detection.box.width, detection.box.height}}});
    prediction.text +=
        fmt::format("\n  {} {:.1f} % at ({:.0f}, {:.0f})", name, 100 * detection.score, middle.x, middle.y);
  }
}

image::Colour colour_of(scene::ClassIndex index) {
  return kColours[static_cast<std::size_t>(index) % std::size(kColours)];
}

void mark_box(image::Image& drawn, const scene::Detection& detection, double thickness) {
  const scene::Box& box = detection.box;
  image::outline_rectangle(drawn, {box.x, box.y, box.width, box.height}, thickness,
                           colour_of(detection.class_index));
}

void mark_middle(image::Image& drawn, const scene::Detection& detection, double thickness) {
  const scene::Point middle = scene::centre_of(detection.box);
  const double radius = std::max(detection.box.width, detection.box.height) / 2;
  const image::Colour colour = colour_of(detection.class_index);
  image::outline_ellipse(drawn, {{middle.x, middle.y}, radius, radius}, thickness, colour);
  image::fill_ellipse(drawn, {{middle.x, middle.y}, thickness * 1.5, thickness * 1.5}, colour);
}

Result<Done> draw(const image::Image& picture, const std::vector<scene::Detection>& found, heads::Head head,
                  const std::string& name, const std::filesystem::path& folder) {
  image::Image drawn = picture;
  const double thickness = std::max(2.0, std::max(picture.size.width, picture.size.height) / 200.0);
  for (const scene::Detection& detection : found)
    head == heads::Head::Boxes ? mark_box(drawn, detection, thickness)
                               : mark_middle(drawn, detection, thickness);
  TRY(const auto bytes, image::encode_png(drawn));
  TRY_DONE(make_folder(folder));
  return write_file(folder / (std::filesystem::path(name).stem().string() + ".png"), bytes);
}

Result<Prediction> predict(infer::Interpreter& interpreter, const bundle::Model& model,
                           const std::string& file, const PredictRequest& request) {
  TRY(const auto bytes, read_file(file));
  TRY(const auto picture, image::decode(bytes).during("reading " + file));
  const PictureAnswer answer =
      answer_picture(interpreter, model, picture, request.threshold.value_or(threshold_of(model)));
  Prediction prediction;
  prediction.picture = file;
  prediction.json = {{"image", file}, {"width", picture.size.width}, {"height", picture.size.height}};
  if (model.head == heads::Head::Classification)
    tell_classes(prediction, model, answer.probabilities);
  else
    tell_objects(prediction, model, answer.found);
  if (!request.draw_folder.empty())
    TRY_DONE(draw(picture, answer.found, model.head, file, request.draw_folder));
  return prediction;
}

}  // namespace

Result<std::vector<Prediction>> predict_pictures(const PredictRequest& request) {
  TRY(const auto file, model_file_of(request.model));
  TRY(const auto model, bundle::read_model(file));
  TRY(auto interpreter, infer::Interpreter::make(model.graph));
  std::vector<Prediction> predictions;
  for (const std::string& picture : request.pictures) {
    auto prediction = predict(interpreter, model, picture, request);
    if (!prediction && prediction.error().fault == Fault::Unavailable) return std::move(prediction).error();
    if (prediction) {
      predictions.push_back(std::move(prediction).value());
      continue;
    }
    const std::string problem = prediction.error().text();
    predictions.push_back({picture, "not answered: " + problem, {{"image", picture}, {"problem", problem}}});
  }
  return predictions;
}

}  // namespace tinsmith::studio
