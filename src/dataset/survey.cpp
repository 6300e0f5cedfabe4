#include "dataset/survey.h"

#include <algorithm>

#include "files/text.h"
#include "image/decode.h"
#include "image/file_kinds.h"

namespace tinsmith::dataset {
namespace {

struct SplitName {
  std::string_view word;
  Split split;
};
constexpr SplitName kSplitNames[] = {
    {"train", Split::Train},    {"training", Split::Train},   {"trains", Split::Train},
    {"val", Split::Validation}, {"valid", Split::Validation}, {"validation", Split::Validation},
    {"dev", Split::Validation}, {"eval", Split::Validation},  {"test", Split::Test},
    {"testing", Split::Test},   {"tests", Split::Test},
};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Extensions of files that are never pictures. Their contents are not read to recognise pictures, because a
// data set may have as many label files as pictures.
constexpr std::string_view kNeverPictures[] = {
    "txt",    "xml", "json", "jsonl", "ndjson", "csv",   "tsv",  "yaml",     "yml",    "names",
    "data",   "md",  "html", "py",    "ipynb",  "cfg",   "ini",  "tfrecord", "record", "zip",
    "tar",    "gz",  "7z",   "rar",   "npy",    "npz",   "pt",   "pth",      "onnx",   "h5",
    "tflite", "doc", "pdf",  "docx",  "xlsx",   "pbtxt", "cbor", "wav",
};

bool is_never_a_picture(std::string_view path) {
  const std::string extension = extension_of(path);
  return std::find(std::begin(kNeverPictures), std::end(kNeverPictures), extension) !=
         std::end(kNeverPictures);
}

// Calls `take` with each longest part of the text that contains no ASCII character.
template <class Take>
void for_each_foreign_part(std::string_view text, Take take) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && (text[end] & 0x80) != 0) ++end;
    if (end > at) take(text.substr(at, end - at));
    at = end + 1;
  }
}

}  // namespace

Survey::Survey(std::shared_ptr<const Source> source) : source_(std::move(source)) {
  for (const Entry& entry : source_->entries()) {
    for_each_foreign_part(composed(entry.path), [&](std::string_view part) { foreign_names_.emplace(part); });
    if (is_picture_name(entry.path)) {
      pictures_.push_back(entry.path);
      continue;
    }
    Bytes start;
    if (!is_never_a_picture(entry.path)) {
      if (auto read = source_->read_part(entry.path, 0, image::kStartOfFile_bytes))
        start = std::move(read).value();
    }
    if (image::is_decoded_kind(start)) {
      pictures_.push_back(entry.path);
      continue;
    }
    others_.push_back(entry.path);
    if (const image::FileKind* kind = image::undecoded_kind_of(start))
      undecoded_.push_back(
          {entry.path, fmt::format("the file is {}, which is not supported; {}", kind->name, kind->advice)});
  }
}

std::vector<std::string> Survey::with_extension(std::initializer_list<std::string_view> extensions) const {
  std::vector<std::string> found;
  std::copy_if(others_.begin(), others_.end(), std::back_inserter(found), [&](const std::string& path) {
    return std::find(extensions.begin(), extensions.end(), extension_of(path)) != extensions.end();
  });
  return found;
}

std::vector<std::string> Survey::named(std::initializer_list<std::string_view> names) const {
  std::vector<std::string> found;
  std::copy_if(others_.begin(), others_.end(), std::back_inserter(found), [&](const std::string& path) {
    return std::find(names.begin(), names.end(), name_of_file(path)) != names.end();
  });
  return found;
}

std::string Survey::start_of(std::string_view path, std::uint64_t count) const {
  const auto bytes = source_->read_part(path, 0, count);
  return bytes ? decoded(bytes.value(), true).text : std::string();
}

// Returns the number of file names whose non-ASCII parts occur in the text.
std::size_t Survey::names_in(std::string_view text) const {
  std::set<std::string> found;
  for_each_foreign_part(composed(text), [&](std::string_view part) {
    if (foreign_names_.contains(part)) found.emplace(part);
  });
  return found.size();
}

DecodedText Survey::decoded(ByteView bytes, bool is_start) const {
  DecodedText best = decode_text(bytes, is_start);
  if (best.is_certain || foreign_names_.empty()) return best;
  std::size_t most = names_in(best.text);
  for (DecodedText& other : most == 0 ? other_readings(bytes, is_start) : std::vector<DecodedText>()) {
    const std::size_t count = names_in(other.text);
    if (count <= most) continue;
    most = count;
    best = std::move(other);
  }
  return best;
}

Result<std::string> Survey::text_of(std::string_view path, std::uint64_t limit_bytes) const {
  const auto index = source_->find(path);
  if (index && source_->entries()[*index].size_bytes > limit_bytes)
    return fail(Fault::InvalidInput, "{} has {} bytes; label files of this kind may have at most {}", path,
                source_->entries()[*index].size_bytes, limit_bytes);
  TRY(const Bytes bytes, source_->read(path));
  DecodedText read = decoded(bytes, false);
  if (!read.assumed.empty()) assumed_[read.assumed].emplace(path);
  return std::move(read.text);
}

Split split_named(std::string_view name) {
  const std::string lower = lowered(name);
  for (std::size_t from = 0; from < lower.size();) {
    std::size_t end = from;
    while (end < lower.size() && is_letter(lower[end])) ++end;
    const std::string_view word = std::string_view(lower).substr(from, end - from);
    for (const SplitName& row : kSplitNames) {
      if (row.word == word) return row.split;
    }
    from = end + 1;
  }
  return Split::None;
}

Split split_of_folders(std::string_view path) {
  for (const std::string_view part : parts_of(folder_of(path))) {
    const std::string lower = lowered(part);
    for (const SplitName& row : kSplitNames) {
      if (lower.starts_with(row.word) &&
          std::all_of(lower.begin() + static_cast<std::ptrdiff_t>(row.word.size()), lower.end(),
                      [](char c) { return (c >= '0' && c <= '9') || c == '_' || c == '-'; }))
        return row.split;
    }
  }
  return Split::None;
}

}  // namespace tinsmith::dataset
