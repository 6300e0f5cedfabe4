#include "deploying/deploy_to_grove.h"

#include "boards/boards.h"
#include "deploying/history.h"
#include "deploying/preflight.h"
#include "devices/borrowed_link.h"
#include "devices/himax_loader.h"
#include "devices/md5.h"
#include "packaging/vela.h"

namespace tinsmith::deploying {
namespace {

constexpr devices::Dialect kGroveFirmware = devices::Dialect::V1;

const boards::Board& grove_rules() {
  return **boards::find_board("grove-vision-ai-v2");
}

// The model that was on the board, as far as it is known.
struct PreviousOnGrove {
  enum class Kind : std::uint8_t { None, Known, Unknown };
  Kind kind = Kind::Unknown;
  BoardRecord record;  // of a known one
  Bytes file;
};

bool is_on_board(BoardState state) {
  return state == BoardState::Proven || state == BoardState::TakenBack;
}

class GroveDeployment {
 public:
  GroveDeployment(devices::Link& link, const DeployRequest& request, const MetBoard& met, Progress& progress)
      : link_(link), request_(request), met_(met), progress_(progress), history_(request.data_folder) {}

  Result<Deployed> run() {
    TRY_DONE(check());
    TRY_DONE(look_at_board());
    TRY_DONE(write());
    auto proven = start_and_prove();
    if (proven && deployed_.proof.agrees) {
      TRY_DONE(history_.append(record_now(BoardState::Proven, deployed_.proof.sentence)));
      return deployed_;
    }
    return take_back(proven ? fail(Fault::Refused, "{}", deployed_.proof.sentence) : proven.error());
  }

 private:
  Result<Done> check() {
    if (met_.identity && met_.identity->firmware != kGroveFirmware)
      return fail(Fault::Unsupported,
                  "the {} at {} states firmware {}; only {} is known for this board, and nothing was written",
                  met_.identity->name, link_.name(), name_of(met_.identity->firmware),
                  name_of(kGroveFirmware));
    TRY(checked_, check_model(request_.model, grove_rules(), kGroveFirmware));
    TRY(simulated_, devices::SimulatedModel::from_tflite(checked_.file, grove_rules()));
    request_.say(Phase::Preparing, "Compiling the model for the NPU of the board");
    TRY(compiled_, request_.compile(checked_.file));
    deployed_.firmware = name_of(kGroveFirmware);
    deployed_.remarks = checked_.remarks;
    deployed_.classes = checked_.info.classes;
    deployed_.file_bytes = compiled_.size();
    deployed_.md5 = devices::md5_of(compiled_);
    checked_.info.checksum = deployed_.md5;
    return Done{};
  }

  // Finds out the model that is there before it is overwritten, and whether the proof can be made.
  Result<Done> look_at_board() {
    if (!met_.identity) {
      deployed_.address = kUnknownGrove;
      return say_that_previous_is_unknown();
    }
    deployed_.address = met_.identity->id.empty() ? std::string(kUnknownGrove) : met_.identity->id;
    devices::SscmaClient client(std::make_unique<devices::BorrowedLink>(link_));
    TRY(const auto sensors, client.sensors());
    if (std::none_of(sensors.begin(), sensors.end(), [](const auto& sensor) { return sensor.is_ready; }))
      return fail(
          Fault::Unavailable,
          "the camera of the board at {} does not answer, so nothing could be proven, and nothing was "
          "written; check its flat cable",
          link_.name());
    TRY(const auto models, client.models());
    TRY_DONE(find_previous(models.empty()));
    return previous_.kind == PreviousOnGrove::Kind::Unknown ? say_that_previous_is_unknown()
                                                            : Result<Done>(Done{});
  }

  Result<Done> say_that_previous_is_unknown() {
    request_.say(
        Phase::Preparing,
        "The model that is on the board was not written from here, and the board lets nobody read it: it "
        "cannot be written again");
    return Done{};
  }

  // The board's own note must agree with the log: others may have written a model since. The note is older than the model when a
  // write was interrupted; then the last model that has answered is meant.
  Result<Done> find_previous(bool has_no_model) {
    TRY(const auto records, history_.all());
    std::optional<BoardRecord> last, last_good;
    for (const BoardRecord& record : records) {
      if (record.address != deployed_.address) continue;
      last = record;
      if (record.state != BoardState::BeingWritten) last_good = record;
    }
    const std::string noted = met_.info ? met_.info->checksum : "";
    const bool is_from_here =
        last && !noted.empty() && (noted == last->md5 || noted == last_good.value_or(*last).md5);
    if (is_from_here && last_good && is_on_board(last_good->state)) {
      if (auto file = history_.kept(last_good->md5)) {
        previous_ = {PreviousOnGrove::Kind::Known, *last_good, std::move(*file)};
        return Done{};
      }
    }
    if (has_no_model) previous_.kind = PreviousOnGrove::Kind::None;
    return Done{};
  }

  Result<Done> write() {
    TRY_DONE(history_.keep(deployed_.md5, compiled_));
    TRY_DONE(history_.keep_source(deployed_.md5, checked_.file));
    devices::HimaxRequest request = loader_request();
    request.files = {{devices::kHimaxModelsOffset, compiled_}};
    request.before_writing = [&]() -> Result<Done> {
      TRY_DONE(history_.append(record_now(BoardState::BeingWritten, "")));
      has_begun_ = true;
      request_.say(Phase::Writing, fmt::format("Writing {} bytes", compiled_.size()));
      return Done{};
    };
    request_.say(Phase::Preparing, "Starting the bootloader of the board");
    const auto written = devices::write_by_himax_loader(link_, request, progress_);
    deployed_.written_bytes = compiled_.size();
    if (written) return Done{};
    if (has_begun_)
      return fail(written.error().fault,
                  "{}; there is no whole model on the board until the same is done again",
                  written.error().text());
    (void)devices::restart_himax(link_,
                                 request_.patience_ms);  // out of the bootloader, unless the board is gone
    return fail(written.error().fault, "{}; nothing was written", written.error().text());
  }

  devices::HimaxRequest loader_request() {
    devices::HimaxRequest request;
    // Its sentences ask for the reset button.
    request.say = [this](const std::string& sentence) { request_.say(Phase::Preparing, sentence); };
    return request;
  }

  // After the bootloader was left.
  Result<Done> start_and_name(const devices::ModelInfo& info) {
    TRY_DONE(devices::await_himax_start(link_, request_.patience_ms));
    TRY(auto client, firmware_of(link_, request_.patience_ms));
    return select_and_name(client, info);
  }

  Result<Done> start_and_prove() {
    request_.say(Phase::Starting, "Starting the board with the model");
    TRY_DONE(start_and_name(checked_.info));
    // Once more, so that what is proven is what the board does when it is plugged in.
    TRY_DONE(devices::restart_himax(link_, request_.patience_ms));
    TRY(auto client, firmware_of(link_, request_.patience_ms));
    TRY(const auto identity, client.identify());
    deployed_.name = identity.name;
    deployed_.address = identity.id;
    request_.say(Phase::Proving,
                 "Comparing the answers of the board with those of the model before it was compiled");
    TRY(deployed_.proof, prove(client, simulated_));
    request_.compared(deployed_);
    if (deployed_.proof.agrees)
      deployed_.proof.sentence += ", with the model before it was compiled for the NPU";
    return Done{};
  }

  Error take_back(const Error& reason) {
    const bool is_known = previous_.kind == PreviousOnGrove::Kind::Known;
    request_.say(Phase::Restoring, is_known ? "Writing the model that was on the board before"
                                            : "Taking the model from the board");
    if (const auto done = restore(); !done)
      return fail(
          reason.fault,
          "{}; what is on the board now is not known, because it could not be written again ({}). Plug "
          "the board in and do the same again",
          reason.text(), done.error().text());
    return fail(reason.fault, "{}; {}", reason.text(),
                is_known ? "the last model that has answered on this board is there again"
                : previous_.kind == PreviousOnGrove::Kind::None
                    ? "there is no model on the board now"
                    : "there is no model on the board now: the one that was there before is not known here");
  }

  Result<Done> restore() {
    const bool is_known = previous_.kind == PreviousOnGrove::Kind::Known;
    devices::HimaxRequest request = loader_request();
    request.files = {is_known ? devices::HimaxFile{devices::kHimaxModelsOffset, previous_.file}
                              : devices::no_himax_model()};
    SilentProgress silent;
    TRY_DONE(devices::write_by_himax_loader(link_, request, silent));
    const BoardRecord& before = previous_.record;
    if (is_known) {
      TRY_DONE(start_and_name({before.model, "1.0.0", before.classes, before.md5}));
    } else {
      TRY_DONE(devices::await_himax_start(link_, request_.patience_ms));
    }
    BoardRecord record = record_now(is_known ? BoardState::TakenBack : BoardState::Emptied,
                                    fmt::format("{}: {}", checked_.model.name, deployed_.proof.sentence));
    record.model = is_known ? before.model : "";
    record.md5 = is_known ? before.md5 : "";
    record.size_bytes = is_known ? before.size_bytes : 0;
    record.classes = is_known ? before.classes : std::vector<std::string>();
    record.origin = is_known ? before.origin : std::nullopt;
    return history_.append(record);
  }

  BoardRecord record_now(BoardState state, const std::string& text) const {
    BoardRecord record = record_of(deployed_, checked_.model.name, request_, link_, state);
    record.note = text;
    return record;
  }

  devices::Link& link_;
  const DeployRequest& request_;
  const MetBoard& met_;
  Progress& progress_;
  BoardHistory history_;
  CheckedModel checked_;
  devices::SimulatedModel simulated_ = devices::SimulatedModel::unreadable();
  Bytes compiled_;
  PreviousOnGrove previous_;
  Deployed deployed_;
  bool has_begun_ = false;
};

}  // namespace

Result<Bytes> compiled_by_vela(ByteView tflite) {
  TRY(auto compiled, packaging::compile_with_vela(tflite, grove_rules()));
  return std::move(compiled.file);
}

Result<Deployed> deploy_to_grove(devices::Link& link, const DeployRequest& request, const MetBoard& met,
                                 Progress& progress) {
  return GroveDeployment(link, request, met, progress).run();
}

}  // namespace tinsmith::deploying
