// dataset/import.h — the steps that all layout readers share.
//
// They measure pictures, look them up, collect boxes, note problems, and return a Dataset.
//
// The rule for labels that cannot be read: a picture is used with all of its labels or with none. If an
// object without a readable box or class were left out, its area would be trained as background. Such a
// picture is therefore treated as not labelled: it is not annotated, has neither boxes nor a class, and
// `unused` is NotUnderstood. The same rule applies to a picture that has only shapes that no reader uses. The
// objects that were read are kept as `drafts`, for a person to complete. A picture in which no box has an
// area inside the picture keeps its boxes as written but is not used either (AllOutside; see is_usable).
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

// Max number of classes. More than this means that the data set was read with the wrong layout.
inline constexpr std::size_t kMaxClasses = 10'000;
// Max absolute coordinate. Larger values cannot belong to a picture.
inline constexpr double kMaxCoordinate_pixels = 1e7;

class Import {
 public:
  // Reads the headers of all pictures, in parallel. `survey` must outlive the import. Cancelled.
  static Result<Import> start(const Survey& survey, const ReadOptions& options, LabelKind label_kind);

  const Survey& survey() const { return *survey_; }
  std::size_t picture_count() const { return pictures_.size(); }
  Picture& picture(std::size_t index) { return pictures_[index]; }
  bool is_broken(std::size_t index) const { return pictures_[index].size.width == 0; }

  // As in PictureIndex. When no picture is found, a missing picture is noted.
  std::optional<std::size_t> find(std::string_view written, std::string_view label_file);
  std::optional<std::size_t> find_beside(std::string_view label_file);
  // As `find`, for the first of several spellings that matches a picture. Precondition: at
  // least one spelling.
  std::optional<std::size_t> find_any(std::span<const std::string> spellings, std::string_view label_file);
  // As `find`, but notes nothing.
  std::optional<std::size_t> look_up(std::string_view written, std::string_view label_file) const;

  // Notes that labels name the picture `written`, which does not exist. The same picture is noted once, even
  // when several label files name it, with or without extension.
  void note_missing(std::string_view written, std::string_view label_file);

  // Marks the picture as annotated by that label file. When another file has annotated it already, notes that
  // and returns false.
  bool claim(std::size_t index, std::string_view label_file);
  // The label file that annotated the picture; empty when there is none.
  const std::string& claimed_by(std::size_t index) const { return claimed_by_[index]; }

  // Returns the class of that name, and creates it when it is new. An invalid name is cleaned, and this is
  // noted (class_name.h). A name that is not UTF-8 is read as Latin-1.
  scene::ClassIndex class_of(std::string_view name);
  const std::vector<std::string>& classes() const { return classes_; }

  // Adds a box in pixels, unchanged, except that a negative width or height (a box drawn from the opposite
  // corner) is normalised. Returns false when the picture is broken, or when a coordinate is not finite or
  // is larger than kMaxCoordinate_pixels. In the second case the box counts as an object that cannot be
  // read (see not_understood).
  //
  // `stated_size`: the size of the picture according to the label file, or {0, 0}. It helps to determine
  // whether boxes were drawn on the stored picture or on the upright one (turned_boxes.h). The boxes of
  // pictures that EXIF rotates get their final position in `finish`. When all boxes of a data set are within
  // one pixel, `finish` also converts them: their coordinates are then fractions of the picture's sides,
  // whatever the layout specifies.
  bool add_box(std::size_t index, scene::LabelledBox box, std::string_view label_file,
               image::Size stated_size = {});

  // As add_box, for a box in fractions of the picture's sides, 0…1.
  bool add_relative_box(std::size_t index, scene::LabelledBox box, std::string_view label_file);

  // Notes that an object or a line of the picture's labels cannot be read. The picture is treated as not
  // labelled (see the rule above). `reason` is a clause about the label file, "line 2 is not …"; the name of
  // the picture is added to it.
  void not_understood(std::size_t index, std::string_view label_file, std::string_view reason);

  // Notes that the picture has a shape that this reader does not use, such as "point". When the picture has
  // no box besides, it is treated as not labelled.
  void shape_not_used(std::size_t index, std::string_view shape);

  // Counts elements that were read as something else or not used. `finish` reports them once for the
  // whole data set.
  ReadingTally& tally() { return tally_; }

  // Notes a problem with `path`; an empty path means the whole data set. After the first few notes about one
  // file, the rest are only counted.
  void note(Problem::Kind kind, std::string_view path, std::string message);

  // Classes before `position` keep the order in which they were created. The rest are sorted by name.
  struct SortFrom {
    std::size_t position = 0;
  };
  static constexpr SortFrom kAsMade{kMaxClasses};

  // Returns the pictures that are not broken, with all labels collected. The caller of the reader adds the
  // name of the layout. InvalidInput when no picture is left.
  Result<Dataset> finish(SortFrom sort);

 private:
  Import(const Survey& survey, LabelKind label_kind);
  Result<Done> measure(const ReadOptions& options);
  void sort_classes(std::size_t from);
  void settle(std::size_t index);
  bool add_drawn(std::size_t index, scene::LabelledBox box, std::string_view label_file,
                 const TurnedBoxes::Drawn& drawn);
  void match_said(std::size_t index, std::string_view written);
  bool read_pixels_as_fractions();
  void add_notices();

  const Survey* survey_;
  LabelKind label_kind_;
  BoxesDrawnOn boxes_drawn_on_ = BoxesDrawnOn::Unknown;
  PictureIndex index_;
  std::vector<Picture> pictures_;
  std::vector<int> orientations_;  // EXIF, one per picture
  std::vector<std::string> claimed_by_;
  std::vector<std::uint32_t> unused_shapes_;  // number per picture
  TurnedBoxes turned_;
  // The number of boxes given in pixels, and of those that look like fractions of the picture's sides.
  std::size_t in_pixels_ = 0, like_fractions_ = 0;
  bool is_any_relative_ = false, is_any_fraction_ = false;
  ReadingTally tally_;
  std::set<std::string> missing_;  // names of missing pictures, without extension
  std::vector<std::string> classes_;
  std::unordered_map<std::string, scene::ClassIndex> class_numbers_;
  std::vector<Problem> problems_;
  std::map<std::string, std::size_t, std::less<>> notes_of_;
};

}  // namespace tinsmith::dataset
