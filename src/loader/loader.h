// loader/loader.h — prepares batches for training on its own threads while the trainer computes.
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
  std::vector<std::size_t> indices;                    // positions of the pictures in the data set
};

struct LoaderSettings {
  image::Preparation preparation;
  std::optional<AugmentSettings> augmentation;  // nothing: the pictures are as image::prepared returns them
  std::int32_t batch = 32;
  std::uint64_t seed = 1;  // for the variations
  std::int32_t threads = 2;
  // The loader prepares only part `part` of `parts` of every batch, when several processes share the work.
  // The sizes of the parts differ by at most one picture. Together the parts are the batches that a single
  // loader would return.
  std::size_t part = 0, parts = 1;
  std::uint64_t cache_bytes = std::uint64_t{1} << 30;
};

// Settings for inputs composed of several pictures, which are chosen at random. Needs augmentation and boxes.
struct Mixing {
  double mosaic = 0;  // fraction of the inputs that are mosaics of four pictures: the one in order and
                      // three chosen from all pictures given to `make`
  double paste = 0;   // fraction of the pictures without objects that get pasted objects of other pictures
};

// All member functions must be called from one thread. The batches depend on the data, the settings, the
// epoch and the order only, never on the number of threads or their timing.
class Loader {
 public:
  // `dataset` must outlive the loader. `pictures` are all pictures that an epoch may use, as positions in
  // `dataset`. InvalidInput when a setting is out of its range.
  static Result<std::unique_ptr<Loader>> make(const dataset::Dataset& dataset,
                                              std::span<const std::size_t> pictures,
                                              const LoaderSettings& settings);
  ~Loader();
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  // Starts to prepare the pictures in this order; a picture may occur more than once. Batches of the
  // previous epoch that were not fetched are dropped. Variations are drawn from (seed, epoch, picture,
  // position in the order).
  void start_epoch(std::uint64_t epoch, std::vector<std::size_t> order, const Mixing& mixing = {});

  // Returns the next batch, or nothing at the end of the epoch. A batch is smaller when it is the last one,
  // or when some of its pictures cannot be read and are left out (see `problems`). It is empty only when the
  // loader prepares a part of each batch.
  std::optional<Batch> next();

  // Total time that `next` has waited for the threads.
  double stall_seconds() const;

  // Returns the pictures left out so far because they cannot be read or decoded, each once, sorted by path.
  std::vector<dataset::Problem> problems() const;

 private:
  struct State;
  explicit Loader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tinsmith::loader
