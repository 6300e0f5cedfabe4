// A plain tar (POSIX.1-1988 ustar, with the long names of GNU and pax), read in place.
#include <algorithm>
#include <charconv>
#include <map>

#include "files/source_kinds.h"
#include "files/text.h"

namespace tinsmith::files {
namespace {

constexpr std::uint64_t kBlock_bytes = 512;
constexpr std::uint64_t kLongName_bytes = 64 << 10;

// Offsets of the fields of a header block (POSIX.1-1988, "ustar").
struct Field {
  std::size_t offset, bytes;
};
constexpr Field kName{0, 100}, kSize{124, 12}, kChecksum{148, 8}, kKind{156, 1}, kMagic{257, 5},
    kPrefix{345, 155};

struct Place {
  std::uint64_t offset = 0, size_bytes = 0;
};

class TarSource final : public Source {
 public:
  TarSource(std::filesystem::path path, std::vector<Entry> entries, std::vector<std::uint64_t> offsets)
      : Source(path.string(), std::move(entries), {}), path_(std::move(path)), offsets_(std::move(offsets)) {}
  bool has_random_access() const override { return true; }

 protected:
  Result<Bytes> read_entry(std::size_t index, std::uint64_t offset, std::uint64_t count) const override {
    TRY(Bytes bytes, read_file_part(path_, offsets_[index] + offset, count));
    if (bytes.size() != count) return fail(Fault::Corrupt, "the tar ends inside this file");
    return bytes;
  }

 private:
  std::filesystem::path path_;
  std::vector<std::uint64_t> offsets_;
};

std::string_view text_at(ByteView block, Field field) {
  const std::string_view text = as_text(block.subspan(field.offset, field.bytes));
  return text.substr(0, text.find('\0'));
}

// Parses octal digits, or base 256 when the top bit is set (GNU, for files of 8 GiB and more).
Result<std::uint64_t> number_at(ByteView block, Field field) {
  const ByteView bytes = block.subspan(field.offset, field.bytes);
  if ((bytes[0] & std::byte{0x80}) != std::byte{0}) {
    std::uint64_t value = 0;
    for (const std::byte byte : bytes.subspan(field.bytes - 8))
      value = value << 8 | std::to_integer<std::uint64_t>(byte);
    return value;
  }
  const std::string_view text = trimmed(text_at(block, field));
  std::uint64_t value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value, 8);
  if (code != std::errc() || end != text.data() + text.size())
    return fail(Fault::Corrupt, "a header of the tar has no number where a number is expected");
  return value;
}

bool is_checksum_right(ByteView block) {
  const auto written = number_at(block, kChecksum);
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kBlock_bytes; ++i) {
    const bool is_own = i >= kChecksum.offset && i < kChecksum.offset + kChecksum.bytes;
    sum += is_own ? ' ' : std::to_integer<std::uint64_t>(block[i]);
  }
  return written.has_value() && *written == sum;
}

// Returns the value of "path" in a pax header, which consists of records "<length> <key>=<value>\n".
std::string pax_path(std::string_view records) {
  while (!records.empty()) {
    std::size_t length = 0;
    const auto [end, code] = std::from_chars(records.data(), records.data() + records.size(), length);
    if (code != std::errc() || length > records.size() || length < 4) return "";
    std::string_view record = records.substr(0, length - 1);
    record.remove_prefix(std::min(record.size(), static_cast<std::size_t>(end - records.data()) + 1));
    if (record.starts_with("path=")) return std::string(record.substr(5));
    records.remove_prefix(length);
  }
  return "";
}

class TarReader {
 public:
  TarReader(const std::filesystem::path& path, const SourceLimits& limits) : path_(path), list_(limits) {}

  Result<std::shared_ptr<const Source>> open() {
    for (std::uint64_t offset = 0;;) {
      TRY(const Bytes block, read_file_part(path_, offset, kBlock_bytes));
      const bool is_end =
          block.size() < kBlock_bytes ||
          std::all_of(block.begin(), block.end(), [](std::byte byte) { return byte == std::byte{0}; });
      if (is_end) break;
      if (!is_checksum_right(block))
        return fail(Fault::Corrupt, "the header at byte {} of the tar is damaged", offset);
      TRY(const std::uint64_t size_bytes, number_at(block, kSize));
      if (size_bytes > kMaxTar_bytes)
        return fail(Fault::Corrupt, "the header at byte {} of the tar states a size that is too large",
                    offset);
      TRY_DONE(take(block, {offset + kBlock_bytes, size_bytes}));
      offset += kBlock_bytes + (size_bytes + kBlock_bytes - 1) / kBlock_bytes * kBlock_bytes;
    }
    TRY_DONE(list_.refuse_duplicates());
    std::map<std::string, std::pair<Entry, std::uint64_t>> sorted;
    for (std::size_t i = 0; i < offsets_.size(); ++i)
      sorted[list_.entries()[i].path] = {list_.entries()[i], offsets_[i]};
    std::vector<Entry> entries;
    std::vector<std::uint64_t> offsets;
    for (auto& [path, both] : sorted) {
      entries.push_back(std::move(both.first));
      offsets.push_back(both.second);
    }
    return std::shared_ptr<const Source>(
        std::make_shared<TarSource>(path_, std::move(entries), std::move(offsets)));
  }

 private:
  static constexpr std::uint64_t kMaxTar_bytes = std::uint64_t{1} << 50;

  Result<Done> take(ByteView block, Place place) {
    const char kind = static_cast<char>(block[kKind.offset]);
    if (kind == 'L' || kind == 'x') {  // the name of the next entry
      if (place.size_bytes > kLongName_bytes)
        return fail(Fault::Corrupt, "a name in the tar has {} bytes", place.size_bytes);
      TRY(const Bytes bytes, read_file_part(path_, place.offset, place.size_bytes));
      const std::string_view text = as_text(bytes);
      long_name_ = kind == 'L' ? std::string(text.substr(0, text.find('\0'))) : pax_path(text);
      return Done{};
    }
    std::string name = long_name_;
    if (name.empty()) {
      const std::string_view prefix = text_at(block, kMagic) == "ustar" ? text_at(block, kPrefix) : "";
      name = prefix.empty() ? std::string(text_at(block, kName))
                            : fmt::format("{}/{}", prefix, text_at(block, kName));
    }
    long_name_.clear();
    if (kind == '1' || kind == '2')
      return fail(Fault::InvalidInput, "the entry {} is a link; pack the file itself", shown(name));
    if (kind != '0' && kind != '\0' && kind != '7') return Done{};  // folders, devices, comments
    TRY(const bool belongs, list_.add(name, place.size_bytes, place.size_bytes));
    if (belongs) offsets_.push_back(place.offset);
    return Done{};
  }

  std::filesystem::path path_;
  EntryList list_;
  std::vector<std::uint64_t> offsets_;
  std::string long_name_;
};

}  // namespace

Result<std::shared_ptr<const Source>> open_tar(const std::filesystem::path& path,
                                               const SourceLimits& limits) {
  return TarReader(path, limits).open();
}

}  // namespace tinsmith::files
