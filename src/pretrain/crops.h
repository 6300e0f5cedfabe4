// pretrain/crops.h — the crops that pretraining learns from, and which data sets it leaves out.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/thread_pool.h"
#include "image/image.h"
#include "scene/task.h"
#include "train/loss.h"

namespace tinsmith::pretrain {

// The reason why a data set is treated in another way than the rest. docs/pretraining.md says how the sets
// were chosen.
enum class SetRole : std::uint8_t {
  HeldBack,  // never learned from: pretrained weights are judged by what they gain here
  Related,   // left out because it shows the same kind of things as a set that is held back
  // Detectors only: left out because it shows the same kind of things as a set that they are measured with
  // (docs/detectors.md).
  RelatedToBoxes,
  Poor,         // left out because its pictures are few or odd
  NotMirrored,  // learned from, but mirroring a crop can change its class
};
struct SetRow {
  std::string_view set;
  SetRole role;
};
// The only list of these sets. A set without a row is learned from.
std::span<const SetRow> set_rows();
// Returns whether networks for this task learn from the set.
bool is_learned_from(std::string_view set, scene::Task task);

// One zip of labelled crops: the folders are the classes, in the order of their names.
struct CropSet {
  std::string name;
  std::vector<std::string> classes;
  std::vector<image::Image> pictures;  // RGB
  std::vector<std::int32_t> labels;    // one per picture: index in `classes`
};

// Reads a zip or a folder of class folders. Pictures longer than kMaxStored_px are made smaller, because no
// training input needs more. InvalidInput: a file is not in a class folder, or there are no pictures.
inline constexpr std::int32_t kMaxStored_px = 160;
Result<CropSet> read_crop_set(const std::filesystem::path& path, ThreadPool& pool);

// All crops to learn from, with the classes of all sets in one output.
struct Corpus {
  // The classes of a set, or of all sets that have one class only: among these, the class is the set.
  struct Group {
    std::string name;
    train::GroupedCrossEntropy::Group classes;
    std::vector<std::size_t> pictures;  // indices in `pictures`
  };
  std::vector<Group> groups;
  std::vector<image::Image> pictures;
  std::vector<std::int32_t> labels;           // one per picture, over all groups
  std::vector<std::uint8_t> may_be_mirrored;  // one per picture
  std::int32_t classes = 0;
};
inline constexpr std::string_view kSingles = "sets of one class";

// Joins sets in the given order.
Corpus joined(std::vector<CropSet> sets);

// Returns the zips of the folder that networks for this task learn from, in the order of their names.
//   NotFound  the folder has no such files
Result<std::vector<std::filesystem::path>> learned_zips(const std::filesystem::path& folder,
                                                        scene::Task task);

// Reads the crops of all these zips.
Result<Corpus> read_corpus(const std::filesystem::path& folder, scene::Task task, ThreadPool& pool);

}  // namespace tinsmith::pretrain
