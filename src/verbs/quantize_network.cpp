#include "verbs/quantize_network.h"

#include "boards/lowering.h"

namespace tinsmith::verbs {
namespace {

// Passes stop requests to the quantizer.
class StopProgress final : public Progress {
 public:
  explicit StopProgress(const TrainWatcher& watcher) : watcher_(watcher) {}
  void report(std::string_view, double, double) override {}
  bool should_stop() const override { return watcher_.should_stop(); }

 private:
  const TrainWatcher& watcher_;
};

}  // namespace

Result<QuantizedNetwork> quantize_network(const TrainingRun& run, const PreparedTraining& prepared,
                                          const quant::Samples& calibration_samples, graph::Graph graph,
                                          std::int32_t epoch) {
  TRY(auto with_answer, prepared.with_answer(std::move(graph)));
  if (prepared.board != nullptr) with_answer = boards::lowered_for(*prepared.board, std::move(with_answer));
  StopProgress progress(run.watcher);
  TRY(auto quantized, quant::quantize(with_answer, calibration_samples, {}, run.pool, progress));
  bundle::Model model = prepared.bundled(quantized.graph, epoch);
  return QuantizedNetwork{std::move(model), std::move(quantized)};
}

}  // namespace tinsmith::verbs
