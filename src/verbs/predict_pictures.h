// verbs/predict_pictures.h — the verb `predict`: runs a model on pictures.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace tinsmith::verbs {

struct PredictRequest {
  std::string model;
  std::vector<std::string> pictures;
  std::string board;                // as on this board (measure.h's put_on_board); empty: as trained
  std::string draw_folder;          // empty: nothing is drawn
  std::optional<double> threshold;  // confidence threshold; absent: threshold_of (answer_picture.h)
};
struct Prediction {
  std::string picture;
  std::string text;     // one line, in words
  nlohmann::json json;  // coordinates in pixels of the original picture
};
// Runs the model on each picture. A picture that cannot be read yields a Prediction with the reason; the
// others are still processed.
Result<std::vector<Prediction>> predict_pictures(const PredictRequest& request);

}  // namespace tinsmith::verbs
