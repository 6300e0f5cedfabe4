// dataset/import.h — what every reader of a layout does alike: measure pictures, look them up, gather boxes,
// note what is wrong, and hand over a Dataset.
//
// The rule for labels that are not understood: a picture is used with all of its labels or with none. An
// object whose box or class cannot be read would be taught as background, so such a picture is treated as not
// labelled: it is not annotated, has neither boxes nor a class, and `unused` says NotUnderstood. The same
// holds for a picture of which only shapes are known that no reader uses. The objects that were understood
// are kept as `drafts`, for a person to complete. A picture none of whose boxes has an area inside it keeps
// them as they were written, but is not used either (AllOutside; see is_usable).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "dataset/dataset.h"
#include "dataset/picture_index.h"
#include "dataset/read.h"
#include "dataset/reading_text.h"
#include "dataset/survey.h"
#include "dataset/turned_boxes.h"

namespace tinsmith::dataset {

// A data set with more classes than this is a mistake in reading it.
inline constexpr std::size_t kMostClasses = 10'000;
// Coordinates beyond this are not of a picture.
inline constexpr double kLargestCoordinate_pixels = 1e7;

class Import {
 public:
  // Reads the headers of all pictures, in parallel. `survey` must outlive the import. Cancelled.
  static Result<Import> start(const Survey& survey, const ReadOptions& options, Task task);

  const Survey& survey() const { return *survey_; }
  std::size_t picture_count() const { return pictures_.size(); }
  Picture& picture(std::size_t index) { return pictures_[index]; }
  bool is_broken(std::size_t index) const { return pictures_[index].size.width == 0; }

  // As PictureIndex; notes a missing picture when there is none.
  std::optional<std::size_t> find(std::string_view written, std::string_view label_file);
  std::optional<std::size_t> find_beside(std::string_view label_file);
  // As `find`, by the first of several spellings that there is a picture for. There is at least one.
  std::optional<std::size_t> find_any(std::span<const std::string> spellings, std::string_view label_file);
  // As `find`, without a note.
  std::optional<std::size_t> look_up(std::string_view written, std::string_view label_file) const;

  // Notes that labels are there for the picture `written`, which is not. The same picture is noted once,
  // whatever label files name it, with or without extension.
  void note_missing(std::string_view written, std::string_view label_file);

  // Marks the picture as annotated by that label file. False, and noted, when another file annotated it
  // before.
  bool claim(std::size_t index, std::string_view label_file);
  // The label file that annotated the picture; empty when none has.
  const std::string& claimed_by(std::size_t index) const { return claimed_by_[index]; }

  // The class of that name, made when new. A name that no class may have is cleaned, and noted
  // (class_name.h); not UTF-8 is read as Latin-1.
  scene::ClassIndex class_of(std::string_view name);
  const std::vector<std::string>& classes() const { return classes_; }

  // Keeps the box as it is, in pixels; one with a negative width or height was drawn from the other corner
  // and is turned. One that is not finite or far outside is not understood (see below): false. `stated_size`:
  // the picture's size by the label file, {0, 0} when it gives none. It helps to tell whether boxes were
  // drawn on the stored picture or on the upright one (turned_boxes.h); the boxes of such pictures are in
  // their place when the import is finished. So are those of a data set whose boxes all lie within one pixel:
  // they are parts of the pictures' sides, whatever the layout says.
  bool add_box(std::size_t index, scene::LabelledBox box, std::string_view label_file,
               image::Size stated_size = {});

  // The same of a box in parts of the picture's sides, 0…1.
  bool add_relative_box(std::size_t index, scene::LabelledBox box, std::string_view label_file);

  // An object, or a line, of that picture's labels cannot be read: the picture is treated as not labelled
  // (the rule above). `reason` is a clause about the file, which is noted with the name of the picture: "line
  // 2 is not …".
  void not_understood(std::size_t index, std::string_view label_file, std::string_view reason);

  // A shape of that picture that this reader does not use, such as "point". When the picture has no box
  // besides, it is treated as not labelled.
  void shape_not_used(std::size_t index, std::string_view shape);

  // Counts what is read as something else, or not used, and is said once for the whole data set when
  // finished.
  ReadingTally& tally() { return tally_; }

  // Leaves `path` (or a part of it) out; an empty path means the whole data set. After some notes on one file
  // the rest are only counted.
  void note(Problem::Kind kind, std::string_view path, std::string says);

  // Classes keep the order they were made in up to `position`; those from there on are sorted by name.
  struct SortFrom {
    std::size_t position = 0;
  };
  static constexpr SortFrom kAsMade{kMostClasses};

  // The pictures that are not broken, with all that was gathered. InvalidInput when no picture is left, or
  // with more classes than kMostClasses.
  Result<Dataset> finish(std::string_view format, SortFrom sort);

 private:
  Import(const Survey& survey, Task task);
  Result<Done> measure(const ReadOptions& options);
  void sort_classes(std::size_t from);
  void settle(std::size_t index);
  bool add_drawn(std::size_t index, scene::LabelledBox box, std::string_view label_file,
                 const TurnedBoxes::Drawn& drawn);
  void match_said(std::size_t index, std::string_view written);
  bool read_pixels_as_parts();
  void add_notices();

  const Survey* survey_;
  Task task_;
  BoxesDrawnOn boxes_drawn_on_ = BoxesDrawnOn::Unknown;
  PictureIndex index_;
  std::vector<Picture> pictures_;
  std::vector<int> orientations_;  // EXIF, of `pictures_`
  std::vector<std::string> claimed_by_;
  std::vector<std::uint32_t> unused_shapes_;  // of `pictures_`
  TurnedBoxes turned_;
  // Boxes given in pixels; of these the ones that look like parts of the picture's sides.
  std::size_t in_pixels_ = 0, like_parts_ = 0;
  bool is_any_relative_ = false, is_any_fraction_ = false;
  ReadingTally tally_;
  std::set<std::string> missing_;  // pictures that are not there, by file name without extension
  std::vector<std::string> classes_;
  std::unordered_map<std::string, scene::ClassIndex> class_numbers_;
  std::vector<Problem> problems_;
  std::map<std::string, std::size_t, std::less<>> notes_of_;
};

}  // namespace tinsmith::dataset
