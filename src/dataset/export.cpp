#include "dataset/export.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "base/files.h"
#include "dataset/formats.h"
#include "dataset/write.h"
#include "files/text.h"

namespace tinsmith::dataset {
namespace {

std::string_view words_for(LabelKind label_kind) {
  return label_kind == LabelKind::Classes ? "one class for each picture" : "boxes";
}

// Writes a new file. It replaces nothing in its new folder, so it is not flushed to the disk
// as in base/files.h.
Result<Done> write_new(const std::filesystem::path& path, ByteView bytes) {
  struct Close {
    void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
  };
  std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "wbx"));
  const bool is_written = file && std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size() &&
                          std::fflush(file.get()) == 0;
  if (!is_written)
    return fail(Fault::Unavailable, "cannot write {}: {}", path.string(),
                std::generic_category().message(errno));
  return Done{};
}

}  // namespace

Result<Export> Export::start(const Dataset& dataset, const std::filesystem::path& folder) {
  TRY_DONE(make_folder(folder));
  std::error_code trouble;
  if (!std::filesystem::is_empty(folder, trouble) || trouble)
    return fail(Fault::Conflict, "{} is not an empty folder; choose another one", folder.string());
  return Export(dataset, folder);
}

std::string Export::name_for(const Picture& picture, std::set<std::string>& among) const {
  const auto is_free = [&](const std::string& name) { return among.insert(lowered(stem_of(name))).second; };
  std::string name(name_of_file(picture.path));
  if (is_free(name)) return name;
  std::string longer = picture.path;
  std::replace(longer.begin(), longer.end(), '/', '_');
  name = longer;
  for (int copy = 2; !is_free(name); ++copy) name = fmt::format("{}_{}", copy, longer);
  return name;
}

Result<std::filesystem::path> Export::path_for(std::string_view path) const {
  const auto parts = parts_of(path);
  const bool leaves =
      path.starts_with('/') || std::any_of(parts.begin(), parts.end(),
                                           [](std::string_view part) { return part == ".." || part == "."; });
  if (leaves) return fail(Fault::InvalidInput, "{} would be written outside {}", path, folder_.string());
  const std::filesystem::path place = folder_ / path;
  TRY_DONE(make_folder(place.parent_path()));
  return place;
}

Result<Done> Export::copy(const Picture& picture, std::string_view path) const {
  TRY(const auto place, path_for(path));
  TRY(const Bytes bytes, dataset_->source->read(picture.path));
  return write_new(place, bytes);
}

Result<Done> Export::write(std::string_view path, std::string_view text) const {
  TRY(const auto place, path_for(path));
  return write_new(place, as_bytes(text));
}

std::string_view folder_of_split(Split split, std::string_view validation, std::string_view none) {
  switch (split) {
    case Split::None:
      return none;
    case Split::Train:
      return "train";
    case Split::Validation:
      return validation;
    case Split::Test:
      return "test";
  }
  CHECK(false, "split {} has no folder", static_cast<int>(split));
}

bool has_splits(const Dataset& dataset) {
  return std::any_of(dataset.pictures.begin(), dataset.pictures.end(),
                     [](const Picture& picture) { return picture.split != Split::None; });
}

std::string digits(double value) {
  return fmt::format("{}", value == 0 ? 0.0 : value);
}

Result<Done> write_dataset(const Dataset& dataset, std::string_view format,
                           const std::filesystem::path& folder) {
  TRY(const Format* row, format_named(format));
  if (row->write == nullptr) {
    std::string names;
    for (const Format& other : formats()) {
      if (other.write != nullptr) names += fmt::format("{}{}", names.empty() ? "" : ", ", other.name);
    }
    return fail(Fault::Usage, "the layout {} can only be read; layouts that can be written are {}", format,
                names);
  }
  if (!holds(*row, dataset.label_kind)) {
    const LabelKind other = dataset.label_kind == LabelKind::Boxes ? LabelKind::Classes : LabelKind::Boxes;
    return fail(Fault::Unsupported, "the layout {} stores {}, but the data set has {}; choose another layout",
                format, words_for(other), words_for(dataset.label_kind));
  }
  return row->write(dataset, folder);
}

}  // namespace tinsmith::dataset
