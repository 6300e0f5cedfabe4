// dataset/picture_index.h — which picture a label file means.
//
// Label files travel: they name pictures by paths of other machines, relative to other folders, with other
// extensions. So a picture is looked for by its file name, and among several of one name the one standing
// closest wins.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dataset/dataset.h"

namespace tinsmith::dataset {

// Whether `written` is an address of the web, a bucket or a labelling server: "https://…", "s3://…",
// "/data/…".
bool is_address(std::string_view written);

// The names that a picture may go by when a label file gives `written`, a path or an address: without
// "?…" and "#…" (in the key of a bucket with them first), the path behind "?d=", percent-decoded, and (when
// `has_upload_prefix`) without the "1a2b3c4d-" that Label Studio puts before a file's name.
std::vector<std::string> spellings_of(std::string_view written, bool has_upload_prefix);

class PictureIndex {
 public:
  // `paths` must outlive the index.
  explicit PictureIndex(const std::vector<std::string>& paths);

  // The picture that `label_file` names `written`. First by exact path (from the label file's folder, then
  // from the top), then by file name, then by file name without extension. Names are compared without case
  // and composed (Unicode's NFC), then with percent-encoding taken away on either side; the literal name
  // comes first. At last `written` is taken for an address, by its other spellings_of. Nothing when there is
  // none, or when two are equally close.
  std::optional<std::size_t> find(std::string_view written, std::string_view label_file) const;

  // How many pictures have the file name of `written`, with or without its extension: several where `find`
  // answers nothing because they are equally close.
  std::size_t count_named(std::string_view written) const;

  // The picture that a label file of its own belongs to: the same name but for the extension, the folders
  // alike when "labels", "Annotations", … count as "images".
  std::optional<std::size_t> find_beside(std::string_view label_file) const;

 private:
  using Places = std::unordered_map<std::string, std::vector<std::size_t>>;
  std::optional<std::size_t> closest(const Places& places, const std::string& key, std::string_view wanted,
                                     std::string_view label_file) const;
  std::optional<std::size_t> find_plain(const std::string& wanted, std::string_view label_file) const;

  const std::vector<std::string>& paths_;
  std::unordered_map<std::string_view, std::size_t> by_path_;
  Places by_name_, by_stem_;                  // folded_name of the file name as it is
  Places by_decoded_name_, by_decoded_stem_;  // of those that differ with percent-encoding taken away
};

}  // namespace tinsmith::dataset
