#include "loader/loader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "base/shared_data_for_test.h"
#include "dataset/read.h"
#include "files/source.h"
#include "files/tree_for_test.h"
#include "image/decode.h"
#include "image/encode.h"

namespace tinsmith::loader {
namespace {

// Drawn pictures of several sizes, some in two classes, and one that is broken.
class LoaderTest : public testing::Test {
 protected:
  static constexpr std::size_t kPictures = 23, kBroken = 7;

  LoaderTest() {
    for (std::size_t i = 0; i < kPictures; ++i) {
      const auto step = static_cast<std::int32_t>(i);
      image::Image image({60 + step * 5, 90 - step}, 3);
      image::fill(image, {static_cast<std::uint8_t>(i * 10), 80, 120});
      image::fill_rectangle(image, {10, 12, 20, 30}, {255, 255, 0});
      const auto png = image::encode_png(image);
      const std::string path = fmt::format("{:02}.png", i);
      tree_.bytes(path, i == kBroken ? ByteView(*png).first(60) : ByteView(*png));
      dataset_.pictures.push_back({.path = path, .size = image.size, .is_annotated = true});
      dataset_.pictures.back().boxes = {{static_cast<std::int32_t>(i), {10, 12, 20, 30}}};
      if (i % 2 == 0) dataset_.pictures.back().class_index = static_cast<std::int32_t>(i);
    }
    dataset_.source = files::open_source(tree_.path()).value();
    pictures_.resize(kPictures);
    std::iota(pictures_.begin(), pictures_.end(), std::size_t{0});
    settings_.preparation.size = {32, 24};
    settings_.batch = 5;
  }

  std::unique_ptr<Loader> loader() const { return Loader::make(dataset_, pictures_, settings_).value(); }

  static std::vector<Batch> epoch_of(Loader& loader, std::uint64_t epoch, std::vector<std::size_t> order) {
    loader.start_epoch(epoch, std::move(order));
    std::vector<Batch> batches;
    while (auto batch = loader.next()) batches.push_back(std::move(*batch));
    return batches;
  }

  files::TreeForTest tree_;
  dataset::Dataset dataset_;
  std::vector<std::size_t> pictures_;
  LoaderSettings settings_;
};

bool are_equal(const std::vector<Batch>& a, const std::vector<Batch>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Batch& x, const Batch& y) {
    return x.pixels == y.pixels && x.classes == y.classes && x.boxes == y.boxes && x.indices == y.indices;
  });
}

TEST_F(LoaderTest, BatchesComeInOrderAndTheBrokenPictureIsLeftOutAndReportedOnce) {
  const auto loader = this->loader();
  for (std::uint64_t epoch = 0; epoch < 2; ++epoch) {
    const auto batches = epoch_of(*loader, epoch, pictures_);
    ASSERT_EQ(batches.size(), 5U);
    std::vector<std::size_t> seen, expected = pictures_;
    for (const Batch& batch : batches) {
      seen.insert(seen.end(), batch.indices.begin(), batch.indices.end());
      EXPECT_EQ(batch.pixels.size(), batch.indices.size() * 32 * 24 * 3);
      ASSERT_EQ(batch.classes.size(), batch.indices.size());
      ASSERT_EQ(batch.boxes.size(), batch.indices.size());
      for (std::size_t i = 0; i < batch.indices.size(); ++i) {
        const auto index = static_cast<std::int32_t>(batch.indices[i]);
        EXPECT_EQ(batch.classes[i], index % 2 == 0 ? index : -1);
        EXPECT_EQ(batch.boxes[i].at(0).class_index, index);
      }
    }
    std::erase(expected, kBroken);
    EXPECT_EQ(seen, expected);
    EXPECT_EQ(batches[1].indices.size(), 4U);
    EXPECT_EQ(batches[4].indices.size(), 3U);
  }
  ASSERT_EQ(loader->problems().size(), 1U);
  EXPECT_EQ(loader->problems()[0].path, "07.png");
  EXPECT_EQ(loader->problems()[0].kind, dataset::Problem::Kind::BrokenPicture);
}

TEST_F(LoaderTest, WithoutAugmentationPixelsAreThePreparedPicture) {
  const auto loader = this->loader();
  const auto batches = epoch_of(*loader, 0, {4, 9});
  ASSERT_EQ(batches.size(), 1U);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto bytes = dataset_.source->read(dataset_.pictures[batches[0].indices[i]].path);
    const auto expected = image::prepared(*image::decode(*bytes), settings_.preparation).pixels;
    const auto start = batches[0].pixels.begin() + static_cast<std::ptrdiff_t>(i * expected.size());
    EXPECT_TRUE(std::equal(expected.begin(), expected.end(), start));
  }
}

TEST_F(LoaderTest, TheSameBytesForAnyNumberOfThreadsAndAnyCache) {
  settings_.augmentation.emplace();
  std::vector<std::vector<Batch>> results;
  for (const std::int32_t threads : {1, 2, 3}) {
    for (const std::uint64_t cache_bytes : {std::uint64_t{0}, std::uint64_t{20000}, std::uint64_t{1} << 30}) {
      settings_.threads = threads;
      settings_.cache_bytes = cache_bytes;
      const auto loader = this->loader();
      auto batches = epoch_of(*loader, 1, pictures_);
      for (auto& batch : epoch_of(*loader, 2, {3, 3, 1, 0, 22, 21})) batches.push_back(std::move(batch));
      results.push_back(std::move(batches));
    }
  }
  for (const auto& result : results) EXPECT_TRUE(are_equal(result, results[0]));
}

// The last batch has three pictures, so some of its four parts are empty.
TEST_F(LoaderTest, PartsOfBatchesMakeUpTheWholeOnes) {
  settings_.augmentation.emplace();
  const auto whole_loader = this->loader();
  const auto whole = epoch_of(*whole_loader, 2, pictures_);
  settings_.parts = 4;
  std::vector<Batch> together(whole.size());
  for (settings_.part = 0; settings_.part < settings_.parts; ++settings_.part) {
    const auto part_loader = this->loader();
    const auto parts = epoch_of(*part_loader, 2, pictures_);
    ASSERT_EQ(parts.size(), whole.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
      append(together[i].pixels, parts[i].pixels);
      append(together[i].classes, parts[i].classes);
      append(together[i].boxes, parts[i].boxes);
      append(together[i].indices, parts[i].indices);
    }
  }
  EXPECT_TRUE(are_equal(together, whole));
}

TEST_F(LoaderTest, PutsObjectsOfOthersIntoEmptyPictures) {
  constexpr std::size_t kEmpty = 3;
  settings_.augmentation.emplace();
  settings_.augmentation->cutout = 0;
  dataset_.pictures[kEmpty].boxes.clear();
  std::vector<std::vector<Batch>> results;
  for (const std::int32_t threads : {1, 3}) {
    settings_.threads = threads;
    const auto loader = this->loader();
    std::vector<Batch>& batches = results.emplace_back();
    loader->start_epoch(1, {kEmpty, 2, kEmpty, kEmpty, kEmpty}, {.paste = 1});
    while (auto batch = loader->next()) batches.push_back(std::move(*batch));
  }
  EXPECT_TRUE(are_equal(results[0], results[1]));
  const Batch& batch = results[0].at(0);
  ASSERT_EQ(batch.boxes.size(), 5U);
  EXPECT_EQ(batch.boxes[1].size(), 1U) << "a picture with an object of its own stays as it is";
  for (const std::size_t place : {0U, 2U, 3U, 4U}) {
    ASSERT_FALSE(batch.boxes[place].empty());
    EXPECT_LE(batch.boxes[place].size(), 3U);
    for (const scene::LabelledBox& labelled : batch.boxes[place]) {
      const scene::Point middle = scene::centre_of(labelled.box);
      const std::size_t at =
          place * 32 * 24 * 3 +
          (static_cast<std::size_t>(middle.y) * 32 + static_cast<std::size_t>(middle.x)) * 3;
      EXPECT_GT(batch.pixels[at], batch.pixels[at + 2] + 60) << "the drawn objects are yellow";
      EXPECT_TRUE(labelled.box.x >= 0 && labelled.box.right() <= 32 && labelled.box.bottom() <= 24);
    }
  }
}

TEST_F(LoaderTest, EpochsPlacesAndSeedsVaryAPictureDifferently) {
  settings_.augmentation.emplace();
  const auto first = epoch_of(*loader(), 1, {3, 3});
  const auto other_epoch = epoch_of(*loader(), 2, {3, 3});
  settings_.seed = 2;
  const auto other_seed = epoch_of(*loader(), 1, {3, 3});
  const auto half = static_cast<std::ptrdiff_t>(first[0].pixels.size() / 2);
  EXPECT_FALSE(
      std::equal(first[0].pixels.begin(), first[0].pixels.begin() + half, first[0].pixels.begin() + half));
  EXPECT_NE(first[0].pixels, other_epoch[0].pixels);
  EXPECT_NE(first[0].pixels, other_seed[0].pixels);
}

TEST_F(LoaderTest, AnEpochMayBeDroppedInTheMiddle) {
  settings_.augmentation.emplace();
  const auto expected = epoch_of(*loader(), 8, pictures_);
  const auto loader = this->loader();
  for (std::uint64_t epoch = 0; epoch < 8; ++epoch) {
    loader->start_epoch(epoch, pictures_);
    if (epoch % 2 == 0) {
      EXPECT_TRUE(loader->next());
    }
  }
  EXPECT_TRUE(are_equal(epoch_of(*loader, 8, pictures_), expected));
  EXPECT_FALSE(loader->next());
  EXPECT_GE(loader->stall_seconds(), 0);
}

TEST_F(LoaderTest, NothingToReadIsAnEmptyEpochAndNotAnEmptyBatch) {
  const auto loader = this->loader();
  EXPECT_TRUE(epoch_of(*loader, 0, {}).empty());
  EXPECT_TRUE(epoch_of(*loader, 0, {kBroken, kBroken}).empty());
}

TEST_F(LoaderTest, SettingsOutOfRangeAreRefused) {
  settings_.batch = 0;
  EXPECT_EQ(Loader::make(dataset_, pictures_, settings_).error().fault, Fault::InvalidInput);
  settings_.batch = 1;
  settings_.augmentation.emplace().translate = 2;
  EXPECT_EQ(Loader::make(dataset_, pictures_, settings_).error().fault, Fault::InvalidInput);
}

TEST(LoaderOnPhotos, EveryBloodCellStaysInsideTheInput) {
  const auto folder = shared_data("data/bccd_voc");
  if (!folder) GTEST_SKIP() << "SKIP: data/bccd_voc is not there";
  const auto dataset = dataset::read_dataset(*folder);
  ASSERT_TRUE(dataset) << dataset.error().text();
  std::vector<std::size_t> order(40);
  std::iota(order.begin(), order.end(), std::size_t{0});
  LoaderSettings settings;
  settings.preparation.fit = image::Fit::Letterbox;
  settings.augmentation.emplace();
  const auto loader = Loader::make(*dataset, order, settings).value();
  std::size_t boxes = 0, drawn = 0;
  loader->start_epoch(0, order);
  while (const auto batch = loader->next()) {
    for (std::size_t i = 0; i < batch->indices.size(); ++i) {
      drawn += dataset->pictures[batch->indices[i]].boxes.size();
      boxes += batch->boxes[i].size();
      for (const auto& labelled : batch->boxes[i]) {
        EXPECT_GE(std::min(labelled.box.x, labelled.box.y), 0);
        EXPECT_LE(std::max(labelled.box.right(), labelled.box.bottom()), 96);
        EXPECT_GT(labelled.box.area(), 0);
      }
    }
  }
  // Weak variations keep most of the cells visible.
  EXPECT_GT(static_cast<double>(boxes), 0.8 * static_cast<double>(drawn));
  EXPECT_TRUE(loader->problems().empty());
}

}  // namespace
}  // namespace tinsmith::loader
