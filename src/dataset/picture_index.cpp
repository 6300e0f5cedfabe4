#include "dataset/picture_index.h"

#include <algorithm>
#include <tuple>

#include "dataset/survey.h"
#include "files/text.h"

namespace tinsmith::dataset {
namespace {

// Names of folders that state the kind of a file instead of identifying it.
constexpr std::string_view kRoleFolders[] = {"images",     "image",  "imgs",  "img",      "jpegimages",
                                             "pictures",   "labels", "label", "labeltxt", "annotations",
                                             "annotation", "xml",    "xmls",  "data",     "obj_train_data"};

bool is_role(std::string_view folder) {
  return std::find(std::begin(kRoleFolders), std::end(kRoleFolders), lowered(folder)) !=
         std::end(kRoleFolders);
}

// Returns the number of equal folders, counted from the file upwards.
std::size_t shared_tail(std::string_view a, std::string_view b) {
  const auto x = parts_of(folder_of(a)), y = parts_of(folder_of(b));
  std::size_t count = 0;
  while (count < std::min(x.size(), y.size())) {
    const std::string_view left = x[x.size() - 1 - count], right = y[y.size() - 1 - count];
    if (left != right && !(is_role(left) && is_role(right))) break;
    ++count;
  }
  return count;
}

std::size_t shared_head(std::string_view a, std::string_view b) {
  const auto x = parts_of(folder_of(a)), y = parts_of(folder_of(b));
  std::size_t count = 0;
  while (count < std::min(x.size(), y.size()) && x[count] == y[count]) ++count;
  return count;
}

// Normalises a written path: "./a" → "a", "C:\pictures\a" → "pictures/a".
std::string plain(std::string_view written) {
  std::string slashed(written);
  std::replace(slashed.begin(), slashed.end(), '\\', '/');
  std::string out;
  for (const std::string_view part : parts_of(slashed)) {
    if (part == "." || part == ".." || part.ends_with(':')) continue;
    out = joined(out, part);
  }
  return out;
}

// Removes Label Studio's prefix: "1a2b3c4d-shot.png" → "shot.png". The program writes 8 digits; older
// versions and copies have fewer.
std::string_view without_upload_prefix(std::string_view name) {
  const std::size_t dash = name.find('-');
  if (dash < 6 || dash > 8 || dash == std::string_view::npos) return name;
  const std::string_view digits = name.substr(0, dash);
  return std::all_of(digits.begin(), digits.end(), [](char c) { return hex_digit(c).has_value(); })
             ? name.substr(dash + 1)
             : name;
}

}  // namespace

bool is_address(std::string_view written) {
  return written.find("://") != std::string_view::npos || written.starts_with("/data/");
}

std::vector<std::string> spellings_of(std::string_view written, bool has_upload_prefix) {
  std::vector<std::string> spellings;
  const auto add = [&](std::string text) {
    if (!text.empty() && std::find(spellings.begin(), spellings.end(), text) == spellings.end())
      spellings.push_back(std::move(text));
  };
  std::string_view path = written;
  if (const std::size_t local = written.find("?d="); local != std::string_view::npos) {
    path = written.substr(local + 3);
    path = path.substr(0, path.find('&'));
  } else if (is_address(written)) {
    const bool is_web = written.starts_with("http") || written.starts_with("/data/");
    if (!is_web) add(std::string(path));  // bucket keys ("s3://") may contain '?' and '#'
    path = written.substr(0, written.find_first_of("?#"));
  }
  add(std::string(path));
  add(percent_decoded(path));
  if (has_upload_prefix) {
    for (const std::string& known : std::vector<std::string>(spellings)) {
      const std::string_view name = without_upload_prefix(name_of_file(known));
      if (name != name_of_file(known)) add(joined(folder_of(known), name));
    }
  }
  return spellings;
}

PictureIndex::PictureIndex(const std::vector<std::string>& paths) : paths_(paths) {
  by_path_.reserve(paths.size());
  for (std::size_t i = 0; i < paths.size(); ++i) {
    by_path_.emplace(paths[i], i);
    const std::string name(name_of_file(paths[i])), decoded = percent_decoded(name);
    by_name_[folded_name(name)].push_back(i);
    by_stem_[folded_name(stem_of(name))].push_back(i);
    if (decoded == name) continue;
    by_decoded_name_[folded_name(name_of_file(decoded))].push_back(i);
    by_decoded_stem_[folded_name(stem_of(decoded))].push_back(i);
  }
}

std::optional<std::size_t> PictureIndex::closest(const Places& places, const std::string& key,
                                                 std::string_view wanted, std::string_view label_file) const {
  const auto found = places.find(key);
  if (found == places.end()) return std::nullopt;
  using Closeness = std::tuple<std::size_t, bool, bool, std::size_t, bool>;
  const std::string_view wanted_stem = stem_of(wanted);
  std::optional<std::size_t> best;
  Closeness best_closeness;
  bool is_tie = false;
  for (const std::size_t i : found->second) {
    const std::string& path = paths_[i];
    const Split wanted_split = split_of_folders(label_file);
    const Closeness closeness{shared_tail(path, wanted),
                              wanted_split != Split::None && split_of_folders(path) == wanted_split,
                              folder_of(path) == folder_of(label_file), shared_head(path, label_file),
                              stem_of(path) == wanted_stem};
    if (!best || closeness > best_closeness) {
      best = i;
      best_closeness = closeness;
      is_tie = false;
    } else if (closeness == best_closeness) {
      is_tie = true;
    }
  }
  return is_tie ? std::nullopt : best;
}

std::optional<std::size_t> PictureIndex::find_plain(const std::string& wanted,
                                                    std::string_view label_file) const {
  for (const std::string& path : {joined(folder_of(label_file), wanted), wanted}) {
    if (const auto exact = by_path_.find(path); exact != by_path_.end()) return exact->second;
  }
  const std::string name = folded_name(name_of_file(wanted)), stem = folded_name(stem_of(wanted));
  for (const Places* places : {&by_name_, &by_decoded_name_}) {
    if (places->contains(name)) return closest(*places, name, wanted, label_file);
  }
  for (const Places* places : {&by_stem_, &by_decoded_stem_}) {
    if (const auto whole = closest(*places, name, wanted, label_file)) return whole;
    if (places->contains(stem)) return closest(*places, stem, wanted, label_file);
  }
  return std::nullopt;
}

std::optional<std::size_t> PictureIndex::find(std::string_view written, std::string_view label_file) const {
  const std::string wanted = plain(written), decoded = plain(percent_decoded(written));
  if (const auto found = find_plain(wanted, label_file)) return found;
  if (decoded != wanted) {
    if (const auto found = find_plain(decoded, label_file)) return found;
  }
  if (!is_address(written)) return std::nullopt;
  for (const std::string& spelling : spellings_of(written, written.starts_with("/data/upload/"))) {
    if (const auto found = find_plain(plain(spelling), label_file)) return found;
  }
  return std::nullopt;
}

std::size_t PictureIndex::count_named(std::string_view written) const {
  const std::string wanted = plain(written);
  for (const auto& [places, key] : {std::pair(&by_name_, folded_name(name_of_file(wanted))),
                                    std::pair(&by_stem_, folded_name(stem_of(wanted)))}) {
    if (const auto found = places->find(key); found != places->end()) return found->second.size();
  }
  return 0;
}

std::optional<std::size_t> PictureIndex::find_beside(std::string_view label_file) const {
  const std::string stem = folded_name(stem_of(label_file)),
                    decoded = folded_name(stem_of(percent_decoded(name_of_file(label_file))));
  for (const std::string& key : {stem, decoded}) {
    for (const Places* places : {&by_stem_, &by_decoded_stem_}) {
      if (places->contains(key)) return closest(*places, key, label_file, label_file);
    }
  }
  return std::nullopt;
}

}  // namespace tinsmith::dataset
