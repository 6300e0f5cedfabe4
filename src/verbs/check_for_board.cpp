#include "verbs/check_for_board.h"

#include <fmt/format.h>

#include "base/files.h"
#include "boards/arena.h"
#include "formats/tflite/tflite.h"
#include "graph/cost.h"
#include "verbs/run_folder.h"

namespace tinsmith::verbs {
namespace {

constexpr std::uint64_t kMaxModel_bytes = std::uint64_t{1} << 30;

std::string_view word_for(boards::Finding::Kind kind) {
  switch (kind) {
    case boards::Finding::Kind::Kept:
      return "kept";
    case boards::Finding::Kind::Remark:
      return "remark";
    case boards::Finding::Kind::Broken:
      return "broken";
  }
  CHECK(false, "finding {}", static_cast<int>(kind));
}

}  // namespace

Result<DeployedModel> read_deployed(const std::string& model_or_run) {
  TRY(const auto path, model_file_of(model_or_run));
  DeployedModel deployed{.path = path.string(), .file = {}, .operators = {}, .model = {}};
  TRY(deployed.model, bundle::read_model(path));  // with the labels.txt that may be beside it
  TRY(deployed.file, read_file(path, kMaxModel_bytes));
  TRY(auto file, formats::read_tflite(deployed.file).during("reading " + deployed.path));
  deployed.operators = std::move(file.operators);
  return deployed;
}

BoardCheck check_for_board(const DeployedModel& deployed, const boards::Board& board) {
  const bundle::Model& model = deployed.model;
  const boards::Candidate candidate{model.graph,
                                    model.task,
                                    model.levels,
                                    model.preparation,
                                    deployed.operators,
                                    static_cast<std::int64_t>(deployed.file.size()),
                                    boards::arena_on(&board, model.graph).arena_bytes()};
  BoardCheck check;
  check.findings = boards::examined(board, candidate);
  check.is_accepted = boards::is_accepted(check.findings);
  check.text = fmt::format("{} on {} ({}):\n", deployed.path, board.title, board.about);
  check.json = {{"model", deployed.path}, {"board", board.name}, {"accepted", check.is_accepted}};
  for (const boards::Finding& finding : check.findings) {
    check.text += fmt::format("  {:<7} {:<12} {}\n", word_for(finding.kind), finding.rule, finding.message);
    check.json["rules"].push_back(
        {{"rule", finding.rule}, {"finding", word_for(finding.kind)}, {"message", finding.message}});
  }
  const std::string time = boards::estimated_time(board, graph::multiply_accumulates(model.graph));
  if (!time.empty()) {
    check.text += fmt::format("  time    {}\n", time);
    check.json["time"] = time;
  }
  return check;
}

Result<BoardCheck> check_for_board(const std::string& model_or_run, const std::string& board_name) {
  TRY(const boards::Board* board, boards::find_board(board_name));
  TRY(const auto deployed, read_deployed(model_or_run));
  return check_for_board(deployed, *board);
}

}  // namespace tinsmith::verbs
