#include "train/fit.h"

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
#include "train/sampling.h"
#include "train/shared_batch.h"
#include "train/weight_rounding.h"

namespace tinsmith::train {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// When one pass over the pictures would take more than this part of the time limit, a pass takes fewer
// pictures.
constexpr double kLongestPass_part = 0.1;
// A pass is measured by this many steps, after as many to warm up.
constexpr std::int64_t kMeasuredSteps = 4;

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

void fill_input(std::span<float> input, std::span<const std::uint8_t> pixels) {
  constexpr float kScale = 1.0f / 255;
  for (std::size_t i = 0; i < pixels.size(); ++i) input[i] = static_cast<float>(pixels[i]) * kScale;
}

// One run of `fit`. Its state between epochs is a Checkpoint; everything else can be made again.
class Fit {
 public:
  Fit(Engine engine, const FitData& data, const FitSettings& settings, Objective& objective,
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
        early_stop_(settings.early_stop) {
    if (!settings.rounds_weights) return;
    rounding_.emplace(engine_.parameters());
    exact_.assign(engine_.values().begin(), engine_.values().end());
  }

  Result<Done> open_loaders(int threads);
  Result<Done> resume_if_possible(std::uint64_t graph_hash);
  // That all ranks begin with the same.
  Result<Done> check_agreement();
  Result<FitResult> run();

 private:
  enum class PassEnd { Whole, OutOfTime, AskedToFinish, AskedToStop };

  double elapsed_s() const { return state_.elapsed_s + seconds_since(started_); }
  bool has_time_limit() const { return settings_.time_limit_s > 0; }
  std::int32_t epochs_left();
  Result<PassEnd> pass(EpochRecord& record, double progress_share);
  void shorten_pass_if_needed(std::int64_t step, std::size_t& order_size);
  void validate(EpochRecord& record);
  Error diverged(std::int32_t epoch) const;
  const EpochRecord* best_record() const;  // null before the first epoch's end
  // Makes `shared_` hold the answers of all ranks to `batch`, this one's part of one. False: nobody has any.
  bool answer(const loader::Batch& batch, Engine::Mode mode, std::uint64_t step_seed);
  // What the optimizer moves: the engine's values, or the exact ones behind them.
  std::span<float> learned() { return rounding_ ? std::span<float>(exact_) : engine_.values(); }
  // Has the engine run on what was learned.
  void show_learned() {
    if (rounding_) (*rounding_)(exact_, engine_.values());
  }
  Weights current();
  void use(const Weights& weights);
  Result<Done> finish_epoch(EpochRecord record);
  graph::Graph best_graph();  // leaves the engine with the weights of the last epoch
  FitResult result(std::string why);

  Engine engine_;
  ranks::Ranks& ranks_;
  SharedBatch shared_;
  const FitData& data_;
  const FitSettings& settings_;
  Objective& objective_;
  const FitWatcher& watcher_;
  std::filesystem::path checkpoint_file_;
  std::optional<WeightRounding> rounding_;
  std::vector<float> exact_;  // with rounding
  Optimizer optimizer_;
  MovingAverage average_values_, average_statistics_;
  EarlyStop early_stop_;
  std::unique_ptr<loader::Loader> train_loader_, validation_loader_;
  Checkpoint state_;
  Clock::time_point started_ = Clock::now(), measured_from_;
  std::string stopped_early_;
};

Result<Done> Fit::open_loaders(int threads) {
  const auto open = [&](const std::vector<std::size_t>& pictures, bool is_training) {
    loader::LoaderSettings settings;
    settings.preparation = data_.preparation;
    if (is_training) settings.augmentation = data_.augmentation;
    settings.batch = settings_.batch;
    settings.seed = settings_.seed;
    settings.threads = threads;
    settings.part = static_cast<std::size_t>(ranks_.rank());
    settings.parts = static_cast<std::size_t>(ranks_.count());
    return loader::Loader::make(data_.dataset, pictures, settings);
  };
  TRY(train_loader_, open(data_.train, true));
  TRY(validation_loader_, open(data_.validation, false));
  return Done{};
}

bool Fit::answer(const loader::Batch& batch, Engine::Mode mode, std::uint64_t step_seed) {
  shared_.gather(batch, watcher_.should_stop());
  if (shared_.pictures() == 0) return false;
  fill_input(engine_.input(), batch.pixels);
  engine_.forward(static_cast<std::int32_t>(batch.indices.size()), mode, step_seed,
                  static_cast<std::int64_t>(shared_.first_picture()));
  shared_.gather(engine_);
  return true;
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
                "{} belongs to another network; give another --out, or the settings it was made with",
                checkpoint_file_.string());
  if (loaded.optimizer.first.size() != optimizer_.state().first.size() ||
      loaded.optimizer.second.size() != optimizer_.state().second.size())
    return fail(Fault::Conflict, "{} was made with another optimizer", checkpoint_file_.string());
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
    return fail(
        Fault::Conflict,
        "process {} begins with other weights or pictures than process 0; all need the same data, --out and "
        "program",
        *rank);
  return Done{};
}

std::int32_t Fit::epochs_left() {
  const auto done = static_cast<std::int32_t>(state_.records.size());
  const std::int32_t by_count = settings_.epochs - done;
  if (!has_time_limit() || state_.records.empty()) return by_count;
  // The middle of the last epochs' durations: one slow epoch does not redraw the schedule.
  std::vector<double> seconds;
  for (std::size_t i = state_.records.size() - std::min<std::size_t>(5, state_.records.size());
       i < state_.records.size(); ++i)
    seconds.push_back(state_.records[i].seconds);
  std::nth_element(seconds.begin(), seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() / 2),
                   seconds.end());
  const double left_s = settings_.time_limit_s - ranks_.first_of(elapsed_s());
  return std::min(by_count, static_cast<std::int32_t>(left_s / seconds[seconds.size() / 2]));
}

void Fit::shorten_pass_if_needed(std::int64_t step, std::size_t& order_size) {
  if (!has_time_limit() || state_.pictures_a_pass != 0) return;
  if (step == kMeasuredSteps) measured_from_ = Clock::now();
  if (step != 2 * kMeasuredSteps) return;
  const double step_s = ranks_.first_of(seconds_since(measured_from_)) / static_cast<double>(kMeasuredSteps);
  const auto steps_wanted = static_cast<std::int64_t>(settings_.time_limit_s * kLongestPass_part / step_s);
  const std::int64_t pictures = std::max(steps_wanted, step + 1) * settings_.batch;
  if (pictures < static_cast<std::int64_t>(order_size)) {
    state_.pictures_a_pass = pictures;
    order_size = static_cast<std::size_t>(pictures);
  }
}

Result<Fit::PassEnd> Fit::pass(EpochRecord& record, double progress_share) {
  auto order = epoch_order(data_.dataset, data_.train, settings_.balanced_sampling, settings_.seed,
                           static_cast<std::uint64_t>(record.epoch));
  if (state_.pictures_a_pass > 0)
    order.resize(std::min(order.size(), static_cast<std::size_t>(state_.pictures_a_pass)));
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
    progress = state_.progress + progress_share * static_cast<double>(seen) / static_cast<double>(wanted);
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
    shorten_pass_if_needed(step, wanted);
    record.train_loss = loss_sum / static_cast<double>(seen);
    // How many epochs fit into a time is not known in the first; how much of it is over is.
    const double over = std::max(progress, has_time_limit() ? elapsed_s() / settings_.time_limit_s : 0.0);
    const double left_s = over > 0.02 ? seconds_since(started_) * (1 - over) / over : 0;
    watcher_.step({record.epoch, static_cast<double>(seen) / static_cast<double>(wanted), std::min(over, 1.0),
                   record.train_loss, left_s});
    if (has_time_limit() && !state_.records.empty() && ranks_.first_of(elapsed_s()) > settings_.time_limit_s)
      return PassEnd::OutOfTime;
    if (!state_.records.empty() && ranks_.first_of(watcher_.should_finish() ? 1 : 0) > 0)
      return PassEnd::AskedToFinish;
  }
  if (seen == 0)
    return fail(Fault::InvalidInput, "none of the {} pictures to learn from can be read", data_.train.size());
  const double seconds = seconds_since(began);
  record.images_per_second = static_cast<double>(seen) / seconds;
  record.stall_seconds = train_loader_->stall_seconds() - stall_before;
  state_.pictures_seen += static_cast<std::int64_t>(seen);
  state_.training_s += seconds;
  return PassEnd::Whole;
}

void Fit::validate(EpochRecord& record) {
  const Weights trained = current();
  use({{average_values_.values().begin(), average_values_.values().end()},
       {average_statistics_.values().begin(), average_statistics_.values().end()}});
  validation_loader_->start_epoch(0, data_.validation);
  while (const auto batch = validation_loader_->next()) {
    if (answer(*batch, Engine::Mode::Inference, 0)) objective_.observe(shared_.outputs(), shared_.labels());
  }
  const Objective::Score score = objective_.take_score();
  record.validation_metric = score.metric;
  record.validation_loss = score.loss;
  record.background_shift = score.background_shift;
  use(trained);
}

Error Fit::diverged(std::int32_t epoch) const {
  return fail(Fault::InvalidInput, "the loss is no longer a number in epoch {}; try a smaller --lr than {}",
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

FitResult Fit::result(std::string why) {
  return {best_graph(),
          state_.records,
          state_.best_epoch,
          best_record() != nullptr ? best_record()->background_shift : 0,
          std::move(why),
          elapsed_s(),
          state_.training_s > 0 ? static_cast<double>(state_.pictures_seen) / state_.training_s : 0,
          has_time_limit() && elapsed_s() >= settings_.time_limit_s * (1 - kLongestPass_part)};
}

Result<FitResult> Fit::run() {
  show_learned();
  while (stopped_early_.empty()) {
    const std::int32_t left = epochs_left();
    if (left <= 0) {
      const bool all_done = static_cast<std::int32_t>(state_.records.size()) >= settings_.epochs;
      return result(all_done ? fmt::format("all {} epochs are done", settings_.epochs)
                             : "the time limit was reached");
    }
    const double share = (1 - state_.progress) / left;
    EpochRecord record;
    record.epoch = static_cast<std::int32_t>(state_.records.size()) + 1;
    const auto began = Clock::now();
    TRY(const PassEnd end, pass(record, share));
    if (end == PassEnd::AskedToStop)
      return fail(Fault::Cancelled, "stopped in epoch {}; the {} before it are kept", record.epoch,
                  record.epoch - 1);
    if (end == PassEnd::OutOfTime) return result("the time limit was reached");
    if (end == PassEnd::AskedToFinish) return result("it was asked to end");
    state_.progress += share;
    validate(record);
    if (!std::isfinite(record.validation_loss)) return diverged(record.epoch);
    record.seconds = ranks_.first_of(seconds_since(began));
    TRY_DONE(finish_epoch(record));
    if (const auto why = early_stop_.after_epoch(record.train_loss, record.validation_metric))
      stopped_early_ = *why;
  }
  return result(stopped_early_);
}

}  // namespace

Result<FitResult> fit(const graph::Graph& graph, const FitData& data, const FitSettings& settings,
                      Objective& objective, const FitWatcher& watcher,
                      const std::filesystem::path& checkpoint_file, ThreadPool& pool, ranks::Ranks& ranks) {
  if (data.train.empty()) return fail(Fault::InvalidInput, "there are no pictures to learn from");
  if (data.validation.empty()) return fail(Fault::InvalidInput, "there are no pictures to validate on");
  const std::int32_t largest_part = (settings.batch + ranks.count() - 1) / ranks.count();
  TRY(auto engine, Engine::make(graph, largest_part, pool, &ranks));
  Fit run(std::move(engine), data, settings, objective, watcher, checkpoint_file, ranks);
  TRY_DONE(run.open_loaders(pool.threads()));
  TRY_DONE(run.resume_if_possible(structure_hash(graph)));
  TRY_DONE(run.check_agreement());
  return run.run();
}

}  // namespace tinsmith::train
