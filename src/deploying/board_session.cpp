#include "deploying/board_session.h"

#include "devices/borrowed_link.h"
#include "devices/deadline.h"
#include "devices/esp_image.h"

namespace tinsmith::deploying {
namespace {

constexpr std::int32_t kReply_ms = 1500, kQuiet_ms = 300, kMaxLeftOver_ms = 5000;

devices::SscmaClient client_of(devices::Link& link, std::int32_t reply_ms) {
  return devices::SscmaClient(std::make_unique<devices::BorrowedLink>(link), reply_ms);
}

// Reads what is still on the way, such as pictures that a page passes on late, so that replies do not queue behind it.
Result<Done> read_left_over(devices::Link& link) {
  const devices::Deadline deadline(kMaxLeftOver_ms);
  while (!deadline.has_passed()) {
    TRY(const Bytes bytes, link.read(kQuiet_ms));
    if (bytes.empty()) break;
  }
  return Done{};
}

std::optional<WritableBoard> board_named(std::string_view name) {
  const auto has = [&](std::string_view part) { return name.find(part) != name.npos; };
  if (has("XIAO") && has("ESP32")) return WritableBoard::Xiao;
  if (has("Grove Vision AI")) return WritableBoard::Grove;
  return std::nullopt;
}

}  // namespace

Result<WritableBoard> writable_board(std::string_view name) {
  if (name == "xiao-esp32s3") return WritableBoard::Xiao;
  if (name == "grove-vision-ai-v2") return WritableBoard::Grove;
  return fail(
      Fault::Unsupported,
      "models cannot be written to '{}' from here; they can to xiao-esp32s3 and grove-vision-ai-v2. For "
      "other boards: tinsmith package",
      name);
}

Result<MetBoard> meet(devices::Link& link, std::int32_t patience_ms, WritableBoard silent_board) {
  MetBoard met;
  met.board = silent_board;
  TRY_DONE(read_left_over(link));
  auto client = client_of(link, std::min(patience_ms, kReply_ms));
  const auto identity = client.identify();
  // A firmware that lacks a command is not silent.
  if (!identity && identity.error().fault == Fault::Unsupported) return identity.error();
  if (!identity) {
    TRY_DONE(link.read(0));  // a board that is gone says so; one that is silent may have no firmware
    return met;
  }
  const auto board = board_named(identity->name);
  if (!board)
    return fail(
        Fault::Unsupported,
        "the board at {} is a {}; Tinsmith writes models to the XIAO ESP32-S3 Sense and the Grove Vision AI "
        "V2. For other boards: tinsmith package",
        link.name(), identity->name);
  met.board = *board;
  met.identity = *identity;
  TRY_DONE(client.stop());
  if (const auto info = client.info()) met.info = *info;
  return met;
}

Result<devices::SscmaClient> firmware_of(devices::Link& link, std::int32_t patience_ms) {
  const devices::Deadline deadline(patience_ms);
  do {
    auto client = client_of(link, std::min(patience_ms, kReply_ms));
    if (client.identify()) return client_of(link, std::max(patience_ms, kReply_ms));
    TRY_DONE(link.read(0));
  } while (!deadline.has_passed());
  return fail(Fault::Unavailable,
              "the firmware of the board at {} did not start within {} seconds; press its button RESET",
              link.name(), (patience_ms + 999) / 1000);
}

Result<std::optional<devices::Dialect>> firmware_in_flash(devices::EspLoader& loader) {
  SilentProgress silent;
  TRY(const Bytes bytes, loader.read(devices::kTableOffset, devices::kTable_bytes, silent));
  const auto table = devices::read_partition_table(bytes);
  if (!table) return std::optional<devices::Dialect>();
  return devices::sscma_line_of(*table);
}

Result<Done> select_and_name(devices::SscmaClient& client, const devices::ModelInfo& info) {
  TRY_DONE(client.select_model(1));
  return client.set_info(info);
}

}  // namespace tinsmith::deploying
