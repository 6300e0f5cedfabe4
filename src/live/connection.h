// live/connection.h — a board that the studio talks to: one thread of its own, any number of watchers.
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "devices/sscma_client.h"
#include "image/image.h"
#include "live/interruptible_link.h"

namespace tinsmith::live {

using Clock = std::chrono::steady_clock;

// The activity of a board: nothing, send pictures, or send pictures with what its model finds on them.
enum class Activity : std::uint8_t { Off, Pictures, Results };
inline constexpr std::array kActivities{Activity::Off, Activity::Pictures, Activity::Results};
std::string_view name_of(Activity activity);  // "off", "pictures", "results"

enum class State : std::uint8_t { Connecting, Connected, Gone };
std::string_view name_of(State state);  // "connecting", "connected", "gone"

// A board as it is now. All texts come from the board; they are shortened to what a person reads.
struct Description {
  State state = State::Connecting;
  // A sentence: why the board is gone, or why it does not do what was asked for. Empty: nothing is wrong.
  std::string problem;
  devices::Identity identity;
  std::string camera;           // "240x240 Small"; empty: it has none that is ready
  std::int32_t model_slot = 0;  // 0: no model is selected
  // The description that a program has stored with the model.
  std::optional<devices::ModelInfo> model;
  Activity activity = Activity::Off;
  devices::Thresholds thresholds;  // absent: not known yet
  std::int32_t rotation_degrees = 0;
  // Counted over the last seconds. The board runs its model more often than results arrive when the link is slow.
  double pictures_per_s = 0, inferences_per_s = 0;
  std::int64_t damaged_pictures = 0;  // that the board has sent
};

// A picture of the board's camera and what its model found on it.
struct LiveFrame {
  std::int64_t number = 0;  // grows; the revision of the connection with which it arrived
  devices::Frame frame;     // its picture is a JPEG file that was decoded once to check it, or empty
  image::Size picture_size;
  std::vector<std::string> classes;  // the names of the model's classes; may be fewer than the model has
  Clock::time_point arrived;
};

struct Update {
  std::int64_t revision = 0;
  Description description;
  std::shared_ptr<const LiveFrame> frame;  // null: there is no newer one than the caller knows
};

// The settings that somebody wants to change; the absent ones stay.
struct Wish {
  std::optional<Activity> activity;
  std::optional<double> score_threshold, iou_threshold;
  std::optional<std::int32_t> rotation_degrees;  // of the view: the board and its model are not told
};

struct ConnectionLimits {
  std::int32_t reply_timeout_ms = 4000;
  // A board stops when nobody has waited for its pictures for this long: a closed page cannot say so.
  std::chrono::milliseconds unwatched{10'000};
  // A model may need seconds for a picture.
  std::chrono::milliseconds silence{20'000};
};

// All functions are thread-safe. Nothing grows with the time or with the number of watchers: of wishes the last one
// counts, and a watcher that is slower than the board gets the newest picture.
class Connection {
 public:
  using Open = std::function<Result<std::unique_ptr<devices::Link>>()>;

  // Opens the link in the connection's thread and asks the board who it is.
  explicit Connection(Open open, const ConnectionLimits& limits = {});
  ~Connection();

  // Stops the board and gives its port back; returns when the port is free.
  void close();
  // The same, but the watchers stay, and are told the reason.
  void close_for(const std::string& reason);

  Update now() const;
  // Waits until there is something newer than `revision`, at most `longest`; counts as watching.
  Update wait(std::int64_t revision, std::chrono::milliseconds longest);
  // Ends all waits, the present and the future ones.
  void wake();
  // Returns one of the last frames; null: it is older than the last second or two.
  std::shared_ptr<const LiveFrame> frame(std::int64_t number) const;

  void want(const Wish& wish);

 private:
  // A person saves the picture that they saw a moment ago.
  static constexpr std::size_t kMaxKeptFrames = 64;
  static constexpr std::size_t kMaxKept_bytes = std::size_t{8} << 20;
  struct Tick {
    Clock::time_point time;
    std::int64_t count;
  };

  void end();
  void run(const Open& open);
  Result<Done> describe(devices::SscmaClient& client);
  Result<Done> attend(devices::SscmaClient& client);
  void follow(devices::SscmaClient& client, const Wish& wish);
  Result<Done> change_activity(devices::SscmaClient& client, Activity wanted);
  Result<Done> start_results(devices::SscmaClient& client);
  Result<Done> watch(devices::SscmaClient& client);
  void add(devices::Frame frame);
  Wish take_wish();
  bool is_unwatched() const;
  template <class Change>
  void change(const Change& change);
  Update newer_than(std::int64_t revision) const;

  const ConnectionLimits limits_;
  const std::shared_ptr<LinkState> link_ = std::make_shared<LinkState>();

  mutable std::mutex lock_;
  std::condition_variable changed_;
  std::int64_t revision_ = 1;
  Description description_;
  Wish wish_;
  std::deque<std::shared_ptr<const LiveFrame>> frames_;
  std::size_t kept_bytes_ = 0;  // in the pictures of frames_
  std::deque<Tick> ticks_;
  Clock::time_point watched_ = Clock::now();
  bool is_awake_ = false;

  // Used by the thread only.
  bool has_own_thresholds_ = false;
  Clock::time_point heard_ = Clock::now();

  std::mutex closing_;
  std::thread thread_;
};

}  // namespace tinsmith::live
