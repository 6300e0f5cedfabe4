#include "files/embedded.h"

#include <algorithm>

namespace tinsmith::files {
namespace {

// Returns the value of a base64 character, or -1 for other characters.
int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

std::string_view without_padding(std::string_view text) {
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  return text;
}

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

std::optional<std::uint64_t> size_of_base64(std::string_view text) {
  text = without_padding(text);
  if (text.size() % 4 == 1 ||
      !std::all_of(text.begin(), text.end(), [](char c) { return base64_value(c) >= 0; }))
    return std::nullopt;
  return text.size() * 3 / 4;
}

Bytes decoded_base64(std::string_view text) {
  text = without_padding(text);
  Bytes bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    bits = (bits << 6 | static_cast<std::uint32_t>(base64_value(c))) & 0xFFFFFF;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<std::byte>(bits >> count & 0xFF));
  }
  return bytes;
}

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
