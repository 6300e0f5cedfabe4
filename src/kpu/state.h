// kpu/state.h — the memories that a kmodel's layers work on, and the checked steps of its execution.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kmodel/kmodel.h"
#include "kpu/layer.h"
#include "kpu/simulator.h"

namespace tinsmith::kpu {

using kmodel::v4::Element;
using kmodel::v4::Memory;

// A checked part of main memory or of the model's constants.
struct Slice {
  Memory memory = Memory::Main;
  std::size_t start = 0, size_bytes = 0;
};

// The memories of one running model. KPU memory and main memory begin with zeros.
struct State {
  std::vector<std::uint8_t> kpu;
  Bytes main;
  ByteView constants;
  Path path = Path::Fast;
  Scratch scratch;
  std::vector<std::uint8_t> map_in, map_out;

  // T is std::uint8_t or float; the slice was checked for its alignment.
  template <class T>
  std::span<const T> read(const Slice& slice) const {
    const std::byte* from = (slice.memory == Memory::Main ? main.data() : constants.data()) + slice.start;
    return {reinterpret_cast<const T*>(from), slice.size_bytes / sizeof(T)};
  }
  template <class T>
  std::span<T> write(const Slice& slice) {
    CHECK(slice.memory == Memory::Main, "writing to memory {}", static_cast<int>(slice.memory));
    return {reinterpret_cast<T*>(main.data() + slice.start), slice.size_bytes / sizeof(T)};
  }
};

// Bytes after main memory that layers may touch, because the chip moves words of eight bytes.
inline constexpr std::size_t kMainSlack_bytes = 8;

struct Step {
  std::string_view kind;
  std::function<void(State&)> run;
  std::optional<KpuMap> in_kpu;  // where the result is; in main memory when absent
  Slice in_main;
};

// Type and shape of the values at an address of main memory.
struct Value {
  Element element = Element::UInt8;
  std::vector<std::int64_t> shape;
  bool is_planar = false;  // channels before rows and columns
};

// Checks addresses while a model is compiled, and remembers the shapes of values.
class Places {
 public:
  Places(std::uint64_t main_bytes, std::uint64_t constants_bytes)
      : main_bytes_(main_bytes), constants_bytes_(constants_bytes) {}

  // `count` values of T in main memory.
  //   InvalidInput  they leave it, or the address is not a multiple of T's size
  template <class T>
  Result<Slice> main(std::string_view what, std::uint64_t start, std::uint64_t count) const {
    return checked({Memory::Main, start, count, sizeof(T)}, what);
  }
  // `count` values in a range of version 4. Also InvalidInput when the range is smaller.
  template <class T>
  Result<Slice> range(std::string_view what, const kmodel::v4::Range& range, std::uint64_t count) const {
    return checked_range(range, what, count, sizeof(T));
  }
  // The same for a range that is written to.
  template <class T>
  Result<Slice> output(std::string_view what, const kmodel::v4::Range& range, std::uint64_t count) const {
    if (range.memory != Memory::Main) return fail(Fault::InvalidInput, "its {} is not in main memory", what);
    return checked_range(range, what, count, sizeof(T));
  }

  void note(std::uint64_t start, Value value) { values_[start] = std::move(value); }
  bool has_value_at(std::uint64_t start, Element element) const {
    const auto found = values_.find(start);
    return found != values_.end() && found->second.element == element;
  }
  // The noted value at this address; without one, a list of numbers.
  Value value_at(std::uint64_t start, Element element, std::uint64_t count) const;
  // Notes that the value at `to` has the shape of the one at `from`.
  void note_same_shape(std::uint64_t from, std::uint64_t to, Element element, std::uint64_t count);

 private:
  struct Wanted {
    Memory memory;
    std::uint64_t start, count;
    std::size_t element_bytes;
  };
  Result<Slice> checked(const Wanted& wanted, std::string_view what) const;
  Result<Slice> checked_range(const kmodel::v4::Range& range, std::string_view what, std::uint64_t count,
                              std::size_t element_bytes) const;

  std::uint64_t main_bytes_, constants_bytes_;
  std::map<std::uint64_t, Value> values_;
};

// Runs a prepared layer on all its maps, from KPU memory to KPU memory and, if `main` is given, also there.
void run_in_memory(State& state, const PreparedLayer& layer, const std::optional<Slice>& main);

// Checks one layer of a model and returns how it runs.
Result<Step> step_of(const kmodel::v3::Layer& layer, Places& places);
Result<Step> step_of(const kmodel::v4::Node& node, Places& places);

}  // namespace tinsmith::kpu
