#include "dataset/split.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "base/random.h"

namespace tinsmith::dataset {
namespace {

enum class Side : std::uint8_t { Nowhere, Train, Validation, Test };

// The fractions into which the pictures of one class are divided.
struct Wanted {
  double validation = 0, test = 0;  // fractions of the pictures
  std::size_t sides() const { return 1 + (validation > 0) + (test > 0); }
};

// Pictures that stay in one split.
struct Unit {
  std::vector<std::size_t> pictures;  // ascending, which is their order of time
  scene::ClassIndex stratum = -1;     // −1: no object
};

// Between two parts of a recording, this fraction of its pictures is left out, but at most kMaxGap.
constexpr double kGap_fraction = 0.05;
constexpr std::int64_t kMaxGap = 5;

// Returns the number of pictures that show each class.
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

// Returns the rarest class that the picture shows, or its class for whole pictures.
scene::ClassIndex rarest_class(const Picture& picture, const std::vector<std::int64_t>& counts) {
  if (picture.class_index) return *picture.class_index;
  scene::ClassIndex rarest = -1;
  for (const scene::LabelledBox& box : picture.boxes) {
    const auto count = [&](scene::ClassIndex c) { return std::pair(counts[static_cast<std::size_t>(c)], c); };
    if (rarest < 0 || count(box.class_index) < count(rarest)) rarest = box.class_index;
  }
  return rarest;
}

// Moves all pictures of a near-duplicate group that is in several splits to the earliest of them, because
// they must not be in different splits.
void keep_groups_together(const std::vector<std::size_t>& pictures, const std::vector<std::int32_t>& group_of,
                          std::vector<Side>& side_of) {
  std::map<std::int32_t, Side> side_of_group;
  for (const std::size_t i : pictures)
    if (side_of[i] != Side::Nowhere) side_of_group.emplace(group_of[i], side_of[i]);
  for (const std::size_t i : pictures)
    if (const auto found = side_of_group.find(group_of[i]); found != side_of_group.end())
      side_of[i] = found->second;
}

// Joins the groups that have pictures of the same session. `session_of` is empty, or has a name for each
// picture; an empty name means no session.
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

// Returns the units of the pictures in `pool`, by class. The class of a picture is the rarest one it shows;
// the class of a unit is that of most of its pictures.
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

// Cuts the pictures of a recording, which are in order of time, into train, validation and test. A gap of a
// few pictures is left between two parts, because consecutive pictures are nearly identical. Pictures of one
// near-duplicate group (by `group_of`) stay together, in the earliest part that has one of them. Returns the
// number of pictures that are in no split.
std::int64_t cut_in_time(const std::vector<std::size_t>& pictures, const Wanted& wanted,
                         const std::vector<std::int32_t>& group_of, std::vector<Side>& side_of) {
  const auto count = std::ssize(pictures);
  const auto fraction_of = [&](double fraction) {
    return fraction > 0 ? std::max<std::int64_t>(1, std::llround(fraction * static_cast<double>(count))) : 0;
  };
  const std::int64_t test = fraction_of(wanted.test), validation = fraction_of(wanted.validation);
  const auto parts = static_cast<std::int64_t>(wanted.sides());
  const std::int64_t gap =
      std::clamp<std::int64_t>(std::llround(kGap_fraction * static_cast<double>(count)), 1, kMaxGap);
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

// The groups of pictures that belong together.
struct Grouping {
  const std::vector<std::int32_t>& near;      // near duplicates
  const std::vector<std::int32_t>& together;  // near duplicates and sessions
  const std::vector<std::string>& session_of;
};

// Fills the smaller splits first, each up to its fraction of the pictures. A group that is too large for the
// rest of one split goes to the next. With three groups or more, no requested split stays empty.
void cut_stratum(const std::vector<Unit>& all, const Wanted& wanted, Rng rng, std::vector<Side>& side_of) {
  std::vector<const Unit*> units;
  for (const Unit& unit : all) units.push_back(&unit);
  std::size_t pictures = 0;
  for (const Unit* unit : units) pictures += unit->pictures.size();
  rng.shuffle(std::span(units));
  struct Filling {
    Side side;
    double fraction;
    std::size_t target, count;
  };
  Filling fillings[] = {{Side::Test, wanted.test, 0, 0}, {Side::Validation, wanted.validation, 0, 0}};
  for (Filling& filling : fillings) {
    filling.target = static_cast<std::size_t>(std::llround(filling.fraction * static_cast<double>(pictures)));
    if (filling.fraction > 0 && units.size() >= 3) filling.target = std::max<std::size_t>(filling.target, 1);
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

// Handles a class with fewer units than splits. Its largest recording is cut by time, and the other unit, if
// there is one, becomes the test split. Returns false, without any change, when the class has enough units or
// when its largest unit is not a recording.
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

// Returns the number of test pictures whose group has a member in train.
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

// Returns the split of each session in which some pictures were given one. The rest of the session joins it.
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

// Returns the number of sessions with at least two pictures.
std::int64_t count_of_sessions(const std::vector<std::string>& session_of,
                               const std::vector<std::size_t>& pool) {
  if (session_of.empty()) return 0;
  std::map<std::string_view, std::int64_t> sizes;
  for (const std::size_t i : pool)
    if (!session_of[i].empty()) ++sizes[session_of[i]];
  return std::count_if(sizes.begin(), sizes.end(), [](const auto& one) { return one.second > 1; });
}

// Measures what a random split would leak: the same procedure, with every picture in a group of its own.
void measure_chance(const Dataset& dataset, const std::vector<std::size_t>& pool,
                    const DuplicateGroups& groups, const SplitOptions& options, Leak& leak) {
  std::vector<std::int32_t> alone(dataset.pictures.size());
  for (std::size_t i = 0; i < alone.size(); ++i) alone[i] = static_cast<std::int32_t>(i);
  std::vector<Side> side_of(dataset.pictures.size(), Side::Nowhere);
  SessionSplit ignored;
  cut(dataset, pool, {alone, alone, {}}, {options.validation_fraction, options.test_fraction}, options.seed,
      side_of, ignored);
  leak.test_pictures = count_of(side_of, Side::Test);
  leak.leaking = leaking(side_of, groups);
}

Result<Done> check_shares(const SplitOptions& options) {
  if (!(options.validation_fraction >= 0 && options.test_fraction >= 0 &&
        options.validation_fraction + options.test_fraction < 1))
    return fail(Fault::InvalidInput,
                "the fractions {} for validation and {} for test leave no pictures for training",
                options.validation_fraction, options.test_fraction);
  return Done{};
}

}  // namespace

Result<DatasetSplit> split_dataset(const Dataset& dataset, const Fingerprints& fingerprints,
                                   const SplitOptions& options, ThreadPool& threads) {
  CHECK(fingerprints.of.size() == dataset.pictures.size(),
        "fingerprints are of {} pictures, the data set has {}", fingerprints.of.size(),
        dataset.pictures.size());
  TRY_DONE(check_shares(options));
  CHECK(options.session_of.empty() || options.session_of.size() == dataset.pictures.size(),
        "{} pictures have {} sessions", dataset.pictures.size(), options.session_of.size());
  std::vector<std::size_t> pool;
  bool has_validation = false, has_test = false;
  for (std::size_t i = 0; i < dataset.pictures.size(); ++i) {
    const Picture& picture = dataset.pictures[i];
    if (!is_usable(picture) || !fingerprints.of[i].is_readable) continue;
    pool.push_back(i);
    if (options.ignore_given) continue;
    has_validation |= picture.split == Split::Validation;
    has_test |= picture.split == Split::Test;
  }
  if (pool.empty())
    return fail(Fault::InvalidInput, "no picture of the data set is labelled and can be decoded");

  const DuplicateGroups groups = near_groups(fingerprints, threads);
  DatasetSplit split;
  split.seed = options.seed;
  split.has_given_validation = has_validation;
  split.has_given_test = has_test;
  split.group_of = groups.group_of;
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
    split.leak.given_test = count_of(side_of, Side::Test);
    split.leak.given_leaking = leaking(side_of, groups);
  }
  const auto together = united(groups.group_of, options.session_of);
  cut(dataset, to_cut, {groups.group_of, together, options.session_of},
      {has_validation ? 0 : options.validation_fraction, has_test ? 0 : options.test_fraction}, options.seed,
      side_of, split.sessions);
  split.sessions.count = count_of_sessions(options.session_of, to_cut);
  if (!has_test) measure_chance(dataset, to_cut, groups, options, split.leak);
  measure_groups(groups, side_of, split.leak);
  for (const std::size_t i : pool) {
    if (side_of[i] == Side::Train) split.train.push_back(i);
    if (side_of[i] == Side::Validation) split.validation.push_back(i);
    if (side_of[i] == Side::Test) split.test.push_back(i);
  }
  if (split.train.empty()) return fail(Fault::InvalidInput, "no picture is left for training");
  return split;
}

}  // namespace tinsmith::dataset
