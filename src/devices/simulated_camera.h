// devices/simulated_camera.h — the camera of a simulated board: it shows the pictures of a folder, one after the other.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "image/image.h"

namespace tinsmith::devices {

// Copies share the pictures.
class SimulatedCamera {
 public:
  // Shows pictures that are at hand.
  explicit SimulatedCamera(std::vector<image::Image> pictures);

  // Shows the pictures of a folder and its subfolders, in the order of their names; at most 200, and files that are no pictures
  // are left out.
  //   NotFound      there is no such folder
  //   InvalidInput  it has no picture that can be read
  static Result<SimulatedCamera> showing(const std::filesystem::path& folder);

  // Shows drawn nuts, bolts and washers.
  static Result<SimulatedCamera> showing_demo();

  std::size_t picture_count() const { return pictures_->size(); }

  // The next frame, 240 × 240 pixels with 5, 6 and 5 bits, as the camera of the board gives them.
  const image::Image& next();

 private:
  std::shared_ptr<const std::vector<image::Image>> pictures_;  // as frames
  std::size_t next_ = 0;
};

}  // namespace tinsmith::devices
