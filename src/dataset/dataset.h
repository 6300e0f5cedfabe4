// dataset/dataset.h — labelled pictures, whatever layout they came in.
//
// A Dataset is what every importer gives and every exporter takes. It holds no pixels: pictures stay where
// they are (a folder, or inside a zip) and are read through `source`.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "image/image.h"
#include "scene/scene.h"

namespace tinsmith::files {
class Source;  // files/source.h: a folder or an archive, read-only, safe to read from several threads
}

namespace tinsmith::dataset {

// A data set is made of files; their names are used here without the room's.
using namespace files;

enum class Task : std::uint8_t { Classification, Detection };

enum class Split : std::uint8_t { None, Train, Validation, Test };
constexpr std::string_view name_of(Split split) {
  constexpr std::string_view kNames[] = {"none", "train", "val", "test"};
  return kNames[static_cast<std::size_t>(split)];
}

// Why a picture is not used although somebody labelled it.
enum class Unused : std::uint8_t {
  No,
  // Not all of its labels could be understood: it is not annotated; what was understood are its drafts, for a
  // person to complete and never for training.
  NotUnderstood,
  // All were understood, and no box has an area inside the picture: it keeps them as they were written.
  AllOutside,
};

// What a person said of a picture. A picture without boxes is *null* when it was looked at and holds no
// object, and *missing* when nobody has said anything of it, or nothing that could be understood; a trainer
// may use the first and never the second.
struct Picture {
  std::string path;  // inside the source, '/' between folders, UTF-8
  image::Size size;  // upright
  bool is_annotated = false;
  std::optional<scene::ClassIndex> class_index;  // classification
  std::vector<scene::LabelledBox> boxes;         // detection, as they were written, unclipped
  Split split = Split::None;                     // given by the layout; None where the layout gives none
  Unused unused = Unused::No;
  std::vector<scene::LabelledBox> drafts;
};

// Whether the picture may be learned from and measured on.
inline bool is_usable(const Picture& picture) {
  return picture.is_annotated && picture.unused == Unused::No;
}

// Something wrong with one file (or, with an empty path, to be known of the whole data set), kept instead of
// refusing the whole set.
struct Problem {
  enum class Kind : std::uint8_t {
    BrokenPicture,   // its header cannot be read; it is not among `pictures`
    MissingPicture,  // labels name it, the source does not hold it
    BrokenLabel,     // a label file, or a line of it, was left out
    Notice,          // nothing was left out, but somebody should look
  };
  Kind kind = Kind::Notice;
  std::string path;
  std::string says;  // one sentence, as Error::says
};

// "labels/1.txt: line 2 is not …": the sentence as every door shows it.
std::string sentence_of(const Problem& problem);

struct Dataset {
  Task task = Task::Classification;
  std::string format;  // the layout's name in the table of formats: "coco", "voc", "yolo", "class-folders", …
  std::vector<std::string> classes;  // stable order, see docs/formats/datasets.md
  std::vector<Picture> pictures;     // sorted by path; all have a readable header, not all of them decode
  std::vector<Problem> problems;
  std::shared_ptr<const Source> source;
};

}  // namespace tinsmith::dataset
