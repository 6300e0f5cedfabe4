// A zip, read in place with libzip. A handle of the library may be used by one thread only. Each reader
// therefore borrows a handle and returns it for the next reader.
#include <sys/stat.h>
#include <zip.h>

#include <algorithm>
#include <mutex>
#include <numeric>

#include "files/source_kinds.h"
#include "files/text.h"

namespace tinsmith::files {
namespace {

constexpr std::uint64_t kChunk_bytes = 1 << 16;

struct CloseZip {
  void operator()(zip_t* zip) const { zip_discard(zip); }
};
using Zip = std::unique_ptr<zip_t, CloseZip>;

struct CloseEntry {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using ZipEntry = std::unique_ptr<zip_file_t, CloseEntry>;

Result<Zip> open_handle(const std::string& path) {
  int code = 0;
  Zip zip(zip_open(path.c_str(), ZIP_RDONLY, &code));
  if (zip) return zip;
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  const std::string reason = zip_error_strerror(&error);
  zip_error_fini(&error);
  const bool is_damaged = code == ZIP_ER_NOZIP || code == ZIP_ER_INCONS;
  return fail(is_damaged ? Fault::Corrupt : Fault::Unavailable, "the zip cannot be read: {}", reason);
}

// Skips to `offset` and reads `count` bytes. The buffer grows with the bytes that are really decompressed,
// not with the stated size.
Result<Bytes> inflate(zip_file_t* file, std::uint64_t offset, std::uint64_t count) {
  Bytes bytes;
  Bytes chunk(kChunk_bytes);
  const std::uint64_t end = offset + count;
  for (std::uint64_t position = 0; position < end;) {
    const zip_int64_t got = zip_fread(file, chunk.data(), std::min(kChunk_bytes, end - position));
    if (got < 0) return fail(Fault::Corrupt, "the archive is damaged: {}", zip_file_strerror(file));
    if (got == 0)
      return fail(Fault::Corrupt, "the archive is damaged: only {} of {} bytes could be unpacked", position,
                  end);
    const std::uint64_t after = position + static_cast<std::uint64_t>(got);
    if (after > offset) {
      const std::uint64_t skip = offset > position ? offset - position : 0;
      bytes.insert(bytes.end(), chunk.begin() + static_cast<std::ptrdiff_t>(skip), chunk.begin() + got);
    }
    position = after;
  }
  return bytes;
}

class ZipSource final : public Source {
 public:
  ZipSource(std::string path, std::vector<Entry> entries, std::vector<zip_uint64_t> places, Zip first)
      : Source(path, std::move(entries), {}), path_(std::move(path)), places_(std::move(places)) {
    idle_.push_back(std::move(first));
  }
  bool has_random_access() const override { return false; }

 protected:
  Result<Bytes> read_entry(std::size_t index, std::uint64_t offset, std::uint64_t count) const override {
    TRY(Zip zip, borrow());
    auto bytes = read_from(zip.get(), index, offset, count);
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(zip));
    return bytes;
  }

 private:
  Result<Zip> borrow() const {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        Zip zip = std::move(idle_.back());
        idle_.pop_back();
        return zip;
      }
    }
    return open_handle(path_);
  }

  Result<Bytes> read_from(zip_t* zip, std::size_t index, std::uint64_t offset, std::uint64_t count) const {
    const ZipEntry file(zip_fopen_index(zip, places_[index], 0));
    if (!file) return fail(Fault::Corrupt, "the entry cannot be opened: {}", zip_strerror(zip));
    TRY(Bytes bytes, inflate(file.get(), offset, count));
    // One more read reaches the end of the entry. There libzip verifies the checksum, and an entry that is
    // longer than stated is detected.
    if (offset + count == entries()[index].size_bytes) {
      std::byte more;
      const zip_int64_t got = zip_fread(file.get(), &more, 1);
      if (got < 0) return fail(Fault::Corrupt, "the archive is damaged: {}", zip_file_strerror(file.get()));
      if (got > 0)
        return fail(Fault::Corrupt, "the archive is damaged: more than {} bytes were unpacked",
                    offset + count);
    }
    return bytes;
  }

  std::string path_;
  std::vector<zip_uint64_t> places_;  // index in the archive of each of entries()
  mutable std::mutex mutex_;
  mutable std::vector<Zip> idle_;
};

bool is_link(zip_t* zip, zip_uint64_t place) {
  zip_uint8_t system = 0;
  zip_uint32_t attributes = 0;
  if (zip_file_get_external_attributes(zip, place, 0, &system, &attributes) != 0) return false;
  return system == ZIP_OPSYS_UNIX && S_ISLNK(attributes >> 16);
}

// Adds one entry to the list. `places` stays as long as the list of entries.
Result<Done> take(zip_t* zip, zip_uint64_t place, EntryList& list, std::vector<zip_uint64_t>& places) {
  zip_stat_t status;
  if (zip_stat_index(zip, place, ZIP_FL_ENC_GUESS, &status) != 0)
    return fail(Fault::Corrupt, "entry {} cannot be read: {}", place, zip_strerror(zip));
  constexpr zip_uint64_t kNeeded = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;
  if ((status.valid & kNeeded) != kNeeded)
    return fail(Fault::Corrupt, "entry {} has no name or no size", place);
  if (is_link(zip, place))
    return fail(Fault::InvalidInput, "the entry {} is a link; pack the file itself", shown(status.name));
  TRY(const bool belongs, list.add(status.name, status.size, status.comp_size));
  if (!belongs) return Done{};
  if ((status.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && status.encryption_method != ZIP_EM_NONE)
    return fail(Fault::Unsupported, "the entry {} is encrypted; create the archive without a password",
                status.name);
  places.push_back(place);
  return Done{};
}

}  // namespace

Result<std::shared_ptr<const Source>> open_zip(const std::filesystem::path& path,
                                               const SourceLimits& limits) {
  TRY(Zip zip, open_handle(path.string()));
  const zip_int64_t count = zip_get_num_entries(zip.get(), 0);
  EntryList list(limits);
  std::vector<zip_uint64_t> places;
  for (zip_int64_t place = 0; place < count; ++place)
    TRY_DONE(take(zip.get(), static_cast<zip_uint64_t>(place), list, places));
  TRY_DONE(list.refuse_duplicates());

  std::vector<std::size_t> order(places.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return list.entries()[a].path < list.entries()[b].path; });
  std::vector<Entry> sorted_entries;
  std::vector<zip_uint64_t> sorted_places;
  for (const std::size_t i : order) {
    sorted_entries.push_back(std::move(list.entries()[i]));
    sorted_places.push_back(places[i]);
  }
  return std::shared_ptr<const Source>(std::make_shared<ZipSource>(path.string(), std::move(sorted_entries),
                                                                   std::move(sorted_places), std::move(zip)));
}

}  // namespace tinsmith::files
