// README.md of a package.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/json.h"
#include "heads/heads.h"
#include "packaging/steps.h"

namespace tinsmith::packaging {
namespace {

using scene::Task;

// A name can have any characters; Markdown would read some of them as markup.
std::string cell(std::string_view text) {
  std::string safe;
  for (const char character : text) {
    if (std::string_view("|\\`<>*_[]").find(character) != std::string_view::npos) safe += '\\';
    safe += character == '\n' ? ' ' : character;
  }
  return safe;
}

std::string class_table(const Contents& contents) {
  std::string table = "| number | class |\n| --- | --- |\n";
  for (std::size_t i = 0; i < contents.model.classes.size(); ++i)
    table += fmt::format("| {} | {} |\n", i, cell(contents.model.classes[i]));
  return table;
}

// "apple 0.93", or "apple 0.93 at (20, 31), …".
std::string answer_text(const nlohmann::json& answer) {
  if (answer.contains("class"))
    return fmt::format("{} {:.2f}", answer["class"].get<std::string>(), answer["probability"].get<double>());
  constexpr std::size_t kMaxListed = 5;
  std::vector<std::string> objects;
  for (const auto& object : answer["objects"]) {
    if (objects.size() == kMaxListed) {
      objects.push_back(fmt::format("… ({} objects)", answer["objects"].size()));
      break;
    }
    objects.push_back(fmt::format("{} {:.2f} at ({:.0f}, {:.0f})", object["class"].get<std::string>(),
                                  object["score"].get<double>(), object["centre"][0].get<double>(),
                                  object["centre"][1].get<double>()));
  }
  return objects.empty() ? "no object" : fmt::format("{}", fmt::join(objects, ", "));
}

std::string picture_table(const Contents& contents) {
  std::string table = "| picture | result |\n| --- | --- |\n";
  for (const TestPicture& picture : contents.pictures)
    table += fmt::format("| test/{}.png | {} |\n", picture.name, cell(answer_text(picture.answer)));
  return table;
}

std::string_view task_sentence(Task task) {
  switch (task) {
    case Task::Classification:
      return "It finds the class of the whole picture.";
    case Task::Centroids:
      return "It finds the places of objects (without their sizes).";
    case Task::Boxes:
      return "It finds objects and draws a box around each.";
  }
  CHECK(false, "task {}", static_cast<int>(task));
}

std::string_view fit_sentence(image::Fit fit) {
  switch (fit) {
    case image::Fit::Stretch:
      return "stretched to this size";
    case image::Fit::Letterbox:
      return "scaled to fit, with bars at two sides";
    case image::Fit::Crop:
      return "scaled to fill it, so that two sides are cut off";
  }
  CHECK(false, "fit {}", static_cast<int>(fit));
}

std::string remarks_of(const Contents& contents) {
  std::string text;
  for (const std::string& remark : contents.remarks) text += fmt::format("Note: {}.\n\n", remark);
  return text;
}

std::string beginning(const Contents& contents) {
  const bundle::Model& model = contents.model;
  return fmt::format(
             "# {} for {}\n\n{} Network: {}, int8, {} bytes. Input: {} x {} pixels, {}; a picture is {}.\n\n",
             cell(contents.name), contents.board.title, task_sentence(model.task), model.name,
             contents.file.size(), model.preparation.size.width, model.preparation.size.height,
             model.preparation.channels == 1 ? "grey" : "colour", fit_sentence(model.preparation.fit)) +
         (contents.estimated_time.empty() ? "" : "Time: " + contents.estimated_time + ".\n\n") +
         remarks_of(contents);
}

std::string threshold_sentence(const Contents& contents) {
  if (contents.model.task == Task::Classification) return {};
  std::string sentence = fmt::format("An object counts from a score of {:.2f} on.", contents.threshold);
  if (contents.model.threshold) sentence += " The training chose this threshold on its validation pictures.";
  return sentence + "\n\n";
}

constexpr std::string_view kTestFiles =
    "`test/N.png` is a picture as the network sees it, `test/N.input.bin` the same as int8 values (pixel - "
    "128), "
    "`test/N.output.bin` the bytes that TensorFlow Lite Micro computes from it, and `test/expected.json` "
    "their meaning.\n";

// Every line of the code, indented as Markdown's code blocks inside of a list item.
std::string indented(std::string_view code) {
  std::string text = "\n";
  std::size_t begin = 0;
  while (begin <= code.size()) {
    const std::size_t end = std::min(code.find('\n', begin), code.size());
    text += fmt::format("       {}\n", code.substr(begin, end - begin));
    begin = end + 1;
  }
  return text;
}

}  // namespace

std::string readme_of(const Contents& contents, const std::vector<Step>& steps, std::string_view more) {
  std::string text = beginning(contents) + "## Steps\n\n";
  for (std::size_t i = 0; i < steps.size(); ++i) {
    text += fmt::format("{}. {}\n", i + 1, steps[i].text);
    if (!steps[i].code.empty()) text += indented(steps[i].code) + "\n";
  }
  text += "\n" + threshold_sentence(contents) + class_table(contents);
  text +=
      "\n`model.tflite` is the model, `labels.txt` has a class name per line, and `settings.json` everything "
      "that a program "
      "must know.\n";
  text += more;
  return text + "\n## Check it\n\n" + picture_table(contents) + "\n" + std::string(kTestFiles);
}

}  // namespace tinsmith::packaging
