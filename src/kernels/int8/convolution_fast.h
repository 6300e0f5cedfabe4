// kernels/int8/convolution_fast.h — fast int8 convolutions.
//
// They use SIMD, chosen for this machine at run time. The output bytes equal those of convolve_reference
// and convolve_depthwise_reference.
#pragma once

#include <cstddef>
#include <memory>

#include "kernels/int8/convolution_reference.h"

namespace tinsmith::kernels {

inline constexpr std::size_t kReadSlack_bytes = 64;

// A convolution with its weights packed for this machine. Immutable; any number of threads may run it.
class PackedConvolution {
 public:
  virtual ~PackedConvolution() = default;
  // Bytes of working space that `run` needs; each thread must have its own.
  virtual std::int64_t working_bytes() const = 0;
  // Computes the output's rows [first_row, end_row). `input` and `output` are the complete tensors. Several
  // threads may compute parts of the rows; the bytes are the same. `kReadSlack_bytes` after the end of the
  // input are read but not used; the caller must make sure that they are readable.
  virtual void run(const std::int8_t* input, std::int8_t* output, std::byte* working, std::int32_t first_row,
                   std::int32_t end_row) const = 0;
};

// Returns nullptr for layers that the fast kernels do not support: Rounding::Single, sums that leave no room
// for rounding in int32 (fit_vectors), and in `pack_depthwise` a depth multiplier above 1. The convolution's
// spans are not used after the call.
std::unique_ptr<const PackedConvolution> pack_convolution(const ConvolutionInt8& convolution);
std::unique_ptr<const PackedConvolution> pack_depthwise(const ConvolutionInt8& convolution);

}  // namespace tinsmith::kernels
