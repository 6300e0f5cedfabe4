// store/pictures.h — the pictures of a project and their labels.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scene/split.h"
#include "store/database.h"

namespace tinsmith::store {

// The label state of a picture: no label; a class or boxes; marked as a picture without objects.
enum class LabelState : std::uint8_t { Unlabelled, Labelled, Null };
inline constexpr std::array kLabelStates{LabelState::Unlabelled, LabelState::Labelled, LabelState::Null};
std::string_view name_of(LabelState state);  // "unlabelled", "labelled", "null"
std::optional<LabelState> find_label_state(std::string_view name);

// The orders in which pictures are listed: by the time when they were added, or by name.
enum class PictureSort : std::uint8_t { Newest, Oldest, Name };
inline constexpr std::array kPictureSorts{PictureSort::Newest, PictureSort::Oldest, PictureSort::Name};
std::string_view name_of(PictureSort sort);  // "newest", "oldest", "name"

// Stands for a job in Picture::model_job: the model that runs on a board made the labels.
inline constexpr std::int64_t kBoardModelJob = -1;

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
  // The job whose model made these labels, or kBoardModelJob; nullopt once a person has reviewed them.
  std::optional<std::int64_t> model_job;
  // A person has confirmed these labels against a model's doubt, so no doubt about them is shown again.
  bool is_confirmed = false;
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
// Returns the class of each picture outside the bin, by its id.
struct PresentLabel {
  std::int64_t revision = 0;
  std::optional<std::int64_t> class_id;
  bool is_confirmed = false;
};
Result<std::map<std::int64_t, PresentLabel>> present_labels(Database& database, std::int64_t project_id);
// Marks the labels of a picture as confirmed, or no longer. Other labels are not confirmed.
//   NotFound      there is no such picture outside the bin
//   Conflict      `seen_revision` is not the picture's current revision
Result<Done> confirm_labels(Database& database, std::int64_t project_id, std::int64_t id,
                            std::int64_t seen_revision, bool is_confirmed);
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
