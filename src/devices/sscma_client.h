// devices/sscma_client.h — the commands of a board with SSCMA firmware, over any link.
//
// There are two incompatible lines of the firmware; the client distinguishes them by their answers. Every wait is bounded. A
// query is repeated once when no reply arrives, because replies are lost when the board's log or noise runs into them.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "devices/deadline.h"
#include "devices/link.h"
#include "devices/sscma_data.h"
#include "devices/sscma_lines.h"
#include "devices/sscma_reply.h"

namespace tinsmith::devices {

struct Identity {
  std::string id;        // of the board; stays the same
  std::string name;      // "XIAO ESP32S3 Sense"
  std::string software;  // a version or a date
  std::string hardware;
  Dialect firmware = Dialect::V1;
};

// The oldest firmware whose commands suffice, for messages.
inline constexpr std::string_view kNeededFirmware = "SSCMA-Micro 1.0 or newer";

// Thresholds of the results, as fractions; absent: as they are on the board.
struct Thresholds {
  std::optional<double> score, iou;
};

struct InvokeSettings {
  std::int64_t times = -1;  // −1: until `stop`
  bool with_pictures = false;
  Thresholds thresholds;
};

// The reply of the board when it begins to run the model.
struct InvokeStart {
  std::int32_t model_id = 0;
  std::int32_t algorithm = 0;  // 1 centroids, 3 boxes, 4 classes, as the firmware numbers them
  Thresholds thresholds;
};

struct Wifi {
  std::string name;
  std::int32_t security = 0;  // 0 chosen by the board, 1 none, 2 WEP, 3 WPA or WPA2, 4 WPA2 or WPA3, 5 WPA3
  std::string password;
};
struct WifiState {
  std::string name, address;
  bool is_joined = false;
};

struct MqttServer {
  std::string client_id;  // empty: chosen by the board
  std::string address;
  std::int32_t port = 1883;
  std::string user, password;
  bool uses_tls = false;
};
struct MqttState {
  std::string client_id, address;
  std::int32_t port = 0;
  bool is_connected = false;
  std::string publishes_to, listens_to;  // topics
};

// Must be used by one thread at a time. All functions return
//   Unavailable   the board is gone, it did not reply in time, or it refused; the message says which
//   Unsupported   its firmware does not know the command
//   InvalidInput  a text cannot be sent: too long, or with characters that the firmware drops
class SscmaClient {
 public:
  // `reply_timeout_ms` has to be longer than one run of a model, between which the board replies.
  explicit SscmaClient(std::unique_ptr<Link> link, std::int32_t reply_timeout_ms = 4000);

  std::string port() const { return link_->name(); }
  // The version of its firmware, as `identify` has found it; empty: not known yet.
  const std::string& version() const { return version_; }

  Result<Identity> identify();
  Result<Dialect> dialect();

  Result<std::vector<Sensor>> sensors();
  Result<std::vector<ModelSlot>> models();
  Result<std::optional<ModelSlot>> selected_model();
  Result<Done> select_model(std::int32_t id);

  // Returns one picture of the camera, taken after the call.
  Result<Frame> sample();

  // Starts to take pictures until `stop`, without running a model; they are returned by next_frame.
  Result<Done> start_sampling();

  // Starts to run the model; results are then returned by next_frame.
  Result<InvokeStart> start_invoking(const InvokeSettings& settings);
  // Waits for the next result. Returns none when `timeout_ms` has passed. If the caller is slower than the board, only the
  // latest results are kept.
  Result<std::optional<Frame>> next_frame(std::int32_t timeout_ms);
  // Ends all that runs on the board.
  Result<Done> stop();

  // Firmware 1.x has thresholds only while its model runs.
  Result<Done> set_thresholds(const Thresholds& thresholds);

  // The description that is stored with the selected model; none if there is none.
  Result<std::optional<ModelInfo>> info();
  Result<Done> set_info(const ModelInfo& info);

  // The actions of the board itself after each result: an expression of ACTION in 1.x, rules of TRIGGER in 2.x. Empty: none.
  Result<std::string> action();
  Result<Done> set_action(const std::string& action);

  Result<WifiState> wifi();
  Result<Done> set_wifi(const Wifi& wifi);
  Result<MqttState> mqtt();
  Result<Done> set_mqtt(const MqttServer& server);

  // Restarts the board. Unavailable: it does not report that it has started; some boards with 2.x do not restart by command.
  Result<Done> reset();

 private:
  // Sends a command such as "ID?" or "MODEL=1" and returns its reply, whatever its code is.
  Result<SscmaReply> ask(const std::string& command);
  // The same, but a code other than 0 is an Error.
  Result<SscmaReply> done(const std::string& command);
  Result<std::optional<SscmaReply>> reply_to(const std::string& tag, const std::string& name);
  // Returns the next reply of the board, or none at `deadline`.
  Result<std::optional<SscmaReply>> next_reply(const Deadline& deadline);
  void keep_event(SscmaReply reply);
  Result<Done> send(const std::string& command);
  Result<Done> set_percent(const char* name, std::optional<double> fraction);
  Error refusal(const SscmaReply& reply, const std::string& command) const;
  Error invoke_refusal(const SscmaReply& reply) const;

  std::unique_ptr<Link> link_;
  std::int32_t reply_timeout_ms_;
  SscmaLines lines_;
  std::deque<SscmaReply> replies_;  // cut from the bytes that were read, not yet looked at
  std::deque<SscmaReply> events_;   // of the running command
  bool counts_background_ = false;  // the classes of the running model begin with the background
  std::string running_tag_;         // of the last SAMPLE or INVOKE
  bool has_restarted_ = false;      // the board has reported its start since the last command
  std::uint32_t last_tag_ = 0;
  std::string version_;
  std::optional<Dialect> dialect_;
};

}  // namespace tinsmith::devices
