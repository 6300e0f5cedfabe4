// kernels/int8/arithmetic_fast.h — add, subtract and multiply as they are run: SIMD, chosen for this machine
// at run time. They give the bytes of add_reference and multiply_reference.
#pragma once

#include "kernels/int8/arithmetic.h"

namespace tinsmith::kernels {

// Can the fast kernels do it? They round as Rounding::Double does and need a little room above the sums.
bool suits_vectors(const SumInt8& sum);
bool suits_vectors(const ProductInt8& product);

// Only for what suits.
void add_fast(const SumInt8& sum, const Broadcast& shape, const std::int8_t* left, const std::int8_t* right,
              std::int8_t* output);
void multiply_fast(const ProductInt8& product, const Broadcast& shape, const std::int8_t* left,
                   const std::int8_t* right, std::int8_t* output);

}  // namespace tinsmith::kernels
