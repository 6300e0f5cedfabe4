// store/job_kinds.h — the kinds of jobs and their properties, one row per kind.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tinsmith::store {

enum class JobKind : std::uint8_t {
  Import,
  Demo,
  Version,
  Train,
  AutoLabel,
  Review,
  Pack,
  Backup,
  Restore,
  Verify,
};

// A property that a row leaves out is false.
struct JobKindInfo {
  JobKind kind;
  std::string_view name;     // in the database, the API and notifications
  bool is_training = false;  // counts against the setting jobs_at_once; other jobs have slots of their own
  bool can_stop_and_keep = false;  // can be ended early, and then keeps its result so far
  bool is_quick = false;           // users see its result on the page; notifications report only its failure
  bool takes_upload = false;       // spec["path"] is an uploaded file, which is deleted after the job
  // A job that failed or left problems can be repeated with other options, so its upload is kept for a while.
  bool may_be_repeated = false;
};

// In the order of JobKind. What a job of each kind does is in studio/work.cpp.
inline constexpr auto kJobKinds = std::to_array<JobKindInfo>({
    {.kind = JobKind::Import, .name = "import", .takes_upload = true, .may_be_repeated = true},
    {.kind = JobKind::Demo, .name = "demo", .is_quick = true},
    {.kind = JobKind::Version, .name = "version", .is_quick = true},
    {.kind = JobKind::Train, .name = "train", .is_training = true, .can_stop_and_keep = true},
    {.kind = JobKind::AutoLabel, .name = "auto_label"},
    {.kind = JobKind::Review, .name = "review"},
    {.kind = JobKind::Pack, .name = "pack", .is_quick = true},
    {.kind = JobKind::Backup, .name = "backup"},
    {.kind = JobKind::Restore, .name = "restore", .takes_upload = true},
    {.kind = JobKind::Verify, .name = "verify"},
});

// Returns the row of a kind. Without a kind, which is that of a job that another version of Tinsmith wrote, it
// returns a row without a name in which every property is false.
const JobKindInfo& info_of(std::optional<JobKind> kind);
std::string_view name_of(JobKind kind);
// Finds a kind by name; nullopt if there is none.
std::optional<JobKind> find_job_kind(std::string_view name);

}  // namespace tinsmith::store
