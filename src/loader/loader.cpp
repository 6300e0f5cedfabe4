#include "loader/loader.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "loader/picture_cache.h"

namespace tinsmith::loader {
namespace {

// Max number of batches prepared ahead. More would only cost memory.
constexpr std::size_t kBatchesAhead = 4;

// The random decisions for a picture. Each has a random stream of its own.
enum class Draw : std::uint8_t {
  Variation,
  IsMosaic,
  MosaicOthers,
  MosaicTiles,
  IsPasted,
  PastedObjects,
  PastedPlaces
};
// Max number of objects pasted into a picture without objects.
constexpr std::uint64_t kMaxPasted = 3;

// One picture to prepare.
struct Wanted {
  std::size_t picture = 0, place = 0;  // position in the data set, and in the order
  std::uint64_t epoch = 0;
  Mixing mixing;
};

std::vector<std::size_t> with_objects(const dataset::Dataset& dataset,
                                      std::span<const std::size_t> pictures) {
  std::vector<std::size_t> result;
  for (const std::size_t picture : pictures)
    if (!dataset.pictures[picture].boxes.empty()) result.push_back(picture);
  return result;
}

// A batch in preparation. Each picture has its own place in it, so the threads write to disjoint memory.
struct Pending {
  Batch batch;
  std::vector<std::uint8_t> is_usable;  // per place; not bits, because threads must not share a byte
  std::size_t first_place = 0;          // position in the order
  std::size_t unfinished = 0;
};

template <class T>
void keep_usable(std::vector<T>& values, const std::vector<std::uint8_t>& is_usable, std::size_t part) {
  std::size_t kept = 0;
  for (std::size_t place = 0; place < is_usable.size(); ++place) {
    if (is_usable[place] == 0) continue;
    if (kept != place)
      std::move(values.begin() + static_cast<std::ptrdiff_t>(place * part),
                values.begin() + static_cast<std::ptrdiff_t>((place + 1) * part),
                values.begin() + static_cast<std::ptrdiff_t>(kept * part));
    ++kept;
  }
  values.resize(kept * part);
}

}  // namespace

struct Loader::State {
  State(const dataset::Dataset& all, std::span<const std::size_t> pictures, const LoaderSettings& given)
      : dataset(all),
        settings(given),
        is_varied(given.augmentation && given.augmentation->enable),
        all_pictures(pictures.begin(), pictures.end()),
        pictures_with_objects(with_objects(all, pictures)),
        cache(all, pictures, given.preparation, is_varied, given.cache_bytes),
        batch_size(static_cast<std::size_t>(given.batch)),
        picture_bytes(image::Image(given.preparation.size, given.preparation.channels).pixels.size()) {}

  const dataset::Dataset& dataset;
  const LoaderSettings settings;
  const bool is_varied;
  const std::vector<std::size_t> all_pictures, pictures_with_objects;
  PictureCache cache;
  const std::size_t batch_size, picture_bytes;

  // Guarded by `mutex`:
  std::mutex mutex;
  std::condition_variable work, ready;
  bool is_stopping = false;
  std::uint64_t epoch = 0;
  Mixing mixing;
  std::vector<std::size_t> order;
  std::size_t batches_begun = 0, batches_fetched = 0;
  // Positions in `order`: the first picture of the current batch that no thread has taken, and the end
  // of that batch.
  std::size_t next_place = 0, end_place = 0;
  std::deque<std::shared_ptr<Pending>> pending;  // started and not yet fetched, in order
  double stall_seconds = 0;

  std::vector<std::thread> threads;

  std::size_t batches() const { return (order.size() + batch_size - 1) / batch_size; }
  bool has_work() const {
    return next_place < end_place || batches_begun < std::min(batches(), batches_fetched + kBatchesAhead);
  }
  void begin_batch();
  void serve();
  void make(const Wanted& wanted, Pending& target);
  // Paints the picture and appends its boxes. Returns false when the picture cannot be read.
  bool add_picture(std::size_t picture, const Variation& variation, image::Image& input,
                   std::vector<scene::LabelledBox>& boxes);
  void make_mosaic(const Wanted& wanted, Pending& target);
  void paste_objects(const Wanted& wanted, image::Image& input, std::vector<scene::LabelledBox>& boxes);
  Rng chance_of(const Wanted& wanted, Draw draw) const {
    return {settings.seed, wanted.epoch, wanted.picture, wanted.place, static_cast<std::uint64_t>(draw)};
  }
};

void Loader::State::begin_batch() {
  const std::size_t first = batches_begun++ * batch_size;
  const std::size_t size = std::min(batch_size, order.size() - first);
  next_place = first + size * settings.part / settings.parts;
  end_place = first + size * (settings.part + 1) / settings.parts;
  auto begun = std::make_shared<Pending>();
  const std::size_t count = end_place - next_place;
  begun->batch.pixels.resize(count * picture_bytes);
  begun->batch.classes.resize(count);
  begun->batch.boxes.resize(count);
  begun->batch.indices.assign(order.begin() + static_cast<std::ptrdiff_t>(next_place),
                              order.begin() + static_cast<std::ptrdiff_t>(end_place));
  begun->is_usable.resize(count);
  begun->first_place = next_place;
  begun->unfinished = count;
  pending.push_back(std::move(begun));
}

void Loader::State::serve() {
  std::unique_lock lock(mutex);
  while (true) {
    work.wait(lock, [&] { return is_stopping || has_work(); });
    if (is_stopping) return;
    if (next_place == end_place) begin_batch();
    if (next_place == end_place) {
      ready.notify_all();  // this loader's part of the batch is empty
      continue;
    }
    const auto target = pending.back();
    const Wanted wanted{order[next_place], next_place, epoch, mixing};
    ++next_place;
    lock.unlock();
    make(wanted, *target);
    lock.lock();
    if (--target->unfinished == 0) ready.notify_all();
  }
}

bool Loader::State::add_picture(std::size_t picture, const Variation& variation, image::Image& input,
                                std::vector<scene::LabelledBox>& boxes) {
  const auto stored = cache.get(picture);
  if (stored == nullptr) return false;
  paint_varied(stored->pixels, stored->original, settings.preparation, variation, input);
  const auto seen =
      boxes_in_input(dataset.pictures[picture].boxes, stored->original, settings.preparation, variation);
  boxes.insert(boxes.end(), seen.begin(), seen.end());
  return true;
}

void Loader::State::make_mosaic(const Wanted& wanted, Pending& target) {
  Rng others = chance_of(wanted, Draw::MosaicOthers);
  const std::size_t place = wanted.place - target.first_place;
  image::Image input(settings.preparation.size, settings.preparation.channels);
  std::vector<scene::LabelledBox>& boxes = target.batch.boxes[place];
  std::size_t picture = wanted.picture;
  for (const Variation& variation : drawn_mosaic(*settings.augmentation, settings.preparation.size,
                                                 chance_of(wanted, Draw::MosaicTiles))) {
    if (!add_picture(picture, variation, input, boxes)) return;
    picture = all_pictures[others.below(all_pictures.size())];
  }
  image::reduce_to(settings.preparation.pixel_format, input);
  std::copy(input.pixels.begin(), input.pixels.end(), target.batch.pixels.data() + place * picture_bytes);
  target.batch.classes[place] = -1;
  target.is_usable[place] = 1;
}

void Loader::State::paste_objects(const Wanted& wanted, image::Image& input,
                                  std::vector<scene::LabelledBox>& boxes) {
  Rng objects = chance_of(wanted, Draw::PastedObjects), places = chance_of(wanted, Draw::PastedPlaces);
  const std::uint64_t count = 1 + objects.below(kMaxPasted);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::size_t donor = pictures_with_objects[objects.below(pictures_with_objects.size())];
    const std::vector<scene::LabelledBox>& all = dataset.pictures[donor].boxes;
    const std::span chosen = std::span(all).subspan(objects.below(all.size()), 1);
    const Rng place{places.next()};
    const auto stored = cache.get(donor);
    if (stored == nullptr) continue;
    const auto whole = boxes_in_input(chosen, stored->original, settings.preparation, {});
    if (whole.empty()) continue;
    const Variation variation =
        drawn_paste(*settings.augmentation, settings.preparation.size, whole[0].box, place);
    // Objects pasted here before are now covered.
    std::erase_if(boxes, [&](const scene::LabelledBox& before) {
      const image::Rectangle& tile = *variation.tile;
      return scene::iou(before.box, {tile.x, tile.y, tile.width, tile.height}) > 0;
    });
    add_picture(donor, variation, input, boxes);
  }
}

void Loader::State::make(const Wanted& wanted, Pending& target) {
  if (is_varied && wanted.mixing.mosaic > 0 && chance_of(wanted, Draw::IsMosaic).chance(wanted.mixing.mosaic))
    return make_mosaic(wanted, target);
  const auto stored = cache.get(wanted.picture);
  if (stored == nullptr) return;
  const std::size_t place = wanted.place - target.first_place;
  const dataset::Picture& labels = dataset.pictures[wanted.picture];
  Variation variation;
  std::uint8_t* pixels = target.batch.pixels.data() + place * picture_bytes;
  std::vector<scene::LabelledBox>& boxes = target.batch.boxes[place];
  if (is_varied)
    variation = drawn_variation(*settings.augmentation, settings.preparation.size,
                                chance_of(wanted, Draw::Variation));
  boxes = boxes_in_input(labels.boxes, stored->original, settings.preparation, variation);
  if (is_varied) {
    auto input = varied(stored->pixels, stored->original, settings.preparation, variation);
    const bool is_pasted = wanted.mixing.paste > 0 && labels.boxes.empty() &&
                           !pictures_with_objects.empty() &&
                           chance_of(wanted, Draw::IsPasted).chance(wanted.mixing.paste);
    if (is_pasted) paste_objects(wanted, input, boxes);
    image::reduce_to(settings.preparation.pixel_format, input);
    std::copy(input.pixels.begin(), input.pixels.end(), pixels);
  } else {
    std::copy(stored->pixels.pixels.begin(), stored->pixels.pixels.end(), pixels);
  }
  target.batch.classes[place] = labels.class_index.value_or(-1);
  target.is_usable[place] = 1;
}

Result<std::unique_ptr<Loader>> Loader::make(const dataset::Dataset& dataset,
                                             std::span<const std::size_t> pictures,
                                             const LoaderSettings& settings) {
  if (settings.batch < 1)
    return fail(Fault::InvalidInput, "a batch size of {}; at least 1 is expected", settings.batch);
  CHECK(settings.part < settings.parts, "part {} of {}", settings.part, settings.parts);
  if (settings.augmentation) TRY_DONE(check(*settings.augmentation));
  auto state = std::make_unique<State>(dataset, pictures, settings);
  for (std::int32_t i = 0; i < std::max(1, settings.threads); ++i)
    state->threads.emplace_back([state = state.get()] { state->serve(); });
  return std::unique_ptr<Loader>(new Loader(std::move(state)));
}

Loader::Loader(std::unique_ptr<State> state) : state_(std::move(state)) {}

Loader::~Loader() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->is_stopping = true;
  }
  state_->work.notify_all();
  for (auto& thread : state_->threads) thread.join();
}

void Loader::start_epoch(std::uint64_t epoch, std::vector<std::size_t> order, const Mixing& mixing) {
  {
    const std::lock_guard lock(state_->mutex);
    state_->epoch = epoch;
    state_->mixing = mixing;
    state_->order = std::move(order);
    state_->next_place = state_->end_place = 0;
    state_->batches_begun = state_->batches_fetched = 0;
    state_->pending.clear();
  }
  state_->work.notify_all();
}

std::optional<Batch> Loader::next() {
  State& state = *state_;
  while (true) {
    std::shared_ptr<Pending> pending;
    {
      std::unique_lock lock(state.mutex);
      if (state.batches_fetched == state.batches()) return std::nullopt;
      const auto is_ready = [&] { return !state.pending.empty() && state.pending.front()->unfinished == 0; };
      const auto began = std::chrono::steady_clock::now();
      if (!is_ready()) state.ready.wait(lock, is_ready);
      state.stall_seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
      pending = std::move(state.pending.front());
      state.pending.pop_front();
      ++state.batches_fetched;
    }
    state.work.notify_all();
    Batch& batch = pending->batch;
    keep_usable(batch.pixels, pending->is_usable, state.picture_bytes);
    keep_usable(batch.classes, pending->is_usable, 1);
    keep_usable(batch.boxes, pending->is_usable, 1);
    keep_usable(batch.indices, pending->is_usable, 1);
    if (!batch.indices.empty() || state.settings.parts > 1) return std::move(batch);
  }
}

double Loader::stall_seconds() const {
  const std::lock_guard lock(state_->mutex);
  return state_->stall_seconds;
}

std::vector<dataset::Problem> Loader::problems() const {
  return state_->cache.problems();
}

}  // namespace tinsmith::loader
