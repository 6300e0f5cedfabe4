// Implements `open_pth_stream` of formats/weights/pth_storage.h: the form of .pth files before PyTorch 1.6.
#include <algorithm>

#include "formats/weights/pth_storage.h"

namespace tinsmith::formats {
namespace {

constexpr std::int64_t kProtocolVersion = 1001;
// The stream starts with torch's magic number, itself a pickle: PROTO 2, LONG1 of 10 bytes, STOP.
constexpr std::string_view kMagic = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.";

// Consecutive pickles (magic, version, machine, tensors, keys), followed by the storages: the count of
// numbers in 8 bytes, then the numbers.
class PthStream : public PthFile {
 public:
  explicit PthStream(ByteView bytes) : bytes_(bytes), reader_(bytes) {}

  Result<Done> open() {
    if (!as_text(bytes_).starts_with(kMagic))
      return fail(Fault::Corrupt, "it is neither a zip archive nor the older stream of torch.save");
    TRY_DONE(reader_.seek(kMagic.size()));
    TRY(const auto version, next("the version"));
    if (version[version.root].integer != kProtocolVersion)
      return fail(Fault::Unsupported, "it is of version {}; {} is read", version[version.root].integer,
                  kProtocolVersion);
    TRY(const auto machine, next("the machine's facts"));
    static_cast<void>(machine);
    TRY(pickle_, next("the tensors"));
    TRY(const auto keys, next("the keys"));
    TRY(const auto sizes, sizes_of_numbers());
    for (const PickleId id : keys[keys.root].items) {
      const std::string& key = keys[id].text;
      const auto size = sizes.find(key);
      if (size == sizes.end()) return fail(Fault::Corrupt, "no tensor names the storage '{}'", key);
      TRY_DONE(take_storage(key, size->second).during(fmt::format("storage '{}'", key)));
    }
    return Done{};
  }

  const Pickle& pickle() const override { return pickle_; }

  Result<ByteView> storage(const std::string& key) override {
    const auto found = storages_.find(key);
    if (found == storages_.end()) return fail(Fault::Corrupt, "there is no storage '{}'", key);
    return found->second;
  }

 private:
  Result<Pickle> next(std::string_view what) {
    TRY(auto pickle, read_pickle(bytes_.subspan(reader_.position())).during(std::string(what)));
    TRY_DONE(reader_.take(pickle.bytes));
    return pickle;
  }

  // Returns the size of a number in bytes for each storage, by key.
  Result<std::map<std::string, std::size_t>> sizes_of_numbers() const {
    std::map<std::string, std::size_t> sizes;
    for (PickleId id = 0; id < pickle_.values.size(); ++id) {
      if (pickle_[id].kind != PickleValue::Kind::Persistent || !is_storage(pickle_, id)) continue;
      TRY(const auto name, storage_name(pickle_, id));
      sizes[name.key] = size_bytes(name.type);
    }
    return sizes;
  }

  Result<Done> take_storage(const std::string& key, std::size_t number_bytes) {
    TRY(const auto count, reader_.read<std::uint64_t>());
    if (count > reader_.left() / number_bytes)
      return fail(Fault::Corrupt, "it would hold {} numbers of {} bytes, {} bytes are left", count,
                  number_bytes, reader_.left());
    TRY(storages_[key], reader_.take(count * number_bytes));
    return Done{};
  }

  ByteView bytes_;
  ByteReader reader_;
  Pickle pickle_;
  std::map<std::string, ByteView> storages_;
};

}  // namespace

Result<std::unique_ptr<PthFile>> open_pth_stream(ByteView bytes) {
  auto file = std::make_unique<PthStream>(bytes);
  TRY_DONE(file->open());
  return std::unique_ptr<PthFile>(std::move(file));
}

}  // namespace tinsmith::formats
