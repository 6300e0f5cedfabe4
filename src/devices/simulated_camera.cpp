#include "devices/simulated_camera.h"

#include <algorithm>

#include "base/check.h"
#include "base/files.h"
#include "dataset/demo.h"
#include "devices/simulated_model.h"
#include "image/decode.h"
#include "image/preparation.h"

namespace tinsmith::devices {
namespace {

constexpr std::size_t kMaxPictures = 200;

// The camera sees the middle of a picture that is not square.
image::Image frame_of(const image::Image& picture) {
  image::Preparation camera;
  camera.size = {kFrameSide_px, kFrameSide_px};
  camera.fit = image::Fit::Crop;
  camera.filter = image::Filter::Area;
  image::Image frame = image::prepared(picture, camera);
  image::reduce_to(image::PixelFormat::Rgb565, frame);
  return frame;
}

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  const auto options = std::filesystem::directory_options::skip_permission_denied;
  for (std::filesystem::recursive_directory_iterator entry(folder, options, error), end;
       !error && entry != end; entry.increment(error))
    if (entry->is_regular_file(error)) files.push_back(entry->path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

SimulatedCamera::SimulatedCamera(std::vector<image::Image> pictures) {
  CHECK(!pictures.empty(), "a camera without pictures");
  for (image::Image& picture : pictures) picture = frame_of(picture);
  pictures_ = std::make_shared<const std::vector<image::Image>>(std::move(pictures));
}

Result<SimulatedCamera> SimulatedCamera::showing(const std::filesystem::path& folder) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error))
    return fail(Fault::NotFound, "{} is not a folder; give one with pictures", folder.string());
  std::vector<image::Image> frames;
  for (const auto& file : files_in(folder)) {
    if (frames.size() == kMaxPictures) break;
    const auto bytes = read_file(file);
    if (!bytes || !image::is_decoded_kind(*bytes)) continue;
    if (const auto picture = image::decode(*bytes)) frames.push_back(frame_of(*picture));
  }
  if (frames.empty())
    return fail(Fault::InvalidInput, "there is no picture in {} that can be read", folder.string());
  return SimulatedCamera(std::move(frames));
}

Result<SimulatedCamera> SimulatedCamera::showing_demo() {
  constexpr int kDemoPictures = 24;
  TRY(const auto folder, TemporaryFolder::make());
  ThreadPool threads(1);
  SilentProgress progress;
  TRY_DONE(dataset::draw_demo(
      folder.path(), {.pictures = kDemoPictures, .size = {kFrameSide_px, kFrameSide_px}}, threads, progress));
  return showing(folder.path());
}

const image::Image& SimulatedCamera::next() {
  const image::Image& frame = (*pictures_)[next_];
  next_ = (next_ + 1) % pictures_->size();
  return frame;
}

}  // namespace tinsmith::devices
