// loader/loader.h — batches for training, made ready on threads of their own while the trainer computes.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "dataset/dataset.h"
#include "loader/augment.h"

namespace tinsmith::loader {

struct Batch {
  std::vector<std::uint8_t> pixels;                    // [count, height, width, channels]
  std::vector<scene::ClassIndex> classes;              // −1 for a picture without a class
  std::vector<std::vector<scene::LabelledBox>> boxes;  // in input pixels
  std::vector<std::size_t> indices;                    // of the pictures in the data set
};

struct LoaderSettings {
  image::Preparation preparation;
  std::optional<AugmentSettings> augmentation;  // nothing: pictures as image::prepared gives them
  std::int32_t batch = 32;
  std::uint64_t seed = 1;  // of the variations
  std::int32_t threads = 2;
  // Of every batch this one of so many parts, which differ by one picture at most: what one of several
  // processes makes ready. Together they are the batches that one loader would hand out.
  std::size_t part = 0, parts = 1;
  std::uint64_t cache_bytes = std::uint64_t{1} << 30;
};

// Inputs made of several pictures; who is in them is drawn as well. Needs augmentation and boxes.
struct Mixing {
  double mosaic = 0;  // part of the inputs that show four pictures beside each other: the one in order and
                      // three of all that may be asked for
  double paste = 0;   // part of the pictures without objects that get some of other pictures
};

// Called from one thread. What it hands out depends on the data, the settings, the epoch and the order, never
// on the number of threads or their luck.
class Loader {
 public:
  // `dataset` has to outlive the loader; `pictures` are all that an epoch may ask for, as indices into it.
  // InvalidInput: a setting out of its range.
  static Result<std::unique_ptr<Loader>> make(const dataset::Dataset& dataset,
                                              std::span<const std::size_t> pictures,
                                              const LoaderSettings& settings);
  ~Loader();
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  // Begins to prepare the pictures in this order (one may come twice); what is left of the epoch before is
  // dropped. Variations are drawn from (seed, epoch, picture, place in the order).
  void start_epoch(std::uint64_t epoch, std::vector<std::size_t> order, const Mixing& mixing = {});

  // The next batch, or nothing at the end of the epoch. The last batch may be smaller, and so is one with
  // pictures that cannot be read: these are left out (see `problems`). Empty only as a part of a batch.
  std::optional<Batch> next();

  // How long `next` had to wait for the threads, in all.
  double stall_seconds() const;

  // Pictures left out so far because they cannot be read or decoded, each once, sorted by path.
  std::vector<dataset::Problem> problems() const;

 private:
  struct State;
  explicit Loader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tinsmith::loader
