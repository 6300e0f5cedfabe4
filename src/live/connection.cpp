#include "live/connection.h"

#include <algorithm>

#include "base/ascii.h"
#include "image/decode.h"

namespace tinsmith::live {
namespace {

constexpr std::size_t kMaxText_bytes = 200;
// The time over which pictures are counted.
constexpr std::chrono::milliseconds kCounted{5000};
constexpr std::chrono::milliseconds kMinPause{20};
constexpr std::size_t kMaxTicks = 256;
// Cameras of boards have at most 2 megapixels.
constexpr std::int32_t kMaxSide_px = 2048;

std::string shortened(std::string_view text) {
  return std::string(cut_between_characters(text, kMaxText_bytes));
}

// The size of a picture that browsers can show; nullopt for anything else that a board has sent.
std::optional<image::Size> size_of_picture(ByteView bytes) {
  const auto header = image::read_header(bytes);
  if (!header || header->format != image::Format::Jpeg || header->size.width > kMaxSide_px ||
      header->size.height > kMaxSide_px || !image::decode(bytes))
    return std::nullopt;
  return header->size;
}

}  // namespace

std::string_view name_of(Activity activity) {
  constexpr std::string_view kNames[] = {"off", "pictures", "results"};
  return kNames[static_cast<std::size_t>(activity)];
}

std::string_view name_of(State state) {
  constexpr std::string_view kNames[] = {"connecting", "connected", "gone"};
  return kNames[static_cast<std::size_t>(state)];
}

Connection::Connection(Open open, const ConnectionLimits& limits)
    : limits_(limits), thread_([this, open = std::move(open)] { run(open); }) {}

Connection::~Connection() {
  close();
}

void Connection::close() {
  link_->is_ended = true;
  wake();
  end();
}

void Connection::close_for(const std::string& reason) {
  link_->is_ended = true;
  end();
  change([&] { description_.problem = reason; });
}

void Connection::end() {
  const std::lock_guard guard(closing_);
  if (thread_.joinable()) thread_.join();
}

template <class Change>
void Connection::change(const Change& change) {
  {
    const std::lock_guard guard(lock_);
    change();
    ++revision_;
  }
  changed_.notify_all();
}

void Connection::wake() {
  {
    const std::lock_guard guard(lock_);
    is_awake_ = true;
  }
  changed_.notify_all();
}

Update Connection::newer_than(std::int64_t revision) const {
  Update update{revision_, description_, nullptr};
  if (!frames_.empty() && frames_.back()->number > revision) update.frame = frames_.back();
  const auto since = Clock::now() - kCounted;
  const auto first =
      std::find_if(ticks_.begin(), ticks_.end(), [&](const Tick& tick) { return tick.time >= since; });
  if (ticks_.end() - first < 2) return update;
  const double seconds = std::chrono::duration<double>(ticks_.back().time - first->time).count();
  if (seconds <= 0) return update;
  update.description.pictures_per_s = static_cast<double>(ticks_.end() - first - 1) / seconds;
  if (description_.activity == Activity::Results)
    update.description.inferences_per_s = static_cast<double>(ticks_.back().count - first->count) / seconds;
  return update;
}

Update Connection::now() const {
  const std::lock_guard guard(lock_);
  return newer_than(0);
}

Update Connection::wait(std::int64_t revision, std::chrono::milliseconds longest) {
  std::unique_lock guard(lock_);
  watched_ = Clock::now();
  changed_.wait_for(guard, longest, [&] { return is_awake_ || revision_ > revision; });
  watched_ = Clock::now();
  return newer_than(revision);
}

std::shared_ptr<const LiveFrame> Connection::frame(std::int64_t number) const {
  const std::lock_guard guard(lock_);
  for (const auto& frame : frames_)
    if (frame->number == number) return frame;
  return nullptr;
}

void Connection::want(const Wish& wish) {
  change([&] {
    watched_ = Clock::now();
    if (wish.activity) wish_.activity = wish.activity;
    if (wish.score_threshold) wish_.score_threshold = wish.score_threshold;
    if (wish.iou_threshold) wish_.iou_threshold = wish.iou_threshold;
    if (wish.rotation_degrees) description_.rotation_degrees = *wish.rotation_degrees;
  });
}

Wish Connection::take_wish() {
  const std::lock_guard guard(lock_);
  return std::exchange(wish_, {});
}

bool Connection::is_unwatched() const {
  const std::lock_guard guard(lock_);
  return Clock::now() - watched_ > limits_.unwatched;
}

void Connection::run(const Open& open) {
  const auto attended = [&]() -> Result<Done> {
    TRY(auto link, open());
    devices::SscmaClient client(std::make_unique<InterruptibleLink>(std::move(link), link_),
                                limits_.reply_timeout_ms);
    TRY_DONE(describe(client));
    const auto ended = attend(client);
    // A program that reads from the board later is not to find it still running.
    if (!link_->has_failed && description_.activity != Activity::Off) (void)client.stop();
    return ended;
  }();
  change([&] {
    description_.state = State::Gone;
    description_.activity = Activity::Off;
    ticks_.clear();
    if (!attended && !link_->is_ended) description_.problem = shortened(attended.error().text());
  });
}

Result<Done> Connection::describe(devices::SscmaClient& client) {
  Description now;
  TRY(now.identity, client.identify());
  for (std::string* text :
       {&now.identity.id, &now.identity.name, &now.identity.software, &now.identity.hardware})
    *text = shortened(*text);
  TRY(const auto sensors, client.sensors());
  for (const devices::Sensor& sensor : sensors)
    if (sensor.is_ready && now.camera.empty()) now.camera = shortened(sensor.option_about);
  TRY(const auto slot, client.selected_model());
  if (slot) now.model_slot = slot->id;
  TRY(now.model, client.info());
  if (now.model) {
    now.model->name = shortened(now.model->name);
    for (std::string& name : now.model->classes) name = shortened(name);
  }
  now.state = State::Connected;
  change([&] {
    now.rotation_degrees = description_.rotation_degrees;
    description_ = std::move(now);
  });
  return Done{};
}

// Follows the wishes of the pages until the link fails or is ended. A board that refuses something stays connected.
Result<Done> Connection::attend(devices::SscmaClient& client) {
  for (;;) {
    Wish wish = take_wish();
    if (description_.activity != Activity::Off && is_unwatched()) wish.activity = Activity::Off;
    follow(client, wish);
    const auto watched = watch(client);
    if (link_->is_ended || link_->has_failed) return watched;
    if (watched) continue;
    change([&] {
      description_.activity = Activity::Off;
      description_.problem = shortened(watched.error().text());
      ticks_.clear();
    });
  }
}

void Connection::follow(devices::SscmaClient& client, const Wish& wish) {
  const bool has_thresholds = wish.score_threshold || wish.iou_threshold;
  if (!has_thresholds && (!wish.activity || *wish.activity == description_.activity)) return;
  const auto followed = [&]() -> Result<Done> {
    if (has_thresholds) {
      // Firmware 1.x has thresholds only while its model runs; otherwise they are sent when it is started.
      if (description_.activity == Activity::Results)
        TRY_DONE(client.set_thresholds({wish.score_threshold, wish.iou_threshold}));
      has_own_thresholds_ = true;
      change([&] {
        if (wish.score_threshold) description_.thresholds.score = wish.score_threshold;
        if (wish.iou_threshold) description_.thresholds.iou = wish.iou_threshold;
      });
    }
    if (wish.activity && *wish.activity != description_.activity)
      return change_activity(client, *wish.activity);
    return Done{};
  }();
  change([&] { description_.problem = followed ? "" : shortened(followed.error().text()); });
}

Result<Done> Connection::change_activity(devices::SscmaClient& client, Activity wanted) {
  if (description_.activity != Activity::Off) {
    TRY_DONE(client.stop());
    change([&] {
      description_.activity = Activity::Off;
      ticks_.clear();
    });
  }
  if (wanted == Activity::Off) return Done{};
  if (wanted == Activity::Results) {
    TRY_DONE(start_results(client));
  } else {
    TRY_DONE(client.start_sampling());
  }
  heard_ = Clock::now();
  change([&] { description_.activity = wanted; });
  return Done{};
}

Result<Done> Connection::start_results(devices::SscmaClient& client) {
  const auto& now = description_.thresholds;
  const devices::Thresholds wanted = has_own_thresholds_ ? now : devices::Thresholds();
  TRY(const auto start, client.start_invoking({.with_pictures = true, .thresholds = wanted}));
  change([&] {
    description_.model_slot = start.model_id;
    if (!wanted.score) description_.thresholds.score = start.thresholds.score;
    if (!wanted.iou) description_.thresholds.iou = start.thresholds.iou;
  });
  return Done{};
}

// Waits a moment for the next picture, or, while the board does nothing, for its unplugging.
Result<Done> Connection::watch(devices::SscmaClient& client) {
  TRY(auto frame, client.next_frame(kGlance_ms));
  if (description_.activity == Activity::Off) return Done{};
  if (frame) {
    heard_ = Clock::now();
    add(std::move(*frame));
  } else if (Clock::now() - heard_ > limits_.silence) {
    return fail(
        Fault::Unavailable,
        "the board at {} has sent no picture for {} seconds; unplug it, plug it in and connect it again",
        client.port(), std::chrono::duration_cast<std::chrono::seconds>(limits_.silence).count());
  }
  return Done{};
}

void Connection::add(devices::Frame frame) {
  // No board is that fast; one that only pretends to be does not occupy the computer.
  if (!ticks_.empty()) std::this_thread::sleep_until(ticks_.back().time + kMinPause);
  const auto size = size_of_picture(frame.picture);
  if (!size) frame.picture.clear();
  const auto arrived = Clock::now();
  change([&] {
    if (!size) ++description_.damaged_pictures;
    ticks_.push_back({arrived, frame.count});
    if (ticks_.size() > kMaxTicks) ticks_.pop_front();
    const auto classes = description_.model ? description_.model->classes : std::vector<std::string>();
    frames_.push_back(std::make_shared<const LiveFrame>(
        LiveFrame{revision_ + 1, std::move(frame), size.value_or(image::Size{}), classes, arrived}));
    kept_bytes_ += frames_.back()->frame.picture.size();
    while (frames_.size() > kMaxKeptFrames || (frames_.size() > 1 && kept_bytes_ > kMaxKept_bytes)) {
      kept_bytes_ -= frames_.front()->frame.picture.size();
      frames_.pop_front();
    }
  });
}

}  // namespace tinsmith::live
