// deploying/deploying_for_test.h — a bench with a simulated board, model files and a data folder.
#pragma once

#include <memory>

#include "base/files.h"
#include "base/random.h"
#include "deploying/deploy.h"
#include "deploying/history.h"
#include "devices/device_link_for_test.h"
#include "devices/simulated_xiao.h"

namespace tinsmith::deploying {

class BenchForTest {
 public:
  // The board has this firmware and no model; its camera shows one red picture.
  explicit BenchForTest(devices::Dialect firmware);

  // The path of a model that answers with the colour of the picture; the names of its classes begin with the prefix, so that
  // models of different prefixes differ.
  std::filesystem::path model(const std::string& prefix, std::size_t more_bytes = 0) const;

  // Plugs the board in, if it is not, and deploys.
  Result<Deployed> deploys(const std::filesystem::path& model,
                           std::uint64_t unplugged_after_bytes = std::numeric_limits<std::uint64_t>::max());

  // The class names that the board states now for its model; empty when it cannot run one.
  std::vector<std::string> classes_of_running_model();

  devices::SimulatedXiao& board() { return *board_; }
  const std::shared_ptr<devices::SimulatedXiao>& board_for_link() const { return board_; }
  BoardHistory history() const { return BoardHistory(data()); }
  std::filesystem::path data() const { return folder_.path() / "data"; }
  std::uint64_t passed_bytes() const { return passed_bytes_; }

 private:
  TemporaryFolder folder_;
  std::shared_ptr<devices::SimulatedXiao> board_;
  std::uint64_t passed_bytes_ = 0;
};

}  // namespace tinsmith::deploying
