#include "formats/weights/pth.h"

#include <algorithm>
#include <optional>
#include <set>

#include "formats/allowance.h"
#include "formats/weights/pth_storage.h"

namespace tinsmith::formats {
namespace {

using Kind = PickleValue::Kind;

constexpr std::size_t kMaxDimensions = 8;
constexpr int kMaxNesting = 32;  // of modules in modules, and of checkpoints in checkpoints
constexpr std::size_t kMaxNameLength = 1024;
constexpr std::size_t kMaxEntries = 10'000'000;  // max number of entries read while names are collected
constexpr std::string_view kParallelPrefix = "module.";
// Allocation limit of all tensors together, per byte of the file. Tensors may share storages.
constexpr std::uint64_t kMemoryForEachByte = 4;
constexpr std::uint64_t kMemoryForAnyFile = std::uint64_t{1} << 20;

struct StorageRow {
  std::string_view name;  // name in the pickle
  StoredType type;
};
constexpr StorageRow kStorages[] = {
    {"torch.FloatStorage", StoredType::F32}, {"torch.DoubleStorage", StoredType::F64},
    {"torch.HalfStorage", StoredType::F16},  {"torch.BFloat16Storage", StoredType::BF16},
    {"torch.LongStorage", StoredType::I64},  {"torch.IntStorage", StoredType::I32},
    {"torch.ShortStorage", StoredType::I16}, {"torch.CharStorage", StoredType::I8},
    {"torch.ByteStorage", StoredType::U8},   {"torch.BoolStorage", StoredType::Bool},
};

// Names under which checkpoints store the weights, in order of preference: averaged weights, then
// the usual names.
constexpr std::string_view kPlaces[] = {"ema_state_dict", "ema",    "state_dict", "model_state_dict",
                                        "model",          "module", "params",     "net",
                                        "network",        "weights"};

// Returns text from a file, shortened for a message.
std::string_view shortened(std::string_view text) {
  return text.substr(0, 100);
}

class Checkpoint {
 public:
  explicit Checkpoint(const Pickle& pickle) : pickle_(pickle) {}

  struct Found {
    std::string name;
    PickleId tensor;
  };
  // Returns the named tensors of the state dictionary at, or below, the root.
  Result<std::vector<Found>> state_dictionary() {
    PickleId id = pickle_.root;
    for (int depth = 0; depth < kMaxNesting; ++depth) {
      std::vector<Found> found;
      TRY_DONE(collect(id, "", depth, found));
      if (!found.empty()) return found;
      const auto next = place_in(id);
      if (!next) return fail(Fault::Unsupported, "it holds {}, not a dictionary of tensors", description(id));
      id = *next;
    }
    return fail(Fault::Corrupt, "its dictionaries are nested more than {} levels deep", kMaxNesting);
  }

  // Returns the call that creates a tensor, if `id` is one.
  const PickleValue* tensor(PickleId id) const {
    const PickleValue* value = &pickle_[id];
    if (is_call(*value, "torch._utils._rebuild_parameter")) {
      const auto& arguments = pickle_[value->items[0]].items;
      if (arguments.empty()) return nullptr;
      value = &pickle_[arguments[0]];
    }
    if (is_call(*value, "torch._utils._rebuild_tensor_v2") || is_call(*value, "torch._utils._rebuild_tensor"))
      return value;
    return nullptr;
  }

 private:
  static bool is_call(const PickleValue& value, std::string_view name) {
    return value.kind == Kind::Object && value.text == name;
  }

  // Returns the keys and values of any kind of dictionary: key, value, key, value.
  const std::vector<PickleId>* pairs(PickleId id) const {
    const PickleValue& value = pickle_[id];
    if (value.kind == Kind::Dictionary) return &value.items;
    if (is_call(value, "collections.OrderedDict") && value.entries.size() % 2 == 0) return &value.entries;
    return nullptr;
  }
  std::optional<PickleId> find(PickleId dictionary, std::string_view key) const {
    const auto* entries = pairs(dictionary);
    if (entries == nullptr) return std::nullopt;
    for (std::size_t i = 0; i + 1 < entries->size(); i += 2)
      if (pickle_[(*entries)[i]].kind == Kind::Text && pickle_[(*entries)[i]].text == key)
        return (*entries)[i + 1];
    return std::nullopt;
  }
  std::optional<PickleId> place_in(PickleId id) const {
    for (const std::string_view place : kPlaces)
      if (const auto found = find(id, place); found && holds_more(*found)) return found;
    return std::nullopt;
  }
  bool holds_more(PickleId id) const { return pairs(id) != nullptr || attributes_of_module(id).has_value(); }

  // Returns the attributes of a pickled torch.nn.Module, which is an object whose state has "_modules".
  std::optional<PickleId> attributes_of_module(PickleId id) const {
    const PickleValue& value = pickle_[id];
    if (value.kind != Kind::Object || value.items.size() < 2) return std::nullopt;
    if (!find(value.items[1], "_modules")) return std::nullopt;
    return value.items[1];
  }

  // Returns the name of an entry. Counts the entries, because dictionaries can contain each other many times.
  Result<std::string> name_of(const std::string& prefix, PickleId key) {
    if (++looked_at_ > kMaxEntries)
      return fail(Fault::Corrupt, "its dictionaries contain each other too often");
    std::string name = prefix + pickle_[key].text;
    if (name.size() > kMaxNameLength)
      return fail(Fault::Corrupt, "a name has {} bytes; at most {} are read", name.size(), kMaxNameLength);
    return name;
  }

  Result<Done> collect_entries(PickleId dictionary, const std::string& prefix, std::vector<Found>& found) {
    const auto* entries = pairs(dictionary);
    if (entries == nullptr) return Done{};
    for (std::size_t i = 0; i + 1 < entries->size(); i += 2) {
      TRY(auto name, name_of(prefix, (*entries)[i]));
      if (tensor((*entries)[i + 1]) != nullptr) found.push_back({std::move(name), (*entries)[i + 1]});
    }
    return Done{};
  }

  Result<Done> collect(PickleId id, const std::string& prefix, int depth, std::vector<Found>& found) {
    if (depth > kMaxNesting) return fail(Fault::Corrupt, "its modules contain themselves");
    const auto attributes = attributes_of_module(id);
    if (!attributes) return prefix.empty() ? collect_entries(id, "", found) : Done{};
    for (const std::string_view part : {"_parameters", "_buffers"})
      if (const auto dictionary = find(*attributes, part))
        TRY_DONE(collect_entries(*dictionary, prefix, found));
    const auto* modules = pairs(*find(*attributes, "_modules"));
    if (modules == nullptr) return Done{};
    for (std::size_t i = 0; i + 1 < modules->size(); i += 2) {
      TRY(const auto name, name_of(prefix, (*modules)[i]));
      TRY_DONE(collect((*modules)[i + 1], name + ".", depth + 1, found));
    }
    return Done{};
  }

  std::string description(PickleId id) const {
    const PickleValue& value = pickle_[id];
    if (value.kind == Kind::Object) return fmt::format("an object of '{}'", shortened(value.text));
    const auto* entries = pairs(id);
    if (entries == nullptr) return "a single value";
    std::string keys;
    for (std::size_t i = 0; i + 1 < entries->size() && keys.size() < 200; i += 2)
      keys += fmt::format("{}'{}'", keys.empty() ? "" : ", ", shortened(pickle_[(*entries)[i]].text));
    return keys.empty() ? "an empty dictionary" : "a dictionary of " + keys;
  }

  const Pickle& pickle_;
  std::size_t looked_at_ = 0;
};

// The position of a tensor in its storage, counted in numbers.
struct Layout {
  std::int64_t offset = 0;
  std::vector<std::int64_t> shape, strides;
  std::int64_t count = 1;
};

Result<std::vector<std::int64_t>> integers(const Pickle& pickle, PickleId id) {
  const PickleValue* sequence = &pickle[id];
  // torch.Size is a tuple that is created by a call.
  if (sequence->kind == Kind::Object && sequence->text == "torch.Size" &&
      !pickle[sequence->items[0]].items.empty())
    sequence = &pickle[pickle[sequence->items[0]].items[0]];
  if (sequence->kind != Kind::Sequence || sequence->items.size() > kMaxDimensions)
    return fail(Fault::Corrupt, "its shape or strides are not at most {} whole numbers", kMaxDimensions);
  std::vector<std::int64_t> values;
  for (const PickleId item : sequence->items) {
    if (pickle[item].kind != Kind::Integer || pickle[item].integer < 0)
      return fail(Fault::Corrupt, "its shape or strides are not whole numbers of at least 0");
    values.push_back(pickle[item].integer);
  }
  return values;
}

Result<Layout> read_layout(const Pickle& pickle, const std::vector<PickleId>& arguments,
                           std::int64_t numbers) {
  Layout layout;
  layout.offset = pickle[arguments[1]].integer;
  TRY(layout.shape, integers(pickle, arguments[2]));
  TRY(layout.strides, integers(pickle, arguments[3]));
  if (layout.shape.size() != layout.strides.size() || layout.offset < 0)
    return fail(Fault::Corrupt, "it has {} sizes, {} strides and an offset of {}", layout.shape.size(),
                layout.strides.size(), layout.offset);
  double last = static_cast<double>(layout.offset), count = 1;  // doubles do not overflow here
  for (std::size_t i = 0; i < layout.shape.size(); ++i) {
    count *= static_cast<double>(layout.shape[i]);
    if (layout.shape[i] == 1) layout.strides[i] = 0;  // any stride is allowed, as it is never used
    last += static_cast<double>(layout.shape[i] - 1) * static_cast<double>(layout.strides[i]);
  }
  if (count > 0 && last >= static_cast<double>(numbers))
    return fail(Fault::Corrupt, "it reaches to number {:.0f} of a storage of {}", last, numbers);
  constexpr double kMax = 1e15;
  if (count > kMax) return fail(Fault::Corrupt, "it has {:.0f} numbers", count);
  for (const std::int64_t size : layout.shape) layout.count = count == 0 ? 0 : layout.count * size;
  return layout;
}

// Returns the numbers in row-major order.
Bytes gather(ByteView storage, const Layout& layout, std::size_t number_bytes) {
  Bytes data(static_cast<std::size_t>(layout.count) * number_bytes);
  std::vector<std::int64_t> at(layout.shape.size(), 0);
  std::int64_t place = layout.offset;
  for (std::int64_t i = 0; i < layout.count; ++i) {
    std::memcpy(data.data() + static_cast<std::size_t>(i) * number_bytes,
                storage.data() + static_cast<std::size_t>(place) * number_bytes, number_bytes);
    for (std::size_t axis = at.size(); axis-- > 0;) {
      place += layout.strides[axis];
      if (++at[axis] < layout.shape[axis]) break;
      place -= layout.strides[axis] * layout.shape[axis];
      at[axis] = 0;
    }
  }
  return data;
}

Result<StoredTensor> read_tensor(PthFile& file, const PickleValue& call, Allowance& allowance) {
  const Pickle& pickle = file.pickle();
  const auto& arguments = pickle[call.items[0]].items;
  if (arguments.size() < 4 || pickle[arguments[0]].kind != Kind::Persistent)
    return fail(Fault::Corrupt, "it does not consist of a storage, an offset, a shape and strides");
  TRY(const auto name, storage_name(pickle, arguments[0]));
  TRY(const auto storage, file.storage(name.key));
  StoredTensor tensor;
  tensor.type = name.type;
  const std::size_t number_bytes = size_bytes(name.type);
  TRY(auto layout, read_layout(pickle, arguments, static_cast<std::int64_t>(storage.size() / number_bytes)));
  TRY_DONE(allowance.spend(static_cast<std::uint64_t>(layout.count) * number_bytes));
  tensor.data = gather(storage, layout, number_bytes);
  tensor.shape = std::move(layout.shape);
  return tensor;
}

void take_off_parallel_prefix(TensorFile& file) {
  const bool everywhere =
      std::all_of(file.tensors.begin(), file.tensors.end(),
                  [](const StoredTensor& tensor) { return tensor.name.starts_with(kParallelPrefix); });
  if (!everywhere) return;
  for (StoredTensor& tensor : file.tensors) tensor.name.erase(0, kParallelPrefix.size());
}

}  // namespace

bool is_storage(const Pickle& pickle, PickleId id) {
  const PickleValue& parts = pickle[pickle[id].items[0]];
  return parts.kind == Kind::Sequence && parts.items.size() >= 5 && pickle[parts.items[0]].text == "storage";
}

Result<StorageName> storage_name(const Pickle& pickle, PickleId id) {
  if (!is_storage(pickle, id)) return fail(Fault::Corrupt, "it refers to a value that is not a storage");
  const PickleValue& parts = pickle[pickle[id].items[0]];
  if (parts.items.size() > 5 && pickle[parts.items[5]].kind != Kind::None)
    return fail(Fault::Unsupported, "it refers to a view of a storage");
  const std::string& type = pickle[parts.items[1]].text;
  const auto row = std::find_if(std::begin(kStorages), std::end(kStorages),
                                [&](const StorageRow& r) { return r.name == type; });
  if (row == std::end(kStorages))
    return fail(Fault::Unsupported,
                "its numbers are in a '{}'; torch.FloatStorage and similar types are supported",
                shortened(type));
  return StorageName{pickle[parts.items[2]].text, row->type};
}

Result<TensorFile> read_pth(ByteView bytes) {
  TRY(const auto file, is_zip(bytes) ? open_pth_zip(bytes) : open_pth_stream(bytes));
  Checkpoint checkpoint(file->pickle());
  TRY(const auto found, checkpoint.state_dictionary());
  TensorFile tensors;
  Allowance allowance(kMemoryForAnyFile + kMemoryForEachByte * bytes.size());
  std::set<std::string> names;
  for (const auto& [name, id] : found) {
    if (!names.insert(name).second) continue;
    const auto during = fmt::format("tensor '{}'", shortened(name));
    TRY(auto tensor, read_tensor(*file, *checkpoint.tensor(id), allowance).during(during));
    tensor.name = name;
    tensors.tensors.push_back(std::move(tensor));
  }
  take_off_parallel_prefix(tensors);
  return tensors;
}

}  // namespace tinsmith::formats
