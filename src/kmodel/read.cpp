// Reading a kmodel of any version.
#include <algorithm>

#include "kmodel/kmodel.h"
#include "kmodel/versions_of_file.h"

namespace tinsmith::kmodel {
namespace {

// Versions that other programs write and that are not read here.
constexpr struct {
  std::uint32_t version;
  std::string_view about;
} kOtherVersions[] = {
    {5,
     "nncase 1.x wrote it for a K210; MaixPy does not load it, only firmware with nncase's own runtime does"},
    {6, "nncase 2.0 to 2.3 wrote it for a K230; its KPU code is not documented"},
    {7, "nncase 2.4 or later wrote it for a K230; its KPU code is not documented"},
};

constexpr std::uint32_t kVersion3 = 3, kVersion4 = 4;

Error fail_version(std::uint32_t version) {
  for (const auto& other : kOtherVersions)
    if (other.version == version)
      return fail(
          Fault::Unsupported,
          "it is a kmodel of version {}: {}; versions 3 and 4 can be opened, so compile the network with "
          "nncase 0.1 or 0.2",
          version, other.about);
  return fail(Fault::Unsupported, "it says that it is a kmodel of version {}; 3 to 7 are known", version);
}

}  // namespace

std::optional<std::uint32_t> kmodel_version(ByteView bytes) {
  ByteReader reader(bytes);
  const auto first = reader.read<std::uint32_t>();
  if (!first) return std::nullopt;
  if (*first == kVersion3) return kVersion3;
  if (!std::ranges::equal(bytes.first(kIdentifier.size()), std::as_bytes(std::span(kIdentifier))))
    return std::nullopt;
  const auto version = reader.read<std::uint32_t>();
  return version ? std::optional(*version) : std::nullopt;
}

Result<Kmodel> read_kmodel(ByteView bytes) {
  const auto version = kmodel_version(bytes);
  if (!version)
    return fail(Fault::InvalidInput,
                "it is not a kmodel: its first four bytes are neither the version 3 nor the letters LDMK");
  if (*version == kVersion3) {
    TRY(auto model, read_kmodel_v3(bytes));
    return Kmodel(std::move(model));
  }
  if (*version != kVersion4) return fail_version(*version);
  TRY(auto model, read_kmodel_v4(bytes));
  return Kmodel(std::move(model));
}

}  // namespace tinsmith::kmodel
