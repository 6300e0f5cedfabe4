// dataset/read.h — reads a folder, a zip or a tar of pictures and labels as a Dataset.
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

// The form of the picture on which boxes were drawn, for pictures with an EXIF rotation. Unknown: it is
// derived from the stated sizes and the boxes.
enum class BoxesDrawnOn : std::uint8_t { Unknown, Upright, Stored };

// Parses "upright" and "stored", and "" or "auto" for Unknown. Otherwise, the error Usage lists these names.
Result<BoxesDrawnOn> boxes_drawn_on_named(std::string_view name);

struct ReadOptions {
  std::string format;             // a name from formats.h; empty: recognised by content
  ThreadPool* threads = nullptr;  // reads the headers; nullptr: only the calling thread
  Progress* progress = nullptr;
  BoxesDrawnOn boxes_drawn_on = BoxesDrawnOn::Unknown;
};

// Reads all labels and the header of every picture; decodes no picture. Problems with single files
// are in Dataset::problems.
//   Usage         no such format
//   Unsupported   no layout was recognised; the message lists what was found
//   InvalidInput  no picture, or no class
//   Corrupt       a label file of the whole data set is damaged
//   Cancelled     `progress` asked to stop
// and the errors of open_source.
Result<Dataset> read_dataset(const std::filesystem::path& path, const ReadOptions& options = {});
Result<Dataset> read_dataset(std::shared_ptr<const Source> source, const ReadOptions& options = {});

// Reads pictures only: none is annotated, and there are no classes. Every other file is a problem, because it
// may contain labels that were not read. InvalidInput (no picture), Cancelled.
Result<Dataset> read_unlabelled(std::shared_ptr<const Source> source, const ReadOptions& options = {});

}  // namespace tinsmith::dataset
