#include "deploying/proof.h"

#include <algorithm>
#include <cmath>

#include "base/counted.h"
#include "image/decode.h"
#include "scene/scene.h"

namespace tinsmith::deploying {
namespace {

// Scores, as fractions, that a JPEG of the camera's quality can change.
constexpr double kScoreTolerance = 0.2;
constexpr double kMinOverlap = 0.4;
constexpr std::int32_t kMaxPictures = 5;
// A model may need seconds for a picture.
constexpr std::int32_t kPicture_ms = 20'000;

bool are_same(const devices::FoundBox& a, const devices::FoundBox& b) {
  return a.class_index == b.class_index && std::abs(a.score - b.score) <= kScoreTolerance &&
         scene::iou(box_of(a), box_of(b)) >= kMinOverlap;
}
bool are_same(const devices::FoundClass& a, const devices::FoundClass& b) {
  return a.class_index == b.class_index && std::abs(a.score - b.score) <= kScoreTolerance;
}

// Returns what only `all` has and the other answer should have.
template <class Found>
std::string missing_in(const std::vector<Found>& other, const std::vector<Found>& all, double threshold,
                       std::string_view whose) {
  for (const Found& found : all) {
    if (found.score < threshold + kScoreTolerance) continue;
    if (std::any_of(other.begin(), other.end(), [&](const Found& one) { return are_same(found, one); }))
      continue;
    return fmt::format("only {} has class {} with {:.0f} %", whose, found.class_index, found.score * 100);
  }
  return {};
}

template <class Found>
std::string difference_of(const std::vector<Found>& board, const std::vector<Found>& computed,
                          double threshold) {
  const std::string more = missing_in(computed, board, threshold, "the board");
  return more.empty() ? missing_in(board, computed, threshold, "the computation") : more;
}

// The computed answer in the form of the board's.
devices::Frame frame_of(const devices::FirmwareResult& result, devices::Algorithm algorithm,
                        devices::FrameScale scale, bool counts_background) {
  devices::Frame frame;
  if (algorithm == devices::Algorithm::Classes) {
    frame.classes.emplace();
    for (const auto& [score, class_index] : result.classes)
      frame.classes->push_back({score / 100.0, class_index});
    return frame;
  }
  frame.boxes.emplace();
  for (const devices::PrintedBox& box : result.boxes)
    frame.boxes->push_back({box[0] * scale.x, box[1] * scale.y, box[2] * scale.x, box[3] * scale.y,
                            box[4] / 100.0, box[5] - (counts_background ? 1 : 0)});
  return frame;
}

std::int32_t count_of(const devices::Frame& frame) {
  return static_cast<std::int32_t>((frame.boxes ? frame.boxes->size() : 0) +
                                   (frame.classes ? frame.classes->size() : 0));
}

std::string agreement_of(const Proof& proof) {
  const std::string pictures = counted(proof.pictures, "picture", "pictures");
  if (proof.objects > 0)
    return fmt::format("{} in {} of its camera, as computed here",
                       counted(proof.objects, "finding", "findings"), pictures);
  return fmt::format(
      "nothing found in {} of its camera, as computed here; that proves little: show it an object, and watch",
      pictures);
}

// One running model, compared picture by picture.
struct Comparison {
  devices::Dialect firmware;
  devices::Algorithm algorithm;
  devices::FirmwareThresholds thresholds;
  devices::SimulatedModel& model;

  Result<Done> take(const devices::Frame& frame, Proof& proof) {
    TRY(const auto picture, image::decode(frame.picture).during("reading the picture of the board"));
    const double side = devices::kFrameSide_px;
    const devices::FrameScale scale{picture.size.width / side, picture.size.height / side};
    const bool counts_background =
        firmware == devices::Dialect::V1 && algorithm == devices::Algorithm::Centroids;
    auto computed =
        frame_of(model.run(picture, firmware, algorithm, thresholds), algorithm, scale, counts_background);
    computed.width = frame.width;
    computed.height = frame.height;
    ++proof.pictures;
    proof.objects += count_of(frame);
    const std::string difference = difference_between(frame, computed, thresholds.score / 100.0);
    proof.agrees = difference.empty();
    proof.sentence =
        difference.empty()
            ? agreement_of(proof)
            : fmt::format("the board answers otherwise than computed for the same picture: {}", difference);
    proof.last = {frame, computed, picture.size};
    return Done{};
  }
};

Result<devices::Frame> next_answer(devices::SscmaClient& client) {
  TRY(auto frame, client.next_frame(kPicture_ms));
  if (!frame)
    return fail(Fault::Unavailable, "the board at {} does not answer with its model", client.port());
  if (frame->picture.empty())
    return fail(
        Fault::Unavailable,
        "the board at {} sends no picture with its answer. Found: version {}; needed: {}; write a current "
        "release of its vendor",
        client.port(), client.version().empty() ? "unknown" : client.version(), devices::kNeededFirmware);
  return std::move(*frame);
}

}  // namespace

std::string difference_between(const devices::Frame& board, const devices::Frame& computed,
                               double threshold) {
  if (board.boxes.has_value() != computed.boxes.has_value() ||
      board.classes.has_value() != computed.classes.has_value())
    return "the answers are of different kinds";
  if (board.boxes) return difference_of(*board.boxes, *computed.boxes, threshold);
  return difference_of(*board.classes, *computed.classes, threshold);
}

Result<Proof> prove(devices::SscmaClient& client, devices::SimulatedModel& model) {
  TRY(const auto firmware, client.dialect());
  // No more pictures than are compared: over a slow link, the reply to `stop` would queue behind them.
  TRY(const auto start,
      client.start_invoking({.times = kMaxPictures, .with_pictures = true, .thresholds = {}}));
  const auto algorithm = static_cast<devices::Algorithm>(start.algorithm);
  Proof proof;
  if (algorithm != devices::recognised(firmware, model.graph(), 1)) {
    proof.sentence = "the board takes the model for one of another kind";
    TRY_DONE(client.stop());
    return proof;
  }
  devices::FirmwareThresholds thresholds = devices::usual_thresholds(firmware, algorithm);
  if (start.thresholds.score)
    thresholds.score = static_cast<std::int32_t>(std::lround(*start.thresholds.score * 100));
  if (start.thresholds.iou)
    thresholds.iou = static_cast<std::int32_t>(std::lround(*start.thresholds.iou * 100));
  Comparison comparison{firmware, algorithm, thresholds, model};
  do {
    TRY(const auto frame, next_answer(client));
    TRY_DONE(comparison.take(frame, proof));
  } while (proof.agrees && proof.objects == 0 && proof.pictures < kMaxPictures);
  TRY_DONE(client.stop());
  return proof;
}

}  // namespace tinsmith::deploying
