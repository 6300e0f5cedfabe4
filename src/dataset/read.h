// dataset/read.h — a folder, a zip or a tar of pictures and labels becomes a Dataset.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/progress.h"
#include "base/thread_pool.h"
#include "dataset/dataset.h"
#include "files/source.h"

namespace tinsmith::dataset {

// On which form of a picture that EXIF turns its boxes were drawn. Unknown: found out from stated sizes and
// boxes.
enum class BoxesDrawnOn : std::uint8_t { Unknown, Upright, Stored };

// "upright", "stored", and "" or "auto" for Unknown. Usage, naming these, for anything else.
Result<BoxesDrawnOn> boxes_drawn_on_named(std::string_view name);

struct ReadOptions {
  std::string format;             // a name from formats.h; empty: recognised by content
  ThreadPool* threads = nullptr;  // reads the pictures' headers; the calling thread alone when absent
  Progress* progress = nullptr;
  BoxesDrawnOn boxes_drawn_on = BoxesDrawnOn::Unknown;
};

// Reads all labels and the header of every picture, decodes none. What is wrong with single files is in
// `Dataset::problems`. Usage (no such format), Unsupported (no layout recognised: says what was seen),
// InvalidInput (no picture, no class), Corrupt (a label file of the whole data set is damaged), Cancelled,
// and what open_source answers.
Result<Dataset> read_dataset(const std::filesystem::path& path, const ReadOptions& options = {});
Result<Dataset> read_dataset(std::shared_ptr<const Source> source, const ReadOptions& options = {});

// Pictures alone: nobody has annotated any, there are no classes. Every other file is a problem, for it may
// hold labels that were not understood. InvalidInput (no picture), Cancelled.
Result<Dataset> read_unlabelled(std::shared_ptr<const Source> source, const ReadOptions& options = {});

}  // namespace tinsmith::dataset
