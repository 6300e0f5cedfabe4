// formats/weights/pth_storage.h — access to the storages of a .pth file. Not for other rooms.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "formats/weights/pickle.h"
#include "formats/weights/safetensors.h"

namespace tinsmith::formats {

// The name of a storage in a pickle.
struct StorageName {
  std::string key;
  StoredType type = StoredType::F32;
};
// Returns whether the persistent value `id` names a storage. (The older format also names the source
// text of classes.)
bool is_storage(const Pickle& pickle, PickleId id);
// Returns the storage that it names. Unsupported: a number type that StoredType does not have, or a view
// of a storage.
Result<StorageName> storage_name(const Pickle& pickle, PickleId id);

// A file's pickle with the tensors, and the bytes of its storages by key.
class PthFile {
 public:
  virtual ~PthFile() = default;
  virtual const Pickle& pickle() const = 0;
  // Returns the bytes of a storage, valid as long as this object. Corrupt if there is none with that key.
  virtual Result<ByteView> storage(const std::string& key) = 0;
};

// The format is recognised by its first bytes. Both files keep references to `bytes`.
bool is_zip(ByteView bytes);
Result<std::unique_ptr<PthFile>> open_pth_zip(ByteView bytes);
Result<std::unique_ptr<PthFile>> open_pth_stream(ByteView bytes);

}  // namespace tinsmith::formats
