#include "live/browser_link.h"

#include <algorithm>

namespace tinsmith::live {
namespace {

constexpr std::ptrdiff_t kMaxRead_bytes = 65536;
constexpr std::chrono::milliseconds kLastOrders{500};

class BrowserLink final : public devices::Link {
 public:
  explicit BrowserLink(std::shared_ptr<BrowserPipe> pipe) : pipe_(std::move(pipe)) {}
  // The last order stops the board.
  ~BrowserLink() override { pipe_->finish(kLastOrders); }

  std::string name() const override { return pipe_->name(); }
  Result<Bytes> read(std::int32_t timeout_ms) override {
    return pipe_->read(std::chrono::milliseconds(timeout_ms));
  }
  Result<Done> write(ByteView bytes) override {
    return carried_out({.write = Bytes(bytes.begin(), bytes.end()), .lines = {}});
  }
  // Browsers set the speed when they open the port.
  Result<Done> set_speed(std::int32_t bits_per_second) override {
    return fail(Fault::Unsupported, "the speed of {} is set by the browser and cannot be changed to {}",
                name(), bits_per_second);
  }
  Result<Done> set_lines(devices::ControlLines lines) override {
    return carried_out({.write = {}, .lines = lines});
  }

 private:
  // A page that is gone is noticed by what follows.
  Result<Done> carried_out(PortOrder order) {
    TRY_DONE(pipe_->order(std::move(order)));
    pipe_->settle();
    return Done{};
  }

  std::shared_ptr<BrowserPipe> pipe_;
};

}  // namespace

Result<Done> BrowserPipe::check_open() const {
  if (is_closed_)
    return fail(Fault::Unavailable,
                "{} is gone: the board was unplugged, or the page gave its port back; connect it again",
                name_);
  if (Clock::now() - heard_ > kMaxSilence)
    return fail(
        Fault::Unavailable,
        "{} is gone: the page that has its port was closed, or its connection is lost; connect it again",
        name_);
  return Done{};
}

Result<Done> BrowserPipe::receive(ByteView bytes, std::chrono::milliseconds timeout) {
  {
    std::unique_lock guard(lock_);
    const auto has_room = [&] { return received_.size() + bytes.size() <= kMaxWaiting_bytes; };
    changed_.wait_for(guard, timeout, [&] { return is_closed_ || has_room(); });
    TRY_DONE(check_open());
    if (!has_room())
      return fail(Fault::Refused, "{} bytes of the board are still waiting; send these again later",
                  received_.size());
    received_.insert(received_.end(), bytes.begin(), bytes.end());
  }
  changed_.notify_all();
  return Done{};
}

Result<std::vector<PortOrder>> BrowserPipe::take_orders(std::chrono::milliseconds timeout) {
  std::unique_lock guard(lock_);
  heard_ = Clock::now();
  is_at_work_ = false;
  changed_.notify_all();
  changed_.wait_for(guard, timeout, [&] { return is_closed_ || !orders_.empty(); });
  heard_ = Clock::now();
  if (orders_.empty()) TRY_DONE(check_open());
  std::vector<PortOrder> orders(orders_.begin(), orders_.end());
  orders_.clear();
  is_at_work_ = !orders.empty();
  guard.unlock();
  changed_.notify_all();
  return orders;
}

void BrowserPipe::close() {
  {
    const std::lock_guard guard(lock_);
    is_closed_ = true;
  }
  changed_.notify_all();
}

void BrowserPipe::finish(std::chrono::milliseconds timeout) {
  {
    std::unique_lock guard(lock_);
    changed_.wait_for(guard, timeout, [&] { return is_closed_ || orders_.empty(); });
    if (is_kept_) return;
  }
  close();
}

void BrowserPipe::settle() {
  std::unique_lock guard(lock_);
  changed_.wait_for(guard, kMaxWork, [&] { return is_closed_ || (orders_.empty() && !is_at_work_); });
}

void BrowserPipe::keep_open(bool is_kept) {
  const std::lock_guard guard(lock_);
  is_kept_ = is_kept;
}

Result<Bytes> BrowserPipe::read(std::chrono::milliseconds timeout) {
  std::unique_lock guard(lock_);
  changed_.wait_for(guard, timeout, [&] { return is_closed_ || !received_.empty(); });
  if (received_.empty()) {
    TRY_DONE(check_open());
    return Bytes();
  }
  const auto end = received_.begin() + std::min(std::ssize(received_), kMaxRead_bytes);
  Bytes bytes(received_.begin(), end);
  received_.erase(received_.begin(), end);
  guard.unlock();
  changed_.notify_all();
  return bytes;
}

Result<Done> BrowserPipe::order(PortOrder order) {
  {
    const std::lock_guard guard(lock_);
    TRY_DONE(check_open());
    if (orders_.size() >= kMaxOrders)
      return fail(Fault::Unavailable, "the page does not take what is to be sent to {}; load the page again",
                  name_);
    orders_.push_back(std::move(order));
  }
  changed_.notify_all();
  return Done{};
}

std::unique_ptr<devices::Link> browser_link(std::shared_ptr<BrowserPipe> pipe) {
  return std::make_unique<BrowserLink>(std::move(pipe));
}

}  // namespace tinsmith::live
