// kernels/each_target_for_test.h — runs code on every SIMD target that this machine supports.
#pragma once

#include <hwy/highway.h>

namespace tinsmith::kernels {

// Calls run(name of the target) once for each target, and restores the best target afterwards.
template <class Run>
void on_each_target(Run&& run) {
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    run(hwy::TargetName(target));
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

}  // namespace tinsmith::kernels
