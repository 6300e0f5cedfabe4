// dataset/layouts/any_label_file_for_test.h — the shared body of the readers' fuzz targets.
//
// It reads arbitrary bytes as the label file of three small pictures. The result may be a data set or an
// error, but a data set must satisfy the invariants of dataset.h.
#pragma once

#include <cmath>
#include <map>
#include <memory>
#include <span>
#include <string>

#include "base/check.h"
#include "dataset/read.h"
#include "files/memory_source.h"

namespace tinsmith::dataset {

// Returns an uncompressed picture (24-bit BMP) of 8 × 4 pixels.
inline Bytes small_picture() {
  constexpr std::uint32_t kFields[] = {54 + 96, 0, 54, 40, 8, 4, 1 | 24 << 16, 0, 96, 2835, 2835, 0, 0};
  Bytes bytes{std::byte{'B'}, std::byte{'M'}};
  for (const std::uint32_t field : kFields) {
    for (int i = 0; i < 4; ++i) bytes.push_back(static_cast<std::byte>(field >> (8 * i)));
  }
  bytes.resize(kFields[0]);
  return bytes;
}

inline void check_promises(const Dataset& dataset) {
  const auto count = static_cast<scene::ClassIndex>(dataset.classes.size());
  const auto is_class = [&](scene::ClassIndex index) { return index >= 0 && index < count; };
  for (const Picture& picture : dataset.pictures) {
    CHECK(!picture.class_index || is_class(*picture.class_index), "a class that is not there");
    CHECK(picture.drafts.empty() || !is_usable(picture), "drafts that are taught");
    for (const auto* boxes : {&picture.boxes, &picture.drafts}) {
      for (const scene::LabelledBox& box : *boxes) {
        CHECK(is_class(box.class_index), "a box of a class that is not there");
        CHECK(
            std::isfinite(box.box.x) && std::isfinite(box.box.y) && box.box.width >= 0 && box.box.height >= 0,
            "a box that is none");
      }
    }
  }
}

// `name` is the name of the label file. `format` is a name from formats.h, or empty
// for automatic recognition.
inline int read_any_label_file(const std::uint8_t* data, std::size_t size, const std::string& name,
                               const std::string& format) {
  const ByteView bytes = std::as_bytes(std::span(data, size));
  std::map<std::string, Bytes> files{{name, Bytes(bytes.begin(), bytes.end())}};
  for (const char* path : {"a.bmp", "images/b.bmp", "train/c.bmp"}) files[path] = small_picture();
  const auto source = std::make_shared<MemorySource>("fuzz", std::move(files));
  if (const auto dataset = read_dataset(source, {.format = format})) check_promises(*dataset);
  if (const auto dataset = read_dataset(source)) check_promises(*dataset);
  return 0;
}

}  // namespace tinsmith::dataset
