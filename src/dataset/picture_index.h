// dataset/picture_index.h — finds the picture that a label file refers to.
//
// Label files are moved between machines. They refer to pictures by paths of other machines, relative to
// other folders, or with other extensions. A picture is therefore looked up by its file name, and among
// several with the same name the closest one is chosen.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dataset/dataset.h"

namespace tinsmith::dataset {

// True when `written` is an address on the web, in a bucket or on a labelling server:
// "https://…", "s3://…", "/data/…".
bool is_address(std::string_view written);

// Returns the names that a picture may have when a label file gives `written`, a path or an address:
//   - without "?…" and "#…" (for the key of a bucket, first with them);
//   - the path after "?d=";
//   - percent-decoded;
//   - when `has_upload_prefix`, without the "1a2b3c4d-" that Label Studio puts before the name of a file.
std::vector<std::string> spellings_of(std::string_view written, bool has_upload_prefix);

class PictureIndex {
 public:
  // `paths` must outlive the index.
  explicit PictureIndex(const std::vector<std::string>& paths);

  // Finds the picture that `label_file` refers to as `written`. The lookup order is:
  //   1. the exact path, from the folder of the label file, then from the top
  //   2. the file name
  //   3. the file name without extension
  //   4. when `written` is an address, its other spellings_of
  // Names are compared without case and in Unicode NFC; first as written, then percent-decoded on either
  // side. Returns nothing when there is no picture, or when two are equally close.
  std::optional<std::size_t> find(std::string_view written, std::string_view label_file) const;

  // Returns the number of pictures with the file name of `written`, with or without its extension. It is more
  // than one when `find` returns nothing because several pictures are equally close.
  std::size_t count_named(std::string_view written) const;

  // Finds the picture of a label file that belongs to a single picture. Their names are equal except for the
  // extension, and their folders are equal when "labels", "Annotations", … count as "images".
  std::optional<std::size_t> find_beside(std::string_view label_file) const;

 private:
  using Places = std::unordered_map<std::string, std::vector<std::size_t>>;
  std::optional<std::size_t> closest(const Places& places, const std::string& key, std::string_view wanted,
                                     std::string_view label_file) const;
  std::optional<std::size_t> find_plain(const std::string& wanted, std::string_view label_file) const;

  const std::vector<std::string>& paths_;
  std::unordered_map<std::string_view, std::size_t> by_path_;
  Places by_name_, by_stem_;                  // keys are folded_name of the file name
  Places by_decoded_name_, by_decoded_stem_;  // only names that percent-decoding changes
};

}  // namespace tinsmith::dataset
