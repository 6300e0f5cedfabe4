#include "dataset/coco_join.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace tinsmith::dataset {
namespace {

std::vector<std::string> parts_of(std::string_view path) {
  std::vector<std::string> parts;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find_first_of("/\\"), path.size());
    const std::string_view part = path.substr(0, end);
    if (!part.empty() && part != ".") parts.emplace_back(part);
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return parts;
}

std::string without_ending(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string::npos || dot == 0 ? name : name.substr(0, dot);
}

// A stem that is a number is compared by its value, because programs write it as a number
// without leading zeros.
std::string stem_key(std::string stem) {
  const bool is_number =
      !stem.empty() && std::all_of(stem.begin(), stem.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (is_number) stem.erase(0, std::min(stem.find_first_not_of('0'), stem.size() - 1));
  return stem;
}

// Returns the number of folders that both paths have in common, counted from the file upwards.
std::size_t common_folders(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::size_t count = 0;
  while (count + 1 < a.size() && count + 1 < b.size() && a[a.size() - 2 - count] == b[b.size() - 2 - count])
    ++count;
  return count;
}

// Finds pictures by file name: by the whole path, or else by the longest trailing part that exactly one
// picture has. Both kinds of slash are equal, and "7" and "007" are the same stem.
class PictureNames {
 public:
  explicit PictureNames(const CocoTruth& truth);
  // Finds a picture by a name with extension. Returns nothing when no picture, or more than one, matches.
  std::optional<std::size_t> by_name(std::string_view name) const;
  // As by_name, but the name may also lack the extension.
  std::optional<std::size_t> by_stem(std::string_view name) const;

 private:
  struct Named {
    std::vector<std::string> parts;  // "images", "IMG_0001.jpg"
    std::size_t picture;
  };
  using Index = std::multimap<std::string, Named>;
  static std::optional<std::size_t> only_match(const Index& index, const std::string& key,
                                               const std::vector<std::string>& parts);
  Index by_last_, by_stem_;
};

PictureNames::PictureNames(const CocoTruth& truth) {
  for (std::size_t i = 0; i < truth.pictures.size(); ++i) {
    const auto parts = parts_of(truth.pictures[i].name);
    if (parts.empty()) continue;
    by_last_.emplace(parts.back(), Named{parts, i});
    by_stem_.emplace(stem_key(without_ending(parts.back())), Named{parts, i});
  }
}

std::optional<std::size_t> PictureNames::only_match(const Index& index, const std::string& key,
                                                    const std::vector<std::string>& parts) {
  const auto [begin, end] = index.equal_range(key);
  std::optional<std::size_t> found;
  std::size_t most = 0;
  bool is_unclear = false;
  for (auto place = begin; place != end; ++place) {
    const std::size_t common = common_folders(place->second.parts, parts);
    if (found && common < most) continue;
    is_unclear = found && common == most;
    found = place->second.picture;
    most = common;
  }
  return is_unclear ? std::nullopt : found;
}

std::optional<std::size_t> PictureNames::by_name(std::string_view name) const {
  const auto parts = parts_of(name);
  return parts.empty() ? std::nullopt : only_match(by_last_, parts.back(), parts);
}

std::optional<std::size_t> PictureNames::by_stem(std::string_view name) const {
  if (const auto found = by_name(name)) return found;
  const auto parts = parts_of(name);
  return parts.empty() ? std::nullopt : only_match(by_stem_, stem_key(parts.back()), parts);
}

bool contradicts(const PictureNames& names, const Mention& mention, std::size_t picture) {
  if (!mention.file_name) return false;
  const auto named = names.by_name(*mention.file_name);
  return named && *named != picture;
}

}  // namespace

std::optional<JoinedPictures> join_pictures(const CocoTruth& truth, const std::vector<Mention>& mentions) {
  const PictureNames names(truth);
  std::map<CocoId, std::size_t> by_id;
  for (std::size_t i = 0; i < truth.pictures.size(); ++i) by_id.emplace(truth.pictures[i].id, i);
  const auto found_by = [&](PictureJoin join, const Mention& mention) -> std::optional<std::size_t> {
    if (join == PictureJoin::FileName)
      return mention.file_name ? names.by_name(*mention.file_name) : std::nullopt;
    if (join == PictureJoin::IdAsName) return names.by_stem(text_of(mention.image_id));
    const auto place = by_id.find(mention.image_id);
    if (place == by_id.end() || contradicts(names, mention, place->second)) return std::nullopt;
    return place->second;
  };
  for (const PictureJoin join : {PictureJoin::Id, PictureJoin::FileName, PictureJoin::IdAsName}) {
    JoinedPictures joined{join, {}};
    for (const Mention& mention : mentions) {
      const auto picture = found_by(join, mention);
      if (!picture) break;
      joined.pictures.push_back(*picture);
    }
    if (joined.pictures.size() == mentions.size()) return joined;
  }
  return std::nullopt;
}

std::string about_join(PictureJoin join) {
  switch (join) {
    case PictureJoin::Id:
      break;
    case PictureJoin::FileName:
      return "the image_id of its detections are not those of the ground truth, so pictures were matched by "
             "file_name";
    case PictureJoin::IdAsName:
      return "the image_id of its detections are not those of the ground truth but file names, so pictures "
             "were matched by file name";
  }
  return "";
}

}  // namespace tinsmith::dataset
