#include "base/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "base/check.h"

namespace tinsmith {
namespace {

// A training step starts a few hundred parallel loops, microseconds apart; workers that sleep in between
// would spend most of the time waking up. A worker polls this many times before it sleeps (about 50 µs).
constexpr int kLooksBeforeSleep = 20000;

// Another program may keep a core busy, so that two of our threads share a core. A thread that only polls
// would then keep the thread that it waits for from running, until its time slice ends. So after the first
// polls it yields its core at regular intervals.
constexpr int kLooksBeforeYield = 200;
constexpr int kLooksBetweenYields = 50;

void pause_briefly(int looks) {
  if (looks >= kLooksBeforeYield && looks % kLooksBetweenYields == 0) std::this_thread::yield();
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

}  // namespace

struct ThreadPool::State {
  // The current loop. The caller writes it before it increments `round`; workers read it after
  // they have seen the new `round`.
  Call call = nullptr;
  void* context = nullptr;
  std::int64_t count = 0;

  std::atomic<std::int64_t> next{0};
  std::atomic<std::uint64_t> round{0};
  std::atomic<int> busy{0};  // workers that have not finished the round
  std::atomic<bool> stopping{false};

  std::mutex mutex;
  std::condition_variable wake;
  std::vector<std::thread> workers;

  void take_tasks(int worker) {
    for (std::int64_t index = next.fetch_add(1); index < count; index = next.fetch_add(1))
      call(context, index, worker);
  }

  void serve(int worker) {
    std::uint64_t seen = 0;
    while (true) {
      int looks = 0;
      while (round.load(std::memory_order_acquire) == seen && !stopping.load()) {
        if (++looks < kLooksBeforeSleep) {
          pause_briefly(looks);
        } else {
          std::unique_lock lock(mutex);
          wake.wait(lock, [&] { return round.load() != seen || stopping.load(); });
        }
      }
      if (stopping.load()) return;
      seen = round.load(std::memory_order_acquire);
      take_tasks(worker);
      busy.fetch_sub(1, std::memory_order_release);
    }
  }
};

ThreadPool::ThreadPool(int threads) : state_(std::make_unique<State>()) {
  if (threads <= 0) threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  for (int worker = 1; worker < threads; ++worker)
    state_->workers.emplace_back([state = state_.get(), worker] { state->serve(worker); });
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->wake.notify_all();
  for (auto& worker : state_->workers) worker.join();
}

int ThreadPool::threads() const {
  return static_cast<int>(state_->workers.size()) + 1;
}

void ThreadPool::run_erased(std::int64_t count, Call call, void* context) {
  if (count <= 0) return;
  if (state_->workers.empty() || count == 1) {
    for (std::int64_t index = 0; index < count; ++index) call(context, index, 0);
    return;
  }
  CHECK(state_->busy.load() == 0, "a parallel loop was started inside another one");
  state_->call = call;
  state_->context = context;
  state_->count = count;
  state_->next.store(0);
  state_->busy.store(static_cast<int>(state_->workers.size()));
  {
    const std::lock_guard lock(
        state_->mutex);  // prevents a worker from going to sleep between its last poll and its wait
    state_->round.fetch_add(1, std::memory_order_release);
  }
  state_->wake.notify_all();
  state_->take_tasks(0);
  for (int looks = 0; state_->busy.load(std::memory_order_acquire) != 0;
       looks = (looks + 1) % kLooksBeforeSleep)
    pause_briefly(looks);
}

}  // namespace tinsmith
