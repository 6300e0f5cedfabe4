// scene/split.h — the part of a data set or of a project that a picture belongs to.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tinsmith::scene {

enum class Split : std::uint8_t {
  None,  // the data set states none; Tinsmith chooses one
  Train,
  Validation,
  Test,
};
inline constexpr std::array kSplits{Split::None, Split::Train, Split::Validation, Split::Test};

// "none", "train", "val", "test": used in files, in the database and in the API.
std::string_view name_of(Split split);
// nullopt: no part has this name.
std::optional<Split> find_split(std::string_view name);

}  // namespace tinsmith::scene
