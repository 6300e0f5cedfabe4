// formats/weights/pth.h — PyTorch's .pth and .pt files: the tensors of a state dictionary.
//
// Nothing in the file is executed (pickle.h). Both formats are supported: the zip archive of torch
// ≥ 1.6 (data.pkl and one entry per storage) and the older stream of pickles.
// docs/formats/weights.md describes them.
#pragma once

#include "formats/weights/safetensors.h"

namespace tinsmith::formats {

// Returns the tensors in the file's order, with the file's names. The prefix "module." of data-parallel
// training is removed. In a checkpoint, the state dictionary is searched under the usual names ("ema",
// "state_dict", "model", …); a whole pickled module gives its parameters and buffers. Strides are resolved:
// data is row-major. Entries that are not tensors are ignored.
//   Corrupt      broken archive or pickle, a tensor that exceeds its storage, storages shared by so many
//                tensors that their data exceeds the allocation limit
//   Unsupported  no state dictionary (the message names what the file contains), compressed entries,
//                big-endian numbers, a number type that StoredType does not have
Result<TensorFile> read_pth(ByteView bytes);

}  // namespace tinsmith::formats
