#include "train/shared_batch.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "base/check.h"

namespace tinsmith::train {
namespace {

// Format of a rank's labels as bytes: its request to stop, the number of pictures, then for each picture its
// index, class and boxes. The same program on the same type of machine reads it.
struct PictureHead {
  std::uint64_t index = 0, boxes = 0;
  scene::ClassIndex class_index = 0;
};
struct PartHead {
  std::uint64_t pictures = 0;
  std::uint32_t asks_to_stop = 0;
};

template <class T>
void append(const T& value, std::vector<std::byte>& to) {
  static_assert(std::is_trivially_copyable_v<T>);
  const auto bytes = std::as_bytes(std::span(&value, 1));
  to.insert(to.end(), bytes.begin(), bytes.end());
}
template <class T>
T taken(std::span<const std::byte>& from) {
  static_assert(std::is_trivially_copyable_v<T>);
  CHECK(from.size() >= sizeof(T), "{} bytes of a rank's labels are left, {} expected", from.size(),
        sizeof(T));
  T value;
  std::memcpy(&value, from.data(), sizeof(T));
  from = from.subspan(sizeof(T));
  return value;
}

std::vector<std::byte> bytes_of(const loader::Batch& batch, bool asks_to_stop) {
  std::vector<std::byte> bytes;
  append(PartHead{batch.indices.size(), asks_to_stop ? 1u : 0u}, bytes);
  for (std::size_t i = 0; i < batch.indices.size(); ++i) {
    append(PictureHead{batch.indices[i], batch.boxes[i].size(), batch.classes[i]}, bytes);
    for (const scene::LabelledBox& box : batch.boxes[i]) append(box, bytes);
  }
  return bytes;
}

void fill_input(std::span<float> input, std::span<const std::uint8_t> pixels) {
  constexpr float kScale = 1.0f / 255;
  for (std::size_t i = 0; i < pixels.size(); ++i) input[i] = static_cast<float>(pixels[i]) * kScale;
}

}  // namespace

bool SharedBatch::forward(Engine& engine, const loader::Batch& own, Engine::Mode mode,
                          std::uint64_t step_seed, bool asks_to_stop) {
  gather_labels(own, asks_to_stop);
  if (pictures() == 0) return false;
  fill_input(engine.input(), own.pixels);
  engine.forward(static_cast<std::int32_t>(own.indices.size()), mode, step_seed,
                 static_cast<std::int64_t>(first_));
  gather_outputs(engine);
  return true;
}

void SharedBatch::gather_labels(const loader::Batch& own, bool asks_to_stop) {
  const auto all = ranks_.gather(bytes_of(own, asks_to_stop));
  labels_ = {};
  counts_.clear();
  should_stop_ = false;
  for (std::span<const std::byte> left = all; !left.empty();) {
    if (counts_.size() == static_cast<std::size_t>(ranks_.rank())) first_ = labels_.indices.size();
    const auto head = taken<PartHead>(left);
    counts_.push_back(head.pictures);
    should_stop_ = should_stop_ || head.asks_to_stop != 0;
    for (std::uint64_t i = 0; i < head.pictures; ++i) {
      const auto picture = taken<PictureHead>(left);
      labels_.indices.push_back(picture.index);
      labels_.classes.push_back(picture.class_index);
      auto& boxes = labels_.boxes.emplace_back();
      for (std::uint64_t box = 0; box < picture.boxes; ++box)
        boxes.push_back(taken<scene::LabelledBox>(left));
    }
  }
}

void SharedBatch::gather_outputs(const Engine& engine) {
  output_values_.resize(engine.output_count());
  gradient_values_.resize(engine.output_count());
  outputs_.clear();
  gradients_.clear();
  for (std::size_t i = 0; i < engine.output_count(); ++i) {
    const std::size_t size = engine.output_size(i);
    sizes_.clear();
    for (const std::size_t count : counts_) sizes_.push_back(count * size);
    output_values_[i].resize(pictures() * size);
    gradient_values_[i].resize(pictures() * size);
    ranks_.gather(engine.output(i), output_values_[i], sizes_);
    outputs_.emplace_back(output_values_[i]);
    gradients_.emplace_back(gradient_values_[i]);
  }
}

void SharedBatch::give_gradients(Engine& engine) const {
  for (std::size_t i = 0; i < engine.output_count(); ++i) {
    const auto own = engine.output_gradient(i);
    std::copy_n(gradients_[i].begin() + static_cast<std::ptrdiff_t>(first_ * engine.output_size(i)),
                own.size(), own.begin());
  }
}

}  // namespace tinsmith::train
