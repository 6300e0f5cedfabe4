// A board whose firmware is too old for what is asked of it: every command says which version it has, and which is needed.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "base/files.h"
#include "deploying/deploy.h"
#include "devices/ports.h"
#include "devices/pseudo_terminal.h"
#include "verbs/devices.h"

namespace tinsmith::verbs {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// Knows its name and its version, and no models.
class OldBoardForTest {
 public:
  OldBoardForTest() : terminal_(devices::PseudoTerminal::make().value()) {
    answering_ = std::thread([this] {
      while (!is_ended_)
        if (const auto bytes = terminal_.read(5)) take(as_text(*bytes));
    });
  }
  ~OldBoardForTest() {
    is_ended_ = true;
    answering_.join();
  }
  const std::string& port() const { return terminal_.path(); }

 private:
  void take(std::string_view text) {
    for (const char c : text) {
      if (c != '\r' && c != '\n') {
        line_ += c;
      } else if (!line_.empty()) {
        answer(std::exchange(line_, {}));
      }
    }
  }
  void answer(const std::string& line) {
    const std::string name = line.substr(line.find('+') + 1), command = name.substr(name.find('@') + 1);
    std::string data;
    if (command == "ID?") data = R"("2c8dd3ef")";
    if (command == "NAME?") data = R"("Seeed Studio XIAO")";
    if (command == "VER?") data = R"({"software": "2023.03.01", "hardware": "1"})";
    const std::string reply =
        data.empty() ? R"({"type": 2, "name": "AT", "code": 5, "data": "Unknown command: )" + line + "\"}"
                     : fmt::format(R"({{"type": 0, "name": "{}", "code": 0, "data": {}}})", name, data);
    terminal_.write(as_bytes("\r" + reply + "\n"), 1000);
  }

  devices::PseudoTerminal terminal_;
  std::string line_;
  std::atomic<bool> is_ended_ = false;
  std::thread answering_;
};

TEST(OldFirmware, IsNamedWithTheVersionThatIsNeeded) {
  const OldBoardForTest board;
  const auto names_both =
      AllOf(HasSubstr("does not know the command MODELS?"), HasSubstr("Found: version 2023.03.01"),
            HasSubstr("needed: SSCMA-Micro 1.0 or newer"));
  const auto listed = list_devices({board.port()}, 10);
  ASSERT_TRUE(listed);
  std::string problem;
  for (const DeviceReport& report : *listed)
    if (report.json["port"] == board.port()) problem = report.text;
  EXPECT_THAT(problem, names_both);
  EXPECT_THAT(describe_device(board.port()).error().text(), names_both);
  WatchRequest watch;
  watch.port = board.port();
  watch.say = [](const std::string&) {};
  watch.should_stop = [] { return false; };
  EXPECT_THAT(watch_device(watch).error().text(), names_both);
  const auto folder = TemporaryFolder::make().value();
  deploying::DeployRequest deploy;
  deploy.model = folder.path() / "any.tflite";
  deploy.data_folder = folder.path();
  const auto link = devices::open_port(board.port());
  ASSERT_TRUE(link);
  SilentProgress progress;
  EXPECT_THAT(deploying::deploy(**link, deploy, progress).error().text(), names_both);
}

}  // namespace
}  // namespace tinsmith::verbs
