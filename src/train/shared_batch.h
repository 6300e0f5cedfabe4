// train/shared_batch.h — a step's batch, of which every rank has computed a part, as a whole.
//
// Losses and scores look at all pictures of a batch together (a mean over what was found in them, say). So
// each rank is told the labels and the network's answers of all the others, computes the same loss of the
// same values, and goes back with its own part of the gradient: no loss knows that there are ranks. Answers
// are small beside what the layers keep.
#pragma once

#include <span>
#include <vector>

#include "loader/loader.h"
#include "ranks/ranks.h"
#include "train/engine.h"

namespace tinsmith::train {

class SharedBatch {
 public:
  // The ranks must outlive it.
  explicit SharedBatch(ranks::Ranks& ranks) : ranks_(ranks) {}

  // The labels of all ranks' parts (`own` without its pixels). Each rank's word on whether to stop goes with
  // them; one is enough.
  void gather(const loader::Batch& own, bool asks_to_stop);
  const loader::Batch& labels() const { return labels_; }
  bool should_stop() const { return should_stop_; }
  std::size_t pictures() const { return labels_.indices.size(); }
  std::size_t first_picture() const { return first_; }  // of this rank's part

  // Of each output of the engine that has run on `own` labels, this rank's part to the answers of all.
  void gather(const Engine& engine);
  std::span<const std::span<const float>> outputs() const { return outputs_; }
  // Of the same size, to be written by a loss; then this rank's part of them goes to its engine.
  std::span<const std::span<float>> gradients() const { return gradients_; }
  void give_gradients(Engine& engine) const;

 private:
  ranks::Ranks& ranks_;
  loader::Batch labels_;
  std::vector<std::size_t> counts_;  // pictures of each rank
  std::size_t first_ = 0;
  bool should_stop_ = false;
  std::vector<std::vector<float>> output_values_, gradient_values_;
  std::vector<std::span<const float>> outputs_;
  std::vector<std::span<float>> gradients_;
  std::vector<std::size_t> sizes_;
};

}  // namespace tinsmith::train
