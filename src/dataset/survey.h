// dataset/survey.h — lists and classifies the files of a source once, for recognising and reading layouts.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/dataset.h"
#include "files/encoding.h"
#include "files/source.h"

namespace tinsmith::dataset {

// The relevant fields of a picture's header.
struct Measured {
  image::Size size;     // upright; {0, 0} when the header cannot be read
  int orientation = 1;  // EXIF
  std::string message;  // why the header cannot be read; empty otherwise
};

class Survey {
 public:
  explicit Survey(std::shared_ptr<const Source> source);

  const std::shared_ptr<const Source>& source() const { return source_; }
  // Files with a picture's extension, and files of an unknown extension whose first bytes are those of
  // a picture. Sorted.
  const std::vector<std::string>& pictures() const { return pictures_; }
  const std::vector<std::string>& others() const { return others_; }  // every other file, sorted
  // Files of `others` that a user may take for a picture, such as videos, raw files and drawings,
  // with the reason.
  const std::vector<Skipped>& undecoded() const { return undecoded_; }

  // Files of `others` that have one of the extensions (lower case, without a dot), or one of the names.
  std::vector<std::string> with_extension(std::initializer_list<std::string_view> extensions) const;
  std::vector<std::string> named(std::initializer_list<std::string_view> names) const;

  // Number of bytes at the start of a text file that are enough to distinguish layouts.
  static constexpr std::uint64_t kStart_bytes = 64 << 10;

  // Returns the first bytes of a file as text; empty when it cannot be read.
  std::string start_of(std::string_view path, std::uint64_t count = 4096) const;

  // Reads a whole label file as UTF-8 text without a byte order mark, from any encoding (encoding.h).
  // When the file does not state its encoding and the source has file names beyond ASCII, the encoding
  // whose text contains most of these names is chosen. InvalidInput when the file is larger than
  // `limit_bytes`. Not thread-safe.
  Result<std::string> text_of(std::string_view path, std::uint64_t limit_bytes) const;

  // The headers of `pictures`, in the same order. Empty until the first reader fills it (Import::start);
  // other readers then reuse it. Not thread-safe.
  std::vector<Measured>& measured() const { return measured_; }

  // The files read by `text_of` whose encoding was guessed, by encoding.
  const std::map<std::string, std::set<std::string>>& assumed_encodings() const { return assumed_; }

 private:
  DecodedText decoded(ByteView bytes, bool is_start) const;
  std::size_t names_in(std::string_view text) const;

  mutable std::map<std::string, std::set<std::string>> assumed_;
  mutable std::vector<Measured> measured_;
  std::set<std::string, std::less<>> foreign_names_;  // the non-ASCII parts of file names
  std::shared_ptr<const Source> source_;
  std::vector<std::string> pictures_;
  std::vector<std::string> others_;
  std::vector<Skipped> undecoded_;
};

// Max size of label files of one picture and of name lists. Larger files are rejected before they are read.
inline constexpr std::uint64_t kSmallLabelFile_bytes = 4 << 20;
// Max size of label files of a whole data set.
inline constexpr std::uint64_t kLargeLabelFile_bytes = std::uint64_t{1} << 30;

// Returns the split that a folder or file name states: "train", "Training", "valid", "val", "dev", "test",
// "testing", "instances_train2017", "annotations_val". None for all other names.
Split split_named(std::string_view name);

// Returns the split of the outermost folder in the path that states one.
Split split_of_folders(std::string_view path);

}  // namespace tinsmith::dataset
