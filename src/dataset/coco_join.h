// dataset/coco_join.h — matches detections with pictures when the ids of two files differ.
//
// Only for this room.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dataset/coco_results.h"

namespace tinsmith::dataset {

// The key by which detections are joined with pictures. The first one that fits is used.
enum class PictureJoin : std::uint8_t {
  Id,        // image_id is an id of "images"
  FileName,  // the detection's file_name is that of a picture
  IdAsName,  // image_id is the file name of a picture, with or without folders and extension
};

// The fields of a detection that joining uses.
struct Mention {
  CocoId image_id;
  std::optional<std::string> file_name;
};

// The picture of each mention, and the join that found them. All mentions are joined by the same key: the
// first of the enum by which every mention has a picture. Id is used only if no file_name contradicts it.
struct JoinedPictures {
  PictureJoin by = PictureJoin::Id;
  std::vector<std::size_t> pictures;
};
// Returns nothing when no join finds a picture for every mention.
std::optional<JoinedPictures> join_pictures(const CocoTruth& truth, const std::vector<Mention>& mentions);

// Returns a sentence that explains a join other than by id to the reader of the results; empty for Id.
std::string about_join(PictureJoin join);

}  // namespace tinsmith::dataset
