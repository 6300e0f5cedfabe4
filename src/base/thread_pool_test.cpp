#include "base/thread_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

namespace tinsmith {
namespace {

TEST(ThreadPool, RunsEveryTaskOnceForAnyNumberOfThreads) {
  for (const int threads : {1, 2, 3, 7}) {
    ThreadPool pool(threads);
    EXPECT_EQ(pool.threads(), threads);
    for (const int count : {0, 1, 2, 5, 1000}) {
      std::vector<std::atomic<int>> calls(static_cast<std::size_t>(count));
      pool.run(count, [&](std::int64_t index, int worker) {
        EXPECT_LT(worker, threads);
        ++calls[static_cast<std::size_t>(index)];
      });
      for (const auto& call : calls) EXPECT_EQ(call.load(), 1);
    }
  }
}

TEST(ThreadPool, CallsWithOneWorkerNeverOverlap) {
  ThreadPool pool(3);
  std::vector<std::atomic<int>> inside(3);
  for (int round = 0; round < 200; ++round)
    pool.run(17, [&](std::int64_t, int worker) {
      EXPECT_EQ(inside[static_cast<std::size_t>(worker)].fetch_add(1), 0);
      inside[static_cast<std::size_t>(worker)].fetch_sub(1);
    });
}

}  // namespace
}  // namespace tinsmith
