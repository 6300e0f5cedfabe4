// devices/board_link_for_test.h — a link to a simulated board in the same thread, with the troubles of a real cable.
#pragma once

#include <optional>
#include <thread>

#include "devices/link.h"
#include "devices/simulated_board.h"
#include "devices/simulated_cable.h"

namespace tinsmith::devices {

struct CableForTest {
  std::size_t chunk_bytes = 65536;                  // bytes that arrive at a time
  std::optional<std::size_t> unplugged_after = {};  // bytes from the board
  std::string before_each_line = {};                // stands between the replies
  CableFaults faults = {};
};

class BoardLinkForTest final : public Link {
 public:
  BoardLinkForTest(SimulatedBoard board, const CableForTest& cable)
      : board_(std::move(board)), cable_(cable), faulty_(cable.faults) {}

  std::string name() const override { return "the test's port"; }

  Result<Bytes> read(std::int32_t) override {
    while (waiting_.empty() && board_.work()) receive();
    receive();
    if (cable_.unplugged_after && *cable_.unplugged_after == 0)
      return fail(Fault::Unavailable, "the test's port is gone");
    if (waiting_.empty()) {  // a real port would wait, too
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      return Bytes();
    }
    const std::size_t count =
        std::min({cable_.chunk_bytes, waiting_.size(), cable_.unplugged_after.value_or(waiting_.size())});
    const ByteView part = as_bytes(std::string_view(waiting_).substr(0, count));
    Bytes bytes(part.begin(), part.end());
    waiting_.erase(0, count);
    if (cable_.unplugged_after) *cable_.unplugged_after -= count;
    return bytes;
  }

  Result<Done> write(ByteView bytes) override {
    if (cable_.unplugged_after && *cable_.unplugged_after == 0)
      return fail(Fault::Unavailable, "the test's port is gone");
    board_.take(bytes);
    return Done{};
  }
  Result<Done> set_speed(std::int32_t) override { return Done{}; }
  Result<Done> set_lines(ControlLines) override { return Done{}; }

 private:
  void receive() {
    const std::string output = board_.take_output();
    if (!output.empty()) waiting_ += cable_.before_each_line + faulty_.passed(output);
  }

  SimulatedBoard board_;
  CableForTest cable_;
  SimulatedCable faulty_;
  std::string waiting_;
};

}  // namespace tinsmith::devices
