#include "packaging/package.h"

#include <algorithm>

#include "packaging/c_sources.h"
#include "packaging/settings.h"
#include "packaging/steps.h"

namespace tinsmith::packaging {
namespace {

// A board for which packages are made. All packages have model, classes, settings and test pictures.
struct PackageRow {
  std::string_view board;
  std::vector<Step> (*steps)(const Contents& contents);
  bool has_c_sources = false;
};
constexpr PackageRow kPackages[] = {
    {.board = "xiao-esp32s3", .steps = sscma_steps},
    {.board = "generic", .steps = microcontroller_steps, .has_c_sources = true},
};

const PackageRow* row_of(const boards::Board& board) {
  const auto* row = std::find_if(std::begin(kPackages), std::end(kPackages),
                                 [&](const PackageRow& one) { return one.board == board.name; });
  return row == std::end(kPackages) ? nullptr : row;
}

std::string text_of(ByteView bytes) {
  return std::string(as_text(bytes));
}

void add_pictures(const Contents& contents, std::vector<File>& files) {
  nlohmann::ordered_json expected = nlohmann::ordered_json::array();
  for (const TestPicture& picture : contents.pictures) {
    const std::string path = "test/" + picture.name;
    files.push_back({path + ".png", text_of(picture.png)});
    files.push_back({path + ".input.bin", text_of(picture.input)});
    nlohmann::ordered_json row{{"picture", path + ".png"},
                               {"input", path + ".input.bin"},
                               {"outputs", nlohmann::ordered_json::array()},
                               {"answer", picture.answer}};
    for (std::size_t i = 0; i < picture.outputs.size(); ++i) {
      const std::string number = picture.outputs.size() == 1 ? "" : std::to_string(i);
      files.push_back({path + ".output" + number + ".bin", text_of(picture.outputs[i])});
      row["outputs"].push_back(files.back().path);
    }
    expected.push_back(row);
  }
  files.push_back({"test/expected.json", expected.dump(2) + "\n"});
}

}  // namespace

Result<Done> check_board(const boards::Board& board) {
  if (row_of(board) != nullptr) return Done{};
  return fail(Fault::Refused,
              "{} loads a .{}, which this version cannot make: convert model.int8.tflite of the run with {}",
              board.title, board.loads, board.converter);
}

std::vector<Step> steps_of(const Contents& contents) {
  const PackageRow* row = row_of(contents.board);
  CHECK(row != nullptr, "no package is made for {}", contents.board.name);
  return row->steps(contents);
}

Result<std::vector<File>> files_of(const Contents& contents) {
  TRY_DONE(check_board(contents.board));
  const PackageRow& row = *row_of(contents.board);
  std::string labels;
  for (const std::string& name : contents.model.classes) labels += name + "\n";
  std::vector<File> files{{"README.md", readme_of(contents, row.steps(contents), row.has_c_sources)},
                          {"model.tflite", text_of(contents.file)},
                          {"labels.txt", labels},
                          {"settings.json", settings_of(contents).dump(2) + "\n"}};
  add_pictures(contents, files);
  if (row.has_c_sources) {
    TRY(auto sources, c_sources(contents));
    for (File& source : sources) files.push_back({"c/" + source.path, std::move(source.bytes)});
  }
  return files;
}

}  // namespace tinsmith::packaging
