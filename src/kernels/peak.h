// kernels/peak.h — the most this machine computes, to hold a layer's speed against.
#pragma once

#include "base/thread_pool.h"

namespace tinsmith::kernels {

// Float operations a second (a multiply-add is two) of all the pool's threads together, in registers alone:
// the best of a few tenths of a second.
double measured_peak_flops(ThreadPool& pool);

}  // namespace tinsmith::kernels
