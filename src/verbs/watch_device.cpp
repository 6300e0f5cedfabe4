// Runs the models of boards and reports each result.
#include <fmt/format.h>

#include <chrono>

#include "devices/ports.h"
#include "devices/sscma_client.h"
#include "image/decode.h"
#include "verbs/device_text.h"
#include "verbs/devices.h"

namespace tinsmith::verbs {
namespace {

// The time after which it is looked whether to stop.
constexpr std::int32_t kGlance_ms = 250;
// With a live view, whose keys are to act at once.
constexpr std::int32_t kViewGlance_ms = 50;
// With several boards, so that none waits for another.
constexpr std::int32_t kShortGlance_ms = 2;
// A model may need seconds for a picture.
constexpr std::chrono::seconds kSilence{20};
constexpr std::int32_t kCentroids = 1;

// A board whose model runs.
struct WatchedBoard {
  devices::SscmaClient client;
  std::vector<std::string> names;  // of the classes
  LiveView* view = nullptr;        // null: its results are printed
  std::chrono::steady_clock::time_point heard = std::chrono::steady_clock::now();
  bool is_silent = false;
};

Result<WatchedBoard> started(std::unique_ptr<devices::Link> link, const WatchRequest& request,
                             LiveView* view) {
  WatchedBoard board{devices::SscmaClient(std::move(link)), {}, view};
  TRY(const auto identity, board.client.identify());
  TRY(const auto info, board.client.info());
  if (info) board.names = info->classes;
  TRY(const auto start, board.client.start_invoking({.with_pictures = view != nullptr,
                                                     .thresholds = {.score = request.threshold, .iou = {}}}));
  board.heard = std::chrono::steady_clock::now();
  if (view != nullptr)
    view->begin(fmt::format("{} at {}, firmware {}", harmless(identity.name), board.client.port(),
                            devices::name_of(identity.firmware)),
                request.threshold ? request.threshold : start.thresholds.score);
  else
    request.say(fmt::format("{} at {}, firmware {}, model in slot {}. Ctrl-C ends.", harmless(identity.name),
                            board.client.port(), devices::name_of(identity.firmware), start.model_id));
  if (identity.firmware == devices::Dialect::V2 && start.algorithm == kCentroids)
    request.say(
        "Firmware 2.x reports centroids without their places and classes: use firmware 1.x for this model.");
  return board;
}

Error silent(const WatchedBoard& board) {
  return fail(Fault::Unavailable,
              "the board at {} has sent no result for {} seconds; unplug it, plug it in and try again",
              board.client.port(), kSilence.count());
}

// Sets the threshold for which the person has asked. A board without thresholds is no error.
Result<Done> obey(WatchedBoard& board, LiveView& view) {
  const auto wished = view.wished_threshold();
  if (!wished) return Done{};
  const auto set = board.client.set_thresholds({.score = wished, .iou = {}});
  if (set) {
    view.threshold_is(*wished);
    return Done{};
  }
  if (set.error().fault != Fault::Unsupported) return set.error();
  view.say("The board has no threshold for this model.");
  return Done{};
}

LiveResult live_result_of(const devices::Frame& frame, const std::vector<std::string>& names) {
  LiveResult result{.text = findings_text(frame, names),
                    .model_ms = frame.prepare_ms + frame.infer_ms + frame.decode_ms};
  if (auto picture = image::decode(frame.picture)) result.picture = std::move(*picture);
  if (!result.picture.pixels.empty()) result.marks = frame_marks(frame, names, result.picture.size);
  return result;
}

// Returns whether there was a result.
Result<bool> report_next(WatchedBoard& board, bool is_one_of_several, const WatchRequest& request) {
  LiveView* const view = board.view;
  if (view != nullptr) TRY_DONE(obey(board, *view));
  const std::int32_t glance_ms = view != nullptr ? kViewGlance_ms : kGlance_ms;
  TRY(const auto frame, board.client.next_frame(is_one_of_several ? kShortGlance_ms : glance_ms));
  const auto now = std::chrono::steady_clock::now();
  if (!frame) {
    if (board.is_silent || now - board.heard < kSilence) return false;
    if (!is_one_of_several) return silent(board);
    board.is_silent = true;
    request.say(fmt::format("{} has sent no result for {} seconds.", board.client.port(), kSilence.count()));
    return false;
  }
  board.heard = now;
  board.is_silent = false;
  if (view != nullptr) {
    view->show(live_result_of(*frame, board.names));
    return true;
  }
  DeviceReport report{frame_text(*frame, board.names), frame_json(*frame, board.names)};
  if (is_one_of_several) {
    report.text = board.client.port() + "  " + report.text;
    report.json["port"] = board.client.port();
  }
  request.print(report);
  return true;
}

// Reports results until the end; a board that goes away is taken from `boards`.
Result<Done> report_results(std::vector<WatchedBoard>& boards, const WatchRequest& request) {
  const bool are_several = boards.size() > 1;
  std::int64_t seen = 0;
  const auto is_done = [&] { return request.should_stop() || (request.count > 0 && seen >= request.count); };
  while (!is_done()) {
    for (std::size_t i = 0; i < boards.size() && !is_done();) {
      const auto reported = report_next(boards[i], are_several, request);
      if (!reported && boards.size() == 1) return reported.error();
      if (reported) {
        seen += *reported ? 1 : 0;
        ++i;
      } else {
        request.say(reported.error().text());
        boards.erase(boards.begin() + static_cast<std::ptrdiff_t>(i));
      }
    }
  }
  return Done{};
}

}  // namespace

Result<Done> watch_device(const WatchRequest& request) {
  TRY(auto links, devices::open_ports(request.port, request.listen_ms));
  const bool are_several = links.size() > 1;
  std::vector<WatchedBoard> boards;
  for (auto& link : links) {
    auto board = started(std::move(link), request, are_several ? nullptr : request.view);
    if (board) {
      boards.push_back(std::move(*board));
    } else if (are_several) {
      request.say(board.error().text());
    } else {
      return board.error();
    }
  }
  if (boards.empty())
    return fail(Fault::Unavailable, "no board at {} runs a model", devices::shown_port(request.port));
  TRY_DONE(report_results(boards, request));
  for (WatchedBoard& board : boards) TRY_DONE(board.client.stop());
  return Done{};
}

}  // namespace tinsmith::verbs
