// store/projects.h — projects, their classes, pictures and labels.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "scene/split.h"
#include "scene/task.h"
#include "store/database.h"

namespace tinsmith::store {

struct Class {
  std::int64_t id = 0;
  std::string name, colour;  // "#rrggbb"
};

struct Project {
  std::int64_t id = 0;
  std::string name, created;
  scene::Task task = scene::Task::Classification;
  std::vector<Class> classes;  // in their permanent order
  // Counts of pictures; those in the bin are counted only by `in_bin`. `labelled`: labelled by a person or
  // marked null. `by_model`: labelled by a model and not yet reviewed by a person. `in_sessions`: labelled
  // pictures that were recorded in a capture session; `sessions` is the number of these sessions.
  std::int64_t pictures = 0, labelled = 0, by_model = 0, in_bin = 0, versions = 0, runs = 0;
  std::int64_t sessions = 0, in_sessions = 0;
  std::optional<std::string> cover;
};

// What has been stated about a picture: nothing; a class or boxes; that it shows no object.
enum class LabelState : std::uint8_t { Unlabelled, Labelled, Null };
inline constexpr std::array kLabelStates{LabelState::Unlabelled, LabelState::Labelled, LabelState::Null};
std::string_view name_of(LabelState state);  // "unlabelled", "labelled", "null"
std::optional<LabelState> find_label_state(std::string_view name);

// The orders in which pictures are listed: by the time when they were added, or by name.
enum class PictureSort : std::uint8_t { Newest, Oldest, Name };
inline constexpr std::array kPictureSorts{PictureSort::Newest, PictureSort::Oldest, PictureSort::Name};
std::string_view name_of(PictureSort sort);  // "newest", "oldest", "name"

struct Box {
  std::int64_t class_id = 0;
  double x = 0, y = 0, width = 0, height = 0;
};

struct Picture {
  std::int64_t id = 0;
  std::string name, hash;
  std::int64_t bytes = 0, width = 0, height = 0;
  LabelState state = LabelState::Unlabelled;
  std::optional<std::int64_t> class_id;
  std::vector<Box> boxes;
  scene::Split split = scene::Split::None;
  std::string session;
  std::int64_t revision = 1;
  std::string created;
  std::optional<std::string> fingerprint;  // perceptual hash, 16 hexadecimal digits
  std::optional<std::string> binned;       // time when it was moved to the bin
  // The job whose model made these labels; nullopt once a person has reviewed them.
  std::optional<std::int64_t> model_job;
};

// Selects pictures; an absent member matches all.
struct PictureFilter {
  std::optional<std::string> search;  // substring of the name
  std::optional<std::int64_t> class_id;
  std::optional<LabelState> state;  // without the pictures that `is_by_model` selects
  bool is_by_model = false;         // only pictures labelled by a model and not yet reviewed
  std::optional<scene::Split> split;
  std::optional<std::int64_t> model_job;  // labelled by that job and not yet reviewed
  bool is_binned = false;                 // only pictures in the bin; false: only pictures outside it
  PictureSort sort = PictureSort::Newest;
};

struct PictureRow {
  Picture picture;
  std::vector<std::int64_t> class_ids;  // classes in the picture, without duplicates
};

Result<std::int64_t> add_project(Database& database, const std::string& name, scene::Task task);
// Corrupt: the row holds the name of no task.
Result<std::optional<Project>> find_project(Database& database, std::int64_t id);
// Returns the projects of that member; nullopt: all projects.
Result<std::vector<std::int64_t>> project_ids(Database& database, std::optional<std::int64_t> user_id);
Result<std::optional<std::string>> project_name(Database& database, std::int64_t id);
// Returns whether there ever was a project, also one that was removed.
Result<bool> ever_had_projects(Database& database);
// Returns a text that differs whenever a class, a picture outside the bin or a label of the project has changed.
Result<std::string> content_stamp(Database& database, std::int64_t id);
Result<Done> rename_project(Database& database, std::int64_t id, const std::string& name);
// Removes the project with all its rows; the files stay until verify_store sweeps them.
Result<Done> remove_project(Database& database, std::int64_t id);

// Replaces the list of classes, in this order; an id of 0 means a new class. Conflict when a removed class
// still has labels, or two classes have the same name.
Result<Done> set_classes(Database& database, std::int64_t project_id, const std::vector<Class>& classes);
// Changes every label of class `from` to class `into` and removes `from`. Returns the number
// of changed pictures and labels.
//   NotFound      the project does not have one of the classes
//   InvalidInput  the classes are the same
struct Merged {
  std::int64_t pictures = 0, labels = 0;
};
Result<Merged> merge_classes(Database& database, std::int64_t project_id, std::int64_t from,
                             std::int64_t into);
// Returns the id of the class with that name, and creates the class if necessary.
Result<std::int64_t> class_named(Database& database, std::int64_t project_id, const std::string& name);
Result<Done> set_class_colour(Database& database, std::int64_t class_id, const std::string& colour);
// Returns a colour for the class at that position; the first 14 colours are distinct.
std::string colour_of_class(std::size_t position);

// Adds the picture with its labels. Returns nullopt when the project already has
// a picture with the same bytes.
Result<std::optional<std::int64_t>> add_picture(Database& database, std::int64_t project_id,
                                                const Picture& picture);
// Sets the time at which a picture was added, for a project that is restored from a backup.
Result<Done> set_picture_created(Database& database, std::int64_t id, const std::string& created);
Result<std::optional<Picture>> find_picture(Database& database, std::int64_t project_id, std::int64_t id);
Result<bool> has_file(Database& database, std::int64_t project_id, const std::string& hash);
Result<std::int64_t> count_pictures(Database& database, std::int64_t project_id, const PictureFilter& filter);
Result<std::vector<PictureRow>> list_pictures(Database& database, std::int64_t project_id,
                                              const PictureFilter& filter, std::int64_t offset,
                                              std::int64_t most);
// Returns the picture after (before) picture `id` in that order; for an id of 0, the first (last) one.
Result<std::optional<std::int64_t>> picture_beside(Database& database, std::int64_t project_id,
                                                   const PictureFilter& filter, std::int64_t id,
                                                   bool is_next);
// Finds the picture with that file, in the bin or not, with its labels.
Result<std::optional<Picture>> picture_with_file(Database& database, std::int64_t project_id,
                                                 const std::string& hash);
// Returns all pictures outside the bin, or all in it, with their boxes, oldest first.
Result<std::vector<Picture>> all_pictures(Database& database, std::int64_t project_id,
                                          bool is_binned = false);
// Replaces the labels of a picture. They count as made by a person unless `labelled` has a model_job.
//   NotFound      there is no such picture
//   Conflict      `seen_revision` is given and is not the picture's current revision
//   InvalidInput  a class belongs to another project
Result<Done> set_labels(Database& database, std::int64_t project_id, const Picture& labelled,
                        std::optional<std::int64_t> seen_revision);
// Number of days that a picture stays in the bin.
inline constexpr int kBinDays = 30;
// Move pictures to the bin, restore them from it, or delete them permanently: the given ones, or all in the
// bin when `ids` is absent. Return the number of pictures.
Result<std::int64_t> bin_pictures(Database& database, std::int64_t project_id,
                                  const std::vector<std::int64_t>& ids);
Result<std::int64_t> restore_pictures(Database& database, std::int64_t project_id,
                                      const std::vector<std::int64_t>& ids);
Result<std::int64_t> empty_bin(Database& database, std::int64_t project_id,
                               const std::optional<std::vector<std::int64_t>>& ids);
// Permanently deletes the pictures of all projects that have been in the bin for more than `days`.
Result<std::int64_t> empty_old_bins(Database& database, int days);

// Approve labels made by a model that nobody has reviewed (they become a person's), or remove them (undo):
// those of the given pictures, or all that the job made. Return the number of pictures.
Result<std::int64_t> approve_labels(Database& database, std::int64_t project_id,
                                    const std::vector<std::int64_t>& ids);
Result<std::int64_t> approve_labels_of(Database& database, std::int64_t project_id, std::int64_t model_job);
Result<std::int64_t> undo_labels_of(Database& database, std::int64_t project_id, std::int64_t model_job);
// The pictures that one job labelled and nobody has reviewed.
struct LabelBatch {
  std::int64_t job = 0, pictures = 0;
  std::optional<std::string> created;  // time of the job; absent when its row is gone
};
Result<std::vector<LabelBatch>> label_batches(Database& database, std::int64_t project_id);  // newest first
// Returns the fingerprint of the session's last picture.
Result<std::optional<std::string>> last_fingerprint(Database& database, std::int64_t project_id,
                                                    const std::string& session);
// Returns the files that pictures of any project use, each with the name of one of its pictures.
struct NamedFile {
  std::string hash, name;
};
Result<std::vector<NamedFile>> named_files(Database& database);
// Returns those of the hashes that no picture uses.
Result<std::vector<std::string>> unused_files(Database& database, const std::vector<std::string>& hashes);

}  // namespace tinsmith::store
