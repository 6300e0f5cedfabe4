#include "deploying/deploying_for_test.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "bundle/model.h"
#include "deploying/board_session.h"
#include "devices/esp_image.h"
#include "devices/md5.h"
#include "devices/model_for_test.h"
#include "formats/tflite/tflite.h"

namespace tinsmith::deploying {
namespace {

devices::SimulatedMemory flash_with(devices::Dialect firmware) {
  devices::SimulatedMemory flash(devices::kXiaoFlash_bytes);
  devices::SimulatedXiao::install(firmware, flash);
  return flash;
}

}  // namespace

devices::SimulatedCamera red_camera_for_test() {
  image::Image picture({240, 240}, 3);
  for (std::size_t i = 0; i < picture.pixels.size(); i += 3) picture.pixels[i] = 230;
  return devices::SimulatedCamera({picture});
}

std::filesystem::path AnyBenchForTest::model(const std::string& prefix, std::size_t more_bytes) const {
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

Result<Deployed> AnyBenchForTest::deploys(const std::filesystem::path& model,
                                          std::uint64_t unplugged_after_bytes) {
  if (!device().flash().has_power()) device().plug_in();
  devices::DeviceLinkForTest link(board_for_link(), unplugged_after_bytes);
  SilentProgress progress;
  DeployRequest request;
  request.model = model;
  request.data_folder = data();
  request.patience_ms = kPatienceForTest_ms;
  complete(request);
  auto deployed = deploy(link, request, progress);
  passed_bytes_ = link.passed_bytes();
  return deployed;
}

std::vector<std::string> AnyBenchForTest::classes_of_running_model() {
  if (!device().flash().has_power()) device().plug_in();
  devices::DeviceLinkForTest link(board_for_link());
  if (!restart(link)) return {};
  auto client = firmware_of(link, kPatienceForTest_ms);
  if (!client) return {};
  const auto info = client->info();
  if (!client->start_invoking({.times = 1, .with_pictures = false, .thresholds = {}})) return {};
  const auto frame = client->next_frame(kPatienceForTest_ms);
  return frame && *frame && info && *info ? (*info)->classes : std::vector<std::string>();
}

void AnyBenchForTest::expect_true_history() {
  const auto records = history().all().value();
  if (records.empty()) return;
  const BoardRecord& last = records.back();
  if (last.state == BoardState::BeingWritten || last.size_bytes == 0) return;  // nothing is stated
  EXPECT_EQ(devices::md5_of(device().flash().bytes().subspan(models_offset(), last.size_bytes)), last.md5);
}

BenchForTest::BenchForTest(devices::Dialect firmware)
    : board_(std::make_shared<devices::SimulatedXiao>(flash_with(firmware), red_camera_for_test())) {}

Result<Done> BenchForTest::restart(devices::Link& link) const {
  return devices::restart_esp(link);
}

std::uint32_t BenchForTest::models_offset() const {
  return devices::kModelsOffset;
}

}  // namespace tinsmith::deploying
