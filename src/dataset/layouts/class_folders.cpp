// Reads class folders: [anything/][train|val|test/]<class>/[anything/]<picture>.
#include <algorithm>
#include <set>

#include "dataset/import.h"
#include "dataset/layouts/layouts.h"
#include "dataset/survey.h"
#include "files/text.h"

namespace tinsmith::dataset {
namespace {

// Folders in which other layouts store pictures. A data set with only such folders has labels that
// were not read.
constexpr std::string_view kNoClassNames[] = {"images",     "image",    "imgs",          "img",
                                              "jpegimages", "pictures", "obj_train_data"};

// Returns the number of leading folders that all pictures share, leaving at least one for the class.
std::size_t shared_folders(const std::vector<std::string>& pictures) {
  std::vector<std::string_view> shared;
  bool is_first = true;
  for (const std::string& path : pictures) {
    const auto folders = parts_of(folder_of(path));
    if (is_first) shared = folders;
    is_first = false;
    std::size_t same = 0;
    while (same < std::min(shared.size(), folders.size()) && shared[same] == folders[same]) ++same;
    shared.resize(same);
  }
  // With a single class, the class folder is not a shared wrapper.
  const bool is_one_folder = std::all_of(pictures.begin(), pictures.end(), [&](const std::string& path) {
    return parts_of(folder_of(path)).size() == shared.size();
  });
  return is_one_folder && !shared.empty() ? shared.size() - 1 : shared.size();
}

struct Place {
  Split split = Split::None;
  std::string class_name;  // empty: the picture is not in a class folder
};

class Folders {
 public:
  explicit Folders(const std::vector<std::string>& pictures) : skip_(shared_folders(pictures)) {
    // "train" may be a class of vehicles. Folders are splits only when all folders on that level are.
    std::set<std::string_view> floor;
    for (const std::string& path : pictures) {
      const auto folders = parts_of(folder_of(path));
      if (folders.size() > skip_) floor.insert(folders[skip_]);
    }
    are_splits_ = !floor.empty() && std::all_of(floor.begin(), floor.end(), [](std::string_view folder) {
      return split_of_folders(joined(folder, "x")) != Split::None;
    });
    // A wrapper that is itself a split: train/<class>/<picture>, with nothing beside it.
    wrapper_split_ = pictures.empty() ? Split::None : wrapper_split(pictures.front());
  }

  Place place_of(std::string_view path) const {
    const auto folders = parts_of(folder_of(path));
    Place place;
    std::size_t at = skip_;
    place.split = wrapper_split_;
    if (are_splits_ && folders.size() > at) place.split = split_of_folders(joined(folders[at++], "x"));
    if (folders.size() > at) place.class_name = folders[at];
    return place;
  }

 private:
  Split wrapper_split(std::string_view path) const {
    const auto folders = parts_of(folder_of(path));
    for (std::size_t i = 0; i < std::min(skip_, folders.size()); ++i) {
      if (const Split split = split_of_folders(joined(folders[i], "x")); split != Split::None) return split;
    }
    return Split::None;
  }

  std::size_t skip_;
  bool are_splits_ = false;
  Split wrapper_split_ = Split::None;
};

std::set<std::string> class_names(const Survey& survey) {
  const Folders folders(survey.pictures());
  std::set<std::string> names;
  for (const std::string& path : survey.pictures()) {
    std::string name = folders.place_of(path).class_name;
    if (!name.empty()) names.insert(std::move(name));
  }
  return names;
}

}  // namespace

bool recognise_class_folders(const Survey& survey) {
  const auto names = class_names(survey);
  return std::any_of(names.begin(), names.end(), [](const std::string& name) {
    return std::find(std::begin(kNoClassNames), std::end(kNoClassNames), lowered(name)) ==
           std::end(kNoClassNames);
  });
}

Result<Dataset> read_class_folders(const Survey& survey, const ReadOptions& options) {
  TRY(Import import, Import::start(survey, options, LabelKind::Classes));
  const Folders folders(survey.pictures());
  for (std::size_t i = 0; i < import.picture_count(); ++i) {
    Picture& picture = import.picture(i);
    const Place place = folders.place_of(picture.path);
    picture.split = place.split;
    if (place.class_name.empty()) {
      import.note(Problem::Kind::Notice, picture.path,
                  "it is not in the folder of a class, so it has no class");
      continue;
    }
    picture.class_index = import.class_of(place.class_name);
    picture.is_annotated = true;
  }
  return import.finish(Import::SortFrom{});
}

}  // namespace tinsmith::dataset
