#include "train/fit_run.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <optional>

#include "base/files.h"
#include "base/hash.h"
#include "graph/print.h"
#include "loader/loader.h"
#include "train/average.h"
#include "train/engine.h"
#include "train/pace.h"
#include "train/sampling.h"
#include "train/shared_batch.h"
#include "train/weight_rounding.h"

namespace tinsmith::train {
namespace {

using Clock = std::chrono::steady_clock;

// The first epoch also decodes the pictures, so the duration of an epoch is known from the second on.
constexpr std::int32_t kEpochsBeforeEstimate = 2;
// Duration of a validation step relative to a training step: it has only a forward pass.
constexpr double kValidationStepFraction = 0.35;

std::uint64_t structure_hash(const graph::Graph& graph) {
  return hash_of(as_bytes(graph::print(graph))).low;
}

std::vector<std::uint8_t> decays_of(const Engine& engine, std::size_t count) {
  std::vector<std::uint8_t> decays(count, 0);
  for (const ParameterInfo& parameter : engine.parameters()) {
    const bool decays_here = parameter.role == ParameterInfo::Role::ConvWeights ||
                             parameter.role == ParameterInfo::Role::DepthwiseWeights ||
                             parameter.role == ParameterInfo::Role::DenseWeights;
    if (decays_here)
      std::fill_n(decays.begin() + static_cast<std::ptrdiff_t>(parameter.offset), parameter.count,
                  std::uint8_t{1});
  }
  return decays;
}

}  // namespace

Fit::Fit(Engine engine, const FitData& data, const FitSettings& settings, Objective& objective,
         const FitWatcher& watcher, std::filesystem::path checkpoint_file, ranks::Ranks& ranks)
    : engine_(std::move(engine)),
      ranks_(ranks),
      shared_(ranks),
      data_(data),
      settings_(settings),
      objective_(objective),
      watcher_(watcher),
      checkpoint_file_(std::move(checkpoint_file)),
      optimizer_(settings.optimizer, decays_of(engine_, engine_.values().size())),
      average_values_(settings.average_decay),
      average_statistics_(settings.average_decay),
      early_stop_(settings.early_stop),
      pace_(settings.time_limit_s, settings.epochs, settings.batch, ranks) {
  if (!settings.is_quantization_aware) return;
  rounding_.emplace(engine_.parameters());
  exact_.assign(engine_.values().begin(), engine_.values().end());
}

Result<Done> Fit::open_loaders(int threads) {
  loader_threads_ = threads;
  TRY(train_loader_, train_loader());
  TRY(validation_loader_, loader_of(data_.validation, std::nullopt));
  return Done{};
}

Weights Fit::current() {
  return {{learned().begin(), learned().end()}, {engine_.statistics().begin(), engine_.statistics().end()}};
}

void Fit::use(const Weights& weights) {
  std::copy(weights.values.begin(), weights.values.end(), learned().begin());
  show_learned();
  std::copy(weights.statistics.begin(), weights.statistics.end(), engine_.statistics().begin());
}

Result<Done> Fit::resume_if_possible(std::uint64_t graph_hash) {
  state_.graph_hash = graph_hash;
  std::error_code ignored;
  if (checkpoint_file_.empty() || !std::filesystem::exists(checkpoint_file_, ignored)) return Done{};
  TRY(auto loaded, load_checkpoint(checkpoint_file_));
  const auto fits = [&](const Weights& weights) {
    return weights.values.size() == engine_.values().size() &&
           weights.statistics.size() == engine_.statistics().size();
  };
  if (loaded.graph_hash != graph_hash || !fits(loaded.current) || !fits(loaded.average) || !fits(loaded.best))
    return fail(Fault::Conflict,
                "{} contains the weights of a network of another structure: its kind, input or number of "
                "classes differs; give another --out, or the settings with which it was created",
                checkpoint_file_.string());
  if (loaded.optimizer.first.size() != optimizer_.state().first.size() ||
      loaded.optimizer.second.size() != optimizer_.state().second.size())
    return fail(Fault::Conflict,
                "{} was created with another optimizer; give another --out, or the optimizer with which it "
                "was created",
                checkpoint_file_.string());
  state_ = std::move(loaded);
  use(state_.current);
  optimizer_.set_state(state_.optimizer);
  average_values_.set(state_.average.values, state_.average_steps);
  average_statistics_.set(state_.average.statistics, state_.average_steps);
  for (const EpochRecord& record : state_.records)
    if (const auto why = early_stop_.after_epoch(record.train_loss, record.validation_metric))
      stopped_early_ = *why;
  return Done{};
}

Result<Done> Fit::check_agreement() {
  const Weights weights = current();
  std::uint64_t sum = hash_of(std::as_bytes(std::span(weights.values))).low ^
                      hash_of(std::as_bytes(std::span(weights.statistics))).low;
  for (const auto* pictures : {&data_.train, &data_.validation})
    sum ^= hash_of(std::as_bytes(std::span(*pictures))).low;
  if (const auto rank = ranks_.first_to_differ(sum))
    return fail(Fault::Conflict,
                "process {} starts with weights or pictures that differ from those of process 0; all "
                "processes need the same data, --out and program",
                *rank);
  return Done{};
}

void Fit::measure_step(std::int64_t step, std::size_t& wanted, double& progress_fraction) {
  const bool is_first_pass = state_.records.empty();
  if (!is_first_pass) return;
  const auto step_s = pace_.after_step(step);
  if (!step_s) return;
  const auto passed = [&](std::size_t pictures) {
    return static_cast<double>((static_cast<std::int64_t>(pictures) + settings_.batch - 1) / settings_.batch);
  };
  const auto epoch_s = [&] {
    return *step_s * (passed(wanted) + kValidationStepFraction * passed(data_.validation.size()));
  };
  report_expected(epoch_s() * settings_.epochs);
  if (const auto fewer = pace_.shortened_pass(*step_s, step + 1, static_cast<std::int64_t>(wanted))) {
    state_.pictures_a_pass = *fewer;
    wanted = static_cast<std::size_t>(*fewer);
  }
  if (pace_.has_limit()) progress_fraction = std::min(1.0, pace_.fraction_over(epoch_s()));
}

void Fit::report_expected(double seconds) {
  if (pace_.has_limit() || is_expected_reported_) return;
  is_expected_reported_ = true;
  watcher_.expected(seconds);
}

void Fit::lengthen_pass() {
  if (std::ssize(state_.records) != kEpochsBeforeEstimate || state_.pictures_a_pass != 0) return;
  const auto pictures = static_cast<std::int64_t>(data_.train.size());
  state_.pictures_a_pass = pace_.lengthened_pass(state_.records, elapsed_s(), pictures).value_or(0);
}

std::vector<std::size_t> Fit::order_of_pass(std::int32_t epoch) const {
  const auto round = [&](std::uint64_t number) {
    return epoch_order(data_.dataset, data_.train, settings_.balanced_sampling, settings_.seed,
                       static_cast<std::uint64_t>(epoch) + (number << 32));
  };
  auto order = round(0);
  if (state_.pictures_a_pass == 0) return order;
  const auto wanted = static_cast<std::size_t>(state_.pictures_a_pass);
  for (std::uint64_t number = 1; order.size() < wanted; ++number) {
    const auto more = round(number);
    order.insert(order.end(), more.begin(), more.end());
  }
  order.resize(wanted);
  return order;
}

Result<Fit::PassEnd> Fit::pass(EpochRecord& record, double& progress_fraction) {
  auto order = order_of_pass(record.epoch);
  std::size_t wanted = order.size();
  const double stall_before = train_loader_->stall_seconds();
  const auto began = Clock::now();
  train_loader_->start_epoch(static_cast<std::uint64_t>(record.epoch), std::move(order),
                             state_.progress < data_.mixing_until ? data_.mixing : loader::Mixing{});
  double loss_sum = 0, progress = state_.progress;
  std::size_t seen = 0;
  for (std::int64_t step = 0; seen < wanted; ++step) {
    const auto batch = train_loader_->next();
    if (!batch) break;
    progress = state_.progress + progress_fraction * static_cast<double>(seen) / static_cast<double>(wanted);
    record.learning_rate = settings_.learning_rate * rate_factor(settings_.schedule, progress);
    const bool is_any = answer(*batch, Engine::Mode::Training, settings_.seed + optimizer_.state().steps);
    if (shared_.should_stop()) return PassEnd::AskedToStop;
    if (!is_any) continue;
    const double loss = objective_.loss(shared_.outputs(), shared_.labels(), shared_.gradients());
    if (!std::isfinite(loss)) return diverged(record.epoch);
    shared_.give_gradients(engine_);
    engine_.backward();
    optimizer_.step(learned(), engine_.gradients(), record.learning_rate);
    show_learned();
    average_values_.update(learned());
    average_statistics_.update(engine_.statistics());
    seen += shared_.pictures();
    loss_sum += loss * static_cast<double>(shared_.pictures());
    measure_step(step, wanted, progress_fraction);
    record.train_loss = loss_sum / static_cast<double>(seen);
    // During the first epoch the number of epochs is unknown, so progress is elapsed time over the limit.
    const double over = std::max(progress, pace_.fraction_over(elapsed_s()));
    const double left_s = over > 0.02 ? seconds_since(started_) * (1 - over) / over : 0;
    watcher_.step({record.epoch, pace_.has_limit() ? 0 : settings_.epochs,
                   static_cast<double>(seen) / static_cast<double>(wanted), std::min(over, 1.0),
                   record.train_loss, left_s});
    if (!state_.records.empty() && pace_.is_over(elapsed_s())) return PassEnd::OutOfTime;
    if (!state_.records.empty() && ranks_.first_of(watcher_.should_finish() ? 1 : 0) > 0)
      return PassEnd::AskedToFinish;
  }
  if (seen == 0)
    return fail(Fault::InvalidInput, "none of the {} training pictures can be read", data_.train.size());
  const double seconds = seconds_since(began);
  record.images_per_second = static_cast<double>(seen) / seconds;
  record.stall_seconds = train_loader_->stall_seconds() - stall_before;
  state_.pictures_seen += static_cast<std::int64_t>(seen);
  state_.training_s += seconds;
  return PassEnd::Whole;
}

Error Fit::diverged(std::int32_t epoch) const {
  return fail(Fault::InvalidInput, "the loss is not finite in epoch {}; use a learning rate (--lr) below {}",
              epoch, settings_.learning_rate);
}

const EpochRecord* Fit::best_record() const {
  return state_.best_epoch == 0 ? nullptr : &state_.records[static_cast<std::size_t>(state_.best_epoch) - 1];
}

Result<Done> Fit::finish_epoch(EpochRecord record) {
  state_.current = current();
  state_.average = {{average_values_.values().begin(), average_values_.values().end()},
                    {average_statistics_.values().begin(), average_statistics_.values().end()}};
  state_.average_steps = average_values_.steps();
  state_.optimizer = optimizer_.state();
  const EpochRecord* best = best_record();
  record.is_best = best == nullptr || record.validation_metric > best->validation_metric ||
                   (record.validation_metric == best->validation_metric &&
                    record.validation_loss <= best->validation_loss);
  if (record.is_best) {
    state_.best = state_.average;
    state_.best_epoch = record.epoch;
  }
  state_.records.push_back(record);
  lengthen_pass();
  if (!checkpoint_file_.empty() && ranks_.is_first()) {
    Checkpoint saved = state_;
    saved.elapsed_s = elapsed_s();
    TRY_DONE(save(saved, checkpoint_file_));
  }
  if (record.is_best) TRY_DONE(watcher_.best(record, [this] { return best_graph(); }));
  return watcher_.epoch(state_.records);
}

graph::Graph Fit::best_graph() {
  use(state_.best);
  std::copy(state_.best.values.begin(), state_.best.values.end(), engine_.values().begin());
  graph::Graph graph = engine_.graph();
  use(state_.current);
  return graph;
}

Result<FitResult> Fit::run() {
  show_learned();
  while (stopped_early_.empty()) {
    const std::int32_t left = pace_.epochs_left(state_.records, elapsed_s());
    if (left <= 0) {
      const bool all_done = static_cast<std::int32_t>(state_.records.size()) >= settings_.epochs;
      return result(all_done ? settings_.epochs == 1 ? "the epoch is done"
                                                     : fmt::format("all {} epochs are done", settings_.epochs)
                             : "the time limit was reached");
    }
    double share = (1 - state_.progress) / left;
    EpochRecord record;
    record.epoch = static_cast<std::int32_t>(state_.records.size()) + 1;
    const auto began = Clock::now();
    TRY(const PassEnd end, pass(record, share));
    if (end == PassEnd::AskedToStop)
      return fail(Fault::Cancelled, "stopped in epoch {}; the {} before it are kept", record.epoch,
                  record.epoch - 1);
    if (end == PassEnd::OutOfTime) return result("the time limit was reached");
    if (end == PassEnd::AskedToFinish) return result("a stop was requested");
    state_.progress += share;
    TRY_DONE(validate(record));
    if (!std::isfinite(record.validation_loss)) return diverged(record.epoch);
    record.seconds = ranks_.first_of(seconds_since(began));
    TRY_DONE(finish_epoch(record));
    if (++epochs_here_ == kEpochsBeforeEstimate) report_expected(record.seconds * (left - 1));
    if (const auto why = early_stop_.after_epoch(record.train_loss, record.validation_metric))
      stopped_early_ = *why;
  }
  return result(stopped_early_);
}

Result<FitResult> fit(const graph::Graph& graph, const FitData& data, const FitSettings& settings,
                      Objective& objective, const FitWatcher& watcher,
                      const std::filesystem::path& checkpoint_file, ThreadPool& pool, ranks::Ranks& ranks) {
  if (data.train.empty()) return fail(Fault::InvalidInput, "there are no training pictures");
  if (data.validation.empty()) return fail(Fault::InvalidInput, "there are no validation pictures");
  const std::int32_t largest_part = (settings.batch + ranks.count() - 1) / ranks.count();
  TRY(auto engine, Engine::make(graph, largest_part, pool, &ranks));
  Fit run(std::move(engine), data, settings, objective, watcher, checkpoint_file, ranks);
  TRY_DONE(run.resume_if_possible(structure_hash(graph)));
  TRY_DONE(run.open_loaders(pool.threads()));
  TRY_DONE(run.check_agreement());
  return run.run();
}

}  // namespace tinsmith::train
