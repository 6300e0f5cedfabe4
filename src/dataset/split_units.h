// dataset/split_units.h — what a split deals out: pictures that stay together, and recordings that are cut in
// time. Used by split.cpp alone.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "dataset/dataset.h"

namespace tinsmith::dataset {

enum class Side : std::uint8_t { Nowhere, Train, Validation, Test };

// What one class's pictures are cut into.
struct Wanted {
  double validation = 0, test = 0;  // shares
  std::size_t sides() const { return 1 + (validation > 0) + (test > 0); }
};

// Pictures that stay together.
struct Unit {
  std::vector<std::size_t> pictures;  // rising: in the order in which they came
  scene::ClassIndex stratum = -1;     // −1: no object
};

// Groups of pictures where those of one session are together too. `session_of` is empty, or has a name for
// each picture; an empty name is no session.
std::vector<std::int32_t> united(const std::vector<std::int32_t>& group_of,
                                 const std::vector<std::string>& session_of);

// Of those among `pool`, by class: the rarest one that a picture shows, by vote of the unit's pictures.
std::map<scene::ClassIndex, std::vector<Unit>> units_of_classes(const Dataset& dataset,
                                                                const std::vector<std::size_t>& pool,
                                                                const std::vector<std::int32_t>& group_of);

// Cuts the pictures of a recording, which are in the order of time, into train, validation and test, with a
// gap of a few pictures between two parts: neighbours in time are nearly the same. Pictures of one near group
// (by `group_of`) stay together, in the earliest part that one of them is in. Returns how many pictures are
// on no side.
std::int64_t cut_in_time(const std::vector<std::size_t>& pictures, const Wanted& wanted,
                         const std::vector<std::int32_t>& group_of, std::vector<Side>& side_of);

}  // namespace tinsmith::dataset
