// kernels/int8/arithmetic_fast.h — fast addition, subtraction and multiplication of int8 tensors.
//
// Uses SIMD, chosen for this machine at run time. The output bytes equal those of
// add_reference and multiply_reference.
#pragma once

#include "kernels/int8/arithmetic_reference.h"

namespace tinsmith::kernels {

// Checks whether the fast kernels support an operation. They round as Rounding::Double does and need some
// headroom above the sums.
bool suits_vectors(const SumInt8& sum);
bool suits_vectors(const ProductInt8& product);

// Precondition: suits_vectors.
void add_fast(const SumInt8& sum, const Broadcast& shape, const std::int8_t* left, const std::int8_t* right,
              std::int8_t* output);
void multiply_fast(const ProductInt8& product, const Broadcast& shape, const std::int8_t* left,
                   const std::int8_t* right, std::int8_t* output);

}  // namespace tinsmith::kernels
