#include "devices/sscma_client.h"

#include <algorithm>

#include "devices/sscma_command.h"

namespace tinsmith::devices {
namespace {

// When a board is faster than the program that reads from it, older results are dropped.
constexpr std::size_t kMaxEvents = 8;
// Tag of the lines that a board sends when it starts.
constexpr std::string_view kStartTag = "INIT";
constexpr std::string_view kNotUnderstood = "AT";

// Returns whether the board says that it did not understand the command with this tag. 1.x sometimes takes the line feed
// after a command as an empty command of its own; that complaint names no tag.
bool is_complaint(const SscmaReply& reply, const std::string& tag) {
  return reply.name == kNotUnderstood && reply.data.is_string() &&
         reply.data.get_ref<const std::string&>().find(tag + "@") != std::string::npos;
}

std::string command_name(const std::string& command) {
  return command.substr(0, command.find('='));
}

}  // namespace

SscmaClient::SscmaClient(std::unique_ptr<Link> link, std::int32_t reply_timeout_ms)
    : link_(std::move(link)), reply_timeout_ms_(reply_timeout_ms) {}

Result<Done> SscmaClient::send(const std::string& command) {
  const std::string line = "AT+" + command + "\r";
  TRY_DONE(check_command(line));
  return link_->write(as_bytes(line));
}

void SscmaClient::keep_event(SscmaReply reply) {
  if (reply.tag == kStartTag) has_restarted_ = true;
  if (reply.kind != ReplyKind::Event || running_tag_.empty() || reply.tag != running_tag_) return;
  events_.push_back(std::move(reply));
  if (events_.size() > kMaxEvents) events_.pop_front();
}

Result<std::optional<SscmaReply>> SscmaClient::next_reply(const Deadline& deadline) {
  while (replies_.empty()) {
    const std::int32_t left_ms = deadline.left_ms();
    if (left_ms == 0) return std::optional<SscmaReply>();
    TRY(const Bytes bytes, link_->read(left_ms));
    for (const SscmaLine& line : lines_.take(bytes)) {
      if (!line.is_reply) continue;
      // A broken reply is treated like one that was lost.
      if (auto reply = read_reply(line.text)) replies_.push_back(std::move(reply).value());
    }
  }
  auto reply = std::move(replies_.front());
  replies_.pop_front();
  return std::optional(std::move(reply));
}

Result<std::optional<SscmaReply>> SscmaClient::reply_to(const std::string& tag, const std::string& name) {
  const Deadline deadline(reply_timeout_ms_);
  for (;;) {
    TRY(auto reply, next_reply(deadline));
    if (!reply) return std::optional<SscmaReply>();
    if (reply->kind == ReplyKind::Response && reply->tag == tag && reply->name == name) return reply;
    if (is_complaint(*reply, tag))
      return fail(
          Fault::Unsupported,
          "the firmware of the board at {} does not know the command {}. Found: version {}; needed: {}; "
          "write a current release of its vendor",
          port(), name, version_.empty() ? "unknown" : version_, kNeededFirmware);
    keep_event(std::move(*reply));
  }
}

Result<SscmaReply> SscmaClient::ask(const std::string& command) {
  const std::string name = command_name(command);
  const int tries = name.ends_with('?') ? 2 : 1;
  has_restarted_ = false;
  for (int i = 0; i < tries; ++i) {
    // Tags come back in capitals. The letter keeps them apart from a number in a message of the board.
    const std::string tag = fmt::format("T{}", ++last_tag_);
    if (name == "INVOKE" || name == "SAMPLE") {
      running_tag_ = tag;
      events_.clear();
    }
    TRY_DONE(send(tag + "@" + command));
    TRY(auto reply, reply_to(tag, name));
    if (reply) return std::move(*reply);
  }
  if (has_restarted_)
    return fail(
        Fault::Unavailable,
        "the board at {} restarted instead of replying to {}; firmware 2.x does so for a model that it does "
        "not recognise",
        port(), name);
  return fail(
      Fault::Unavailable,
      "the board at {} did not reply to {}; is it a board with SSCMA firmware? Unplug it, plug it in and "
      "try again",
      port(), name);
}

Error SscmaClient::refusal(const SscmaReply& reply, const std::string& command) const {
  return fail(Fault::Unavailable, "the board at {} refused {}: {} (code {})", port(), command_name(command),
              meaning_of_code(reply.code), reply.code);
}

Result<SscmaReply> SscmaClient::done(const std::string& command) {
  TRY(auto reply, ask(command));
  if (reply.code != 0) return refusal(reply, command);
  return reply;
}

Result<Dialect> SscmaClient::dialect() {
  if (!dialect_) {
    TRY(const auto reply, done("MODELS?"));
    dialect_ = reply.data.is_array() ? Dialect::V1 : Dialect::V2;
  }
  return *dialect_;
}

Result<Identity> SscmaClient::identify() {
  Identity identity;
  TRY(const auto id, done("ID?"));
  TRY(const auto name, done("NAME?"));
  TRY(const auto version, done("VER?"));
  version_ = text_in(version.data, "software");
  TRY(identity.firmware, dialect());
  if (id.data.is_string()) identity.id = id.data.get<std::string>();
  if (name.data.is_string()) identity.name = name.data.get<std::string>();
  identity.software = version_;
  identity.hardware = text_in(version.data, "hardware");
  return identity;
}

Result<std::vector<Sensor>> SscmaClient::sensors() {
  TRY(const auto reply, done("SENSORS?"));
  return sensors_in(reply.data);
}

Result<std::vector<ModelSlot>> SscmaClient::models() {
  TRY(const auto reply, done("MODELS?"));
  dialect_ = reply.data.is_array() ? Dialect::V1 : Dialect::V2;
  return models_in(reply.data);
}

Result<std::optional<ModelSlot>> SscmaClient::selected_model() {
  constexpr std::int32_t kNoModel = 10;  // of 2.x; 1.x replies with the slot 0
  TRY(const auto reply, ask("MODEL?"));
  if (reply.code != 0 && reply.code != kNoModel) return refusal(reply, "MODEL?");
  const auto slots = models_in(reply.data);
  return slots.empty() ? std::optional<ModelSlot>() : slots[0];
}

Result<Done> SscmaClient::select_model(std::int32_t id) {
  TRY_DONE(done(fmt::format("MODEL={}", id)));
  return Done{};
}

Result<Frame> SscmaClient::sample() {
  TRY(const Dialect firmware, dialect());
  // 2.x first sends the picture that it took at the end of the run before.
  const std::int64_t times = firmware == Dialect::V2 ? 2 : 1;
  TRY_DONE(done(fmt::format("SAMPLE={}", times)));
  for (;;) {
    TRY(auto frame, next_frame(reply_timeout_ms_));
    if (!frame) return fail(Fault::Unavailable, "the board at {} sent no picture", port());
    if (frame->count < times) continue;
    if (frame->picture.empty())
      return fail(Fault::Unavailable, "the board at {} sent a damaged picture; try again", port());
    return std::move(*frame);
  }
}

Result<Done> SscmaClient::start_sampling() {
  TRY_DONE(done("SAMPLE=-1"));
  return Done{};
}

Error SscmaClient::invoke_refusal(const SscmaReply& reply) const {
  constexpr std::int32_t kCameraSilent = 4, kCameraOff = 9, kBusy = 7;
  if (reply.code == kCameraSilent || reply.code == kCameraOff)
    return fail(
        Fault::Unavailable,
        "the camera of the board at {} does not answer; check its flat cable, then unplug the board and plug "
        "it in again",
        port());
  if (reply.code == kBusy) return refusal(reply, "INVOKE");
  return fail(
      Fault::Unavailable,
      "the board at {} cannot run its model (code {}): there is none, or the firmware lacks an operator, "
      "memory, or a decoder for it; check the file with: tinsmith package MODEL --board BOARD --check",
      port(), reply.code);
}

Result<InvokeStart> SscmaClient::start_invoking(const InvokeSettings& settings) {
  TRY(const Dialect firmware, dialect());
  if (firmware == Dialect::V2) TRY_DONE(set_thresholds(settings.thresholds));
  const int results_only = settings.with_pictures ? 0 : 1;
  const std::string command = firmware == Dialect::V1
                                  ? fmt::format("INVOKE={},0,{}", settings.times, results_only)
                                  : fmt::format("INVOKE={},{}", settings.times, results_only);
  TRY(const auto reply, ask(command));
  if (reply.code != 0) return invoke_refusal(reply);
  if (firmware == Dialect::V1 && (settings.thresholds.score || settings.thresholds.iou)) {
    TRY_DONE(set_thresholds(settings.thresholds));
    events_.clear();  // their results are still those of the thresholds before
  }
  InvokeStart start;
  if (const auto models = models_in(reply.data); !models.empty()) start.model_id = models[0].id;
  const auto& algorithm = member_of(reply.data, "algorithm");
  start.algorithm = static_cast<std::int32_t>(integer_in(algorithm, "type"));
  constexpr std::int32_t kCentroids = 1;
  counts_background_ = firmware == Dialect::V1 && start.algorithm == kCentroids;
  const auto& config = member_of(algorithm, "config");
  const auto fraction = [&](const char* key) -> std::optional<double> {
    const auto& value = member_of(config, key);
    return value.is_number() ? std::optional(number_of(value) / 100) : std::nullopt;
  };
  start.thresholds = {fraction("tscore"), fraction("tiou")};
  return start;
}

Result<std::optional<Frame>> SscmaClient::next_frame(std::int32_t timeout_ms) {
  const Deadline deadline(timeout_ms);
  while (events_.empty()) {
    TRY(auto reply, next_reply(deadline));
    if (!reply) return std::optional<Frame>();
    keep_event(std::move(*reply));
    if (has_restarted_)
      return fail(Fault::Unavailable,
                  "the board at {} restarted while it was running; check its power and its cable", port());
  }
  const SscmaReply reply = std::move(events_.front());
  events_.pop_front();
  if (reply.code != 0) return refusal(reply, reply.name);
  Frame frame = frame_in(reply.data);
  if (counts_background_ && frame.boxes)
    for (FoundBox& box : *frame.boxes) --box.class_index;
  return std::optional(std::move(frame));
}

Result<Done> SscmaClient::stop() {
  // A board that connects to its broker again may send pictures before it hears commands, and a command is then lost. To stop twice
  // does no harm.
  if (!done("BREAK")) TRY_DONE(done("BREAK"));
  running_tag_.clear();
  events_.clear();
  return Done{};
}

}  // namespace tinsmith::devices
