// Implements `open_pth_zip` of formats/weights/pth_storage.h.
#include <zip.h>

#include <algorithm>

#include "formats/allowance.h"
#include "formats/weights/pth_storage.h"

namespace tinsmith::formats {
namespace {

constexpr std::string_view kZipMagic = "PK\x03\x04";
constexpr std::string_view kPickleName = "/data.pkl";
constexpr zip_int64_t kMaxArchiveEntries = 200'000;

struct CloseZip {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseEntry {
  void operator()(zip_file_t* entry) const { zip_fclose(entry); }
};

class PthZip : public PthFile {
 public:
  explicit PthZip(ByteView bytes) : bytes_(bytes), allowance_(bytes.size()) {}

  Result<Done> open() {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes_.data(), bytes_.size(), 0, &error);
    CHECK(source != nullptr, "a zip source of {} bytes", bytes_.size());
    archive_.reset(zip_open_from_source(source, ZIP_RDONLY, &error));
    if (!archive_) {
      const std::string reason = zip_error_strerror(&error);
      zip_error_fini(&error);
      zip_source_free(source);
      return fail(Fault::Corrupt, "the zip archive cannot be opened: {}", reason);
    }
    TRY_DONE(find_folder());
    TRY_DONE(check_byte_order());
    TRY(pickle_bytes_, read_entry(folder_ + std::string(kPickleName)));
    TRY(pickle_, read_pickle(pickle_bytes_).during("data.pkl"));
    return Done{};
  }

  const Pickle& pickle() const override { return pickle_; }

  Result<ByteView> storage(const std::string& key) override {
    const auto known = storages_.find(key);
    if (known != storages_.end()) return ByteView(known->second);
    TRY(auto data, read_entry(folder_ + "/data/" + key));
    return ByteView(storages_.emplace(key, std::move(data)).first->second);
  }

 private:
  // The archive has one folder with any name; it is the folder that contains the pickle.
  Result<Done> find_folder() {
    const zip_int64_t count = zip_get_num_entries(archive_.get(), 0);
    if (count > kMaxArchiveEntries) return fail(Fault::Corrupt, "the archive has {} entries", count);
    for (zip_int64_t i = 0; i < count; ++i) {
      const char* found = zip_get_name(archive_.get(), static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
      const std::string_view name = found == nullptr ? "" : found;
      if (!name.ends_with(kPickleName) || name.find('/') != name.size() - kPickleName.size()) continue;
      folder_ = name.substr(0, name.size() - kPickleName.size());
      return Done{};
    }
    return fail(Fault::Unsupported, "the zip archive has no …{}, so it is not by torch.save", kPickleName);
  }

  Result<Done> check_byte_order() {
    const std::string name = folder_ + "/byteorder";
    if (zip_name_locate(archive_.get(), name.c_str(), ZIP_FL_ENC_RAW) < 0) return Done{};
    TRY(const auto order, read_entry(name));
    if (as_text(order) != "little") return fail(Fault::Unsupported, "its numbers are not little-endian");
    return Done{};
  }

  Result<Bytes> read_entry(const std::string& name) {
    zip_stat_t status;
    zip_stat_init(&status);
    if (zip_stat(archive_.get(), name.c_str(), ZIP_FL_ENC_RAW, &status) != 0)
      return fail(Fault::Corrupt, "the archive has no entry '{}'", name);
    if ((status.valid & ZIP_STAT_SIZE) == 0 || status.comp_method != ZIP_CM_STORE)
      return fail(Fault::Unsupported, "the entry '{}' is compressed; torch.save never does that", name);
    TRY_DONE(allowance_.spend(status.size).during(fmt::format("entry '{}'", name)));
    const std::unique_ptr<zip_file_t, CloseEntry> entry(zip_fopen_index(archive_.get(), status.index, 0));
    Bytes data(status.size);
    const zip_int64_t count = entry ? zip_fread(entry.get(), data.data(), data.size()) : -1;
    if (count < 0 || static_cast<std::uint64_t>(count) != status.size)
      return fail(Fault::Corrupt, "the entry '{}' is damaged", name);
    return data;
  }

  ByteView bytes_;
  Allowance allowance_;
  std::unique_ptr<zip_t, CloseZip> archive_;
  std::string folder_;
  Bytes pickle_bytes_;
  Pickle pickle_;
  std::map<std::string, Bytes> storages_;
};

}  // namespace

bool is_zip(ByteView bytes) {
  return as_text(bytes).starts_with(kZipMagic);
}

Result<std::unique_ptr<PthFile>> open_pth_zip(ByteView bytes) {
  auto file = std::make_unique<PthZip>(bytes);
  TRY_DONE(file->open());
  return std::unique_ptr<PthFile>(std::move(file));
}

}  // namespace tinsmith::formats
