#include "devices/mqtt_connection.h"

#include <mosquitto.h>

#include <cerrno>
#include <cstring>

#include "base/check.h"

namespace tinsmith::devices {
namespace {

constexpr std::int32_t kConnecting_ms = 5000;
constexpr int kKeepAlive_s = 30;
constexpr unsigned kFirstRetry_s = 1, kMaxRetry_s = 10;
constexpr int kQualityOfService = 0;
// Codes of CONNACK (MQTT 3.1.1, section 3.2.2.3).
constexpr int kWrongPassword = 4, kNotAuthorized = 5;
constexpr const char* kCertificates = "/etc/ssl/certs";

void start_library_once() {
  static const int started = mosquitto_lib_init();
  static_cast<void>(started);
}

}  // namespace

MqttConnection::MqttConnection(Key, const MqttAddress& address, MqttReceived received)
    : address_(address), received_(std::move(received)) {
  address_.client_id.clear();
}

MqttConnection::~MqttConnection() {
  if (client_ == nullptr) return;
  mosquitto_disconnect(client_);
  mosquitto_loop_stop(client_, true);
  mosquitto_destroy(client_);
}

Result<std::unique_ptr<MqttConnection>> MqttConnection::open(const MqttAddress& address,
                                                             const std::string& own_id,
                                                             MqttReceived received) {
  start_library_once();
  auto connection = std::make_unique<MqttConnection>(Key(), address, std::move(received));
  TRY_DONE(connection->start(own_id));
  if (!connection->wait_connected(kConnecting_ms)) return connection->unreachable();
  return connection;
}

Result<std::unique_ptr<MqttConnection>> MqttConnection::begin(const MqttAddress& address,
                                                              MqttReceived received) {
  start_library_once();
  auto connection = std::make_unique<MqttConnection>(Key(), address, std::move(received));
  TRY_DONE(connection->start({}));
  return connection;
}

Result<Done> MqttConnection::start(const std::string& own_id) {
  client_ = mosquitto_new(own_id.empty() ? nullptr : own_id.c_str(), true, this);
  CHECK(client_ != nullptr, "mosquitto_new: {}", std::strerror(errno));
  mosquitto_connect_callback_set(client_, on_connect);
  mosquitto_disconnect_callback_set(client_, on_disconnect);
  mosquitto_message_callback_set(client_, on_message);
  mosquitto_reconnect_delay_set(client_, kFirstRetry_s, kMaxRetry_s, true);
  if (!address_.user.empty())
    mosquitto_username_pw_set(client_, address_.user.c_str(), address_.password.c_str());
  if (address_.uses_tls && mosquitto_tls_set(client_, nullptr, kCertificates, nullptr, nullptr, nullptr) != 0)
    return fail(Fault::Unavailable, "TLS cannot be used: there are no certificates in {}", kCertificates);
  const int code = mosquitto_connect_async(client_, address_.host.c_str(), address_.port, kKeepAlive_s);
  // A refused connection is tried again by the thread, until the time is over.
  if (code == MOSQ_ERR_EAI || code == MOSQ_ERR_INVAL) return unreachable();
  if (mosquitto_loop_start(client_) != MOSQ_ERR_SUCCESS) return unreachable();
  return Done{};
}

BrokerState MqttConnection::state() {
  std::lock_guard lock(mutex_);
  if (is_connected_) return BrokerState::Connected;
  return refusal_ == kWrongPassword || refusal_ == kNotAuthorized ? BrokerState::Refused
                                                                  : BrokerState::Waiting;
}

Error MqttConnection::unreachable() const {
  if (refusal_ == kWrongPassword || refusal_ == kNotAuthorized)
    return fail(Fault::Unavailable,
                "the broker at {} does not let this user in; give its user and password: "
                "mqtt://USER:PASSWORD@HOST",
                address_.text());
  return fail(
      Fault::Unavailable,
      "the broker at {} cannot be reached; check that it runs, its address and port, and whether it needs "
      "TLS (mqtts://)",
      address_.text());
}

bool MqttConnection::wait_connected(std::int32_t timeout_ms) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, std::chrono::milliseconds(timeout_ms),
                    [this] { return is_connected_ || refusal_ != 0; });
  return is_connected_;
}

void MqttConnection::subscribe(const std::string& filter) {
  std::lock_guard lock(mutex_);
  filters_.insert(filter);
  // Without a connection, on_connect subscribes.
  if (is_connected_) mosquitto_subscribe(client_, nullptr, filter.c_str(), kQualityOfService);
}

void MqttConnection::unsubscribe(const std::string& filter) {
  std::lock_guard lock(mutex_);
  if (filters_.erase(filter) > 0 && is_connected_) mosquitto_unsubscribe(client_, nullptr, filter.c_str());
}

Result<Done> MqttConnection::publish(const std::string& topic, ByteView message) {
  const int code = mosquitto_publish(client_, nullptr, topic.c_str(), static_cast<int>(message.size()),
                                     message.data(), kQualityOfService, false);
  if (code == MOSQ_ERR_SUCCESS) return Done{};
  return fail(Fault::Unavailable, "nothing can be sent to the broker at {}: {}", address_.text(),
              mosquitto_strerror(code));
}

void MqttConnection::on_connect(mosquitto* client, void* self_pointer, int code) {
  auto& self = *static_cast<MqttConnection*>(self_pointer);
  {
    std::lock_guard lock(self.mutex_);
    self.is_connected_ = code == 0;
    self.refusal_ = code;
    if (code == 0)
      for (const std::string& filter : self.filters_)
        mosquitto_subscribe(client, nullptr, filter.c_str(), kQualityOfService);
  }
  self.changed_.notify_all();
}

void MqttConnection::on_disconnect(mosquitto*, void* self_pointer, int) {
  auto& self = *static_cast<MqttConnection*>(self_pointer);
  std::lock_guard lock(self.mutex_);
  self.is_connected_ = false;
}

void MqttConnection::on_message(mosquitto*, void* self_pointer, const mosquitto_message* message) {
  auto& self = *static_cast<MqttConnection*>(self_pointer);
  if (message->payloadlen <= 0) return;
  self.received_(message->topic, {static_cast<const std::byte*>(message->payload),
                                  static_cast<std::size_t>(message->payloadlen)});
}

}  // namespace tinsmith::devices
