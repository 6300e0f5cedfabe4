#include "quant/passes.h"

#include "graph/operators.h"
#include "graph/validate.h"

namespace tinsmith::quant {
namespace {

constexpr Pass kPasses[] = {
    {"drop_identities", "removes dropout, reshapes to the same shape and similar operators", drop_identities},
    {"fold_batch_norm", "folds a batch norm into the weights before it", fold_batch_norm},
    {"lower_batch_norm",
     "replaces other batch norms by 1x1 depthwise convolutions, or by a product and a sum", lower_batch_norm},
    {"fuse_activation", "fuses ReLU and ReLU6 into the operator before them", fuse_activation},
    {"fold_pad", "moves zero padding into a convolution where that makes it SAME", fold_pad},
    {"give_bias", "adds a zero bias to layers without one, because integer runtimes expect it", give_bias},
};

Result<Done> check_float(const graph::Graph& graph) {
  TRY_DONE(graph::validate(graph));
  for (const graph::Operator& op : graph.operators)
    for (const auto* ids : {&op.inputs, &op.outputs})
      for (const graph::TensorId id : *ids)
        if (id != graph::kNoTensor && graph.tensor(id).type != graph::ElementType::Float32)
          return fail(Fault::InvalidInput, "'{}' of the {} '{}' is {}; a float graph is expected",
                      graph.tensor(id).name, graph::info_of(op).name, op.name,
                      graph::name_of(graph.tensor(id).type));
  return Done{};
}

}  // namespace

std::span<const Pass> passes() {
  return kPasses;
}

Result<graph::Graph> run_passes(graph::Graph graph) {
  TRY_DONE(check_float(graph));
  for (const Pass& pass : passes()) {
    TRY_DONE(pass.run(graph).during(fmt::format("pass {}", pass.name)));
    graph::drop_unused_tensors(graph);
    const auto valid = graph::validate(graph);
    CHECK(valid.has_value(), "pass {} broke the graph: {}", pass.name, valid.error().text());
  }
  return graph;
}

}  // namespace tinsmith::quant
