#include "dataset/split_units.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tinsmith::dataset {
namespace {

// Pictures between two parts of a recording that are left out: as many as this part of it, and so many at
// most.
constexpr double kGap_part = 0.05;
constexpr std::int64_t kLargestGap = 5;

// How many pictures show each class.
std::vector<std::int64_t> pictures_of_classes(const Dataset& dataset, const std::vector<std::size_t>& pool) {
  std::vector<std::int64_t> counts(dataset.classes.size());
  for (const std::size_t i : pool) {
    const Picture& picture = dataset.pictures[i];
    std::vector<scene::ClassIndex> shown;
    if (picture.class_index) shown.push_back(*picture.class_index);
    for (const scene::LabelledBox& box : picture.boxes) shown.push_back(box.class_index);
    std::sort(shown.begin(), shown.end());
    shown.erase(std::unique(shown.begin(), shown.end()), shown.end());
    for (const scene::ClassIndex c : shown) ++counts[static_cast<std::size_t>(c)];
  }
  return counts;
}

// The rarest class the picture shows; for whole pictures, their class.
scene::ClassIndex rarest_class(const Picture& picture, const std::vector<std::int64_t>& counts) {
  if (picture.class_index) return *picture.class_index;
  scene::ClassIndex rarest = -1;
  for (const scene::LabelledBox& box : picture.boxes) {
    const auto count = [&](scene::ClassIndex c) { return std::pair(counts[static_cast<std::size_t>(c)], c); };
    if (rarest < 0 || count(box.class_index) < count(rarest)) rarest = box.class_index;
  }
  return rarest;
}

// Of a near group that is on several sides, all go to the earliest: its pictures must not face each other.
void keep_groups_together(const std::vector<std::size_t>& pictures, const std::vector<std::int32_t>& group_of,
                          std::vector<Side>& side_of) {
  std::map<std::int32_t, Side> side_of_group;
  for (const std::size_t i : pictures)
    if (side_of[i] != Side::Nowhere) side_of_group.emplace(group_of[i], side_of[i]);
  for (const std::size_t i : pictures)
    if (const auto found = side_of_group.find(group_of[i]); found != side_of_group.end())
      side_of[i] = found->second;
}

}  // namespace

std::vector<std::int32_t> united(const std::vector<std::int32_t>& group_of,
                                 const std::vector<std::string>& session_of) {
  if (session_of.empty()) return group_of;
  std::vector<std::int32_t> parent(group_of.size());
  std::iota(parent.begin(), parent.end(), 0);
  const auto root = [&](std::int32_t i) {
    while (parent[static_cast<std::size_t>(i)] != i) {
      auto& up = parent[static_cast<std::size_t>(i)];
      i = up = parent[static_cast<std::size_t>(up)];
    }
    return i;
  };
  std::map<std::int32_t, std::int32_t> first_of_group;
  std::map<std::string, std::int32_t> first_of_session;
  for (std::size_t i = 0; i < group_of.size(); ++i) {
    const auto own = static_cast<std::int32_t>(i);
    const auto join = [&](std::int32_t other) {
      parent[static_cast<std::size_t>(std::max(root(own), root(other)))] = std::min(root(own), root(other));
    };
    join(first_of_group.emplace(group_of[i], own).first->second);
    if (!session_of[i].empty()) join(first_of_session.emplace(session_of[i], own).first->second);
  }
  std::vector<std::int32_t> joined(group_of.size());
  for (std::size_t i = 0; i < group_of.size(); ++i) joined[i] = root(static_cast<std::int32_t>(i));
  return joined;
}

std::map<scene::ClassIndex, std::vector<Unit>> units_of_classes(const Dataset& dataset,
                                                                const std::vector<std::size_t>& pool,
                                                                const std::vector<std::int32_t>& group_of) {
  const auto counts = pictures_of_classes(dataset, pool);
  std::map<std::int32_t, Unit> units;
  for (const std::size_t i : pool) units[group_of[i]].pictures.push_back(i);
  std::map<scene::ClassIndex, std::vector<Unit>> of_classes;
  for (auto& [group, unit] : units) {
    std::map<scene::ClassIndex, int> votes;
    for (const std::size_t i : unit.pictures) ++votes[rarest_class(dataset.pictures[i], counts)];
    unit.stratum = std::max_element(votes.begin(), votes.end(), [](const auto& a, const auto& b) {
                     return a.second < b.second;
                   })->first;
    of_classes[unit.stratum].push_back(std::move(unit));
  }
  return of_classes;
}

std::int64_t cut_in_time(const std::vector<std::size_t>& pictures, const Wanted& wanted,
                         const std::vector<std::int32_t>& group_of, std::vector<Side>& side_of) {
  const auto count = std::ssize(pictures);
  const auto share_of = [&](double share) {
    return share > 0 ? std::max<std::int64_t>(1, std::llround(share * static_cast<double>(count))) : 0;
  };
  const std::int64_t test = share_of(wanted.test), validation = share_of(wanted.validation);
  const auto parts = static_cast<std::int64_t>(wanted.sides());
  const std::int64_t gap =
      std::clamp<std::int64_t>(std::llround(kGap_part * static_cast<double>(count)), 1, kLargestGap);
  const std::int64_t train = count - test - validation - gap * (parts - 1);
  if (train < 1) {  // too short to be cut
    for (const std::size_t i : pictures) side_of[i] = Side::Train;
    return 0;
  }
  std::size_t at = 0;
  const auto give = [&](std::int64_t pieces, Side side) {
    for (; pieces > 0; --pieces) side_of[pictures[at++]] = side;
  };
  give(train, Side::Train);
  for (const auto& [pieces, side] : {std::pair(validation, Side::Validation), std::pair(test, Side::Test)}) {
    if (pieces == 0) continue;
    give(gap, Side::Nowhere);
    give(pieces, side);
  }
  keep_groups_together(pictures, group_of, side_of);
  return std::count_if(pictures.begin(), pictures.end(),
                       [&](std::size_t i) { return side_of[i] == Side::Nowhere; });
}

}  // namespace tinsmith::dataset
