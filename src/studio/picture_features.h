// studio/picture_features.h — features of pictures from the pretrained backbone of the default classifier.
#pragma once

#include <vector>

#include "base/thread_pool.h"
#include "image/image.h"
#include "image/preparation.h"
#include "train/engine.h"

namespace tinsmith::studio {

// Similar pictures have similar features, and a linear classifier on them (train/linear_head.h) needs only some
// pictures of each class. Not thread-safe.
class PictureFeatures {
 public:
  // Loads the shipped weights of the default classifier at its default input size. The pool must outlive the
  // result. NotFound: no weights for that network are part of the program.
  static Result<PictureFeatures> make(ThreadPool& pool);

  // Returns the network's input for a picture. Thread-safe.
  std::vector<std::uint8_t> input_of(const image::Image& picture) const;
  std::size_t channels() const { return engine_.output_size(); }
  // Returns the features of pictures, [pictures, channels], from their inputs.
  std::vector<float> of(std::span<const std::vector<std::uint8_t>> inputs);

 private:
  PictureFeatures(train::Engine engine, image::Preparation preparation)
      : engine_(std::move(engine)), preparation_(std::move(preparation)) {}

  train::Engine engine_;
  image::Preparation preparation_;
};

}  // namespace tinsmith::studio
