#include "train/fit.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <optional>

#include "base/hash.h"
#include "loader/loader.h"
#include "train/fit_state.h"
#include "train/open_loader.h"
#include "train/sampling.h"
#include "train/shared_batch.h"
#include "train/time_budget.h"
#include "train/validation.h"

namespace tinsmith::train {
namespace {

using Clock = std::chrono::steady_clock;

// The duration of an epoch is known after this number of epochs: the first also decodes the pictures.
constexpr std::int32_t kEpochsBeforeDurationIsKnown = 2;
// The remaining time is estimated after this fraction of the run.
constexpr double kMinFractionForEstimate = 0.02;
// Fraction of the schedule after which mirrored pictures are checked, after every epoch until the result is
// clear: most networks can distinguish the classes by then.
constexpr double kMirrorCheckFraction = 0.25;
// Fraction of the schedule from which it is enough that the network is better than guessing: classes that
// look alike may never be predicted correctly in most cases.
constexpr double kLenientMirrorCheckFraction = 0.5;
constexpr const char* kTimeLimitReached = "the time limit was reached";
// Tolerance: the done fraction is a sum of fractions such as 1 / 40, and each addition rounds.
constexpr double kFractionRounding = 1e-9;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// The plan of one epoch.
struct EpochPlan {
  double schedule_fraction = 0;  // fraction of the learning-rate schedule that the epoch covers
  std::int64_t pictures = 0;     // number of pictures that it shows
};

enum class EpochEnd { Complete, TimeLimit, FinishRequested, StopRequested };

// The loop over the epochs. What changes during a fit is in FitState, except for the time of this process.
class Fit {
 public:
  Fit(const FitArguments& arguments, FitState& state, Clock::time_point started);

  // Opens the loaders. Call it once, before `run`.
  Result<Done> open_loaders();
  Result<FitResult> run();

 private:
  FitProgress& progress() { return state_.progress(); }
  double elapsed_s() const { return earlier_s_ + seconds_since(started_); }
  bool is_first_epoch() const { return state_.progress().records.empty(); }
  bool mirrors() const;
  bool has_done(double schedule_fraction) const;

  Result<Done> open_train_loader();
  std::vector<std::size_t> pictures_of_epoch(std::int32_t epoch) const;
  Result<EpochEnd> train_epoch(EpochRecord& record, EpochPlan& plan);
  // Trains on the batch that was run forward last, and returns its loss.
  Result<double> train_step(const EpochRecord& record);
  std::optional<EpochEnd> end_after_step();
  // Call after each step of the first epoch. Once the duration of a step is known, shortens an epoch that is
  // too long for the time limit, or reports the expected total time.
  void correct_first_epoch(std::int64_t step, EpochPlan& plan);
  // Lengthens the epochs if there are so few pictures that the time limit allows very many epochs.
  void lengthen_epochs();
  void report_step(const EpochRecord& record, double epoch_fraction, double schedule_fraction);
  void report_expected(double seconds);

  Result<Done> validate(EpochRecord& record);
  Result<Done> decide_mirroring(const Objective::Score& plain, std::int32_t epoch);
  Result<Done> complete_epoch(EpochRecord& record);
  Error diverged(std::int32_t epoch) const;
  Result<FitResult> result(std::string why);

  const FitArguments& arguments_;
  const FitData& data_;
  const FitSettings& settings_;
  const FitWatcher& watcher_;
  FitState& state_;
  SharedBatch batch_;
  std::unique_ptr<loader::Loader> train_loader_;
  std::optional<Validation> validation_;
  TimeBudget budget_;
  EarlyStop early_stop_;
  std::string stopped_early_;  // the reason, once early stopping ends the fit
  bool is_expected_reported_ = false;
  std::int32_t epochs_here_ = 0;  // since this process started
  double earlier_s_;              // time of the processes before this one
  Clock::time_point started_;
};

Fit::Fit(const FitArguments& arguments, FitState& state, Clock::time_point started)
    : arguments_(arguments),
      data_(arguments.data),
      settings_(arguments.settings),
      watcher_(arguments.watcher),
      state_(state),
      batch_(arguments.ranks),
      budget_(settings_.time_limit_s, settings_.epochs, settings_.batch, arguments.ranks),
      early_stop_(settings_.early_stop),
      earlier_s_(state.progress().elapsed_s),
      started_(started) {
  for (const EpochRecord& record : progress().records)
    if (const auto why = early_stop_.after_epoch(record.train_loss, record.validation_metric))
      stopped_early_ = *why;
}

bool Fit::mirrors() const {
  return data_.augmentation.enable && data_.augmentation.flip_horizontal > 0 &&
         (!data_.measures_mirroring || state_.progress().mirroring > 0);
}

bool Fit::has_done(double schedule_fraction) const {
  return state_.progress().schedule_fraction >= schedule_fraction - kFractionRounding;
}

Result<Done> Fit::open_train_loader() {
  loader::AugmentSettings augmentation = data_.augmentation;
  if (!mirrors()) augmentation.flip_horizontal = 0;
  TRY(train_loader_, open_loader(arguments_, data_.train, augmentation));
  return Done{};
}

Result<Done> Fit::open_loaders() {
  TRY_DONE(open_train_loader());
  TRY(auto validation, Validation::make(arguments_, state_.engine(), batch_));
  validation_.emplace(std::move(validation));
  return Done{};
}

std::vector<std::size_t> Fit::pictures_of_epoch(std::int32_t epoch) const {
  const auto order_of = [&](std::uint64_t repetition) {
    return epoch_order(data_.dataset, data_.train, settings_.balanced_sampling, settings_.seed,
                       static_cast<std::uint64_t>(epoch) + (repetition << 32));
  };
  auto order = order_of(0);
  if (state_.progress().pictures_per_epoch == 0) return order;
  const auto count = static_cast<std::size_t>(state_.progress().pictures_per_epoch);
  for (std::uint64_t repetition = 1; order.size() < count; ++repetition) {
    const auto more = order_of(repetition);
    order.insert(order.end(), more.begin(), more.end());
  }
  order.resize(count);
  return order;
}

Result<EpochEnd> Fit::train_epoch(EpochRecord& record, EpochPlan& plan) {
  auto order = pictures_of_epoch(record.epoch);
  plan.pictures = std::ssize(order);
  const double stall_before = train_loader_->stall_seconds();
  const auto began = Clock::now();
  train_loader_->start_epoch(
      static_cast<std::uint64_t>(record.epoch), std::move(order),
      progress().schedule_fraction < data_.mixing_until ? data_.mixing : loader::Mixing{});
  double loss_sum = 0;
  std::int64_t seen = 0;
  const auto epoch_fraction = [&] { return static_cast<double>(seen) / static_cast<double>(plan.pictures); };
  for (std::int64_t step = 0; seen < plan.pictures; ++step) {
    const auto part = train_loader_->next();
    if (!part) break;
    const double done = progress().schedule_fraction + plan.schedule_fraction * epoch_fraction();
    record.learning_rate = settings_.learning_rate * rate_factor(settings_.schedule, done);
    const bool has_pictures = batch_.forward(state_.engine(), *part, Engine::Mode::Training,
                                             settings_.seed + state_.steps(), watcher_.should_stop());
    if (batch_.should_stop()) return EpochEnd::StopRequested;
    if (!has_pictures) continue;
    TRY(const double loss, train_step(record));
    seen += std::ssize(batch_.labels().indices);
    loss_sum += loss * static_cast<double>(batch_.pictures());
    record.train_loss = loss_sum / static_cast<double>(seen);
    if (is_first_epoch()) correct_first_epoch(step, plan);
    report_step(record, epoch_fraction(), done);
    if (const auto end = end_after_step()) return *end;
  }
  if (seen == 0)
    return fail(Fault::InvalidInput, "none of the {} training pictures can be read", data_.train.size());
  const double seconds = seconds_since(began);
  record.images_per_second = static_cast<double>(seen) / seconds;
  record.stall_seconds = train_loader_->stall_seconds() - stall_before;
  progress().pictures_seen += seen;
  progress().training_s += seconds;
  return EpochEnd::Complete;
}

Result<double> Fit::train_step(const EpochRecord& record) {
  const double loss = arguments_.objective.loss(batch_.outputs(), batch_.labels(), batch_.gradients());
  if (!std::isfinite(loss)) return diverged(record.epoch);
  batch_.give_gradients(state_.engine());
  state_.engine().backward();
  state_.update(record.learning_rate);
  return loss;
}

// The first epoch always ends, because without it there is no model.
std::optional<EpochEnd> Fit::end_after_step() {
  if (is_first_epoch()) return std::nullopt;
  if (budget_.is_over(elapsed_s())) return EpochEnd::TimeLimit;
  if (arguments_.ranks.first_of(watcher_.should_finish() ? 1 : 0) > 0) return EpochEnd::FinishRequested;
  return std::nullopt;
}

void Fit::correct_first_epoch(std::int64_t step, EpochPlan& plan) {
  const auto step_s = budget_.measured_step_s(step);
  if (!step_s) return;
  if (const auto fewer = budget_.shortened_epoch(*step_s, step + 1, plan.pictures))
    plan.pictures = progress().pictures_per_epoch = *fewer;
  const double epoch_s = budget_.epoch_s(*step_s, plan.pictures, std::ssize(data_.validation));
  if (budget_.has_limit())
    plan.schedule_fraction = std::min(1.0, budget_.fraction_of_limit(epoch_s));
  else
    report_expected(epoch_s * settings_.epochs);
}

void Fit::lengthen_epochs() {
  const auto& records = progress().records;
  if (std::ssize(records) != kEpochsBeforeDurationIsKnown || progress().pictures_per_epoch != 0) return;
  progress().pictures_per_epoch =
      budget_.lengthened_epoch(records, elapsed_s(), std::ssize(data_.train)).value_or(0);
}

void Fit::report_step(const EpochRecord& record, double epoch_fraction, double schedule_fraction) {
  // During the first epoch the number of epochs is unknown, so progress is elapsed time over the limit.
  const double done = std::max(schedule_fraction, budget_.fraction_of_limit(elapsed_s()));
  const double left_s = done > kMinFractionForEstimate ? seconds_since(started_) * (1 - done) / done : 0;
  watcher_.step({record.epoch, budget_.has_limit() ? 0 : settings_.epochs, epoch_fraction,
                 std::min(done, 1.0), record.train_loss, left_s});
}

void Fit::report_expected(double seconds) {
  if (budget_.has_limit() || is_expected_reported_) return;
  is_expected_reported_ = true;
  watcher_.expected(seconds);
}

Result<Done> Fit::validate(EpochRecord& record) {
  return state_.with(state_.average(), [&]() -> Result<Done> {
    const Objective::Score plain = validation_->score();
    record.validation_metric = plain.metric;
    record.validation_loss = plain.loss;
    record.background_shift = plain.background_shift;
    if (data_.measures_mirroring && progress().mirroring == 0 && has_done(kMirrorCheckFraction))
      return decide_mirroring(plain, record.epoch);
    return Done{};
  });
}

Result<Done> Fit::decide_mirroring(const Objective::Score& plain, std::int32_t epoch) {
  TRY(const MirrorCheck check, validation_->check_mirrored(plain, epoch));
  const bool keeps_classes =
      has_done(kLenientMirrorCheckFraction) ? check.seems_to_keep_classes : check.keeps_classes;
  if (!check.changes_classes && !keeps_classes) return Done{};  // checks again after the next epoch
  progress().mirroring = check.changes_classes ? -1 : 1;
  watcher_.mirroring(check);
  return mirrors() ? open_train_loader() : Done{};
}

Result<Done> Fit::complete_epoch(EpochRecord& record) {
  state_.complete_epoch(record);
  lengthen_epochs();
  progress().elapsed_s = elapsed_s();
  if (!arguments_.checkpoint_file.empty() && arguments_.ranks.is_first())
    TRY_DONE(state_.save(arguments_.checkpoint_file));
  if (record.is_best) TRY_DONE(watcher_.best(record, [this] { return state_.best_graph(); }));
  return watcher_.epoch(progress().records);
}

Error Fit::diverged(std::int32_t epoch) const {
  return fail(Fault::InvalidInput, "the loss is not finite in epoch {}; use a learning rate (--lr) below {}",
              epoch, settings_.learning_rate);
}

Result<FitResult> Fit::run() {
  while (stopped_early_.empty()) {
    const std::int32_t left = budget_.epochs_left(progress().records, elapsed_s());
    if (left <= 0) {
      if (std::ssize(progress().records) < settings_.epochs) return result(kTimeLimitReached);
      return result(settings_.epochs == 1 ? "the epoch is done"
                                          : fmt::format("all {} epochs are done", settings_.epochs));
    }
    EpochPlan plan{(1 - progress().schedule_fraction) / left};
    EpochRecord record;
    record.epoch = static_cast<std::int32_t>(progress().records.size()) + 1;
    const auto began = Clock::now();
    TRY(const EpochEnd end, train_epoch(record, plan));
    if (end == EpochEnd::StopRequested)
      return fail(Fault::Cancelled, "stopped in epoch {}; the {} before it are kept", record.epoch,
                  record.epoch - 1);
    if (end == EpochEnd::TimeLimit) return result(kTimeLimitReached);
    if (end == EpochEnd::FinishRequested) return result("a stop was requested");
    progress().schedule_fraction += plan.schedule_fraction;
    TRY_DONE(validate(record));
    if (!std::isfinite(record.validation_loss)) return diverged(record.epoch);
    record.seconds = arguments_.ranks.first_of(seconds_since(began));
    TRY_DONE(complete_epoch(record));
    if (++epochs_here_ == kEpochsBeforeDurationIsKnown) report_expected(record.seconds * (left - 1));
    if (const auto why = early_stop_.after_epoch(record.train_loss, record.validation_metric))
      stopped_early_ = *why;
  }
  return result(stopped_early_);
}

Result<FitResult> Fit::result(std::string why) {
  FitResult result;
  result.graph = state_.best_graph();
  result.records = progress().records;
  result.best_epoch = progress().best_epoch;
  if (const EpochRecord* best = state_.best_record()) result.background_shift = best->background_shift;
  result.reached_time_limit = why == kTimeLimitReached;
  result.stopped_because = std::move(why);
  result.seconds = elapsed_s();
  if (progress().training_s > 0)
    result.images_per_second = static_cast<double>(progress().pictures_seen) / progress().training_s;
  result.mirrors = mirrors();
  if (settings_.is_quantization_aware) return result;
  TRY(result.mirror_check, state_.with(state_.best(), [&] {
    return validation_->check_mirrored(validation_->score(), progress().best_epoch);
  }));
  return result;
}

// Checks that all ranks start from the same weights and pictures.
Result<Done> check_agreement(FitState& state, const FitData& data, ranks::Ranks& ranks) {
  std::uint64_t sum = state.weights_hash();
  for (const auto* pictures : {&data.train, &data.validation})
    sum ^= hash_of(std::as_bytes(std::span(*pictures))).low;
  if (const auto rank = ranks.first_to_differ(sum))
    return fail(Fault::Conflict,
                "process {} starts with weights or pictures that differ from those of process 0; all "
                "processes need the same data, --out and program",
                *rank);
  return Done{};
}

}  // namespace

Result<FitResult> fit(const FitArguments& arguments) {
  const FitData& data = arguments.data;
  if (data.train.empty()) return fail(Fault::InvalidInput, "there are no training pictures");
  if (data.validation.empty()) return fail(Fault::InvalidInput, "there are no validation pictures");
  const std::int32_t ranks = arguments.ranks.count();
  const std::int32_t max_part = (arguments.settings.batch + ranks - 1) / ranks;
  TRY(auto engine, Engine::make(arguments.graph, max_part, arguments.pool, &arguments.ranks));
  const auto started = Clock::now();
  FitState state(arguments.graph, std::move(engine), arguments.settings);
  TRY_DONE(state.resume(arguments.checkpoint_file));
  Fit run(arguments, state, started);
  TRY_DONE(run.open_loaders());
  TRY_DONE(check_agreement(state, data, arguments.ranks));
  return run.run();
}

}  // namespace tinsmith::train
