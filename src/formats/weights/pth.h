// formats/weights/pth.h — PyTorch's .pth and .pt files: the tensors of a state dictionary.
//
// Nothing in the file is executed (pickle.h). Both layouts are read: the zip archive of torch ≥ 1.6 (data.pkl
// and one entry a storage) and the older stream of pickles. The grammar: docs/formats/weights.md.
#pragma once

#include "formats/weights/safetensors.h"

namespace tinsmith::formats {

// The tensors in the order of the file, by their names there; "module.", which data-parallel training puts in
// front of every name, is taken off. In a checkpoint the dictionary is looked for under the usual names
// ("ema", "state_dict", "model", …); a whole pickled module gives its parameters and buffers. Strides are
// resolved: data is row-major. Entries that are no tensors are left out.
//   Corrupt      broken archive or pickle, a tensor that leaves its storage, bytes shared without measure
//   Unsupported  no state dictionary inside (says what is there instead), compressed entries, big-endian
//   numbers,
//                a kind of number that StoredType lacks
Result<TensorFile> read_pth(ByteView bytes);

}  // namespace tinsmith::formats
