// kernels/peak.h — the machine's peak float performance, to compare a layer's speed with.
#pragma once

#include "base/thread_pool.h"

namespace tinsmith::kernels {

// Measures the float operations per second (a multiply-add counts as two) of all threads of the pool
// together, using registers only. Returns the best of several measurements; takes a few tenths of a second.
double measured_peak_flops(ThreadPool& pool);

}  // namespace tinsmith::kernels
