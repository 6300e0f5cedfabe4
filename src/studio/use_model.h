// studio/use_model.h — the verbs for a finished model: eval, predict, invoke, show, board check, export.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace tinsmith::studio {

struct EvalRequest {
  std::string model;  // a .tflite or .onnx file, or a run folder (its int8 model)
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

struct PredictRequest {
  std::string model;
  std::vector<std::string> pictures;
  std::string board;                // as on this board (measure.h's put_on_board); empty: as trained
  std::string draw_folder;          // empty: nothing is drawn
  std::optional<double> threshold;  // confidence threshold; absent: the model's own, else 0.5
};
struct Prediction {
  std::string picture;
  std::string text;     // one line, in words
  nlohmann::json json;  // coordinates in pixels of the original picture
};
// Runs the model on each picture. A picture that cannot be read yields a Prediction with the reason; the
// others are still processed.
Result<std::vector<Prediction>> predict_pictures(const PredictRequest& request);

struct InvokeRequest {
  std::string model, input_file, output_prefix;
  std::int32_t repeat = 1;
  std::int32_t threads = 1;
};
// Runs the model on raw input bytes and writes the raw outputs to <prefix>.<sample>.<output>.bin. Returns
// {"inputs":[{name,type,shape}],"outputs":[…],"samples","ms"}.
Result<nlohmann::json> invoke_model(const InvokeRequest& request);

// Returns the graph as text: operators, shapes, parameters, memory.
Result<std::string> show_model(const std::string& model);

// Returns the names of all boards: "xiao-esp32s3, k230, …".
std::string board_names();

// The board's rules with the values found in the model's file, and whether the file satisfies all of them.
struct BoardCheck {
  bool is_accepted = false;
  std::string text;
  nlohmann::json json;
};
// Checks a model for the board `board_name` of boards::board_table(), by boards::examined.
Result<BoardCheck> check_for_board(const std::string& model_or_run, const std::string& board_name);

struct ExportRequest {
  std::string run, out;
  std::vector<std::string> formats;  // "tflite", "tflite-float", "onnx", "safetensors"
};
// Exports the run's models and returns the written files.
Result<std::vector<std::filesystem::path>> export_run(const ExportRequest& request);

}  // namespace tinsmith::studio
