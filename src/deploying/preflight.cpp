#include "deploying/preflight.h"

#include "base/files.h"
#include "boards/arena.h"
#include "devices/firmware_decoding.h"
#include "devices/sscma_command.h"
#include "formats/tflite/tflite.h"

namespace tinsmith::deploying {
namespace {

constexpr std::string_view kBoard = "xiao-esp32s3";

devices::Algorithm algorithm_of(scene::Task task) {
  switch (task) {
    case scene::Task::Classification:
      return devices::Algorithm::Classes;
    case scene::Task::Centroids:
      return devices::Algorithm::Centroids;
    case scene::Task::Boxes:
      return devices::Algorithm::Boxes;
  }
  CHECK(false, "task {}", static_cast<int>(task));
}

// The operators that only one line registers.
std::span<const std::string_view> operators_of(devices::Dialect firmware, const boards::Board& board) {
  const auto with = [&](std::initializer_list<std::string_view> more) {
    std::vector<std::string_view> all(board.operators.begin(), board.operators.end());
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  static const auto kV1 = with({"RELU", "LEAKY_RELU"}), kV2 = with({"RELU6"});
  return firmware == devices::Dialect::V1 ? kV1 : kV2;
}

// Returns the rule that is broken when the firmware, by the shapes of the model, takes it for another one.
std::string broken_by_recognition(devices::Dialect firmware, const bundle::Model& model) {
  const auto found = devices::recognised(firmware, model.graph, 1);
  if (found != algorithm_of(model.task))
    return fmt::format("recognised: firmware {} does not take it for a model of {}", name_of(firmware),
                       scene::name_of(model.task));
  if (firmware == devices::Dialect::V2 && found == devices::Algorithm::Centroids)
    return "decoded: firmware 2.x reports centroids without their places and classes; this model needs "
           "firmware 1.x";
  return {};
}

devices::ModelInfo info_of(const bundle::Model& model, std::vector<std::string>& remarks) {
  devices::ModelInfo info{model.name, "1.0.0", model.classes};
  constexpr std::size_t kAroundInfo_bytes = 64;
  if (devices::model_info_text(info).size() + kAroundInfo_bytes <= devices::kMaxCommand_bytes) return info;
  remarks.push_back("the class names are too long for the board, which will number the classes");
  info.classes.clear();
  return info;
}

}  // namespace

boards::Board rules_of(devices::Dialect firmware) {
  constexpr std::int64_t kArenaV2_bytes = std::int64_t{2} << 20;
  boards::Board board = **boards::find_board(kBoard);
  board.operators = operators_of(firmware, board);
  if (firmware == devices::Dialect::V2) board.arena_bytes = kArenaV2_bytes;
  return board;
}

Result<CheckedModel> check_model(const std::filesystem::path& path, const boards::Board& board,
                                 devices::Dialect firmware) {
  constexpr std::uint64_t kMaxModel_bytes = std::uint64_t{64} << 20;
  CheckedModel checked;
  TRY(checked.file, read_file(path, kMaxModel_bytes));
  TRY(const auto file, formats::read_tflite(checked.file).during("reading " + path.string()));
  TRY(checked.model, bundle::read_model(path));
  const bundle::Model& model = checked.model;
  const boards::Candidate candidate{model.graph,
                                    model.task,
                                    model.levels,
                                    model.preparation,
                                    file.operators,
                                    static_cast<std::int64_t>(checked.file.size()),
                                    boards::arena_on(&board, model.graph).arena_bytes()};
  std::string broken;
  for (const boards::Finding& finding : boards::examined(board, candidate)) {
    const std::string text = fmt::format("{}: {}", finding.rule, finding.message);
    if (finding.kind == boards::Finding::Kind::Broken) broken += "\n  " + text;
    if (finding.kind == boards::Finding::Kind::Remark) checked.remarks.push_back(text);
  }
  if (broken.empty())
    if (const std::string rule = broken_by_recognition(firmware, model); !rule.empty())
      broken = "\n  " + rule;
  if (!broken.empty())
    return fail(Fault::Refused, "firmware {} of the board would not run this model; nothing was written:{}",
                name_of(firmware), broken);
  checked.info = info_of(model, checked.remarks);
  return checked;
}

}  // namespace tinsmith::deploying
