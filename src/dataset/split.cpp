#include "dataset/split.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/counted.h"
#include "base/random.h"
#include "dataset/split_units.h"

namespace tinsmith::dataset {
namespace {

// Which pictures belong together.
struct Grouping {
  const std::vector<std::int32_t>& near;      // near duplicates
  const std::vector<std::int32_t>& together;  // those, and sessions
  const std::vector<std::string>& session_of;
};

// Fills the smaller sides first, each up to its share of the pictures; a group too large for what is left of
// a side goes on to the next. With three groups or more, no wanted side stays empty.
void cut_stratum(const std::vector<Unit>& all, const Wanted& wanted, Rng rng, std::vector<Side>& side_of) {
  std::vector<const Unit*> units;
  for (const Unit& unit : all) units.push_back(&unit);
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

// A class with fewer units than sides: its largest recording is cut in time, the other one, if there is one,
// is what it is tested by. Without recordings it is learned, and not tested.
bool cut_recordings(const std::vector<Unit>& units, const Wanted& wanted, const Grouping& grouping,
                    std::vector<Side>& side_of, SessionSplit& sessions) {
  if (units.size() >= wanted.sides() || grouping.session_of.empty()) return false;
  const auto largest = std::max_element(units.begin(), units.end(), [](const Unit& a, const Unit& b) {
    return a.pictures.size() < b.pictures.size();
  });
  const bool is_recorded = std::any_of(largest->pictures.begin(), largest->pictures.end(),
                                       [&](std::size_t i) { return !grouping.session_of[i].empty(); });
  if (!is_recorded) return false;
  Wanted within = wanted;
  if (units.size() > 1) within.test = 0;
  for (const Unit& unit : units) {
    if (&unit == &*largest) continue;
    for (const std::size_t i : unit.pictures) side_of[i] = Side::Test;
  }
  const std::int64_t left_out = cut_in_time(largest->pictures, within, grouping.near, side_of);
  const bool is_cut = std::any_of(largest->pictures.begin(), largest->pictures.end(), [&](std::size_t i) {
    return side_of[i] == Side::Validation || side_of[i] == Side::Test;
  });
  sessions.cut.push_back({largest->stratum, static_cast<std::int64_t>(units.size()), left_out, is_cut});
  return true;
}

void cut(const Dataset& dataset, const std::vector<std::size_t>& pool, const Grouping& grouping,
         const Wanted& wanted, std::uint64_t seed, std::vector<Side>& side_of, SessionSplit& sessions) {
  for (const auto& [stratum, units] : units_of_classes(dataset, pool, grouping.together)) {
    if (cut_recordings(units, wanted, grouping, side_of, sessions)) continue;
    cut_stratum(units, wanted, Rng{seed, static_cast<std::uint64_t>(stratum + 1)}, side_of);
  }
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

// A session of which some pictures were given a side goes there with the others.
std::map<std::string, Side> given_sides_of_sessions(const Dataset& dataset,
                                                    const std::vector<std::size_t>& pool,
                                                    const SplitOptions& options) {
  std::map<std::string, Side> sides;
  if (options.ignore_given || options.session_of.empty()) return sides;
  for (const std::size_t i : pool)
    if (const Split given = dataset.pictures[i].split; given != Split::None && !options.session_of[i].empty())
      sides.emplace(options.session_of[i], given_side(given));
  return sides;
}

// Of two pictures or more.
std::int64_t count_of_sessions(const std::vector<std::string>& session_of,
                               const std::vector<std::size_t>& pool) {
  if (session_of.empty()) return 0;
  std::map<std::string_view, std::int64_t> sizes;
  for (const std::size_t i : pool)
    if (!session_of[i].empty()) ++sizes[session_of[i]];
  return std::count_if(sizes.begin(), sizes.end(), [](const auto& one) { return one.second > 1; });
}

// What a division by chance would leak: the same cut, every picture for itself.
void measure_chance(const Dataset& dataset, const std::vector<std::size_t>& pool,
                    const DuplicateGroups& groups, const SplitOptions& options, Leak& leak) {
  std::vector<std::int32_t> alone(dataset.pictures.size());
  for (std::size_t i = 0; i < alone.size(); ++i) alone[i] = static_cast<std::int32_t>(i);
  std::vector<Side> side_of(dataset.pictures.size(), Side::Nowhere);
  SessionSplit ignored;
  cut(dataset, pool, {alone, alone, {}}, {options.validation_share, options.test_share}, options.seed,
      side_of, ignored);
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
  CHECK(options.session_of.empty() || options.session_of.size() == dataset.pictures.size(),
        "{} pictures have {} sessions", dataset.pictures.size(), options.session_of.size());
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
  Division division;
  division.seed = options.seed;
  division.has_given_validation = has_validation;
  division.has_given_test = has_test;
  division.group_of = groups.group_of;
  std::vector<Side> side_of(dataset.pictures.size(), Side::Nowhere);
  std::vector<std::size_t> to_cut;
  const auto given_to_sessions = given_sides_of_sessions(dataset, pool, options);
  for (const std::size_t i : pool) {
    side_of[i] = options.ignore_given ? Side::Train : given_side(dataset.pictures[i].split);
    const bool is_free = options.ignore_given || dataset.pictures[i].split == Split::None;
    if (is_free && !given_to_sessions.empty())
      if (const auto found = given_to_sessions.find(options.session_of[i]);
          found != given_to_sessions.end()) {
        side_of[i] = found->second;
        continue;
      }
    if (side_of[i] == Side::Train) to_cut.push_back(i);
  }
  if (has_test) {
    division.leak.given_test = count_of(side_of, Side::Test);
    division.leak.given_leaking = leaking(side_of, groups);
  }
  const auto together = united(groups.group_of, options.session_of);
  cut(dataset, to_cut, {groups.group_of, together, options.session_of},
      {has_validation ? 0 : options.validation_share, has_test ? 0 : options.test_share}, options.seed,
      side_of, division.sessions);
  division.sessions.count = count_of_sessions(options.session_of, to_cut);
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
