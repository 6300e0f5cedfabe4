// bundle/model.h — a model with all the information that it needs, as one .tflite or .onnx file.
//
// Such a file holds tensors and operators, but no file format has a field for the fact that the third class
// is "bolt" or that pictures were letterboxed. Therefore this is written as JSON into the file's metadata, in
// an entry named "tinsmith"; every runtime ignores entries that it does not know.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bundle/input_values.h"
#include "graph/graph.h"
#include "heads/heads.h"
#include "image/preparation.h"
#include "scene/box_grid.h"

namespace tinsmith::bundle {

struct Model {
  graph::Graph graph;  // float or int8
  scene::Task task = scene::Task::Classification;
  // Whether the output holds logits, as with many networks of other programs. The program that runs
  // the network must then apply a softmax over the last axis (heads::apply_softmax). Only for
  // classes and centroids.
  bool answers_logits = false;
  // For boxes that are decoded by the program that runs the network: the grid of its outputs. Absent: the
  // outputs are decoded rows.
  std::optional<scene::BoxGrid> levels;
  // For boxes: the rule of non-maximum suppression, used by the firmware and for measuring. Files without
  // this value were measured per class.
  heads::Suppression suppression = heads::Suppression::PerClass;
  // Min score of an object that counts; chosen for the best balance on the validation pictures of training.
  // Absent: unknown, or the model classifies the whole picture.
  std::optional<double> threshold;
  std::vector<std::string> classes;  // in the order of the output's channels, without background
  image::Preparation preparation;
  InputValues input_values;  // the real numbers of prepared pixels at the network's input
  std::string name;          // name of the network: "mobilenetv2-0.35"
  // Origin of the model, for people: "data", "seed", "trained with".
  std::map<std::string, std::string> provenance;

  // Assumptions about things that the file does not state, one sentence each; empty for our own files.
  std::vector<std::string> assumptions;
};

// InvalidInput: the graph's outputs do not match the task, or the levels, and the classes.
Result<Done> check_answer(const Model& model);

// InvalidInput: classes, task, preparation and graph do not match, or the graph cannot be written.
Result<Bytes> to_tflite(const Model& model);
// As to_tflite; also Unsupported for an int8 model.
Result<Bytes> to_onnx(const Model& model);

// Returns the text of labels.txt: a class per line.
std::string labels_text(const std::vector<std::string>& classes);

// Reads a .tflite or .onnx file (by the extension of its name), ours or any other. Without our metadata, the
// task follows from the output's shape, the graph shows whether it ends in probabilities, and the preparation
// stretches pictures to the input's size. Classes and input values come from TensorFlow Lite's own metadata
// if a .tflite has it; otherwise from the lines of labels.txt beside the file (else "class 0", …) and from
// the input's scale. Each such guess is one of the model's `assumptions`. Values that an .onnx keeps in
// separate files are read from there.
//   NotFound, Unavailable               as read_file
//   Corrupt, InvalidInput, Unsupported  the file or its metadata is not valid
Result<Model> read_model(const std::filesystem::path& path);

// As read_model, but from bytes, without other files.
Result<Model> model_from_tflite(ByteView bytes);
Result<Model> model_from_onnx(ByteView bytes);

}  // namespace tinsmith::bundle
