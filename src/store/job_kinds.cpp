#include "store/job_kinds.h"

#include "base/result.h"

namespace tinsmith::store {
namespace {

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kJobKinds.size(); ++i)
    if (static_cast<std::size_t>(kJobKinds[i].kind) != i) return false;
  return true;
}
static_assert(is_in_order(), "kJobKinds has one row per JobKind, in its order");

constexpr JobKindInfo kUnknown{};

}  // namespace

const JobKindInfo& info_of(std::optional<JobKind> kind) {
  if (!kind) return kUnknown;
  const auto row = static_cast<std::size_t>(*kind);
  CHECK(row < kJobKinds.size(), "the job kind {} has no row in kJobKinds", row);
  return kJobKinds[row];
}

std::string_view name_of(JobKind kind) {
  return info_of(kind).name;
}

std::optional<JobKind> find_job_kind(std::string_view name) {
  for (const JobKindInfo& one : kJobKinds)
    if (one.name == name) return one.kind;
  return std::nullopt;
}

}  // namespace tinsmith::store
