#include "deploying/deploying_for_test.h"

#include "bundle/model.h"
#include "deploying/board_session.h"
#include "devices/esp_image.h"
#include "devices/model_for_test.h"
#include "formats/tflite/tflite.h"

namespace tinsmith::deploying {
namespace {

constexpr std::int32_t kPatience_ms = 300;

devices::SimulatedMemory flash_with(devices::Dialect firmware) {
  devices::SimulatedMemory flash(devices::kXiaoFlash_bytes);
  devices::SimulatedXiao::install(firmware, flash);
  return flash;
}

image::Image red_picture() {
  image::Image picture({240, 240}, 3);
  for (std::size_t i = 0; i < picture.pixels.size(); i += 3) picture.pixels[i] = 230;
  return picture;
}

}  // namespace

BenchForTest::BenchForTest(devices::Dialect firmware)
    : folder_(TemporaryFolder::make().value()),
      board_(std::make_shared<devices::SimulatedXiao>(flash_with(firmware),
                                                      devices::SimulatedCamera({red_picture()}))) {}

std::filesystem::path BenchForTest::model(const std::string& prefix, std::size_t more_bytes) const {
  bundle::Model model;
  model.graph = devices::colours_for_test();
  model.classes = {prefix + " red", prefix + " green", prefix + " blue"};
  model.name = prefix;
  model.preparation.size = {32, 32};
  auto file = bundle::to_tflite(model);
  CHECK(file.has_value(), "{}", file.error().text());
  // They do not compress, as weights hardly do, and readers of the file do not look at them.
  Rng random(more_bytes);
  for (std::size_t i = 0; i < more_bytes; ++i) file->push_back(static_cast<std::byte>(random.below(256)));
  const auto path = folder_.path() / (prefix + ".tflite");
  CHECK(write_file(path, *file).has_value(), "cannot write {}", path.string());
  return path;
}

Result<Deployed> BenchForTest::deploys(const std::filesystem::path& model,
                                       std::uint64_t unplugged_after_bytes) {
  if (!board_->flash().has_power()) board_->plug_in();
  devices::DeviceLinkForTest link(board_, unplugged_after_bytes);
  SilentProgress progress;
  DeployRequest request;
  request.model = model;
  request.data_folder = data();
  request.patience_ms = kPatience_ms;
  auto deployed = deploy(link, request, progress);
  passed_bytes_ = link.passed_bytes();
  return deployed;
}

std::vector<std::string> BenchForTest::classes_of_running_model() {
  if (!board_->flash().has_power()) board_->plug_in();
  devices::DeviceLinkForTest link(board_);
  if (!devices::restart_esp(link)) return {};
  auto client = firmware_of(link, kPatience_ms);
  if (!client) return {};
  const auto info = client->info();
  if (!client->start_invoking({.times = 1, .with_pictures = false, .thresholds = {}})) return {};
  const auto frame = client->next_frame(kPatience_ms);
  return frame && *frame && info && *info ? (*info)->classes : std::vector<std::string>();
}

}  // namespace tinsmith::deploying
