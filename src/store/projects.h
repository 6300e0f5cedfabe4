// store/projects.h — projects, their classes, pictures and labels.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/database.h"

namespace tinsmith::store {

struct Class {
  std::int64_t id = 0;
  std::string name, colour;  // "#rrggbb"
};

struct Project {
  std::int64_t id = 0;
  std::string name, kind, created;  // kind: "classification", "boxes", "centroids"
  std::vector<Class> classes;       // in their lasting order
  // Without those in the bin. `labelled`: by a person, or marked null; `by_model`: labelled by a model, and
  // nobody has looked at them yet. `in_sessions`: of the labelled ones, those recorded in a capture session,
  // of which there are `sessions`.
  std::int64_t pictures = 0, labelled = 0, by_model = 0, in_bin = 0, versions = 0, runs = 0;
  std::int64_t sessions = 0, in_sessions = 0;
  std::optional<std::string> cover;
};

struct Box {
  std::int64_t class_id = 0;
  double x = 0, y = 0, width = 0, height = 0;
};

struct Picture {
  std::int64_t id = 0;
  std::string name, hash;
  std::int64_t bytes = 0, width = 0, height = 0;
  std::string state = "unlabelled";  // or "labelled", "null"
  std::optional<std::int64_t> class_id;
  std::vector<Box> boxes;
  std::string split = "none";
  std::string session;
  std::int64_t revision = 1;
  std::string created;
  std::optional<std::string> fingerprint;  // of what it looks like, 16 hexadecimal digits
  std::optional<std::string> binned;       // when it was put into the bin
  // The job whose model made these labels, while no person has looked at them.
  std::optional<std::int64_t> model_job;
};

// Which pictures are wanted; an absent part matches all.
struct PictureFilter {
  std::optional<std::string> search;  // part of the name
  std::optional<std::int64_t> class_id;
  // A state, or "by_model": labelled by a model and not looked at. The other states are without those.
  std::optional<std::string> state, split;
  std::optional<std::int64_t> model_job;  // labelled by that job, and not looked at
  bool is_binned = false;                 // those in the bin instead of those outside it
  std::string sort = "newest";            // or "oldest", "name"
};

struct PictureRow {
  Picture picture;
  std::vector<std::int64_t> class_ids;  // that it shows, each once
};

Result<std::int64_t> add_project(Database& database, const std::string& name, const std::string& kind);
Result<std::optional<Project>> find_project(Database& database, std::int64_t id);
// Of that member; nullopt: all.
Result<std::vector<std::int64_t>> project_ids(Database& database, std::optional<std::int64_t> user_id);
Result<Done> rename_project(Database& database, std::int64_t id, const std::string& name);
// With all its rows; the files stay until collect_garbage.
Result<Done> remove_project(Database& database, std::int64_t id);

// The whole list, in order; ids of 0 are new ones. Conflict when a class that is left out has labels, or two
// have one name.
Result<Done> set_classes(Database& database, std::int64_t project_id, const std::vector<Class>& classes);
// Every label of class `from` becomes one of class `into`, and `from` is removed. Answers how many pictures
// and labels that changed. NotFound when the project lacks one of them, InvalidInput when they are the same.
struct Merged {
  std::int64_t pictures = 0, labels = 0;
};
Result<Merged> merge_classes(Database& database, std::int64_t project_id, std::int64_t from,
                             std::int64_t into);
// The id of the class of that name, made when new.
Result<std::int64_t> class_named(Database& database, std::int64_t project_id, const std::string& name);
// A colour for the class at that position, told apart from those before it.
std::string colour_of_class(std::size_t position);

// Keeps the picture with its labels. Nothing when the project has these bytes already.
Result<std::optional<std::int64_t>> add_picture(Database& database, std::int64_t project_id,
                                                const Picture& picture);
Result<std::optional<Picture>> find_picture(Database& database, std::int64_t project_id, std::int64_t id);
Result<bool> has_file(Database& database, std::int64_t project_id, const std::string& hash);
Result<std::int64_t> count_pictures(Database& database, std::int64_t project_id, const PictureFilter& filter);
Result<std::vector<PictureRow>> list_pictures(Database& database, std::int64_t project_id,
                                              const PictureFilter& filter, std::int64_t offset,
                                              std::int64_t most);
// The one that comes after (before) picture `id` in that order; the first (last) for an id of 0.
Result<std::optional<std::int64_t>> picture_beside(Database& database, std::int64_t project_id,
                                                   const PictureFilter& filter, std::int64_t id,
                                                   bool is_next);
// With its labels, in the bin or not.
Result<std::optional<Picture>> picture_with_file(Database& database, std::int64_t project_id,
                                                 const std::string& hash);
// All outside the bin, or all inside it, with their boxes, oldest first.
Result<std::vector<Picture>> all_pictures(Database& database, std::int64_t project_id,
                                          bool is_binned = false);
// Replaces the labels; they are a person's unless `labelled` has a model_job. Conflict when `seen_revision`
// is given and is not the picture's; NotFound; InvalidInput for a class of another project.
Result<Done> set_labels(Database& database, std::int64_t project_id, const Picture& labelled,
                        std::optional<std::int64_t> seen_revision);
// How long a picture stays in the bin.
inline constexpr int kBinDays = 30;
// Into the bin, out of it again, and out of it for good: these pictures, or all that are there. They answer
// how many that were.
Result<std::int64_t> bin_pictures(Database& database, std::int64_t project_id,
                                  const std::vector<std::int64_t>& ids);
Result<std::int64_t> restore_pictures(Database& database, std::int64_t project_id,
                                      const std::vector<std::int64_t>& ids);
Result<std::int64_t> empty_bin(Database& database, std::int64_t project_id,
                               const std::optional<std::vector<std::int64_t>>& ids);
// Of all projects, what has been in the bin for longer than `days`.
Result<std::int64_t> empty_old_bins(Database& database, int days);

// Labels of a model that nobody has looked at become a person's (approve) or go (undo): those of these
// pictures, or all that the job made. They answer how many pictures that were.
Result<std::int64_t> approve_labels(Database& database, std::int64_t project_id,
                                    const std::vector<std::int64_t>& ids);
Result<std::int64_t> approve_labels_of(Database& database, std::int64_t project_id, std::int64_t model_job);
Result<std::int64_t> undo_labels_of(Database& database, std::int64_t project_id, std::int64_t model_job);
// The session's last picture's fingerprint.
Result<std::optional<std::string>> last_fingerprint(Database& database, std::int64_t project_id,
                                                    const std::string& session);
// Those of the hashes that no picture has.
Result<std::vector<std::string>> unused_files(Database& database, const std::vector<std::string>& hashes);

}  // namespace tinsmith::store
