// kmodel/fields.h — how the structures of kmodel files list their fields.
//
// Each structure has `static void visit(auto& self, auto& field)`, which calls, in the order of the file,
// field("name", self.member) for a number, an array, a text of fixed size or a memory range, and
// field.list("name", self.list, count) for a list with as many elements as earlier fields say. Reading,
// writing and printing are three such visitors, so that the layout of a body is written down once.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/bytes.h"

namespace tinsmith::kmodel {

// Reads fields from the bytes of a body. After the first problem the rest keeps its defaults.
class FieldReader {
 public:
  explicit FieldReader(ByteReader& reader) : reader_(reader) {}

  template <class T>
  void operator()(std::string_view name, T& value) {
    if (!result_) return;
    if constexpr (requires { T::visit(value, *this); }) {
      T::visit(value, *this);
    } else {
      static_assert(std::is_trivially_copyable_v<T>);
      const auto bytes = reader_.take(sizeof(T));
      if (!bytes)
        result_ = fail(Fault::Corrupt, "its field '{}' is missing: {}", name, bytes.error().message);
      else
        std::memcpy(&value, bytes->data(), sizeof(T));
    }
  }

  template <class T>
  void list(std::string_view name, std::vector<T>& values, std::uint64_t count) {
    if (!result_) return;
    if (count > reader_.left() / sizeof(T)) {
      result_ = fail(Fault::Corrupt, "its list '{}' has {} elements, but {} bytes are left for it", name,
                     count, reader_.left());
      return;
    }
    values.resize(static_cast<std::size_t>(count));
    for (T& value : values) (*this)(name, value);
  }

  const Result<Done>& result() const { return result_; }

 private:
  ByteReader& reader_;
  Result<Done> result_ = Done{};
};

// Appends fields to bytes.
class FieldWriter {
 public:
  explicit FieldWriter(Bytes& bytes) : bytes_(bytes) {}

  template <class T>
  void operator()(std::string_view, const T& value) {
    if constexpr (requires { T::visit(value, *this); }) {
      T::visit(value, *this);
    } else {
      static_assert(std::is_trivially_copyable_v<T>);
      const auto view = std::as_bytes(std::span(&value, 1));
      bytes_.insert(bytes_.end(), view.begin(), view.end());
    }
  }

  template <class T>
  void list(std::string_view name, const std::vector<T>& values, std::uint64_t count) {
    if (values.size() != count && result_)
      result_ = fail(Fault::InvalidInput, "its list '{}' has {} elements, but its other fields say {}", name,
                     values.size(), count);
    for (const T& value : values) (*this)(name, value);
  }

  const Result<Done>& result() const { return result_; }

 private:
  Bytes& bytes_;
  Result<Done> result_ = Done{};
};

// Appends zeros up to the next multiple of `alignment`.
inline void align(Bytes& bytes, std::size_t alignment) {
  bytes.resize((bytes.size() + alignment - 1) / alignment * alignment);
}

}  // namespace tinsmith::kmodel
