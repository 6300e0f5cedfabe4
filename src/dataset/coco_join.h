// dataset/coco_join.h — which picture of a ground truth a detection means, where the ids of two files do not
// match. Not for other rooms.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dataset/coco_results.h"

namespace tinsmith::dataset {

// By what detections are joined with pictures. Earlier ones come first where several fit.
enum class PictureJoin : std::uint8_t {
  Id,        // image_id is an id of "images"
  FileName,  // the detection's file_name is that of a picture
  IdAsName,  // image_id is the file name of a picture, with or without folders and ending
};

// One detection as far as joining looks at it.
struct Mention {
  CocoId image_id;
  std::optional<std::string> file_name;
};

// The pictures that mentions mean, all found by one and the same join, and that join: the first of the enum
// by which every mention has a picture. By id only where no file_name contradicts it.
struct JoinedPictures {
  PictureJoin by = PictureJoin::Id;
  std::vector<std::size_t> pictures;
};
// Nothing when no join finds them all.
std::optional<JoinedPictures> join_pictures(const CocoTruth& truth, const std::vector<Mention>& mentions);

// A sentence about a join other than by id, for whoever reads the figures; empty for Id.
std::string about_join(PictureJoin join);

}  // namespace tinsmith::dataset
