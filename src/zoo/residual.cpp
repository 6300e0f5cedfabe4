#include "zoo/residual.h"

#include "graph/builder.h"

namespace tinsmith::zoo {
namespace {

using graph::Builder;
using graph::TensorId;

struct ResidualStage {
  std::int32_t filters;
  std::int32_t stride;  // of its first block
  std::int32_t blocks;
};
constexpr ResidualStage kResidualStages[] = {{16, 1, 2}, {24, 2, 2}, {56, 2, 1}};
constexpr graph::BatchNorm kResidualNorm{1e-3f, 0.9f};

TensorId normed_conv(Builder& build, const std::string& name, TensorId x, std::int32_t filters,
                     std::int32_t filter, std::int32_t stride) {
  x = build.conv2d(name, x, {.filters = filters, .filter = filter, .stride = stride});
  return build.batch_norm(name + "_norm", x, kResidualNorm);
}

TensorId residual_block(Builder& build, const std::string& name, TensorId input, std::int32_t filters,
                        std::int32_t stride) {
  TensorId x = normed_conv(build, name + "_first", input, filters, 3, stride);
  x = build.append(name + "_first_relu", graph::Relu6{}, {x});
  x = normed_conv(build, name + "_second", x, filters, 3, 1);
  const bool has_same_shape = build.shape(x) == build.shape(input);
  const TensorId shortcut =
      has_same_shape ? input : normed_conv(build, name + "_shortcut", input, filters, 1, stride);
  x = build.append(name + "_add", graph::Add{}, {shortcut, x});
  return build.append(name + "_relu", graph::Relu6{}, {x});
}

}  // namespace

graph::Graph build_residual(const Network& network, const BuildSettings& settings) {
  Builder build(std::string(network.name), settings.seed);
  TensorId x = build.input("input", {1, settings.height, settings.width, settings.channels});
  x = build.append("stem_relu", graph::Relu6{},
                   {normed_conv(build, "stem", x, kResidualStages[0].filters, 3, 1)});
  for (std::size_t i = 0; i < std::size(kResidualStages); ++i)
    for (std::int32_t number = 0; number < kResidualStages[i].blocks; ++number)
      x = residual_block(build, fmt::format("stage{}_{}", i + 1, number + 1), x, kResidualStages[i].filters,
                         number == 0 ? kResidualStages[i].stride : 1);
  x = build.global_average("global_average", x);
  return build.finish({build.fully_connected("predictions", x, settings.classes)});
}

}  // namespace tinsmith::zoo
