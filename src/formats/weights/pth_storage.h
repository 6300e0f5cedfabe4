// formats/weights/pth_storage.h — where a .pth file keeps the numbers of its tensors. Not for other rooms.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "formats/weights/pickle.h"
#include "formats/weights/safetensors.h"

namespace tinsmith::formats {

// A storage as a pickle names it.
struct StorageName {
  std::string key;
  StoredType type = StoredType::F32;
};
// Whether the persistent value `id` names a storage; the older stream also names the source text of classes.
bool is_storage(const Pickle& pickle, PickleId id);
// What it names. Unsupported: a type of number that StoredType lacks; a view of a
// storage.
Result<StorageName> storage_name(const Pickle& pickle, PickleId id);

// The pickle with the tensors, and the bytes of its storages by key.
class PthFile {
 public:
  virtual ~PthFile() = default;
  virtual const Pickle& pickle() const = 0;
  // Holds as long as the file does. Corrupt when there is none of that key.
  virtual Result<ByteView> storage(const std::string& key) = 0;
};

// Recognised by its first bytes. Both keep pointing into `bytes`.
bool is_zip(ByteView bytes);
Result<std::unique_ptr<PthFile>> open_pth_zip(ByteView bytes);
Result<std::unique_ptr<PthFile>> open_pth_stream(ByteView bytes);

}  // namespace tinsmith::formats
