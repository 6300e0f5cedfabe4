#include "verbs/show_model.h"

#include <fmt/format.h>

#include "base/files.h"
#include "boards/arena.h"
#include "bundle/model.h"
#include "graph/print.h"
#include "kmodel/kmodel.h"
#include "opening/open_kmodel.h"
#include "verbs/run_folder.h"
#include "verbs/target_board.h"

namespace tinsmith::verbs {
namespace {

Result<std::string> show_kmodel(const std::filesystem::path& file) {
  TRY(const auto bytes, read_file(file, kmodel::kMaxKmodel_bytes));
  TRY(const auto kmodel, kmodel::read_kmodel(bytes));
  std::string text = kmodel::print_kmodel(kmodel, bytes.size());
  if (const auto compiled = kpu::Model::compile(kmodel); !compiled)
    text += "cannot run   " + compiled.error().text() + "\n";
  return text;
}

}  // namespace

Result<std::string> show_model(const std::string& model_or_run) {
  TRY(const auto file, model_file_of(model_or_run));
  if (opening::is_kmodel(file)) return show_kmodel(file).during("reading " + file.string());
  TRY(const auto model, bundle::read_model(file));
  const boards::Board* board = board_of(model);
  const infer::ArenaEstimate arena = boards::arena_on(board, model.graph);
  std::string text = graph::print(model.graph);
  text += fmt::format("head         {}\n", scene::name_of(model.task));
  text += fmt::format("classes      {}\n", fmt::join(model.classes, ", "));
  text += fmt::format("input        {}x{}x{}\n", model.preparation.size.width, model.preparation.size.height,
                      model.preparation.channels);
  text += fmt::format("memory       {} bytes ({} of activations, {} of bookkeeping){}\n", arena.arena_bytes(),
                      arena.activation_bytes, arena.bookkeeping_bytes,
                      board == nullptr ? "" : fmt::format(" on {}", board->title));
  for (const auto& [key, value] : model.provenance) text += fmt::format("{:<12} {}\n", key, value);
  for (const std::string& assumption : model.assumptions) text += "assumed: " + assumption + "\n";
  return text;
}

}  // namespace tinsmith::verbs
