#include "files/embedded.h"

#include <algorithm>

#include "base/base64.h"

namespace tinsmith::files {
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
    const Embedded& picture = place->second;
    if (!picture.is_base64) return part_of(picture.file, picture.offset + offset, count);
    // Reads the whole groups of four characters that contain the requested bytes.
    const std::uint64_t first = offset / 3, end = (offset + count + 2) / 3;
    const std::uint64_t characters = (picture.size_bytes * 4 + 2) / 3;
    const std::uint64_t from = std::min(first * 4, characters), to = std::min(end * 4, characters);
    TRY(const Bytes text, part_of(picture.file, picture.offset + from, to - from));
    if (!size_of_base64(as_text(text)))
      return fail(Fault::Corrupt, "{} has changed: the picture inside it is not base64", picture.file);
    Bytes bytes = decoded_base64(as_text(text));
    bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(
                                                   offset - first * 3, bytes.size())));
    bytes.resize(std::min<std::uint64_t>(bytes.size(), count));
    return bytes;
  }

 private:
  Result<Bytes> part_of(const std::string& file, std::uint64_t from, std::uint64_t count) const {
    const auto held = held_.find(file);
    if (held == held_.end()) return inner_->read_part(file, from, count);
    const ByteView part = ByteView(held->second).subspan(from, count);
    return Bytes(part.begin(), part.end());
  }

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

}  // namespace tinsmith::files
