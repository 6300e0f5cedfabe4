// formats/tflite/file_padding.h — padding as files can say it. Not for other rooms.
#pragma once

#include <schema_generated.h>

#include <optional>

#include "graph/graph.h"

namespace tinsmith::formats {

// SAME or VALID, when the padding of a convolution or pool equals what the name means for its input; nothing
// when it has no name. Nothing for other operators too.
std::optional<schema::Padding> named_padding(const graph::Graph& graph, const graph::Operator& op);

// Puts an operator that pads in front of every convolution or pool whose padding has no name. Unsupported: an
// average pool with such padding, because its average does not count padding and a PAD would.
Result<Done> insert_pads(graph::Graph& graph);

}  // namespace tinsmith::formats
