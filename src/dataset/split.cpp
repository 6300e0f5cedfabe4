#include "dataset/split.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/random.h"

namespace tinsmith::dataset {
namespace {

enum class Side : std::uint8_t { Nowhere, Train, Validation, Test };

// What one class's pictures are cut into.
struct Wanted {
  double validation = 0, test = 0;  // shares
};

// Pictures that stay together.
struct Unit {
  std::vector<std::size_t> pictures;
  scene::ClassIndex stratum = -1;  // −1: no object
};

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

std::vector<Unit> units_of(const Dataset& dataset, const std::vector<std::size_t>& pool,
                           const std::vector<std::int32_t>& group_of) {
  const auto counts = pictures_of_classes(dataset, pool);
  std::map<std::int32_t, Unit> units;
  for (const std::size_t i : pool) units[group_of[i]].pictures.push_back(i);
  std::vector<Unit> all;
  for (auto& [group, unit] : units) {
    std::map<scene::ClassIndex, int> votes;
    for (const std::size_t i : unit.pictures) ++votes[rarest_class(dataset.pictures[i], counts)];
    unit.stratum = std::max_element(votes.begin(), votes.end(), [](const auto& a, const auto& b) {
                     return a.second < b.second;
                   })->first;
    all.push_back(std::move(unit));
  }
  return all;
}

// Fills the smaller sides first, each up to its share of the pictures; a group too large for what is left of
// a side goes on to the next. With three groups or more, no wanted side stays empty.
void cut_stratum(std::vector<const Unit*> units, const Wanted& wanted, Rng rng, std::vector<Side>& side_of) {
  std::size_t pictures = 0;
  for (const Unit* unit : units) pictures += unit->pictures.size();
  rng.shuffle(std::span(units));
  struct Filling {
    Side side;
    double share;
    std::size_t target, count;
  };
  Filling fillings[] = {{Side::Test, wanted.test, 0, 0}, {Side::Validation, wanted.validation, 0, 0}};
  for (Filling& filling : fillings) {
    filling.target = static_cast<std::size_t>(std::llround(filling.share * static_cast<double>(pictures)));
    if (filling.share > 0 && units.size() >= 3) filling.target = std::max<std::size_t>(filling.target, 1);
  }
  std::vector<const Unit*> train;
  const auto give = [&](const Unit& unit, Filling& filling) {
    for (const std::size_t i : unit.pictures) side_of[i] = filling.side;
    filling.count += unit.pictures.size();
  };
  for (const Unit* unit : units) {
    const auto fits = std::find_if(std::begin(fillings), std::end(fillings), [&](const Filling& filling) {
      return filling.count + unit->pictures.size() <= filling.target;
    });
    if (fits == std::end(fillings))
      train.push_back(unit);
    else
      give(*unit, *fits);
  }
  std::stable_sort(train.begin(), train.end(),
                   [](const Unit* a, const Unit* b) { return a->pictures.size() > b->pictures.size(); });
  for (Filling& filling : fillings) {
    if (filling.target == 0 || filling.count > 0 || train.size() < 2) continue;
    give(*train.back(), filling);
    train.pop_back();
  }
  for (const Unit* unit : train) {
    for (const std::size_t i : unit->pictures) side_of[i] = Side::Train;
  }
}

void cut(const Dataset& dataset, const std::vector<std::size_t>& pool,
         const std::vector<std::int32_t>& group_of, const Wanted& wanted, std::uint64_t seed,
         std::vector<Side>& side_of) {
  const std::vector<Unit> units = units_of(dataset, pool, group_of);
  std::map<scene::ClassIndex, std::vector<const Unit*>> strata;
  for (const Unit& unit : units) strata[unit.stratum].push_back(&unit);
  for (auto& [stratum, members] : strata)
    cut_stratum(std::move(members), wanted, Rng{seed, static_cast<std::uint64_t>(stratum + 1)}, side_of);
}

// Test pictures whose group has a member in train.
std::int64_t leaking(const std::vector<Side>& side_of, const DuplicateGroups& groups) {
  std::vector<bool> is_learnt(static_cast<std::size_t>(groups.group_count));
  for (std::size_t i = 0; i < side_of.size(); ++i) {
    if (side_of[i] == Side::Train) is_learnt[static_cast<std::size_t>(groups.group_of[i])] = true;
  }
  std::int64_t count = 0;
  for (std::size_t i = 0; i < side_of.size(); ++i) {
    if (side_of[i] == Side::Test && is_learnt[static_cast<std::size_t>(groups.group_of[i])]) ++count;
  }
  return count;
}

Side given_side(Split split) {
  switch (split) {
    case Split::None:
      return Side::Train;
    case Split::Train:
      return Side::Train;
    case Split::Validation:
      return Side::Validation;
    case Split::Test:
      return Side::Test;
  }
  CHECK(false, "split {} has no side", static_cast<int>(split));
}

void measure_groups(const DuplicateGroups& groups, const std::vector<Side>& side_of, Leak& leak) {
  std::vector<std::int64_t> sizes(static_cast<std::size_t>(groups.group_count));
  for (std::size_t i = 0; i < side_of.size(); ++i) {
    if (side_of[i] != Side::Nowhere) ++sizes[static_cast<std::size_t>(groups.group_of[i])];
  }
  for (const std::int64_t size : sizes) {
    leak.largest_group = std::max(leak.largest_group, size);
    if (size < 2) continue;
    ++leak.groups;
    leak.grouped_pictures += size;
  }
}

std::int64_t count_of(const std::vector<Side>& side_of, Side side) {
  return std::count(side_of.begin(), side_of.end(), side);
}

// What a division by chance would leak: the same cut, every picture for itself.
void measure_chance(const Dataset& dataset, const std::vector<std::size_t>& pool,
                    const DuplicateGroups& groups, const SplitOptions& options, Leak& leak) {
  std::vector<std::int32_t> alone(dataset.pictures.size());
  for (std::size_t i = 0; i < alone.size(); ++i) alone[i] = static_cast<std::int32_t>(i);
  std::vector<Side> side_of(dataset.pictures.size(), Side::Nowhere);
  cut(dataset, pool, alone, {options.validation_share, options.test_share}, options.seed, side_of);
  leak.test_pictures = count_of(side_of, Side::Test);
  leak.leaking = leaking(side_of, groups);
}

}  // namespace

Result<Division> divide(const Dataset& dataset, const Fingerprints& fingerprints, const SplitOptions& options,
                        ThreadPool& threads) {
  CHECK(fingerprints.of.size() == dataset.pictures.size(),
        "fingerprints are of {} pictures, the data set has {}", fingerprints.of.size(),
        dataset.pictures.size());
  if (!(options.validation_share >= 0 && options.test_share >= 0 &&
        options.validation_share + options.test_share < 1))
    return fail(Fault::InvalidInput,
                "the shares {} for validation and {} for test leave nothing to learn from",
                options.validation_share, options.test_share);
  std::vector<std::size_t> pool;
  bool has_validation = false, has_test = false;
  for (std::size_t i = 0; i < dataset.pictures.size(); ++i) {
    const Picture& picture = dataset.pictures[i];
    if (!picture.is_annotated || !fingerprints.of[i].is_readable) continue;
    pool.push_back(i);
    if (options.ignore_given) continue;
    has_validation |= picture.split == Split::Validation;
    has_test |= picture.split == Split::Test;
  }
  if (pool.empty())
    return fail(Fault::InvalidInput, "no picture of the data set is annotated and can be decoded");

  const DuplicateGroups groups = near_groups(fingerprints, threads);
  Division division{options.seed, {}, {}, {}, groups.group_of, {}};
  std::vector<Side> side_of(dataset.pictures.size(), Side::Nowhere);
  std::vector<std::size_t> to_cut;
  for (const std::size_t i : pool) {
    side_of[i] = options.ignore_given ? Side::Train : given_side(dataset.pictures[i].split);
    if (side_of[i] == Side::Train) to_cut.push_back(i);
  }
  if (has_test) {
    division.leak.given_test = count_of(side_of, Side::Test);
    division.leak.given_leaking = leaking(side_of, groups);
  }
  cut(dataset, to_cut, groups.group_of,
      {has_validation ? 0 : options.validation_share, has_test ? 0 : options.test_share}, options.seed,
      side_of);
  if (!has_test) measure_chance(dataset, to_cut, groups, options, division.leak);
  measure_groups(groups, side_of, division.leak);
  for (const std::size_t i : pool) {
    if (side_of[i] == Side::Train) division.train.push_back(i);
    if (side_of[i] == Side::Validation) division.validation.push_back(i);
    if (side_of[i] == Side::Test) division.test.push_back(i);
  }
  if (division.train.empty()) return fail(Fault::InvalidInput, "no picture is left to learn from");
  return division;
}

}  // namespace tinsmith::dataset
