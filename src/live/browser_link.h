// live/browser_link.h — a link to a board whose port a person's browser holds (Web Serial), carried to the server by the page.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "devices/link.h"

namespace tinsmith::live {

// One thing that the page does at its port; one member is set.
struct PortOrder {
  Bytes write;
  std::optional<devices::ControlLines> lines;
};

// The two directions between a link and the page. How bytes travel between the page and the server is not known here.
// Thread-safe; both directions are bounded.
class BrowserPipe {
 public:
  explicit BrowserPipe(std::string name) : name_(std::move(name)) {}
  const std::string& name() const { return name_; }

  // ---- Called for the page ----
  // Passes on what the port has received. Waits for room, at most `timeout`, so that a board that sends more than is read does
  // not make the page ask again and again.
  //   Refused      kMaxWaiting_bytes are still waiting: the page sends them again
  //   Unavailable  the link is closed
  Result<Done> receive(ByteView bytes, std::chrono::milliseconds timeout = {});
  // Waits for orders, at most `timeout`, and removes them. The page calls it again when it has carried them out. Unavailable: the
  // link is closed.
  Result<std::vector<PortOrder>> take_orders(std::chrono::milliseconds timeout);
  // The port is gone: it was unplugged, or the page gave it up.
  void close();

  // ---- Called for the link ----
  //   Unavailable  the port is gone, or the page has not asked for orders for kMaxSilence: it was closed
  Result<Bytes> read(std::chrono::milliseconds timeout);
  Result<Done> order(PortOrder order);
  // Waits until the page has carried out all orders, at most kMaxWork: times count from then on, however slow the way to the page.
  void settle();
  // Waits until the page has taken all orders, at most `timeout`, and closes the pipe unless it is kept open.
  void finish(std::chrono::milliseconds timeout);
  // Whether the page keeps its port when a link ends, because another link follows.
  void keep_open(bool is_kept);

  static constexpr std::size_t kMaxWaiting_bytes = std::size_t{1} << 20;
  static constexpr std::size_t kMaxOrders = 64;
  static constexpr std::chrono::seconds kMaxSilence{8}, kMaxWork{2};

 private:
  using Clock = std::chrono::steady_clock;
  Result<Done> check_open() const;

  const std::string name_;
  mutable std::mutex lock_;
  std::condition_variable changed_;
  Bytes received_;
  std::deque<PortOrder> orders_;
  bool is_at_work_ = false;  // the page carries out orders
  Clock::time_point heard_ = Clock::now();
  bool is_closed_ = false, is_kept_ = false;
};

// The board's end of a pipe. The destructor closes the pipe, so that the page gives the port back, unless it is kept open.
std::unique_ptr<devices::Link> browser_link(std::shared_ptr<BrowserPipe> pipe);

}  // namespace tinsmith::live
