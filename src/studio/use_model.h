// studio/use_model.h — what a person does with a finished model: measure it, ask it, run it on raw bytes,
// look inside.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace tinsmith::studio {

struct EvalRequest {
  std::string model;  // a .tflite or .onnx, or a run folder (its int8 model)
  std::string data, format, boxes_drawn_on;
  std::string split;         // train, val, test or all; empty: test where there is one, else all
  std::string single_class;  // all boxes as this one class
  std::string board;         // as on this board (measure.h's put_on_board); empty: as trained
  std::int32_t threads = 0;
};
struct EvalReport {
  std::string text;
  nlohmann::json json;
};
// InvalidInput when the data set's classes are not the model's.
Result<EvalReport> eval_model(const EvalRequest& request);

struct PredictRequest {
  std::string model;
  std::vector<std::string> pictures;
  std::string board;                // as on this board (measure.h's put_on_board); empty: as trained
  std::string draw_folder;          // empty: nothing is drawn
  std::optional<double> threshold;  // of a found object; absent: the model's own, and else 0.5
};
struct Prediction {
  std::string picture;
  std::string text;     // one line, in words
  nlohmann::json json;  // coordinates in pixels of the original picture
};
// A picture that cannot be read becomes a Prediction that says so; the others are still answered.
Result<std::vector<Prediction>> predict_pictures(const PredictRequest& request);

struct InvokeRequest {
  std::string model, input_file, output_prefix;
  std::int32_t repeat = 1;
  std::int32_t threads = 1;
};
// Writes <prefix>.<sample>.<output>.bin, raw bytes; answers
// {"inputs":[{name,type,shape}],"outputs":[…],"samples","ms"}.
Result<nlohmann::json> invoke_model(const InvokeRequest& request);

// The graph as text: operators, shapes, parameters, memory.
Result<std::string> show_model(const std::string& model);

// Those that are known: "xiao-esp32s3, k230, …".
std::string board_names();

// The board's rules, each with what the model's file has, and whether it keeps them all.
struct BoardCheck {
  bool is_accepted = false;
  std::string text;
  nlohmann::json json;
};
// `board_name` is one of boards::board_table(). As boards::examined.
Result<BoardCheck> check_for_board(const std::string& model_or_run, const std::string& board_name);

struct ExportRequest {
  std::string run, out;
  std::vector<std::string> formats;  // "tflite", "tflite-float", "onnx", "safetensors"
};
// The files written.
Result<std::vector<std::filesystem::path>> export_run(const ExportRequest& request);

}  // namespace tinsmith::studio
