#include "studio/known_pictures.h"

#include <algorithm>
#include <set>

#include "base/ascii.h"
#include "base/files.h"
#include "files/text.h"

namespace tinsmith::studio {

KnownPictures::KnownPictures(const store::Store& store, std::shared_ptr<const files::Source> archive,
                             const std::vector<store::Picture>& pictures)
    : KnownPictures(store, archive, wanted(*archive, pictures)) {}

KnownPictures::KnownPictures(const store::Store& store, std::shared_ptr<const files::Source> archive,
                             ByPath known)
    : Source(archive->name(), entries_of(*archive, known), archive->skipped()),
      store_(store),
      archive_(std::move(archive)),
      known_(std::move(known)) {}

KnownPictures::ByPath KnownPictures::wanted(const files::Source& archive,
                                            const std::vector<store::Picture>& pictures) {
  std::set<std::string> taken;
  for (const files::Entry& entry : archive.entries()) {
    taken.insert(entry.path);
    if (files::is_picture_name(entry.path)) taken.insert(lowered(files::stem_of(entry.path)));
  }
  std::map<std::string, int> times;
  for (const store::Picture& picture : pictures) ++times[lowered(picture.name)];
  ByPath known;
  for (const store::Picture& picture : pictures) {
    const bool is_wanted = files::is_picture_name(picture.name) && times[lowered(picture.name)] == 1 &&
                           !taken.contains(lowered(files::stem_of(picture.name))) &&
                           !taken.contains(picture.name);
    if (is_wanted) known.emplace(picture.name, picture);
  }
  return known;
}

std::vector<files::Entry> KnownPictures::entries_of(const files::Source& archive, const ByPath& known) {
  std::vector<files::Entry> entries = archive.entries();
  for (const auto& [path, picture] : known)
    entries.push_back({path, static_cast<std::uint64_t>(picture.bytes)});
  std::sort(entries.begin(), entries.end(),
            [](const files::Entry& a, const files::Entry& b) { return a.path < b.path; });
  return entries;
}

std::optional<std::int64_t> KnownPictures::id_at(const std::string& path) const {
  const auto found = known_.find(path);
  return found == known_.end() ? std::nullopt : std::optional(found->second.id);
}

Result<Bytes> KnownPictures::read_entry(std::size_t index, std::uint64_t offset, std::uint64_t count) const {
  const std::string& path = entries()[index].path;
  const auto found = known_.find(path);
  if (found == known_.end()) return archive_->read_part(path, offset, count);
  TRY(auto bytes, read_file(store_.files().path_of(found->second.hash)));
  const std::uint64_t begin = std::min<std::uint64_t>(offset, bytes.size());
  const std::uint64_t end = begin + std::min<std::uint64_t>(count, bytes.size() - begin);
  return Bytes(bytes.begin() + static_cast<std::ptrdiff_t>(begin),
               bytes.begin() + static_cast<std::ptrdiff_t>(end));
}

}  // namespace tinsmith::studio
