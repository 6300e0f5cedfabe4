// Runs the model of a board and reports each result.
#include <fmt/format.h>

#include "devices/ports.h"
#include "devices/sscma_client.h"
#include "verbs/device_text.h"
#include "verbs/devices.h"

namespace tinsmith::verbs {
namespace {

// The time after which it is looked whether to stop.
constexpr std::int32_t kGlance_ms = 250;
// A model may need seconds for a picture.
constexpr std::int32_t kSilence_ms = 20'000;

Result<Done> report_results(devices::SscmaClient& client, const WatchRequest& request,
                            const std::vector<std::string>& names) {
  std::int32_t silent_ms = 0;
  for (std::int64_t seen = 0; !request.should_stop() && (request.count == 0 || seen < request.count);) {
    TRY(const auto frame, client.next_frame(kGlance_ms));
    if (frame) {
      request.print({frame_text(*frame, names), frame_json(*frame, names)});
      ++seen;
    }
    silent_ms = frame ? 0 : silent_ms + kGlance_ms;
    if (silent_ms >= kSilence_ms)
      return fail(Fault::Unavailable,
                  "the board at {} has sent no result for {} seconds; unplug it, plug it in and try again",
                  client.port(), kSilence_ms / 1000);
  }
  return Done{};
}

}  // namespace

Result<Done> watch_device(const WatchRequest& request) {
  TRY(auto link, devices::open_port(request.port));
  devices::SscmaClient client(std::move(link));
  TRY(const auto identity, client.identify());
  TRY(const auto info, client.info());
  const auto names = info ? info->classes : std::vector<std::string>();
  TRY(const auto start, client.start_invoking({.thresholds = {.score = request.threshold, .iou = {}}}));
  request.say(fmt::format("{} at {}, firmware {}, model in slot {}. Ctrl-C ends.", harmless(identity.name),
                          request.port, devices::name_of(identity.firmware), start.model_id));
  constexpr std::int32_t kCentroids = 1;
  if (identity.firmware == devices::Dialect::V2 && start.algorithm == kCentroids)
    request.say(
        "Firmware 2.x reports centroids without their places and classes: use firmware 1.x for this model.");
  TRY_DONE(report_results(client, request, names));
  return client.stop();
}

}  // namespace tinsmith::verbs
