// base/thread_pool.h — the worker threads of a job.
//
// Results are the same bytes for any number of threads because of one rule: a caller splits work into tasks
// by the *data* (never by the number of threads), each task writes to its own location, and results of tasks
// are added in task order.
#pragma once

#include <cstdint>
#include <memory>
#include <type_traits>

namespace tinsmith {

class ThreadPool {
 public:
  // `threads` includes the calling thread; 0 means one per core.
  explicit ThreadPool(int threads = 0);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int threads() const;

  // Calls task(index, worker) once for every index in [0, count), in any order, and returns when all calls
  // have returned. `worker` is in [0, threads()). Calls with the same `worker` never overlap, so it can
  // select a scratch buffer. Must be called from one thread at a time, and not from inside a task. Tasks must
  // not throw. Does not allocate.
  template <class Task>
  void run(std::int64_t count, Task&& task) {
    using Plain = std::remove_reference_t<Task>;
    run_erased(
        count,
        [](void* context, std::int64_t index, int worker) { (*static_cast<Plain*>(context))(index, worker); },
        const_cast<void*>(static_cast<const void*>(&task)));
  }

 private:
  using Call = void (*)(void* context, std::int64_t index, int worker);
  void run_erased(std::int64_t count, Call call, void* context);
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tinsmith
