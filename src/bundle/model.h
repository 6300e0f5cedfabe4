// bundle/model.h — a model with all that must travel with it, as one .tflite or .onnx file.
//
// Such a file holds tensors and operators; that its third class is "bolt" and that pictures were letterboxed
// is in nobody's format. So we write it as JSON into the file's metadata, in an entry named "tinsmith"; every
// runtime ignores entries it does not know.
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
  heads::Head head = heads::Head::Classification;
  // The output holds logits, as networks of other programs often do: whoever runs it applies a softmax over
  // the last axis (heads::apply_softmax). Of classes and centroids only.
  bool answers_logits = false;
  // Of boxes that whoever runs the network decodes: what its outputs stand for. Else the rows are decoded.
  std::optional<scene::BoxGrid> levels;
  // Of boxes: the rule by which the firmware that runs the network, and whoever measures it, decides that two
  // boxes are one. Files that do not say it were measured class by class.
  heads::Suppression suppression = heads::Suppression::PerClass;
  // The least score of an object that counts, best balanced on the validation pictures of the training.
  // Absent: not known, or the model answers with a class for the picture.
  std::optional<double> threshold;
  std::vector<std::string> classes;  // in the order of the output's channels, without background
  image::Preparation preparation;
  InputValues input_values;  // what the prepared pixels are at the network's input
  std::string name;          // of the network: "mobilenetv2-0.35"
  std::map<std::string, std::string>
      provenance;  // where it came from, for people: "data", "seed", "trained with"

  // What the file did not say and was assumed, a sentence each; empty for files of ours.
  std::vector<std::string> assumptions;
};

// InvalidInput when the graph's outputs are not what the head, or the levels, answer about the classes.
Result<Done> check_answer(const Model& model);

// InvalidInput when classes, head, preparation and graph do not fit each other, or the graph cannot be
// written.
Result<Bytes> to_tflite(const Model& model);
// Unsupported: an int8 model, too.
Result<Bytes> to_onnx(const Model& model);

// A .tflite or .onnx (by the name's ending) of ours, or anybody's. Without our metadata the head follows from
// the output's shape, whether it ends in probabilities from the graph, and the preparation stretches to the
// input's size; classes and input values are those of TensorFlow Lite's own metadata where a .tflite has it,
// else the lines of labels.txt beside the file (else "class 0", …) and what the input's scale says. Each such
// guess is one of the model's `assumptions`. Values that an .onnx keeps in files beside it are read from
// there.
//   NotFound, Unavailable  as read_file
//   Corrupt, InvalidInput, Unsupported  the file, or its metadata, is not what it must be
Result<Model> read_model(const std::filesystem::path& path);

// As read_model, without a file: nothing stands beside these bytes.
Result<Model> model_from_tflite(ByteView bytes);
Result<Model> model_from_onnx(ByteView bytes);

}  // namespace tinsmith::bundle
