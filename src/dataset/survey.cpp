#include "dataset/survey.h"

#include <algorithm>

#include "dataset/text.h"

namespace tinsmith::dataset {

Survey::Survey(std::shared_ptr<const Source> source) : source_(std::move(source)) {
  for (const Entry& entry : source_->entries())
    (is_picture_name(entry.path) ? pictures_ : others_).push_back(entry.path);
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
  return bytes ? std::string(without_mark(as_text(bytes.value()))) : std::string();
}

Result<std::string> Survey::text_of(std::string_view path, std::uint64_t limit_bytes) const {
  const auto index = source_->find(path);
  if (index && source_->entries()[*index].size_bytes > limit_bytes)
    return fail(Fault::InvalidInput, "{} has {} bytes; label files of this kind have at most {}", path,
                source_->entries()[*index].size_bytes, limit_bytes);
  TRY(const Bytes bytes, source_->read(path));
  return utf8_of(without_mark(as_text(bytes)));
}

}  // namespace tinsmith::dataset
