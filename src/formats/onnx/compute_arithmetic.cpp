// Element-wise operators on constants.
#include <algorithm>
#include <cmath>

#include "formats/onnx/constants.h"

namespace tinsmith::formats {
namespace {

using graph::Shape;

struct Arithmetic {
  std::string_view type;
  float (*floats)(float, float);
  // Returns false if the result is not a 64-bit integer.
  bool (*integers)(std::int64_t, std::int64_t, std::int64_t*);
  bool compares = false;  // the result is an integer, 0 or 1
};

float remainder_of(float a, float b) {
  return a - b * std::floor(a / b);
}

bool power_of(std::int64_t base, std::int64_t exponent, std::int64_t* power) {
  *power = 1;
  if (exponent < 0 || exponent > 63) return false;
  for (; exponent > 0; --exponent)
    if (__builtin_mul_overflow(*power, base, power)) return false;
  return true;
}

constexpr Arithmetic kArithmetic[] = {
    {"Add", [](float a, float b) { return a + b; },
     [](std::int64_t a, std::int64_t b, std::int64_t* c) { return !__builtin_add_overflow(a, b, c); }},
    {"Sub", [](float a, float b) { return a - b; },
     [](std::int64_t a, std::int64_t b, std::int64_t* c) { return !__builtin_sub_overflow(a, b, c); }},
    {"Mul", [](float a, float b) { return a * b; },
     [](std::int64_t a, std::int64_t b, std::int64_t* c) { return !__builtin_mul_overflow(a, b, c); }},
    {"Div", [](float a, float b) { return a / b; },
     [](std::int64_t a, std::int64_t b, std::int64_t* c) {
       if (b == 0 || b == -1) return b == -1 && !__builtin_sub_overflow(std::int64_t{0}, a, c);
       *c = a / b;
       return true;
     }},
    {"Mod", remainder_of,
     [](std::int64_t a, std::int64_t b, std::int64_t* c) {
       if (b == 0) return false;
       *c = b == -1 ? 0 : a % b;
       if (*c != 0 && (*c < 0) != (b < 0)) *c += b;  // the result has the sign of the divisor, as in Python
       return true;
     }},
    {"Pow", [](float a, float b) { return std::pow(a, b); }, power_of},
    {"Min", [](float a, float b) { return std::min(a, b); },
     [](std::int64_t a, std::int64_t b, std::int64_t* c) {
       *c = std::min(a, b);
       return true;
     }},
    {"Max", [](float a, float b) { return std::max(a, b); },
     [](std::int64_t a, std::int64_t b, std::int64_t* c) {
       *c = std::max(a, b);
       return true;
     }},
    {"Equal", [](float a, float b) { return a == b ? 1.0f : 0.0f; },
     [](std::int64_t a, std::int64_t b, std::int64_t* c) {
       *c = a == b ? 1 : 0;
       return true;
     },
     true},
    {"Greater", [](float a, float b) { return a > b ? 1.0f : 0.0f; },
     [](std::int64_t a, std::int64_t b, std::int64_t* c) {
       *c = a > b ? 1 : 0;
       return true;
     },
     true},
    {"Less", [](float a, float b) { return a < b ? 1.0f : 0.0f; },
     [](std::int64_t a, std::int64_t b, std::int64_t* c) {
       *c = a < b ? 1 : 0;
       return true;
     },
     true},
};

struct Function {
  std::string_view type;
  float (*floats)(float);
  std::int64_t (*integers)(std::int64_t);  // nullptr: floats only
};
constexpr Function kFunctions[] = {
    {"Abs", [](float x) { return std::abs(x); },
     [](std::int64_t x) { return x < 0 ? static_cast<std::int64_t>(-static_cast<std::uint64_t>(x)) : x; }},
    {"Ceil", [](float x) { return std::ceil(x); }, nullptr},
    {"Exp", [](float x) { return std::exp(x); }, nullptr},
    {"Floor", [](float x) { return std::floor(x); }, nullptr},
    {"Neg", [](float x) { return -x; },
     [](std::int64_t x) { return static_cast<std::int64_t>(-static_cast<std::uint64_t>(x)); }},
    {"Reciprocal", [](float x) { return 1 / x; }, nullptr},
    {"Round", [](float x) { return std::nearbyint(x); }, nullptr},  // ties to even
    {"Sqrt", [](float x) { return std::sqrt(x); }, nullptr},
};

// Both sides, broadcast to their common shape.
struct Operands {
  Constant left, right;
};
Result<Operands> sides_of(const NodeReading& reading, std::size_t left_index, std::size_t right_index,
                          const Shape& at_least) {
  TRY(const auto left, reading.known(left_index, "its left side"));
  TRY(const auto right, reading.known(right_index, "its right side"));
  TRY(const Shape both, broadcast(left->shape, right->shape));
  TRY(const Shape shape, broadcast(both, at_least));
  TRY(Constant a, walked(reading, *left, repeating(left->shape, shape)));
  TRY(Constant b, walked(reading, *right, repeating(right->shape, shape)));
  if (a.values.index() != b.values.index()) return fail(Fault::Corrupt, "it mixes floats and integers");
  return Operands{std::move(a), std::move(b)};
}

}  // namespace

Computed compute_arithmetic(const NodeReading& reading) {
  const auto& row = *std::find_if(std::begin(kArithmetic), std::end(kArithmetic),
                                  [&](const Arithmetic& r) { return r.type == reading.type(); });
  if (reading.input_count() != 2)
    return fail(Fault::Unsupported, "it has {} inputs; 2 are supported", reading.input_count());
  TRY(Operands sides, sides_of(reading, 0, 1, {}));
  Constant& a = sides.left;
  if (auto* floats = std::get_if<Floats>(&a.values)) {
    const auto& others = std::get<Floats>(sides.right.values);
    std::transform(floats->begin(), floats->end(), others.begin(), floats->begin(), row.floats);
    if (row.compares) a.values = Integers(floats->begin(), floats->end());
    return std::move(a);
  }
  auto& integers = std::get<Integers>(a.values);
  const auto& others = std::get<Integers>(sides.right.values);
  for (std::size_t i = 0; i < integers.size(); ++i)
    if (!row.integers(integers[i], others[i], &integers[i]))
      return fail(Fault::Corrupt, "its integers exceed 64 bits");
  return std::move(a);
}

Computed compute_function(const NodeReading& reading) {
  const auto& row = *std::find_if(std::begin(kFunctions), std::end(kFunctions),
                                  [&](const Function& r) { return r.type == reading.type(); });
  TRY(const auto input, reading.known(0, "its input"));
  TRY_DONE(room_for(reading, input->shape));
  Constant constant = *input;
  if (auto* floats = std::get_if<Floats>(&constant.values)) {
    std::transform(floats->begin(), floats->end(), floats->begin(), row.floats);
    return constant;
  }
  if (row.integers == nullptr) return fail(Fault::Corrupt, "its input consists of integers");
  auto& integers = std::get<Integers>(constant.values);
  std::transform(integers.begin(), integers.end(), integers.begin(), row.integers);
  return constant;
}

Computed compute_where(const NodeReading& reading) {
  TRY(const auto condition, reading.known(0, "its condition"));
  if (!std::holds_alternative<Integers>(condition->values))
    return fail(Fault::Corrupt, "its condition consists of floats");
  TRY(Operands sides, sides_of(reading, 1, 2, condition->shape));
  TRY(const Constant chosen, walked(reading, *condition, repeating(condition->shape, sides.left.shape)));
  const auto& takes_left = std::get<Integers>(chosen.values);
  std::visit(
      [&](auto& left) {
        const auto& right = std::get<std::decay_t<decltype(left)>>(sides.right.values);
        for (std::size_t i = 0; i < left.size(); ++i)
          if (takes_left[i] == 0) left[i] = right[i];
      },
      sides.left.values);
  return std::move(sides.left);
}

// The product of the values of a shape: its number of elements.
Computed compute_product(const NodeReading& reading) {
  TRY(const auto values, reading.known_integers(0, "its input"));
  TRY(const auto keeps, reading.integer("keepdims", 1));
  TRY(const auto input, reading.known(0, "its input"));
  if (input->shape.size() != 1) return fail(Fault::Unsupported, "it multiplies the values of several axes");
  std::int64_t product = 1;
  for (const std::int64_t value : values)
    if (__builtin_mul_overflow(product, value, &product))
      return fail(Fault::Corrupt, "its integers exceed 64 bits");
  return Constant{keeps != 0 ? Shape{1} : Shape{}, Integers{product}};
}

Computed compute_cast(const NodeReading& reading) {
  constexpr std::int64_t kInteger32 = 6, kInteger64 = 7, kBool = 9, kFloats[] = {1, 10, 11, 16};
  TRY(const auto input, reading.known(0, "its input"));
  TRY(const auto type, reading.integer("to", 0));
  TRY(const std::size_t count, room_for(reading, input->shape));
  if (std::find(std::begin(kFloats), std::end(kFloats), type) != std::end(kFloats))
    return std::visit(
        [&](const auto& values) {
          Floats floats(count);
          std::transform(values.begin(), values.end(), floats.begin(),
                         [](auto value) { return static_cast<float>(value); });
          return Constant{input->shape, std::move(floats)};
        },
        input->values);
  if (type != kInteger32 && type != kInteger64 && type != kBool)
    return fail(Fault::Unsupported, "it converts constants to type {}; floats and integers are supported",
                type);
  const auto* floats = std::get_if<Floats>(&input->values);
  if (floats == nullptr) {
    Constant same = *input;
    if (type == kBool)
      for (std::int64_t& value : std::get<Integers>(same.values)) value = value != 0 ? 1 : 0;
    return same;
  }
  constexpr float kBeyond = 9e18f;
  Integers integers;
  for (const float value : *floats) {
    if (!(std::abs(value) < kBeyond)) return fail(Fault::Corrupt, "{} is not an integer", value);
    integers.push_back(static_cast<std::int64_t>(value));
  }
  return Constant{input->shape, std::move(integers)};
}

}  // namespace tinsmith::formats
