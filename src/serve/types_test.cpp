#include "serve/types.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "scene/split.h"
#include "scene/task.h"
#include "store/job_kinds.h"
#include "store/pictures.h"

namespace tinsmith::serve {
namespace {

// Returns the words of a field's type, such as "red|green|blue".
std::set<std::string> words_of(std::string_view type_name, std::string_view field_name) {
  std::set<std::string> words;
  for (const Field& field : find_type(type_name)->fields) {
    if (field.name != field_name) continue;
    for (std::size_t begin = 0; begin <= field.type.size();) {
      const std::size_t end = std::min(field.type.find('|', begin), field.type.size());
      words.emplace(field.type.substr(begin, end - begin));
      begin = end + 1;
    }
  }
  return words;
}

template <class Values>
std::set<std::string> names_of(const Values& values) {
  std::set<std::string> names;
  for (const auto value : values) names.emplace(name_of(value));
  return names;
}

TEST(Types, KnowEveryTaskAsAKindOfProjectsAndNetworks) {
  for (const char* type : {"Project", "NewProject", "Network"})
    EXPECT_EQ(words_of(type, "kind"), names_of(scene::kTasks)) << type;
}

TEST(Types, KnowTheStatesAndPartsOfPictures) {
  for (const char* type : {"PictureRow", "Picture", "Labels"})
    EXPECT_EQ(words_of(type, "state"), names_of(store::kLabelStates)) << type;
  EXPECT_EQ(words_of("Picture", "split"), names_of(scene::kSplits));
}

TEST(Types, KnowEveryKindOfJob) {
  std::set<std::string> names;
  for (const store::JobKindInfo& one : store::kJobKinds) names.emplace(one.name);
  EXPECT_EQ(words_of("Job", "kind"), names);
}

}  // namespace
}  // namespace tinsmith::serve
