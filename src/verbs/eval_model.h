// verbs/eval_model.h — the verb `eval`: measures a model on a data set.
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"

namespace tinsmith::verbs {

struct EvalRequest {
  std::string model;  // a .tflite, .onnx or .kmodel file, or a run folder (its int8 model)
  std::string data, format, boxes_drawn_on;
  std::string split;         // train, val, test or all; empty: test if there is one, else all
  std::string single_class;  // merges all boxes into this class
  std::string board;         // as on this board (measure.h's put_on_board); empty: as trained
  std::int32_t threads = 0;
};
struct EvalReport {
  std::string text;
  nlohmann::json json;
};
// Measures a model on a data set. InvalidInput when the data set has classes that the model does not know.
Result<EvalReport> eval_model(const EvalRequest& request);

}  // namespace tinsmith::verbs
