// Measures how many pictures per second are loaded and prepared for training: in the first epoch, which decodes
// them, and in later epochs.
//
// The pictures are those of shared/data/bccd_voc (640 × 480 pixels), with the default augmentation. Prints JSON
// lines as benchmarks/README.md describes.
#include <fmt/core.h>

#include <chrono>
#include <numeric>

#include "base/check.h"
#include "dataset/read.h"
#include "loader/loader.h"

namespace tinsmith {
namespace {

constexpr const char* kData = "../shared/data/bccd_voc";  // as in peer_data.py
constexpr std::int32_t kInput_px = 192;                   // as in peer_data.py
constexpr std::uint64_t kLaterEpochs = 5;

double pictures_per_second(loader::Loader& loader, std::uint64_t epoch, std::size_t count) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto begin = std::chrono::steady_clock::now();
  loader.start_epoch(epoch, std::move(order));
  std::size_t seen = 0;
  while (const auto batch = loader.next()) seen += batch->indices.size();
  CHECK(seen == count, "{} of {} pictures came", seen, count);
  return static_cast<double>(seen) /
         std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

int run() {
  ThreadPool pool;
  dataset::ReadOptions options;
  options.threads = &pool;
  const auto data = dataset::read_dataset(kData, options);
  if (!data) {
    fmt::print(stderr, "{}\n", data.error().text());
    return 1;
  }
  loader::LoaderSettings settings;
  settings.preparation.size = {kInput_px, kInput_px};
  settings.augmentation = loader::AugmentSettings{};
  settings.threads = pool.threads();
  std::vector<std::size_t> all(data->pictures.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const auto loader = loader::Loader::make(*data, all, settings).value();
  fmt::print("{{\"name\": \"first epoch\", \"unit\": \"pictures/s\", \"value\": {:.1f}}}\n",
             pictures_per_second(*loader, 1, all.size()));
  double later = 0;
  for (std::uint64_t epoch = 2; epoch < 2 + kLaterEpochs; ++epoch)
    later += pictures_per_second(*loader, epoch, all.size()) / static_cast<double>(kLaterEpochs);
  fmt::print("{{\"name\": \"later epochs\", \"unit\": \"pictures/s\", \"value\": {:.1f}}}\n", later);
  return 0;
}

}  // namespace
}  // namespace tinsmith

int main() {
  return tinsmith::run();
}
