#include "dataset/embedded.h"

#include <algorithm>

namespace tinsmith::dataset {
namespace {

class EmbeddedSource final : public Source {
 public:
  EmbeddedSource(std::shared_ptr<const Source> inner, std::vector<Entry> entries,
                 std::map<std::string, Embedded> embedded, std::map<std::string, Bytes> held)
      : Source(inner->name(), std::move(entries), inner->skipped()),
        inner_(std::move(inner)),
        embedded_(std::move(embedded)),
        held_(std::move(held)) {}

  bool has_random_access() const override { return inner_->has_random_access(); }

 protected:
  Result<Bytes> read_entry(std::size_t index, std::uint64_t offset, std::uint64_t count) const override {
    const auto place = embedded_.find(entries()[index].path);
    if (place == embedded_.end()) return inner_->read_part(entries()[index].path, offset, count);
    const std::uint64_t from = place->second.offset + offset;
    const auto file = held_.find(place->second.file);
    if (file == held_.end()) return inner_->read_part(place->second.file, from, count);
    const ByteView part = ByteView(file->second).subspan(from, count);
    return Bytes(part.begin(), part.end());
  }

 private:
  std::shared_ptr<const Source> inner_;
  std::map<std::string, Embedded> embedded_;  // by path
  std::map<std::string, Bytes> held_;         // by file
};

}  // namespace

std::shared_ptr<const Source> with_embedded(std::shared_ptr<const Source> inner,
                                            std::vector<Embedded> embedded, std::map<std::string, Bytes> held,
                                            bool keeps_inner) {
  std::vector<Entry> entries;
  if (keeps_inner) entries = inner->entries();
  std::map<std::string, Embedded> places;
  for (Embedded& picture : embedded) {
    entries.push_back({picture.path, picture.size_bytes});
    places[picture.path] = std::move(picture);
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.path < b.path; });
  return std::make_shared<EmbeddedSource>(std::move(inner), std::move(entries), std::move(places),
                                          std::move(held));
}

}  // namespace tinsmith::dataset
