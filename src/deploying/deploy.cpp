#include "deploying/deploy.h"

#include "deploying/board_session.h"
#include "deploying/deploy_to_grove.h"
#include "deploying/firmware_store.h"
#include "deploying/history.h"
#include "deploying/preflight.h"
#include "devices/esp_image.h"
#include "devices/flash_update.h"
#include "devices/md5.h"

namespace tinsmith::deploying {
namespace {

// The bytes that were in the place for models.
struct Previous {
  std::string model, md5;
  Bytes image;  // whole sectors; empty: no model
  std::optional<devices::ModelInfo> info;
  std::optional<Origin> origin;
};

bool begins_a_model(ByteView sector) {
  constexpr std::size_t kMark = 4;
  return as_text(sector.subspan(kMark, 4)) == "TFL3" || as_text(sector.first(3)) == "LHT";
}

class Deployment {
 public:
  Deployment(devices::Link& link, const DeployRequest& request, MetBoard met, Progress& progress)
      : link_(link),
        request_(request),
        progress_(progress),
        history_(request.data_folder),
        met_(std::move(met)) {}

  Result<Deployed> run() {
    if (met_.identity) TRY_DONE(check(met_.identity->firmware));
    if (const auto written = write(); !written) {
      (void)devices::restart_esp(link_);  // out of the loader, unless the board is gone
      return written.error();
    }
    auto proven = start_and_prove();
    if (proven && deployed_.proof.agrees) {
      TRY_DONE(note(BoardState::Proven, deployed_.proof.sentence));
      return deployed_;
    }
    return take_back(proven ? fail(Fault::Refused, "{}", deployed_.proof.sentence) : proven.error());
  }

 private:
  Result<Done> check(devices::Dialect firmware) {
    TRY(checked_, check_model(request_.model, rules_of(firmware), firmware));
    TRY(simulated_, devices::SimulatedModel::from_tflite(checked_.file, rules_of(firmware)));
    deployed_.firmware = name_of(firmware);
    deployed_.remarks = checked_.remarks;
    deployed_.classes = checked_.info.classes;
    deployed_.file_bytes = checked_.file.size();
    deployed_.md5 = devices::md5_of(checked_.file);
    return Done{};
  }

  // Everything that needs the loader.
  Result<Done> write() {
    request_.say(Phase::Preparing, "Starting the loader of the board");
    TRY(auto loader, devices::EspLoader::start(link_));
    deployed_.address = loader.chip().address;
    if (!met_.identity) TRY_DONE(prepare_silent_board(loader));
    const Bytes image = devices::whole_sectors(checked_.file);
    TRY(const auto ranges, devices::differing_ranges(loader, devices::kModelsOffset, image));
    for (const auto& range : ranges) deployed_.written_bytes += range.end - range.begin;
    if (!ranges.empty()) {
      TRY_DONE(remember_previous(loader, ranges));
      if (progress_.should_stop()) return fail(Fault::Cancelled, "stopped before the model was written");
      TRY_DONE(history_.keep(deployed_.md5, checked_.file));
      TRY_DONE(note(BoardState::BeingWritten, ""));
      request_.say(Phase::Writing,
                   fmt::format("Writing {} of {} bytes", deployed_.written_bytes, image.size()));
      has_written_ = true;
      TRY_DONE(devices::update_flash(loader, devices::kModelsOffset, image, ranges, progress_)
                   .during("writing the model; there is none on the board until the same is done again"));
    }
    return loader.restart();
  }

  // The firmware does not answer: it is not there, or a model stops it.
  Result<Done> prepare_silent_board(devices::EspLoader& loader) {
    TRY(auto firmware, firmware_in_flash(loader));
    if (!firmware) {
      request_.say(Phase::Preparing,
                   "There is no SSCMA firmware on the board: writing the one that was added");
      TRY(firmware, install_firmware(loader, request_.data_folder, progress_));
    }
    return check(*firmware);
  }

  // Reads what will be overwritten, unless it is what was last written from here.
  Result<Done> remember_previous(devices::EspLoader& loader, const std::vector<devices::FlashRange>& ranges) {
    previous_.info = met_.info;
    TRY(const auto last, history_.last_of(deployed_.address));
    if (last && last->size_bytes > 0 && last->size_bytes <= devices::kModels_bytes) {
      TRY(const auto found, loader.md5(devices::kModelsOffset, last->size_bytes));
      const auto kept = found == last->md5 ? history_.kept(found) : std::nullopt;
      if (kept) {
        previous_.image = devices::whole_sectors(*kept);
        previous_.model = last->model;
        previous_.md5 = found;
        previous_.origin = last->origin;
        return Done{};
      }
    }
    TRY(const Bytes head, loader.read(devices::kModelsOffset, devices::kRomRead_bytes, progress_));
    if (!begins_a_model(head)) return remember_last_good();
    request_.say(Phase::Preparing, "Reading the model that is on the board, so that it can be written again");
    previous_.model = met_.info ? met_.info->name : "";
    previous_.image = devices::whole_sectors(checked_.file);  // where nothing differs, it is the same
    for (const auto& range : ranges) {
      TRY(const Bytes part, loader.read(devices::kModelsOffset + static_cast<std::uint32_t>(range.begin),
                                        range.end - range.begin, progress_));
      std::copy(part.begin(), part.end(), previous_.image.begin() + static_cast<std::ptrdiff_t>(range.begin));
    }
    previous_.md5 = devices::md5_of(previous_.image);
    return history_.keep(previous_.md5, previous_.image);
  }

  // An earlier write was interrupted: the last model that is known to have been there is kept.
  Result<Done> remember_last_good() {
    TRY(const auto records, history_.all());
    for (const BoardRecord& record : records) {
      if (record.address != deployed_.address || record.state == BoardState::BeingWritten) continue;
      const auto kept = history_.kept(record.md5);
      previous_.image = kept ? devices::whole_sectors(*kept) : Bytes();
      previous_.model = kept ? record.model : "";
      previous_.md5 = kept ? record.md5 : "";
      previous_.origin = kept ? record.origin : std::nullopt;
      previous_.info =
          kept ? std::optional(devices::ModelInfo{record.model, "1.0.0", record.classes}) : std::nullopt;
    }
    return Done{};
  }

  Result<Done> start_and_prove() {
    request_.say(Phase::Starting, "Starting the board with the model");
    {
      TRY(auto client, firmware_of(link_, request_.patience_ms));
      TRY_DONE(select_and_name(client, checked_.info));
    }
    // Once more, so that what is proven is what the board does when it is plugged in.
    TRY_DONE(devices::restart_esp(link_));
    TRY(auto client, firmware_of(link_, request_.patience_ms));
    TRY(const auto identity, client.identify());
    deployed_.name = identity.name;
    request_.say(Phase::Proving, "Comparing the answers of the board with those computed here");
    TRY(deployed_.proof, prove(client, simulated_));
    request_.compared(deployed_);
    return Done{};
  }

  // Writes what was there before, and returns what that ended with.
  Error take_back(const Error& reason) {
    if (!has_written_) return reason;
    request_.say(Phase::Restoring, "Writing what was on the board before");
    const auto done = restore();
    if (!done)
      return fail(reason.fault,
                  "{}; what was on the board before could not be written again ({}). Plug the board in and "
                  "do the same "
                  "again",
                  reason.text(), done.error().text());
    const bool had_model = !previous_.image.empty();
    return fail(reason.fault, "{}; {}", reason.text(),
                had_model ? "the model that was on the board before is there again"
                          : "there is no model on the board now");
  }

  Result<Done> restore() {
    TRY(auto loader, devices::EspLoader::start(link_));
    const Bytes image =
        previous_.image.empty() ? Bytes(devices::kFlashSector_bytes, std::byte{0xFF}) : previous_.image;
    TRY(const auto ranges, devices::differing_ranges(loader, devices::kModelsOffset, image));
    TRY_DONE(devices::update_flash(loader, devices::kModelsOffset, image, ranges, progress_));
    TRY_DONE(loader.restart());
    BoardRecord record = record_now(previous_.image.empty() ? BoardState::Emptied : BoardState::TakenBack);
    record.note = fmt::format("{}: {}", record.model, deployed_.proof.sentence);
    record.origin = previous_.origin;
    record.model = previous_.model;
    record.md5 = previous_.md5;
    record.size_bytes = previous_.md5.empty() ? 0 : size_of_previous();
    record.classes = previous_.info ? previous_.info->classes : std::vector<std::string>();
    TRY_DONE(history_.append(record));
    if (previous_.image.empty()) return Done{};
    TRY(auto client, firmware_of(link_, request_.patience_ms));
    return select_and_name(client, previous_.info.value_or(devices::ModelInfo()));
  }

  // The size of the bytes with this MD5: a file, or the sectors that were read.
  std::uint64_t size_of_previous() const {
    const auto kept = history_.kept(previous_.md5);
    return kept ? kept->size() : previous_.image.size();
  }

  BoardRecord record_now(BoardState state) const {
    return record_of(deployed_, checked_.model.name, request_, link_, state);
  }

  Result<Done> note(BoardState state, const std::string& text) {
    BoardRecord record = record_now(state);
    record.note = text;
    return history_.append(record);
  }

  devices::Link& link_;
  const DeployRequest& request_;
  Progress& progress_;
  BoardHistory history_;
  MetBoard met_;
  CheckedModel checked_;
  devices::SimulatedModel simulated_ = devices::SimulatedModel::unreadable();
  Previous previous_;
  Deployed deployed_;
  bool has_written_ = false;
};

}  // namespace

std::string_view name_of(Phase phase) {
  constexpr std::string_view kNames[] = {"checking", "preparing", "writing",
                                         "starting", "proving",   "restoring"};
  return kNames[static_cast<std::size_t>(phase)];
}

Result<Deployed> deploy(devices::Link& link, const DeployRequest& request, Progress& progress) {
  TRY(const auto silent_board, writable_board(request.silent_board));
  request.say(Phase::Checking, "Asking the board which firmware it runs");
  TRY(const auto met, meet(link, request.patience_ms, silent_board));
  if (met.board == WritableBoard::Grove) return deploy_to_grove(link, request, met, progress);
  return Deployment(link, request, met, progress).run();
}

BoardRecord record_of(const Deployed& deployed, const std::string& model, const DeployRequest& request,
                      const devices::Link& link, BoardState state) {
  BoardRecord record;
  record.address = deployed.address;
  record.port = link.name();
  record.firmware = deployed.firmware;
  record.state = state;
  record.model = model;
  record.md5 = deployed.md5;
  record.size_bytes = deployed.file_bytes;
  record.classes = deployed.classes;
  record.origin = request.origin;
  return record;
}

}  // namespace tinsmith::deploying
