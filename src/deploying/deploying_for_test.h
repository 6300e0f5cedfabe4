// deploying/deploying_for_test.h — benches with a simulated board, model files and a data folder.
#pragma once

#include <memory>

#include "base/files.h"
#include "deploying/deploy.h"
#include "deploying/history.h"
#include "devices/device_link_for_test.h"
#include "devices/simulated_camera.h"
#include "devices/simulated_xiao.h"

namespace tinsmith::deploying {

inline constexpr std::int32_t kPatienceForTest_ms = 300;

// A camera that shows one red picture.
devices::SimulatedCamera red_camera_for_test();

// The parts that the benches of all boards have.
class AnyBenchForTest {
 public:
  virtual ~AnyBenchForTest() = default;

  // The path of a model that answers with the colour of the picture; the names of its classes begin with the prefix, so that
  // models of different prefixes differ.
  std::filesystem::path model(const std::string& prefix, std::size_t more_bytes = 0) const;

  // Plugs the board in, if it is not, and deploys.
  Result<Deployed> deploys(const std::filesystem::path& model,
                           std::uint64_t unplugged_after_bytes = std::numeric_limits<std::uint64_t>::max());

  // The class names that the board states now for its model; empty when it cannot run one.
  std::vector<std::string> classes_of_running_model();

  // Expects that the flash has what the last line of the history states, if it states anything.
  void expect_true_history();

  virtual std::shared_ptr<devices::SimulatedDevice> board_for_link() const = 0;
  devices::SimulatedDevice& device() { return *board_for_link(); }
  BoardHistory history() const { return BoardHistory(data()); }
  std::filesystem::path data() const { return folder_.path() / "data"; }
  std::uint64_t passed_bytes() const { return passed_bytes_; }

 private:
  virtual void complete(DeployRequest& request) = 0;
  virtual Result<Done> restart(devices::Link& link) const = 0;
  virtual std::uint32_t models_offset() const = 0;

  TemporaryFolder folder_ = TemporaryFolder::make().value();
  std::uint64_t passed_bytes_ = 0;
};

class BenchForTest final : public AnyBenchForTest {
 public:
  // A XIAO ESP32-S3 with this firmware and no model.
  explicit BenchForTest(devices::Dialect firmware);

  devices::SimulatedXiao& board() { return *board_; }
  std::shared_ptr<devices::SimulatedDevice> board_for_link() const override { return board_; }

 private:
  void complete(DeployRequest&) override {}
  Result<Done> restart(devices::Link& link) const override;
  std::uint32_t models_offset() const override;

  std::shared_ptr<devices::SimulatedXiao> board_;
};

}  // namespace tinsmith::deploying
