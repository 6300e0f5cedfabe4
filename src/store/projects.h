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
  std::int64_t pictures = 0, labelled = 0, versions = 0, runs = 0;
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
};

// Which pictures are wanted; an absent part matches all.
struct PictureFilter {
  std::optional<std::string> search;  // part of the name
  std::optional<std::int64_t> class_id;
  std::optional<std::string> state, split;
  std::string sort = "newest";  // or "oldest", "name"
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
// All of them with their boxes, oldest first.
Result<std::vector<Picture>> all_pictures(Database& database, std::int64_t project_id);
// Replaces the labels. Conflict when `seen_revision` is given and is not the picture's; NotFound;
// InvalidInput for a class of another project.
Result<Done> set_labels(Database& database, std::int64_t project_id, const Picture& labelled,
                        std::optional<std::int64_t> seen_revision);
Result<std::int64_t> remove_pictures(Database& database, std::int64_t project_id,
                                     const std::vector<std::int64_t>& ids);
// The session's last picture's fingerprint.
Result<std::optional<std::string>> last_fingerprint(Database& database, std::int64_t project_id,
                                                    const std::string& session);
// Those of the hashes that no picture has.
Result<std::vector<std::string>> unused_files(Database& database, const std::vector<std::string>& hashes);

}  // namespace tinsmith::store
