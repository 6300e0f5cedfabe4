// deploying/proof.h — asks a board to run its model on pictures of its camera, and compares its answers with those that are
// computed here for the same pictures.
#pragma once

#include <optional>
#include <string>

#include "devices/simulated_model.h"
#include "devices/sscma_client.h"
#include "image/image.h"

namespace tinsmith::deploying {

// A picture of the board's camera with both answers to it. Places are those of a frame (devices::scale_of).
struct ComparedPicture {
  devices::Frame board, computed;  // the JPEG file is in the first
  image::Size size;
};

struct Proof {
  bool agrees = false;
  std::int32_t pictures = 0,
               objects = 0;  // compared; objects: boxes, centroids or classes that the board reported
  std::string sentence;      // what was compared, or how the answers differ
  std::optional<ComparedPicture> last = {};  // none: there was no answer to compare
};

// Compares up to some pictures, until the board has reported something in one of them: that both find nothing proves little.
//
// The board sends its pictures as JPEG, after it has run the model on the pixels before. So answers may differ a little; an object
// that only one of both reports counts when its score is clearly above the threshold.
//   Unavailable  the board does not run its model, or sends no picture
Result<Proof> prove(devices::SscmaClient& client, devices::SimulatedModel& model);

// Returns how two answers differ in more than a JPEG explains; empty: they agree. `threshold` in percent.
std::string difference_between(const devices::Frame& board, const devices::Frame& computed, double threshold);

}  // namespace tinsmith::deploying
