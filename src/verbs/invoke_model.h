// verbs/invoke_model.h — the verb `invoke`: runs a model on raw bytes.
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"

namespace tinsmith::verbs {

struct InvokeRequest {
  std::string model, input_file, output_prefix;
  std::int32_t repeat = 1;
  std::int32_t threads = 1;
};
// Runs the model on raw input bytes and writes the raw outputs to <prefix>.<sample>.<output>.bin. Returns
// {"inputs":[{name,type,shape}],"outputs":[…],"samples","ms"}.
Result<nlohmann::json> invoke_model(const InvokeRequest& request);

}  // namespace tinsmith::verbs
