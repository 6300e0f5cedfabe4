// kernels/int8/convolution_fast.h — int8 convolutions as they are run: SIMD, chosen for this machine at run
// time. They give the bytes of convolve_reference and convolve_depthwise_reference.
#pragma once

#include <cstddef>
#include <memory>

#include "kernels/int8/convolution.h"

namespace tinsmith::kernels {

inline constexpr std::size_t kReadSlack_bytes = 64;

// A convolution with its weights packed for this machine. Immutable: any number of threads may run it.
class PackedConvolution {
 public:
  virtual ~PackedConvolution() = default;
  // Working space that `run` needs, of its own for each thread.
  virtual std::int64_t working_bytes() const = 0;
  // Computes the output's rows [first_row, end_row); `input` and `output` are whole. Threads may share the
  // rows between them: the bytes are the same. `kReadSlack_bytes` after the input's end are read (and do not
  // count): the caller sees to it that they may be.
  virtual void run(const std::int8_t* input, std::int8_t* output, std::byte* working, std::int32_t first_row,
                   std::int32_t end_row) const = 0;
};

// nullptr when the layer is one the fast kernels do not take: Rounding::Single, sums above 2^30; for
// `pack_depthwise` also a depth multiplier above 1. The convolution's spans are not needed afterwards.
std::unique_ptr<const PackedConvolution> pack_convolution(const ConvolutionInt8& convolution);
std::unique_ptr<const PackedConvolution> pack_depthwise(const ConvolutionInt8& convolution);

}  // namespace tinsmith::kernels
