#include "deploying/verify_board.h"

#include "base/files.h"
#include "deploying/board_session.h"
#include "devices/esp_image.h"
#include "devices/esp_loader.h"
#include "devices/md5.h"

namespace tinsmith::deploying {
namespace {

struct Expected {
  std::string md5, model;
  std::uint64_t size_bytes = 0;
};

Result<Expected> expected_on(const std::string& address, const VerifyRequest& request) {
  if (request.model) {
    TRY(const auto bytes, read_file(*request.model, devices::kModels_bytes));
    return Expected{devices::md5_of(bytes), "", bytes.size()};
  }
  TRY(const auto last, BoardHistory(request.data_folder).last_of(address));
  if (last && last->size_bytes > 0 && last->size_bytes <= devices::kModels_bytes)
    return Expected{last->md5, last->model, last->size_bytes};
  return fail(
      Fault::NotFound,
      "nothing was written to the board {} from here; give a file to compare with: tinsmith device verify "
      "MODEL --port PATH",
      address);
}

Result<Verified> compared(devices::EspLoader& loader, const VerifyRequest& request) {
  Verified verified;
  verified.address = loader.chip().address;
  TRY(const auto expected, expected_on(verified.address, request));
  verified.expected_md5 = expected.md5;
  verified.model = expected.model;
  TRY(verified.found_md5, loader.md5(devices::kModelsOffset, expected.size_bytes));
  return verified;
}

}  // namespace

Result<Verified> verify_board(devices::Link& link, const VerifyRequest& request) {
  constexpr std::int32_t kAnswer_ms = 1000;
  TRY(const auto met, meet(link, kAnswer_ms, WritableBoard::Xiao));
  if (met.board == WritableBoard::Grove)
    return fail(
        Fault::Unsupported,
        "the flash of the {} at {} cannot be read: its bootloader only receives. Whether it answers as "
        "its model does is proven by: tinsmith device deploy",
        met.identity->name, link.name());
  TRY(auto loader, devices::EspLoader::start(link));
  auto verified = compared(loader, request);
  const auto restarted = loader.restart();
  if (verified && !restarted) return restarted.error();
  return verified;
}

}  // namespace tinsmith::deploying
