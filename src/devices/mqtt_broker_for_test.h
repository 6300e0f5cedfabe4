// devices/mqtt_broker_for_test.h — Debian's mosquitto on a port of its own, for tests.
#pragma once

#include <sys/types.h>

#include <string>

#include "base/files.h"

namespace tinsmith::devices {

class BrokerForTest {
 public:
  // Whether the program is installed.
  static bool is_installed();

  // Starts the broker; with `password` it lets in only the user "ann" with it.
  explicit BrokerForTest(const std::string& password = {});
  ~BrokerForTest() { stop(); }

  // Ends the broker at once, as a crash does.
  void stop();
  void start();

  // "mqtt://127.0.0.1:PORT", with `user` before the host: "ann:secret@".
  std::string address(const std::string& user = {}) const;

 private:
  TemporaryFolder folder_;
  int port_ = 0;
  pid_t process_ = -1;
};

}  // namespace tinsmith::devices
