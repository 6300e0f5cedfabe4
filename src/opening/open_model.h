// opening/open_model.h — opens a model file of any kind for running it here: .tflite, .onnx or .kmodel.
#pragma once

#include <filesystem>
#include <memory>
#include <variant>

#include "bundle/model.h"
#include "infer/interpreter.h"
#include "kpu/simulator.h"
#include "opening/runner.h"

namespace tinsmith::opening {

struct OpenedModel {
  // For a kmodel, the graph has only its input and its outputs, and no operators between them.
  bundle::Model model;
  std::shared_ptr<const kpu::Model> kmodel;  // null: the graph runs
};

// As bundle::read_model; also opens a .kmodel of version 3 or 4 whose input is a picture. Classes, preparation
// and decoding come from the file NAME.json beside it (the text of bundle/metadata.h). Without that file, the
// output's shape shows the task; class names come from labels.txt, the anchors of a YOLOv2 grid from main.py or
// boot.py beside it, as MaixHub's packages have them. Each guess is one of the model's `assumptions`.
//   Unsupported  a kmodel of another version, or an output of which nothing says what it is
Result<OpenedModel> open_model(const std::filesystem::path& path);

bool is_kmodel(const std::filesystem::path& path);

// A compiled model, which several threads share.
class Program {
 public:
  // As infer::Model::compile.
  static Result<Program> of(const bundle::Model& model);
  static Result<Program> of(const OpenedModel& opened);

  // An interpreter or a simulator, for one thread.
  using Worker = std::variant<infer::Interpreter, kpu::Simulator>;
  Worker worker() const;

 private:
  using Shared = std::variant<std::shared_ptr<const infer::Model>, std::shared_ptr<const kpu::Model>>;
  explicit Program(Shared shared) : shared_(std::move(shared)) {}
  Shared shared_;
};

inline Runner runner_of(Program::Worker& worker) {
  return std::visit([](auto& any) { return Runner(any); }, worker);
}

}  // namespace tinsmith::opening
