#include "infer/prepare.h"

namespace tinsmith::infer {

Result<Step> prepare(const Request& request) {
  return std::visit([&](const auto& kind) { return prepare_step(request, kind); }, request.op.attributes);
}

}  // namespace tinsmith::infer
