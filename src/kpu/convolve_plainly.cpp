// The reference of the fast convolution: plain loops over the formula.
#include "kpu/arithmetic.h"
#include "kpu/layer.h"

namespace tinsmith::kpu {

void convolve_plainly(const PreparedLayer& prepared, std::span<const std::uint8_t> in,
                      std::span<std::uint8_t> out) {
  const kmodel::KpuLayer& layer = prepared.layer;
  const kmodel::KpuArguments& arguments = layer.arguments;
  const std::int64_t height = arguments.in_height, width = arguments.in_width,
                     kernel = arguments.kernel_size();
  const std::int64_t channels = arguments.depthwise != 0 ? 1 : arguments.in_channels;
  std::size_t place = 0;
  for (std::int64_t o = 0; o < arguments.out_channels; ++o)
    for (std::int64_t y = 0; y < height; ++y)
      for (std::int64_t x = 0; x < width; ++x) {
        std::int64_t products = 0, inputs = 0;
        auto weight = static_cast<std::size_t>(o * arguments.filter_bytes());
        for (std::int64_t c = 0; c < channels; ++c) {
          const std::int64_t channel = arguments.depthwise != 0 ? o : c;
          for (std::int64_t ky = -(kernel / 2); ky <= kernel / 2; ++ky)
            for (std::int64_t kx = -(kernel / 2); kx <= kernel / 2; ++kx, ++weight) {
              const bool inside = y + ky >= 0 && y + ky < height && x + kx >= 0 && x + kx < width;
              const std::int64_t value =
                  inside ? in[static_cast<std::size_t>((channel * height + y + ky) * width + x + kx)]
                         : arguments.pad_value;
              products += value * layer.weights[weight];
              inputs += value;
            }
        }
        const auto row = static_cast<std::size_t>(o);
        const std::int64_t u = products + ((arguments.arg_x * inputs) >> arguments.shift_x) +
                               ((arguments.arg_w * prepared.weight_sums[row]) >> arguments.shift_w) +
                               arguments.arg_add * channels;
        out[place++] = activated(batch_normed(u, layer.batch_norm[row]), layer.activation);
      }
}

}  // namespace tinsmith::kpu
