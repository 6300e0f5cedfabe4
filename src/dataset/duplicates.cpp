#include "dataset/duplicates.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "files/source.h"
#include "image/decode.h"
#include "image/resize.h"

namespace tinsmith::dataset {
namespace {

// Number of pictures between two progress reports.
constexpr std::size_t kBatch = 256;
// Min standard deviation, on a scale of 255. Pictures with less contrast have nothing to compare, so only
// their bytes count.
constexpr double kMinDeviation = 2.0;
// Number of rows of the table of all pairs that one task processes.
constexpr std::size_t kRowsOfTask = 64;

std::array<float, static_cast<std::size_t>(kPrintSide_pixels* kPrintSide_pixels)> print_of(
    const image::Image& picture) {
  const image::Image small =
      image::grey_of(image::resized(picture, {kPrintSide_pixels, kPrintSide_pixels}, image::Filter::Area));
  const double count = static_cast<double>(small.pixels.size());
  const double mean = std::accumulate(small.pixels.begin(), small.pixels.end(), 0.0) / count;
  double squares = 0;
  for (const std::uint8_t value : small.pixels) squares += (value - mean) * (value - mean);
  const double deviation = std::sqrt(squares / count);
  std::array<float, static_cast<std::size_t>(kPrintSide_pixels * kPrintSide_pixels)> print{};
  if (deviation < kMinDeviation) return print;
  for (std::size_t i = 0; i < print.size(); ++i)
    print[i] = static_cast<float>((small.pixels[i] - mean) / deviation);
  return print;
}

// Pictures that use less than 1 / this of their range are nearly black: 8 bits keep only 25 levels
// of a tenth.
constexpr int kMinOfRange = 10;

Fingerprint fingerprint_at(const Source& source, const std::string& path, std::string& message,
                           std::optional<image::SixteenBits>& depth) {
  Fingerprint fingerprint;
  const auto bytes = source.read(path);
  if (!bytes) {
    message = bytes.error().message;
    return fingerprint;
  }
  const auto picture = image::decode(bytes.value());
  if (picture) depth = image::sixteen_bits_of(bytes.value());
  if (picture) return fingerprint_of(bytes.value(), picture.value());
  message = picture.error().message;
  fingerprint.bytes = hash_of(bytes.value());
  fingerprint.file_bytes = bytes.value().size();
  return fingerprint;
}

void sort_by_depth(const std::string& path, const image::SixteenBits& depth, Fingerprints& result) {
  (depth.is_read_as_12_bits ? result.read_as_12_bits : result.read_as_16_bits).push_back(path);
  const int range = depth.is_read_as_12_bits ? 1 << 12 : 1 << 16;
  if (depth.largest < range / kMinOfRange) result.nearly_black.push_back(path);
}

bool has_contrast(const Fingerprint& fingerprint) {
  return std::any_of(fingerprint.print.begin(), fingerprint.print.end(),
                     [](float value) { return value != 0; });
}

double difference(const Fingerprint& a, const Fingerprint& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.print.size(); ++i) sum += std::abs(a.print[i] - b.print[i]);
  return sum / static_cast<double>(a.print.size());
}

// Disjoint sets, represented by their smallest member (union-find with path halving).
class Sets {
 public:
  explicit Sets(std::size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), 0); }
  std::size_t root(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::size_t a, std::size_t b) {
    a = root(a);
    b = root(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }
  DuplicateGroups numbered() {
    DuplicateGroups groups;
    std::vector<std::int32_t> number(parent_.size(), -1);
    for (std::size_t i = 0; i < parent_.size(); ++i) {
      const std::size_t first = root(i);
      if (number[first] < 0) number[first] = groups.group_count++;
      groups.group_of.push_back(number[first]);
    }
    return groups;
  }

 private:
  std::vector<std::size_t> parent_;
};

void join_exact(const Fingerprints& fingerprints, Sets& sets) {
  std::map<Hash128, std::size_t> first;
  for (std::size_t i = 0; i < fingerprints.of.size(); ++i) {
    const Fingerprint& fingerprint = fingerprints.of[i];
    if (fingerprint.file_bytes == 0) continue;
    const auto [at, is_new] = first.emplace(fingerprint.bytes, i);
    if (!is_new) sets.join(at->second, i);
  }
}

}  // namespace

Fingerprint fingerprint_of(ByteView file, const image::Image& picture) {
  return {true, hash_of(file), file.size(), image::perceptual_hash(picture), print_of(picture)};
}

Result<Fingerprints> fingerprint(const Dataset& dataset, ThreadPool& threads, Progress& progress) {
  Fingerprints result;
  result.of.resize(dataset.pictures.size());
  std::vector<std::string> message(dataset.pictures.size());
  std::vector<std::optional<image::SixteenBits>> depths(dataset.pictures.size());
  for (std::size_t from = 0; from < result.of.size(); from += kBatch) {
    if (progress.should_stop()) return fail(Fault::Cancelled, "the comparison of the pictures was stopped");
    const std::size_t count = std::min(kBatch, result.of.size() - from);
    threads.run(static_cast<std::int64_t>(count), [&](std::int64_t task, int) {
      const std::size_t i = from + static_cast<std::size_t>(task);
      result.of[i] = fingerprint_at(*dataset.source, dataset.pictures[i].path, message[i], depths[i]);
    });
    progress.report("comparing pictures", static_cast<double>(from + count),
                    static_cast<double>(result.of.size()));
  }
  for (std::size_t i = 0; i < message.size(); ++i) {
    if (depths[i]) sort_by_depth(dataset.pictures[i].path, *depths[i], result);
    if (!result.of[i].is_readable)
      result.problems.push_back({Problem::Kind::BrokenPicture, dataset.pictures[i].path, message[i]});
  }
  return result;
}

DuplicateGroups exact_groups(const Fingerprints& fingerprints) {
  Sets sets(fingerprints.of.size());
  join_exact(fingerprints, sets);
  return sets.numbered();
}

std::vector<std::pair<std::size_t, std::size_t>> near_pairs(const Fingerprints& fingerprints,
                                                            ThreadPool& threads) {
  std::vector<std::size_t> compared;  // pictures with something to compare
  std::vector<image::PerceptualHash> looks;
  for (std::size_t i = 0; i < fingerprints.of.size(); ++i) {
    if (!fingerprints.of[i].is_readable || !has_contrast(fingerprints.of[i])) continue;
    compared.push_back(i);
    looks.push_back(fingerprints.of[i].look);
  }
  const std::size_t tasks = (compared.size() + kRowsOfTask - 1) / kRowsOfTask;
  std::vector<std::vector<std::pair<std::size_t, std::size_t>>> found(tasks);
  threads.run(static_cast<std::int64_t>(tasks), [&](std::int64_t task, int) {
    const std::size_t first = static_cast<std::size_t>(task) * kRowsOfTask;
    for (std::size_t a = first; a < std::min(first + kRowsOfTask, compared.size()); ++a) {
      for (std::size_t b = a + 1; b < compared.size(); ++b) {
        if (image::distance(looks[a], looks[b]) > kNearDistance) continue;
        if (difference(fingerprints.of[compared[a]], fingerprints.of[compared[b]]) <= kNearDifference)
          found[static_cast<std::size_t>(task)].emplace_back(compared[a], compared[b]);
      }
    }
  });
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (const auto& part : found) pairs.insert(pairs.end(), part.begin(), part.end());
  return pairs;
}

DuplicateGroups near_groups(const Fingerprints& fingerprints, ThreadPool& threads) {
  Sets sets(fingerprints.of.size());
  join_exact(fingerprints, sets);
  for (const auto& [a, b] : near_pairs(fingerprints, threads)) sets.join(a, b);
  return sets.numbered();
}

}  // namespace tinsmith::dataset
