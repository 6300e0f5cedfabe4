// formats/tflite/file_padding.h — padding as .tflite files can express it. Not for other rooms.
#pragma once

#include <schema_generated.h>

#include <optional>

#include "graph/graph.h"

namespace tinsmith::formats {

// Returns SAME or VALID if the padding of a convolution or pool equals what that name means for its input.
// Returns nothing if the padding has no name, and for other operators.
std::optional<schema::Padding> named_padding(const graph::Graph& graph, const graph::Operator& op);

// Inserts a PAD operator before every convolution or pool whose padding has no name. Unsupported: an average
// pool with such padding, because its average excludes padding but would include a PAD's values.
Result<Done> insert_pads(graph::Graph& graph);

}  // namespace tinsmith::formats
