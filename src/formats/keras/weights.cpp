#include "formats/keras/weights.h"

#include <hdf5.h>

#include <algorithm>

#include "formats/allowance.h"

namespace tinsmith::formats {
namespace {

constexpr std::uint64_t kMaxFile_bytes = std::uint64_t{2} << 30;
constexpr std::size_t kMaxNames = 10'000;
// Allocation limit: compressed arrays are larger in memory than in the file, but weights hardly compress.
constexpr std::uint64_t kMemoryForEachByte = 16;
constexpr std::uint64_t kMemoryForAnyFile = std::uint64_t{1} << 20;

// An HDF5 identifier that is closed at the end of its scope.
class Handle {
 public:
  Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  operator hid_t() const { return id_; }
  bool is_open() const { return id_ >= 0; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

// Returns the strings of an attribute: one or several, of fixed or variable length.
Result<std::vector<std::string>> strings_of(hid_t object, const char* name) {
  const Handle attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose);
  if (!attribute.is_open()) return fail(Fault::Corrupt, "it has no attribute '{}'", name);
  const Handle type(H5Aget_type(attribute), H5Tclose), space(H5Aget_space(attribute), H5Sclose);
  const hssize_t count = H5Sget_simple_extent_npoints(space);
  if (count == 0) return std::vector<std::string>{};  // the type of an empty list is not usable
  if (H5Tget_class(type) != H5T_STRING || count < 0 || static_cast<std::size_t>(count) > kMaxNames)
    return fail(Fault::Corrupt, "its attribute '{}' is not a list of names", name);
  std::vector<std::string> strings;
  if (H5Tis_variable_str(type) > 0) {
    std::vector<char*> raw(static_cast<std::size_t>(count), nullptr);
    if (H5Aread(attribute, type, raw.data()) < 0)
      return fail(Fault::Corrupt, "its attribute '{}' cannot be read", name);
    for (const char* text : raw) strings.emplace_back(text == nullptr ? "" : text);
    H5Dvlen_reclaim(type, space, H5P_DEFAULT, raw.data());
    return strings;
  }
  const std::size_t width = H5Tget_size(type);
  if (width == 0 || width > kMaxFile_bytes / std::max<std::size_t>(1, static_cast<std::size_t>(count)))
    return fail(Fault::Corrupt, "its attribute '{}' has names of {} bytes", name, width);
  std::vector<char> raw(static_cast<std::size_t>(count) * width);
  if (H5Aread(attribute, type, raw.data()) < 0)
    return fail(Fault::Corrupt, "its attribute '{}' cannot be read", name);
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    const std::string_view text(raw.data() + i * width, width);
    strings.emplace_back(text.substr(0, text.find('\0')));
  }
  return strings;
}

// "conv2d/kernel:0" → "kernel"
std::string last_part(const std::string& name) {
  const std::string last = name.substr(name.rfind('/') + 1);
  return last.substr(0, last.find(':'));
}

Result<KerasArray> read_array(hid_t group, const std::string& name, Allowance& allowance) {
  const Handle data(H5Dopen2(group, name.c_str(), H5P_DEFAULT), H5Dclose);
  if (!data.is_open()) return fail(Fault::Corrupt, "there is no array '{}'", name);
  const Handle space(H5Dget_space(data), H5Sclose);
  const int rank = H5Sget_simple_extent_ndims(space);
  if (rank < 0 || rank > 8) return fail(Fault::Corrupt, "the array '{}' has {} dimensions", name, rank);
  std::vector<hsize_t> sizes(static_cast<std::size_t>(rank));
  H5Sget_simple_extent_dims(space, sizes.data(), nullptr);
  KerasArray array;
  array.name = last_part(name);
  double count = 1;  // a double cannot overflow here
  for (const hsize_t size : sizes) {
    if (size > kMaxFile_bytes) return fail(Fault::Corrupt, "the array '{}' has a size of {}", name, size);
    count *= static_cast<double>(size);
    array.shape.push_back(static_cast<std::int64_t>(size));
  }
  if (count > static_cast<double>(kMaxFile_bytes))
    return fail(Fault::Corrupt, "the array '{}' has {:.0f} values", name, count);
  TRY_DONE(allowance.spend(static_cast<std::uint64_t>(count) * sizeof(float))
               .during(fmt::format("the array '{}'", name)));
  array.values.resize(static_cast<std::size_t>(count));
  if (H5Dread(data, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, array.values.data()) < 0)
    return fail(Fault::Corrupt, "the array '{}' cannot be read", name);
  return array;
}

Result<KerasFile> read_open_file(hid_t file, Allowance allowance) {
  KerasFile result;
  if (H5Aexists(file, "model_config") > 0) {
    TRY(const auto config, strings_of(file, "model_config"));
    if (!config.empty()) result.model_config = config[0];
  }
  const char* root = H5Lexists(file, "model_weights", H5P_DEFAULT) > 0 ? "model_weights" : "/";
  const Handle group(H5Gopen2(file, root, H5P_DEFAULT), H5Gclose);
  TRY(result.layers, strings_of(group, "layer_names"));
  for (const std::string& layer : result.layers) {
    const Handle layer_group(H5Gopen2(group, layer.c_str(), H5P_DEFAULT), H5Gclose);
    if (!layer_group.is_open())
      return fail(Fault::Corrupt, "the layer '{}' is listed but does not exist", layer);
    TRY(const auto names, strings_of(layer_group, "weight_names").during(fmt::format("layer '{}'", layer)));
    for (const std::string& name : names) {
      TRY(auto array, read_array(layer_group, name, allowance).during(fmt::format("layer '{}'", layer)));
      result.arrays[layer].push_back(std::move(array));
    }
  }
  return result;
}

}  // namespace

const KerasArray* KerasFile::find(const std::string& layer, std::string_view name) const {
  const auto found = arrays.find(layer);
  if (found == arrays.end()) return nullptr;
  for (const KerasArray& array : found->second)
    if (array.name == name) return &array;
  return nullptr;
}

Result<KerasFile> read_keras_file(const std::filesystem::path& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error) return fail(Fault::NotFound, "cannot open {}: {}", path.string(), error.message());
  if (size > kMaxFile_bytes)
    return fail(Fault::InvalidInput, "{} has {} bytes; at most {} are read", path.string(), size,
                kMaxFile_bytes);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);  // disables HDF5's own error output
  const Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  if (!file.is_open()) return fail(Fault::Corrupt, "{} is not an HDF5 file", path.string());
  return read_open_file(file, Allowance(kMemoryForAnyFile + kMemoryForEachByte * size))
      .during("reading " + path.string());
}

}  // namespace tinsmith::formats
