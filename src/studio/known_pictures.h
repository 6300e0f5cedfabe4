// studio/known_pictures.h — an archive combined with the pictures that a project already has.
//
// Labels can then be read from an archive that does not contain their pictures.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "files/source.h"
#include "store/pictures.h"
#include "store/store.h"

namespace tinsmith::studio {

class KnownPictures final : public files::Source {
 public:
  // The entries are those of the archive, and at the top level those project pictures whose name is unique in
  // the project and, without extension, does not occur in the archive. `store` must outlive this object.
  KnownPictures(const store::Store& store, std::shared_ptr<const files::Source> archive,
                const std::vector<store::Picture>& pictures);
  bool has_random_access() const override { return archive_->has_random_access(); }

  // Returns how many of the project's pictures are among the entries.
  std::size_t count() const { return known_.size(); }
  // Returns the id of the project's picture at this path; nullopt for the archive's own entries.
  std::optional<std::int64_t> id_at(const std::string& path) const;

 protected:
  Result<Bytes> read_entry(std::size_t index, std::uint64_t offset, std::uint64_t count) const override;

 private:
  using ByPath = std::map<std::string, store::Picture>;
  KnownPictures(const store::Store& store, std::shared_ptr<const files::Source> archive, ByPath known);
  static ByPath wanted(const files::Source& archive, const std::vector<store::Picture>& pictures);
  static std::vector<files::Entry> entries_of(const files::Source& archive, const ByPath& known);

  const store::Store& store_;
  std::shared_ptr<const files::Source> archive_;
  ByPath known_;
};

}  // namespace tinsmith::studio
