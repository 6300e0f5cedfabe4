#include "train/sampling.h"

#include <algorithm>
#include <set>
#include <span>

#include "base/random.h"

namespace tinsmith::train {
namespace {

std::set<scene::ClassIndex> classes_of(const dataset::Picture& picture) {
  std::set<scene::ClassIndex> classes;
  if (picture.class_index) classes.insert(*picture.class_index);
  for (const scene::LabelledBox& box : picture.boxes) classes.insert(box.class_index);
  return classes;
}

// Returns the pictures of each class in random order; classes without pictures are left out.
std::vector<std::vector<std::size_t>> shuffled_classes(const dataset::Dataset& dataset,
                                                       const std::vector<std::size_t>& pictures, Rng& rng) {
  std::vector<std::vector<std::size_t>> by_class(dataset.classes.size());
  for (const std::size_t picture : pictures)
    for (const scene::ClassIndex class_index : classes_of(dataset.pictures[picture]))
      by_class[static_cast<std::size_t>(class_index)].push_back(picture);
  std::erase_if(by_class, [](const auto& members) { return members.empty(); });
  for (auto& members : by_class) rng.shuffle(std::span(members));
  return by_class;
}

}  // namespace

std::vector<std::size_t> epoch_order(const dataset::Dataset& dataset,
                                     const std::vector<std::size_t>& pictures, bool balanced,
                                     std::uint64_t seed, std::uint64_t epoch) {
  constexpr std::uint64_t kPurpose =
      0x6f72646572;  // makes these random numbers independent of others with the same seed and epoch
  Rng rng{seed, epoch, kPurpose};
  std::vector<std::size_t> order;
  const auto by_class =
      balanced ? shuffled_classes(dataset, pictures, rng) : std::vector<std::vector<std::size_t>>{};
  if (by_class.empty()) {
    order = pictures;
  } else {
    for (const std::size_t picture : pictures)
      if (classes_of(dataset.pictures[picture]).empty()) order.push_back(picture);
    for (std::size_t turn = 0; order.size() < pictures.size(); ++turn)
      for (std::size_t c = 0; c < by_class.size() && order.size() < pictures.size(); ++c)
        order.push_back(by_class[c][turn % by_class[c].size()]);
  }
  rng.shuffle(std::span(order));
  return order;
}

std::vector<float> inverse_frequency_weights(const dataset::Dataset& dataset,
                                             const std::vector<std::size_t>& pictures) {
  std::vector<double> counts(dataset.classes.size(), 0);
  double total = 0, present = 0;
  for (const std::size_t picture : pictures)
    if (const auto class_index = dataset.pictures[picture].class_index) {
      counts[static_cast<std::size_t>(*class_index)] += 1;
      total += 1;
    }
  for (const double count : counts) present += count > 0;
  std::vector<float> weights;
  for (const double count : counts)
    weights.push_back(count > 0 ? static_cast<float>(total / (present * count)) : 0.0f);
  return weights;
}

double balanced_object_weight(const dataset::Dataset& dataset, const std::vector<std::size_t>& pictures,
                              std::int64_t cells_per_picture) {
  constexpr double kMax = 1000;
  double objects = 0;
  for (const std::size_t picture : pictures)
    objects += static_cast<double>(dataset.pictures[picture].boxes.size());
  const double cells = static_cast<double>(cells_per_picture) * static_cast<double>(pictures.size());
  return objects > 0 ? std::clamp((cells - objects) / objects, 1.0, kMax) : 1;
}

}  // namespace tinsmith::train
