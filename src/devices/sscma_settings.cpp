// The settings of a board with SSCMA firmware: thresholds, description of the model, actions, network, restart.
#include <cmath>

#include "devices/crc16.h"
#include "devices/sscma_client.h"
#include "devices/sscma_command.h"

namespace tinsmith::devices {
namespace {

constexpr std::int32_t kNetworkIsUp = 2;  // status of Wi-Fi and of MQTT

}  // namespace

Result<Done> SscmaClient::set_percent(const char* name, std::optional<double> fraction) {
  if (!fraction) return Done{};
  // 1.x would take 300 as 44, and 2.x refuses 0.
  constexpr double kMin = 0.01;
  if (!(*fraction >= kMin && *fraction <= 1))
    return fail(Fault::InvalidInput, "a threshold of {}; one from {} to 1 is expected", *fraction, kMin);
  TRY_DONE(done(fmt::format("{}={}", name, std::lround(*fraction * 100))));
  return Done{};
}

Result<Done> SscmaClient::set_thresholds(const Thresholds& thresholds) {
  TRY_DONE(set_percent("TSCORE", thresholds.score));
  return set_percent("TIOU", thresholds.iou);
}

Result<std::optional<ModelInfo>> SscmaClient::info() {
  TRY(const auto reply, done("INFO?"));
  return read_model_info(text_in(reply.data, "info"));
}

Result<Done> SscmaClient::set_info(const ModelInfo& info) {
  const std::string text = model_info_text(info);
  TRY(const std::string argument, quoted_argument(text));
  TRY(const auto reply, done("INFO=" + argument));
  TRY(const Dialect firmware, dialect());
  const bool is_stored = firmware == Dialect::V1
                             ? integer_in(reply.data, "crc16_maxim", -1) == crc16_maxim(text)
                             : text_in(reply.data, "info") == text;
  if (is_stored) return Done{};
  return fail(Fault::Unavailable, "the board at {} has stored another text than the class names; try again",
              port());
}

Result<std::string> SscmaClient::action() {
  TRY(const Dialect firmware, dialect());
  const bool is_v1 = firmware == Dialect::V1;
  TRY(const auto reply, done(is_v1 ? "ACTION?" : "TRIGGER?"));
  return text_in(reply.data, is_v1 ? "action" : "trigger_rules");
}

Result<Done> SscmaClient::set_action(const std::string& action) {
  TRY(const Dialect firmware, dialect());
  TRY(const std::string argument, quoted_argument(action));
  TRY_DONE(done((firmware == Dialect::V1 ? "ACTION=" : "TRIGGER=") + argument));
  return Done{};
}

Result<WifiState> SscmaClient::wifi() {
  TRY(const auto reply, done("WIFI?"));
  return WifiState{text_in(member_of(reply.data, "config"), "name"),
                   text_in(member_of(reply.data, "in4_info"), "ip"),
                   integer_in(reply.data, "status") == kNetworkIsUp};
}

Result<Done> SscmaClient::set_wifi(const Wifi& wifi) {
  TRY(const std::string name, quoted_argument(wifi.name));
  TRY(const std::string password, quoted_argument(wifi.password));
  TRY_DONE(done(fmt::format("WIFI={},{},{}", name, wifi.security, password)));
  return Done{};
}

Result<MqttState> SscmaClient::mqtt() {
  TRY(const auto server, done("MQTTSERVER?"));
  TRY(const auto topics, done("MQTTPUBSUB?"));
  const auto& config = member_of(server.data, "config");
  const auto& topic = member_of(topics.data, "config");
  return MqttState{text_in(config, "client_id"),
                   text_in(config, "address"),
                   static_cast<std::int32_t>(integer_in(config, "port")),
                   integer_in(server.data, "status") == kNetworkIsUp,
                   text_in(topic, "pub_topic"),
                   text_in(topic, "sub_topic")};
}

Result<Done> SscmaClient::set_mqtt(const MqttServer& server) {
  TRY(const std::string client_id, quoted_argument(server.client_id));
  TRY(const std::string address, quoted_argument(server.address));
  TRY(const std::string user, quoted_argument(server.user));
  TRY(const std::string password, quoted_argument(server.password));
  TRY_DONE(done(fmt::format("MQTTSERVER={},{},{},{},{},{}", client_id, address, server.port, user, password,
                            server.uses_tls ? 1 : 0)));
  return Done{};
}

Result<Done> SscmaClient::reset() {
  constexpr std::int32_t kStart_ms = 10'000;
  has_restarted_ = false;
  running_tag_.clear();
  events_.clear();
  TRY_DONE(send("RST"));
  const Deadline deadline(kStart_ms);
  while (!has_restarted_) {
    TRY(auto reply, next_reply(deadline));
    if (!reply)
      return fail(Fault::Unavailable, "the board at {} did not restart; press its reset button", port());
    keep_event(std::move(*reply));
  }
  return Done{};
}

}  // namespace tinsmith::devices
