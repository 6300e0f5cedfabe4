#include "train/fit_state.h"

#include <algorithm>

#include "base/hash.h"
#include "graph/print.h"

namespace tinsmith::train {
namespace {

std::uint64_t structure_hash(const graph::Graph& graph) {
  return hash_of(as_bytes(graph::print(graph))).low;
}

template <class Values>
std::vector<float> copy_of(const Values& values) {
  return {values.begin(), values.end()};
}

}  // namespace

FitState::FitState(const graph::Graph& graph, Engine engine, const FitSettings& settings)
    : engine_(std::move(engine)),
      optimizer_(settings.optimizer, decays_of(engine_)),
      average_values_(settings.average_decay),
      average_statistics_(settings.average_decay) {
  completed_.graph_hash = structure_hash(graph);
  if (!settings.is_quantization_aware) return;
  exact_ = copy_of(engine_.values());
  rounding_.emplace(engine_.parameters());
  round_values();
}

void FitState::round_values() {
  if (rounding_) (*rounding_)(exact_, engine_.values());
}

Weights FitState::current() {
  return {copy_of(exact_values()), copy_of(engine_.statistics())};
}

Weights FitState::average() const {
  return {copy_of(average_values_.values()), copy_of(average_statistics_.values())};
}

void FitState::use(const Weights& weights) {
  std::copy(weights.values.begin(), weights.values.end(), exact_values().begin());
  round_values();
  std::copy(weights.statistics.begin(), weights.statistics.end(), engine_.statistics().begin());
}

std::uint64_t FitState::weights_hash() {
  const Weights weights = current();
  return hash_of(std::as_bytes(std::span(weights.values))).low ^
         hash_of(std::as_bytes(std::span(weights.statistics))).low;
}

Result<Done> FitState::check_fits(const Checkpoint& loaded, const std::filesystem::path& file) {
  const auto fits = [&](const Weights& weights) {
    return weights.values.size() == engine_.values().size() &&
           weights.statistics.size() == engine_.statistics().size();
  };
  if (loaded.graph_hash != completed_.graph_hash || !fits(loaded.current) || !fits(loaded.average) ||
      !fits(loaded.best))
    return fail(Fault::Conflict,
                "{} contains the weights of a network of another structure: its kind, input or number of "
                "classes differs; give another --out, or the settings with which it was created",
                file.string());
  const Optimizer::State& own = optimizer_.state();
  if (loaded.optimizer.first.size() != own.first.size() ||
      loaded.optimizer.second.size() != own.second.size())
    return fail(Fault::Conflict,
                "{} was created with another optimizer; give another --out, or the optimizer with which it "
                "was created",
                file.string());
  return Done{};
}

Result<Done> FitState::resume(const std::filesystem::path& file) {
  std::error_code ignored;
  if (file.empty() || !std::filesystem::exists(file, ignored)) return Done{};
  TRY(auto loaded, load_checkpoint(file));
  return resume(std::move(loaded), file);
}

Result<Done> FitState::resume(Checkpoint loaded, const std::filesystem::path& file) {
  TRY_DONE(check_fits(loaded, file));
  completed_ = std::move(loaded);
  use(completed_.current);
  optimizer_.set_state(completed_.optimizer);
  average_values_.set(completed_.average.values, completed_.average_steps);
  average_statistics_.set(completed_.average.statistics, completed_.average_steps);
  return Done{};
}

Result<Done> FitState::save(const std::filesystem::path& file) const {
  return train::save(completed_, file);
}

void FitState::update(double learning_rate) {
  optimizer_.step(exact_values(), engine_.gradients(), learning_rate);
  round_values();
  average_values_.update(exact_values());
  average_statistics_.update(engine_.statistics());
}

const EpochRecord* FitState::best_record() const {
  const std::int32_t epoch = progress().best_epoch;
  return epoch == 0 ? nullptr : &progress().records[static_cast<std::size_t>(epoch) - 1];
}

void FitState::complete_epoch(EpochRecord& record) {
  completed_.current = current();
  completed_.average = average();
  completed_.average_steps = average_values_.steps();
  completed_.optimizer = optimizer_.state();
  const EpochRecord* best = best_record();
  record.is_best = best == nullptr || record.validation_metric > best->validation_metric ||
                   (record.validation_metric == best->validation_metric &&
                    record.validation_loss <= best->validation_loss);
  if (record.is_best) {
    completed_.best = completed_.average;
    progress().best_epoch = record.epoch;
  }
  progress().records.push_back(record);
}

graph::Graph FitState::best_graph() {
  return with(best(), [this] {
    std::copy(best().values.begin(), best().values.end(), engine_.values().begin());
    return engine_.graph();
  });
}

}  // namespace tinsmith::train
