#include "verbs/predict_pictures.h"

#include <algorithm>

#include "base/files.h"
#include "heads/classification.h"
#include "image/decode.h"
#include "image/encode.h"
#include "image/marks.h"
#include "image/text.h"
#include "verbs/answer_picture.h"
#include "verbs/measure.h"
#include "verbs/run_folder.h"

namespace tinsmith::verbs {
namespace {

constexpr std::size_t kRankedShown = 3;

// One line for people, from the JSON of the answer.
std::string text_of(const std::string& picture, const nlohmann::json& answer) {
  if (answer.contains("classes")) {
    std::string text = picture + ": ";
    for (std::size_t i = 0; i < std::min(kRankedShown, answer["classes"].size()); ++i)
      text += fmt::format("{}{} {:.1f} %", i == 0 ? "" : ", ",
                          answer["classes"][i]["class"].get_ref<const std::string&>(),
                          100 * answer["classes"][i]["probability"].get<double>());
    return text;
  }
  std::string text = fmt::format("{}: {} found", picture, answer["objects"].size());
  for (const auto& object : answer["objects"])
    text += fmt::format("\n  {} {:.1f} % at ({:.0f}, {:.0f})", object["class"].get_ref<const std::string&>(),
                        100 * object["score"].get<double>(), object["centre"][0].get<double>(),
                        object["centre"][1].get<double>());
  return text;
}

// Returns the label of each class for drawn pictures: its name or, if no font of this machine has the
// characters, its number counted from 1.
std::vector<std::string> drawn_names(const std::vector<std::string>& classes) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < classes.size(); ++i)
    names.push_back(image::is_legible(classes[i]) ? classes[i] : fmt::format("class {}", i + 1));
  return names;
}

// Returns the marks to draw, the highest score first, because earlier marks get the better label positions.
std::vector<image::Mark> marks_of(const PictureAnswer& answer, scene::Task task, image::Size picture,
                                  const std::vector<std::string>& names) {
  const auto mark = [&](const scene::Box& box, std::size_t class_index, double score, auto shape) {
    return image::Mark{
        {box.x, box.y, box.width, box.height},
        // Isolated, so that a name that is written from right to left does not affect the score's place.
        fmt::format("\u2068{}\u2069 {:.0f} %", names[class_index], 100 * score),
        class_index,
        shape};
  };
  using Shape = image::Mark::Shape;
  if (task == scene::Task::Classification) {
    const heads::RankedClass best = heads::ranked(answer.probabilities)[0];
    return {mark({0, 0, double(picture.width), double(picture.height)},
                 static_cast<std::size_t>(best.class_index), double{best.probability}, Shape::Nothing)};
  }
  auto found = answer.found;
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& one, const auto& other) { return one.score > other.score; });
  std::vector<image::Mark> marks;
  for (const scene::Detection& one : found)
    marks.push_back(mark(one.box, static_cast<std::size_t>(one.class_index), one.score,
                         task == scene::Task::Boxes ? Shape::Box : Shape::Point));
  return marks;
}

// If a drawn picture shows numbers instead of class names, adds their meaning to the prediction.
void add_drawn_names(Prediction& prediction, const std::vector<image::Mark>& marks,
                     const std::vector<std::string>& classes, const std::vector<std::string>& names) {
  for (const image::Mark& mark : marks) {
    const std::string& name = classes[mark.class_index];
    const std::string& drawn = names[mark.class_index];
    if (drawn == name || prediction.json["drawn_as"].contains(name)) continue;
    prediction.json["drawn_as"][name] = drawn;
    prediction.text += image::has_fonts()
                           ? fmt::format(
                                 "\n  {} is called \"{}\" in the drawn picture: no font on this machine "
                                 "has its characters",
                                 name, drawn)
                           : fmt::format("\n  {} is drawn without its name: this machine has no font", name);
  }
}

Result<Done> write_drawn(const image::Image& picture, const std::vector<image::Mark>& marks,
                         const std::string& name, const std::filesystem::path& folder) {
  TRY(const auto bytes, image::encode_png(image::with_marks(picture, marks)));
  TRY_DONE(make_folder(folder));
  return write_file(folder / (std::filesystem::path(name).stem().string() + ".png"), bytes);
}

Result<Prediction> predict(const opening::Runner& runner, const bundle::Model& model,
                           const std::vector<std::string>& names, const std::string& file,
                           const PredictRequest& request) {
  TRY(const auto bytes, read_file(file));
  TRY(const auto picture, image::decode(bytes).during("reading " + file));
  const PictureAnswer answer =
      answer_picture(runner, model, picture, request.threshold.value_or(threshold_of(model)));
  Prediction prediction;
  prediction.picture = file;
  prediction.json = {{"image", file}, {"width", picture.size.width}, {"height", picture.size.height}};
  prediction.json.update(json_of(answer, model));
  prediction.text = text_of(file, prediction.json);
  if (request.draw_folder.empty()) return prediction;
  const auto marks = marks_of(answer, model.task, picture.size, names);
  add_drawn_names(prediction, marks, model.classes, names);
  TRY_DONE(write_drawn(picture, marks, file, request.draw_folder));
  return prediction;
}

}  // namespace

Result<std::vector<Prediction>> predict_pictures(const PredictRequest& request) {
  TRY(const auto file, model_file_of(request.model));
  TRY(auto opened, opening::open_model(file));
  bundle::Model& model = opened.model;
  TRY_DONE(put_on_board(model, request.board));
  TRY(const auto program, opening::Program::of(opened));
  opening::Program::Worker worker = program.worker();
  const std::vector<std::string> names =
      request.draw_folder.empty() ? model.classes : drawn_names(model.classes);
  std::vector<Prediction> predictions;
  for (const std::string& picture : request.pictures) {
    auto prediction = predict(opening::runner_of(worker), model, names, picture, request);
    if (!prediction && prediction.error().fault == Fault::Unavailable) return std::move(prediction).error();
    if (prediction) {
      predictions.push_back(std::move(prediction).value());
      continue;
    }
    const std::string problem = prediction.error().text();
    predictions.push_back({picture, "no prediction: " + problem, {{"image", picture}, {"problem", problem}}});
  }
  return predictions;
}

}  // namespace tinsmith::verbs
