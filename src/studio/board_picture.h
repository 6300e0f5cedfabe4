// studio/board_picture.h — a picture of a board's camera for a project, labelled by the model on the board.
#pragma once

#include <string>
#include <vector>

#include "devices/sscma_data.h"
#include "image/image.h"
#include "store/projects.h"
#include "studio/pictures.h"

namespace tinsmith::studio {

// A result that a board has sent.
struct BoardPicture {
  const devices::Frame& frame;
  image::Size picture_size;          // of the JPEG file
  std::vector<std::string> classes;  // names of the model's classes; may be fewer than the model has
  std::string name;                  // of the picture
};

struct SavedBoardPicture {
  AddedPicture added;
  std::int64_t labels = 0;  // 1 for a class, the number of boxes otherwise
  // Names of the classes that the model found and the project does not have, or "class 7".
  std::vector<std::string> unknown_classes;
};

// Adds the picture. What the model found becomes its labels where the project has a class of the same name; they count as made
// by a model until a person reviews them. A picture that the project has already keeps its labels.
//   NotFound  the frame has no picture
//   others    as add_picture
Result<SavedBoardPicture> save_board_picture(store::Store& store, store::Database& database,
                                             const store::Project& project, const BoardPicture& picture);

}  // namespace tinsmith::studio
