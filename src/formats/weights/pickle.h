// formats/weights/pickle.h — Python's pickles as plain data. Not for other rooms.
//
// A pickle is a program for a small stack machine that may import and call anything. Here nothing is imported
// and nothing is called: what the program would call becomes a value that says what would have been called
// with what. The opcodes are those of protocols 2 to 5 (Python's own pickletools.py describes them) without
// the textual ones of protocol 0, extension registries and out-of-band buffers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace tinsmith::formats {

using PickleId = std::uint32_t;  // a value's place in Pickle::values

struct PickleValue {
  enum class Kind : std::uint8_t {
    None,
    Integer,     // `integer`; also for truth values
    Real,        // `real`
    Text,        // `text`; also for bytes
    Sequence,    // `items`; tuple, list or set
    Dictionary,  // `items`: key, value, key, value, …
    Global,      // `text`: "module.name", not imported
    Persistent,  // `items[0]`: what names something outside of the pickle
    Object,  // `text`: what would have been called, with `items[0]`; then, if given, its state in `items[1]`.
             // What was put into it is in `entries`
    Other,   // anything else that is harmless
  };
  Kind kind = Kind::None;
  std::int64_t integer = 0;
  double real = 0;
  std::string text;
  std::vector<PickleId> items;
  std::vector<PickleId> entries;  // of an Object: pairs as in a Dictionary, or items as in a Sequence
};

struct Pickle {
  std::vector<PickleValue> values;  // may refer to each other in circles
  PickleId root = 0;
  std::size_t bytes = 0;  // that the pickle took, STOP included

  const PickleValue& operator[](PickleId id) const { return values[id]; }
};

// Reads the pickle at the start of `bytes`. Corrupt: cut off, an empty stack, an unknown memo. Unsupported:
// an opcode that is not read, named with its place. Memory is bounded by a multiple of the bytes read.
Result<Pickle> read_pickle(ByteView bytes);

}  // namespace tinsmith::formats
