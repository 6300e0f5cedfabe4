// dataset/dataset.h — labelled pictures, independent of the layout they were read from.
//
// Every importer produces a Dataset and every exporter takes one. It holds no pixels: the pictures stay where
// they are (in a folder, or inside a zip) and are read through `source`.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "image/image.h"
#include "scene/scene.h"
#include "scene/split.h"
#include "scene/task.h"

namespace tinsmith::files {
class Source;  // files/source.h: a folder or an archive, read-only, safe to read from several threads
}

namespace tinsmith::dataset {

// A data set consists of files, so the names of namespace files are used here without a prefix.
using namespace files;

// The kind of labels in a data set: the class of each picture, or the boxes of its objects.
enum class LabelKind : std::uint8_t { Classes, Boxes };
// "classification", "detection": in `data check --json` and for `data demo --task`.
constexpr std::string_view name_of(LabelKind label_kind) {
  return label_kind == LabelKind::Classes ? "classification" : "detection";
}
// Returns the labels that a task is trained on. Centroids are the centres of labelled boxes.
constexpr LabelKind labels_for(scene::Task task) {
  return task == scene::Task::Classification ? LabelKind::Classes : LabelKind::Boxes;
}

using scene::Split;

// The reason why a labelled picture is not used.
enum class Unused : std::uint8_t {
  No,
  // Some of its labels could not be read. The picture counts as not annotated. The labels that were read are
  // its drafts, which a person can complete; they are never used for training.
  NotUnderstood,
  // All labels were read, but no box has an area inside the picture. The picture keeps the boxes as written.
  AllOutside,
};

// A picture and its labels. A picture without boxes is *null* when a person looked at it and it contains no
// object. It is *missing* when it has no annotation, or none that could be read. A trainer may use null
// pictures but never missing ones.
struct Picture {
  std::string path;  // inside the source, '/' between folders, UTF-8
  image::Size size;  // upright
  bool is_annotated = false;
  std::optional<scene::ClassIndex> class_index;  // LabelKind::Classes
  std::vector<scene::LabelledBox> boxes;         // LabelKind::Boxes; as in the label file, unclipped
  Split split = Split::None;                     // given by the layout, or None
  Unused unused = Unused::No;
  std::vector<scene::LabelledBox> drafts;
};

// True when the picture may be used for training and evaluation.
inline bool is_usable(const Picture& picture) {
  return picture.is_annotated && picture.unused == Unused::No;
}

// A problem with one file or, when `path` is empty, a note about the whole data set. Problems are collected
// instead of rejecting the whole data set.
struct Problem {
  enum class Kind : std::uint8_t {
    BrokenPicture,   // its header cannot be read; it is not in `pictures`
    MissingPicture,  // labels name it, but the source does not contain it
    BrokenLabel,     // a label file, or a line of one, was left out
    Notice,          // nothing was left out, but the user should check
  };
  Kind kind = Kind::Notice;
  std::string path;
  std::string message;  // one sentence, as Error::message
};

// Returns "labels/1.txt: line 2 is not …", the same sentence for the command line and the studio.
std::string sentence_of(const Problem& problem);

struct Dataset {
  LabelKind label_kind = LabelKind::Classes;
  std::string format;  // name of the layout (formats.h): "coco"; "pictures": read without labels
  std::vector<std::string> classes;  // stable order, see docs/formats/datasets.md
  std::vector<Picture> pictures;     // sorted by path; all have a readable header, but some may not decode
  std::vector<Problem> problems;
  std::shared_ptr<const Source> source;
};

}  // namespace tinsmith::dataset
