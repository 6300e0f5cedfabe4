// dataset/survey.h — what a source holds, looked at once, for those who recognise and read layouts.
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

// The header of a picture.
struct Measured {
  image::Size size;     // upright; {0, 0} when the header cannot be read
  int orientation = 1;  // EXIF
  std::string says;     // why it cannot be read
};

class Survey {
 public:
  explicit Survey(std::shared_ptr<const Source> source);

  const std::shared_ptr<const Source>& source() const { return source_; }
  // Files called like a picture, and files of an unknown extension whose first bytes are those of one.
  // Sorted.
  const std::vector<std::string>& pictures() const { return pictures_; }
  const std::vector<std::string>& others() const { return others_; }  // every other file, sorted
  // Those of `others` that a person may take for a picture: videos, raw files, drawings; with the reason.
  const std::vector<Skipped>& undecoded() const { return undecoded_; }

  // Those of `others` with one of the extensions (lower case, without dot), or with one of the names.
  std::vector<std::string> with_extension(std::initializer_list<std::string_view> extensions) const;
  std::vector<std::string> named(std::initializer_list<std::string_view> names) const;

  // What tells one layout of text from another stands in so many bytes of a file.
  static constexpr std::uint64_t kStart_bytes = 64 << 10;

  // The first bytes of a file as text; empty when it cannot be read.
  std::string start_of(std::string_view path, std::uint64_t count = 4096) const;

  // A whole label file as UTF-8 text without a byte order mark, whatever its encoding (encoding.h). Where the
  // file does not say which, and files here have names beyond ASCII, the encoding in which the text holds
  // most of these names. InvalidInput when larger than `limit_bytes`. Not for several threads at once.
  Result<std::string> text_of(std::string_view path, std::uint64_t limit_bytes) const;

  // What the headers of `pictures` say, in their order; empty until the first reader has measured them
  // (Import::start), for all others to use. Not for several threads at once.
  std::vector<Measured>& measured() const { return measured_; }

  // By encoding, the files read by `text_of` whose encoding was guessed.
  const std::map<std::string, std::set<std::string>>& assumed_encodings() const { return assumed_; }

 private:
  DecodedText decoded(ByteView bytes, bool is_start) const;
  std::size_t names_in(std::string_view text) const;

  mutable std::map<std::string, std::set<std::string>> assumed_;
  mutable std::vector<Measured> measured_;
  std::set<std::string, std::less<>> foreign_names_;  // the parts beyond ASCII of the files' names
  std::shared_ptr<const Source> source_;
  std::vector<std::string> pictures_;
  std::vector<std::string> others_;
  std::vector<Skipped> undecoded_;
};

// Label files of one picture, and lists of names. Larger ones are refused before they are read.
inline constexpr std::uint64_t kSmallLabelFile_bytes = 4 << 20;
// Label files of a whole data set.
inline constexpr std::uint64_t kLargeLabelFile_bytes = std::uint64_t{1} << 30;

// The split a folder or file is named after: "train", "Training", "valid", "val", "dev", "test", "testing",
// "instances_train2017", "annotations_val". None for everything else.
Split split_named(std::string_view name);

// The split given by the outermost folder of the path that names one.
Split split_of_folders(std::string_view path);

}  // namespace tinsmith::dataset
