// train/shared_batch.h — combines the parts of a batch that the ranks computed into the whole batch.
//
// Losses and scores use all pictures of a batch together (for example a mean over all matched boxes).
// Therefore every rank gets the labels and network outputs of all ranks, computes the same loss from the same
// values, and runs the backward pass with its own part of the gradient. No loss needs to know about ranks.
// Outputs are small compared with the activations of the layers.
#pragma once

#include <span>
#include <vector>

#include "loader/loader.h"
#include "ranks/ranks.h"
#include "train/engine.h"

namespace tinsmith::train {

class SharedBatch {
 public:
  // `ranks` must outlive this object.
  explicit SharedBatch(ranks::Ranks& ranks) : ranks_(ranks) {}

  // Runs the engine on `own`, this rank's part of a batch, and gathers the labels and outputs of all ranks
  // (the pixels are not sent). Returns false, and runs nothing, if no rank has a picture. The request to stop
  // is sent with the labels; one rank is enough to stop all.
  bool forward(Engine& engine, const loader::Batch& own, Engine::Mode mode, std::uint64_t step_seed,
               bool asks_to_stop);
  bool should_stop() const { return should_stop_; }

  // The whole batch: labels (without pixels), and one span per output of the network.
  const loader::Batch& labels() const { return labels_; }
  std::size_t pictures() const { return labels_.indices.size(); }
  std::span<const std::span<const float>> outputs() const { return outputs_; }
  // Buffers of the same size, which a loss writes; then give_gradients copies this rank's part to its engine.
  std::span<const std::span<float>> gradients() const { return gradients_; }
  void give_gradients(Engine& engine) const;

 private:
  void gather_labels(const loader::Batch& own, bool asks_to_stop);
  void gather_outputs(const Engine& engine);

  ranks::Ranks& ranks_;
  loader::Batch labels_;
  std::vector<std::size_t> counts_;  // pictures per rank
  std::size_t first_ = 0;            // index of the first picture of this rank's part
  bool should_stop_ = false;
  std::vector<std::vector<float>> output_values_, gradient_values_;
  std::vector<std::span<const float>> outputs_;
  std::vector<std::span<float>> gradients_;
  std::vector<std::size_t> sizes_;
};

}  // namespace tinsmith::train
