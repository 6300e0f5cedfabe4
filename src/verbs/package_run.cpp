#include "verbs/package_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/files.h"
#include "boards/arena.h"
#include "files/source.h"
#include "files/zip_writer.h"
#include "graph/cost.h"
#include "image/decode.h"
#include "image/encode.h"
#include "packaging/collection.h"
#include "packaging/package.h"
#include "verbs/answer_picture.h"
#include "verbs/check_for_board.h"
#include "verbs/measure.h"
#include "verbs/run_folder.h"
#include "verbs/training_data.h"

namespace tinsmith::verbs {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxTestPictures = 3;

// The original pictures to test with.
using Originals = std::vector<image::Image>;

Result<Originals> named_pictures(const std::vector<std::string>& names) {
  Originals originals;
  for (const std::string& name : names) {
    TRY(const auto bytes, read_file(name));
    TRY(auto picture, image::decode(bytes).during("reading " + name));
    originals.push_back(std::move(picture));
  }
  return originals;
}

// The pictures of a run that judge it: of several classes where there are several, else those with objects first.
std::vector<std::size_t> pictures_to_show(const TrainingData& data) {
  const auto& split = data.split;
  const auto& judges = !split.test.empty()         ? split.test
                       : !split.validation.empty() ? split.validation
                                                   : split.train;
  std::vector<std::size_t> chosen, others;
  std::set<scene::ClassIndex> classes;
  for (const std::size_t index : judges) {
    const dataset::Picture& picture = data.dataset.pictures[index];
    const bool is_new =
        picture.class_index ? classes.insert(*picture.class_index).second : !picture.boxes.empty();
    (is_new ? chosen : others).push_back(index);
  }
  chosen.insert(chosen.end(), others.begin(), others.end());
  return chosen;
}

Result<Originals> pictures_of_run(const RunFolder& run) {
  TRY(const auto config, run.resume());
  ThreadPool pool(config.threads);
  TRY(const auto data, prepare_training_data(config, run, pool));
  Originals originals;
  for (const std::size_t index : pictures_to_show(data)) {
    if (originals.size() == kMaxTestPictures) break;
    TRY(const auto bytes, data.dataset.source->read(data.dataset.pictures[index].path));
    auto picture = image::decode(bytes);
    if (picture) originals.push_back(std::move(picture).value());
  }
  if (originals.empty()) return fail(Fault::InvalidInput, "no picture of {} can be read", config.data);
  return originals;
}

Result<Originals> pictures_for(const PackageRequest& request) {
  if (!request.pictures.empty()) return named_pictures(request.pictures);
  std::error_code ignored;
  if (!fs::is_directory(request.model, ignored))
    return fail(Fault::InvalidInput,
                "the package holds test pictures, and {} is a model without any: give some with --pictures",
                request.model);
  auto originals = pictures_of_run({request.model});
  if (!originals)
    return fail(Fault::InvalidInput,
                "the pictures of the run cannot be read ({}): give some test pictures with --pictures",
                originals.error().text());
  return originals;
}

Bytes bytes_of(ByteView view) {
  return {view.begin(), view.end()};
}

Result<packaging::TestPicture> tested(infer::Interpreter& interpreter, const bundle::Model& model,
                                      const image::Image& original, std::size_t number) {
  const image::Image prepared = image::prepared(original, model.preparation);
  packaging::TestPicture picture;
  picture.name = std::to_string(number);
  TRY(picture.png, image::encode_png(prepared));
  // A prepared picture is prepared again to the same pixels, so its results are those of the original.
  opening::Runner(interpreter).fill(prepared, model.input_values);
  picture.input = bytes_of(interpreter.input());
  picture.answer = json_of(answer_picture(interpreter, model, prepared, threshold_of(model)), model);
  for (std::size_t i = 0; i < model.graph.outputs.size(); ++i)
    picture.outputs.push_back(bytes_of(interpreter.output(i)));
  return picture;
}

// Conflict before the work, not after it. The program never overwrites a package.
Result<Done> check_free(const std::string& out) {
  std::error_code ignored;
  if (!fs::exists(out, ignored)) return Done{};
  return fail(Fault::Conflict, "{} exists; choose another name or remove it", out);
}

Bytes zip_of(std::vector<packaging::File> files) {
  auto zip = files::ZipWriter::in_memory();
  for (packaging::File& file : files) {
    const auto added = zip.add(file.path, std::move(file.bytes));
    CHECK(added, "a file in memory: {}", added.error().text());
  }
  return zip.bytes();
}

// A model that a board has accepted, with what belongs to it, as the package's contents refer to it.
struct Packed {
  std::string name;
  const boards::Board* board = nullptr;
  DeployedModel deployed;
  std::vector<std::string> remarks;

  const bundle::Model& model() const { return deployed.model; }

  // The user's own firmware may have any kernels, so its arena is large enough for all that are known, as long as
  // the board has so much.
  std::int64_t arena_bytes() const {
    const std::int64_t bytes = boards::arena_on(board, model().graph).arena_bytes();
    if (!board->is_programmed_by_user) return bytes;
    const std::int64_t most =
        std::max(bytes, infer::estimate_arena(model().graph, infer::KernelLibrary::EspNn).arena_bytes());
    return board->arena_bytes == 0 ? most : std::max(bytes, std::min(most, board->arena_bytes));
  }

  packaging::Contents contents() const {
    return {.name = name,
            .model = model(),
            .file = deployed.file,
            .board = *board,
            .boxes = box_decoding_of(model()),
            .threshold = threshold_of(model()),
            .arena_bytes = arena_bytes(),
            .operators = deployed.operators,
            .pictures = {},
            .remarks = remarks,
            .estimated_time = boards::estimated_time(*board, graph::multiply_accumulates(model().graph))};
  }
};

Result<Packed> packed(const std::string& model_or_run, const boards::Board& board, DeployedModel deployed,
                      const BoardCheck& check) {
  Packed packed;
  packed.name = fs::path(model_or_run).stem().string();
  packed.board = &board;
  packed.deployed = std::move(deployed);
  bundle::Model& model = packed.deployed.model;
  const image::Preparation measured_with = model.preparation;
  TRY_DONE(put_on_board(model, std::string(board.name)));
  if (board.is_programmed_by_user) model.preparation = measured_with;  // which the package's C code does
  for (const boards::Finding& finding : check.findings)
    if (finding.kind == boards::Finding::Kind::Remark)
      packed.remarks.push_back(fmt::format("{}: {}", finding.rule, finding.message));
  return packed;
}

Error refusal_of(const std::string& model, const BoardCheck& check, const boards::Board& board) {
  return fail(Fault::Refused, "{} would not run {}:\n{}", board.name, model, check.text);
}

}  // namespace

Result<PackagePlan> plan_package(const std::string& model_or_run, const std::string& board_name,
                                 const std::string& name) {
  TRY(const boards::Board* board, boards::find_board(board_name));
  TRY(auto deployed, read_deployed(model_or_run));
  const BoardCheck check = check_for_board(deployed, *board);
  PackagePlan plan{.is_accepted = check.is_accepted,
                   .findings = check.findings,
                   .estimated_time = check.json.value("time", ""),
                   .refusal = {},
                   .steps = {}};
  if (!check.is_accepted) {
    plan.refusal = fmt::format("{} would not run this model", board->title);
    return plan;
  }
  if (const auto checked = packaging::check_board(*board); !checked) {
    plan.refusal = checked.error().message;
    return plan;
  }
  TRY(const auto packed_model, packed(model_or_run, *board, std::move(deployed), check));
  packaging::Contents contents = packed_model.contents();
  if (!name.empty()) contents.name = name;
  plan.steps = packaging::steps_of(contents);
  return plan;
}

Result<std::vector<packaging::File>> package_files(const PackageRequest& request) {
  TRY(const boards::Board* board, boards::find_board(request.board));
  TRY(auto deployed, read_deployed(request.model));
  const BoardCheck check = check_for_board(deployed, *board);
  if (!check.is_accepted) return refusal_of(request.model, check, *board);
  TRY_DONE(packaging::check_board(*board));
  TRY(const auto packed_model, packed(request.model, *board, std::move(deployed), check));
  TRY(auto interpreter, infer::Interpreter::make(packed_model.model().graph));
  TRY(const auto originals, pictures_for(request));
  packaging::Contents contents = packed_model.contents();
  if (!request.name.empty()) contents.name = request.name;
  for (std::size_t i = 0; i < originals.size(); ++i) {
    TRY(auto picture, tested(interpreter, packed_model.model(), originals[i], i + 1));
    contents.pictures.push_back(std::move(picture));
  }
  return packaging::files_of(contents);
}

Result<std::string> package_run(const PackageRequest& request) {
  TRY_DONE(check_free(request.out));
  TRY(const boards::Board* board, boards::find_board(request.board));
  TRY(auto files, package_files(request));
  const std::size_t count = files.size();
  TRY_DONE(write_new_file(request.out, zip_of(std::move(files))));
  return fmt::format("{} files for {} were written to {}. Its README.md has the steps.", count, board->title,
                     request.out);
}

Result<std::string> write_collection_script(const PackageRequest& request) {
  TRY_DONE(check_free(request.out));
  TRY(const boards::Board* board, boards::find_board(request.board));
  TRY(const auto path, model_file_of(request.model));
  TRY(const auto model, bundle::read_model(path));
  TRY(const auto script, packaging::collection_script(*board, model.classes));
  TRY_DONE(write_new_file(request.out, as_bytes(script)));
  return fmt::format("{} was written: it takes pictures of {} classes with the camera of {}.", request.out,
                     model.classes.size(), board->title);
}

}  // namespace tinsmith::verbs
