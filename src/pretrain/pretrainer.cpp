#include "pretrain/pretrainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>

#include "base/files.h"
#include "base/hash.h"
#include "formats/weights/layers.h"
#include "graph/print.h"
#include "pretrain/variation.h"
#include "scene/task.h"
#include "train/average.h"
#include "train/engine.h"
#include "train/linear_head.h"
#include "train/optimizer.h"
#include "train/schedule.h"

namespace tinsmith::pretrain {
namespace {

using Clock = std::chrono::steady_clock;

// Two runs may continue each other if their settings and the crops' sizes, labels and pixels are equal.
std::uint64_t hash_of_run(const Corpus& corpus, const PlanSettings& settings, const graph::Graph& graph) {
  std::string text = text_of(settings) + graph::print(graph);
  for (const Corpus::Group& group : corpus.groups)
    text += fmt::format("\n{} {} {} {}", group.name, group.classes.first, group.classes.count,
                        group.pictures.size());
  std::vector<std::uint64_t> hashes{hash_of(as_bytes(text)).low,
                                    hash_of(std::as_bytes(std::span(corpus.labels))).low};
  for (const image::Image& picture : corpus.pictures)
    hashes.push_back(hash_of(std::as_bytes(std::span(picture.pixels))).low);
  // JSON numbers of the checkpoint are exact up to 2^63.
  return hash_of(std::as_bytes(std::span(hashes))).low >> 1;
}

class Run {
 public:
  Run(const Corpus& corpus, const PlanSettings& settings, ThreadPool& pool,
      std::map<std::int32_t, train::Engine> engines)
      : corpus_(corpus),
        settings_(settings),
        pool_(pool),
        engines_(std::move(engines)),
        values_(first().values().begin(), first().values().end()),
        statistics_(first().statistics().begin(), first().statistics().end()),
        optimizer_({.weight_decay = settings.weight_decay}, train::decays_of(first())),
        average_values_(settings.average_decay),
        average_statistics_(settings.average_decay) {
    loss_.smoothing = settings.smoothing;
    loss_.group_weight = settings.group_weight;
    for (const Corpus::Group& group : corpus.groups) loss_.groups.push_back(group.classes);
  }

  Result<Done> resume(const std::filesystem::path& file, std::uint64_t hash);
  const std::vector<train::EpochRecord>& records() const { return state_.progress.records; }
  Result<Done> pass();
  Result<Done> save(const std::filesystem::path& folder);

 private:
  train::Engine& first() { return engines_.begin()->second; }
  void fill(std::span<const std::size_t> crops, std::int32_t size_px, std::int32_t pass,
            std::int64_t first_place);
  double step(std::span<const std::size_t> crops, std::int32_t size_px, double rate);
  std::int64_t right_answers(std::span<const float> logits) const;

  const Corpus& corpus_;
  const PlanSettings& settings_;
  ThreadPool& pool_;
  std::map<std::int32_t, train::Engine> engines_;  // by input size; each step copies the values into one
  std::vector<float> values_, statistics_;
  train::Optimizer optimizer_;
  train::MovingAverage average_values_, average_statistics_;
  train::GroupedCrossEntropy loss_;
  std::vector<std::int32_t> targets_;
  std::int64_t right_ = 0;  // crops of this pass
  train::Checkpoint state_;
};

Result<Done> Run::resume(const std::filesystem::path& file, std::uint64_t hash) {
  state_.graph_hash = hash;
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return Done{};
  TRY(auto loaded, train::load_checkpoint(file));
  if (loaded.graph_hash != hash || loaded.current.values.size() != values_.size() ||
      loaded.current.statistics.size() != statistics_.size())
    return fail(Fault::Conflict,
                "{} is the state of a run with other settings or crops; give another folder, or the settings "
                "and crops with which it was created",
                file.string());
  state_ = std::move(loaded);
  values_ = state_.current.values;
  statistics_ = state_.current.statistics;
  optimizer_.set_state(state_.optimizer);
  average_values_.set(state_.average.values, state_.average_steps);
  average_statistics_.set(state_.average.statistics, state_.average_steps);
  return Done{};
}

void Run::fill(std::span<const std::size_t> crops, std::int32_t size_px, std::int32_t pass,
               std::int64_t first_place) {
  const std::span<float> input = engines_.at(size_px).input();
  const auto picture_values = static_cast<std::size_t>(size_px) * static_cast<std::size_t>(size_px) * 3;
  pool_.run(std::ssize(crops), [&](std::int64_t index, int) {
    const auto i = static_cast<std::size_t>(index);
    const std::size_t crop = crops[i];
    const Rng random{settings_.seed, static_cast<std::uint64_t>(pass), crop,
                     static_cast<std::uint64_t>(first_place + index)};
    const image::Image picture =
        varied_crop(corpus_.pictures[crop], size_px, corpus_.may_be_mirrored[crop] != 0, random);
    float* target = input.data() + i * picture_values;
    for (std::size_t k = 0; k < picture_values; ++k) target[k] = static_cast<float>(picture.pixels[k]) / 255;
  });
}

std::int64_t Run::right_answers(std::span<const float> logits) const {
  const std::size_t classes = logits.size() / targets_.size();
  std::int64_t right = 0;
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    const auto& group = loss_.group_of(targets_[i]);
    const auto inside = logits.subspan(i * classes + static_cast<std::size_t>(group.first),
                                       static_cast<std::size_t>(group.count));
    const auto answer = std::max_element(inside.begin(), inside.end()) - inside.begin();
    right += group.first + answer == targets_[i] ? 1 : 0;
  }
  return right;
}

double Run::step(std::span<const std::size_t> crops, std::int32_t size_px, double rate) {
  train::Engine& engine = engines_.at(size_px);
  std::copy(values_.begin(), values_.end(), engine.values().begin());
  std::copy(statistics_.begin(), statistics_.end(), engine.statistics().begin());
  engine.forward(static_cast<std::int32_t>(crops.size()), train::Engine::Mode::Training,
                 settings_.seed + static_cast<std::uint64_t>(optimizer_.state().steps));
  targets_.clear();
  for (const std::size_t crop : crops) targets_.push_back(corpus_.labels[crop]);
  const double loss = loss_(engine.output(), targets_, engine.output_gradient());
  right_ += right_answers(engine.output());
  engine.backward();
  optimizer_.step(values_, engine.gradients(), rate);
  std::copy(engine.statistics().begin(), engine.statistics().end(), statistics_.begin());
  average_values_.update(values_);
  average_statistics_.update(statistics_);
  return loss;
}

Result<Done> Run::pass() {
  const auto began = Clock::now();
  train::EpochRecord record;
  record.epoch = static_cast<std::int32_t>(state_.progress.records.size()) + 1;
  const auto order = order_of_pass(corpus_, settings_, record.epoch);
  const auto batch = static_cast<std::size_t>(settings_.batch);
  const std::size_t steps = order.size() / batch;  // a smaller last batch would have other statistics
  if (steps == 0)
    return fail(Fault::InvalidInput, "{} crops are fewer than the {} of a batch", order.size(), batch);
  const train::ScheduleSettings schedule{.warm_up = settings_.warm_up, .final_factor = 0};
  double loss_sum = 0;
  right_ = 0;
  for (std::size_t i = 0; i < steps; ++i) {
    const double progress =
        (record.epoch - 1 + static_cast<double>(i) / static_cast<double>(steps)) / settings_.passes;
    record.learning_rate = settings_.learning_rate * train::rate_factor(schedule, progress);
    const std::int32_t size_px =
        input_size_of(settings_, progress, record.epoch, static_cast<std::int64_t>(i));
    const auto crops = std::span(order).subspan(i * batch, batch);
    fill(crops, size_px, record.epoch, static_cast<std::int64_t>(i * batch));
    const double loss = step(crops, size_px, record.learning_rate);
    if (!std::isfinite(loss))
      return fail(Fault::InvalidInput, "the loss is not finite in pass {}; use a learning rate below {}",
                  record.epoch, settings_.learning_rate);
    loss_sum += loss;
  }
  const auto seen = static_cast<double>(steps * batch);
  record.train_loss = loss_sum / static_cast<double>(steps);
  record.validation_metric = static_cast<double>(right_) / seen;
  record.seconds = std::chrono::duration<double>(Clock::now() - began).count();
  record.images_per_second = seen / record.seconds;
  state_.progress.records.push_back(record);
  return Done{};
}

Result<Done> Run::save(const std::filesystem::path& folder) {
  const auto copied = [](std::span<const float> values) {
    return std::vector<float>(values.begin(), values.end());
  };
  state_.current = {values_, statistics_};
  state_.average = {copied(average_values_.values()), copied(average_statistics_.values())};
  state_.average_steps = average_values_.steps();
  state_.optimizer = optimizer_.state();
  TRY_DONE(train::save(state_, folder / kCheckpointFile));
  std::copy(state_.average.values.begin(), state_.average.values.end(), first().values().begin());
  std::copy(state_.average.statistics.begin(), state_.average.statistics.end(), first().statistics().begin());
  TRY(const auto weights,
      formats::write_weights(train::without_last_layer(first().graph()), formats::StoredType::F16));
  return write_file(folder / kWeightsFile, weights);
}

}  // namespace

Result<BuildGraph> classifier_of(const zoo::Network& network) {
  if (network.build_classifier != nullptr) return network.build_classifier;
  if (network.task == scene::Task::Classification) return network.build;
  return fail(Fault::InvalidInput, "{} has no form for classification, so crops cannot teach it",
              network.name);
}

Result<Done> pretrain(const Corpus& corpus, const PlanSettings& settings, const std::filesystem::path& folder,
                      ThreadPool& pool, const std::function<void(const PassReport&)>& after_pass) {
  TRY(const auto* network, zoo::find_network(settings.network));
  TRY(const auto build, classifier_of(*network));
  std::map<std::int32_t, train::Engine> engines;
  std::uint64_t hash = 0;
  for (const std::int32_t size_px : input_sizes_px(settings)) {
    // zoo::build would refuse sides that are no multiples of 32; the layers before the pooling take any side.
    const graph::Graph graph = build(*network, {size_px, size_px, 3, corpus.classes, settings.seed});
    if (hash == 0) hash = hash_of_run(corpus, settings, graph);
    TRY(auto engine, train::Engine::make(graph, settings.batch, pool));
    engines.emplace(size_px, std::move(engine));
  }
  TRY_DONE(make_folder(folder));
  Run run(corpus, settings, pool, std::move(engines));
  TRY_DONE(run.resume(folder / kCheckpointFile, hash));
  while (static_cast<std::int32_t>(run.records().size()) < settings.passes) {
    TRY_DONE(run.pass());
    TRY_DONE(run.save(folder));
    after_pass({run.records().back(), settings.passes});
  }
  return Done{};
}

}  // namespace tinsmith::pretrain
