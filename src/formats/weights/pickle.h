// formats/weights/pickle.h — reads Python's pickles as plain data. Not for other rooms.
//
// A pickle is a program for a small stack machine that may import and call anything. This reader imports
// nothing and calls nothing: a call becomes a value that records the function's name and its arguments. It
// supports the opcodes of protocols 2 to 5 (described in Python's pickletools.py), without the textual ones
// of protocol 0, extension registries and out-of-band buffers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace tinsmith::formats {

using PickleId = std::uint32_t;  // index into Pickle::values

struct PickleValue {
  enum class Kind : std::uint8_t {
    None,
    Integer,     // `integer`; also booleans
    Real,        // `real`
    Text,        // `text`; also bytes
    Sequence,    // `items`; tuple, list or set
    Dictionary,  // `items`: key, value, key, value, …
    Global,      // `text`: "module.name", not imported
    Persistent,  // `items[0]`: identifies an object outside of the pickle
    // `text`: name of the function that would be called; `items[0]`: its arguments; `items[1]`: the object's
    // state, if given; `entries`: what was added to the object
    Object,
    Other,  // any other harmless value
  };
  Kind kind = Kind::None;
  std::int64_t integer = 0;
  double real = 0;
  std::string text;
  std::vector<PickleId> items;
  std::vector<PickleId> entries;  // of an Object: pairs as in a Dictionary, or items as in a Sequence
};

struct Pickle {
  std::vector<PickleValue> values;  // may refer to each other in cycles
  PickleId root = 0;
  std::size_t bytes = 0;  // length of the pickle, including STOP

  const PickleValue& operator[](PickleId id) const { return values[id]; }
};

// Reads the pickle at the start of `bytes`. Memory is limited to a multiple of the bytes read.
//   Corrupt      truncated, an empty stack, an unknown memo
//   Unsupported  an opcode that is not supported; the message names it and its position
Result<Pickle> read_pickle(ByteView bytes);

}  // namespace tinsmith::formats
