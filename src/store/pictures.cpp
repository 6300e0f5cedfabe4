#include "store/pictures.h"

#include <set>

#include "base/json.h"
#include "store/store.h"

namespace tinsmith::store {
namespace {

constexpr std::string_view kSelectPictures = R"(SELECT id, name, hash, bytes, width, height, state, class_id,
  split, session, revision, created, binned, model_job,
  is_confirmed FROM pictures)";

std::string select_pictures(std::string_view conditions) {
  return fmt::format("{} {}", kSelectPictures, conditions);
}

constexpr std::array<std::string_view, kLabelStates.size()> kLabelStateNames{"unlabelled", "labelled",
                                                                             "null"};

// Parameters: ?1 project, ?2 search, ?3 class, ?4 state, ?5 split, ?6 job of a model. Only the conditions
// that are needed are in the SQL, so that an index can be used.
std::string matching(const PictureFilter& filter) {
  std::string sql = "project_id = ?1 AND (?6 IS NULL OR ?6 = ?6) ";
  if (filter.search) sql += "AND instr(lower(name), lower(?2)) > 0 ";
  if (filter.class_id)
    sql += "AND (class_id = ?3 OR id IN (SELECT picture_id FROM boxes WHERE boxes.class_id = ?3)) ";
  sql += filter.is_binned ? "AND binned IS NOT NULL " : "AND binned IS NULL ";
  if (filter.is_by_model) sql += "AND model_job IS NOT NULL ";
  if (filter.state) sql += "AND state = ?4 AND model_job IS NULL ";
  if (filter.model_job) sql += "AND model_job = ?6 ";
  if (filter.split) sql += "AND split = ?5 ";
  return sql;
}

std::vector<Value> values_of(std::int64_t project_id, const PictureFilter& filter) {
  return {project_id,
          value_of(filter.search),
          value_of(filter.class_id),
          filter.state ? Value(std::string(name_of(*filter.state))) : Value(nullptr),
          filter.split ? Value(std::string(scene::name_of(*filter.split))) : Value(nullptr),
          value_of(filter.model_job)};
}

Error changed_meanwhile() {
  return fail(Fault::Conflict,
              "the labels of this picture were changed by somebody else in the meantime; reload it");
}

Picture picture_of(const Row& row) {
  Picture picture;
  picture.id = row.integer(0);
  picture.name = row.text(1);
  picture.hash = row.text(2);
  picture.bytes = row.integer(3);
  picture.width = row.integer(4);
  picture.height = row.integer(5);
  picture.state = find_label_state(row.text(6)).value_or(LabelState::Unlabelled);
  picture.class_id = row.maybe_integer(7);
  picture.split = scene::find_split(row.text(8)).value_or(scene::Split::None);
  picture.session = row.text(9);
  picture.revision = row.integer(10);
  picture.created = row.text(11);
  picture.binned = row.maybe_text(12);
  picture.model_job = row.maybe_integer(13);
  picture.is_confirmed = row.integer(14) != 0;
  return picture;
}

// The SQL of each sort order, forwards and backwards, and the conditions for the
// rows after and before picture ?7. In the order of PictureSort.
struct Sort {
  std::string_view name, forwards, backwards, after, before;
};
constexpr Sort kSorts[] = {
    {"newest", "id DESC", "id", "id < ?7", "id > ?7"},
    {"oldest", "id", "id DESC", "id > ?7", "id < ?7"},
    {"name", "name, id", "name DESC, id DESC", "(name, id) > (SELECT name, id FROM pictures WHERE id = ?7)",
     "(name, id) < (SELECT name, id FROM pictures WHERE id = ?7)"},
};

const Sort& sort_of(PictureSort sort) {
  return kSorts[static_cast<std::size_t>(sort)];
}

Result<Done> add_boxes(Database& database, std::int64_t picture_id, const std::vector<Box>& boxes) {
  for (const Box& box : boxes)
    TRY_DONE(database.run(
        "INSERT INTO boxes (picture_id, class_id, x, y, width, height) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        {picture_id, box.class_id, box.x, box.y, box.width, box.height}));
  return Done{};
}

Result<std::vector<Box>> boxes_of(Database& database, std::int64_t picture_id) {
  return database.all("SELECT class_id, x, y, width, height FROM boxes WHERE picture_id = ?1 ORDER BY id",
                      {picture_id}, [](const Row& row) {
                        return Box{row.integer(0), row.real(1), row.real(2), row.real(3), row.real(4)};
                      });
}

Result<Done> check_classes(Database& database, std::int64_t project_id, const Picture& labelled) {
  std::vector<std::int64_t> wanted;
  if (labelled.class_id) wanted.push_back(*labelled.class_id);
  for (const Box& box : labelled.boxes) wanted.push_back(box.class_id);
  TRY(const auto foreign,
      database.first(
          "SELECT value FROM json_each(?2) WHERE value NOT IN (SELECT id FROM classes WHERE project_id = ?1)",
          {project_id, nlohmann::json(wanted).dump()}));
  if (foreign) return fail(Fault::InvalidInput, "this project has no class {}", foreign->integer(0));
  return Done{};
}

std::vector<std::int64_t> class_ids_of(const Picture& picture) {
  std::set<std::int64_t> ids;
  if (picture.class_id) ids.insert(*picture.class_id);
  for (const Box& box : picture.boxes) ids.insert(box.class_id);
  return {ids.begin(), ids.end()};
}

// Must be called within at_one_moment, because otherwise the three lists may not match.
Result<std::vector<Picture>> joined_pictures(Database& database, std::int64_t project_id, bool is_binned) {
  TRY(auto pictures,
      database.all(select_pictures("WHERE project_id = ?1 AND (binned IS NOT NULL) = ?2 ORDER BY id"),
                   {project_id, std::int64_t{is_binned}}, picture_of));
  TRY(const auto boxes, database.query(
                            R"(SELECT picture_id, boxes.class_id, x, y, boxes.width, boxes.height
                               FROM boxes JOIN pictures ON pictures.id = picture_id
                               WHERE project_id = ?1 AND (binned IS NOT NULL) = ?2
                               ORDER BY picture_id, boxes.id)",
                            {project_id, std::int64_t{is_binned}}));
  TRY(const auto prints, database.query(
                             R"(SELECT picture_id, print FROM fingerprints
                                JOIN pictures ON id = picture_id
                                WHERE project_id = ?1 AND (binned IS NOT NULL) = ?2
                                ORDER BY picture_id)",
                             {project_id, std::int64_t{is_binned}}));
  std::size_t printed = 0;
  for (const Row& row : prints) {
    while (pictures[printed].id != row.integer(0)) ++printed;
    pictures[printed].fingerprint = row.text(1);
  }
  std::size_t at = 0;
  for (const Row& row : boxes) {
    while (pictures[at].id != row.integer(0)) ++at;
    pictures[at].boxes.push_back({row.integer(1), row.real(2), row.real(3), row.real(4), row.real(5)});
  }
  return pictures;
}

}  // namespace

std::string_view name_of(LabelState state) {
  return kLabelStateNames.at(static_cast<std::size_t>(state));
}

std::optional<LabelState> find_label_state(std::string_view name) {
  for (const LabelState state : kLabelStates)
    if (name_of(state) == name) return state;
  return std::nullopt;
}

std::string_view name_of(PictureSort sort) {
  return sort_of(sort).name;
}

Result<std::optional<std::int64_t>> add_picture(Database& database, std::int64_t project_id,
                                                const Picture& picture) {
  std::optional<std::int64_t> id;
  const auto added = database.all_or_nothing([&]() -> Result<Done> {
    TRY_DONE(check_classes(database, project_id, picture));
    TRY(const auto there, has_file(database, project_id, picture.hash));
    if (there) return Done{};
    TRY(const auto number,
        database.insert(
            R"(INSERT INTO pictures (project_id, name, hash, bytes, width, height, state, class_id, split,
               session, revision, created, binned, model_job, is_confirmed)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1, ?11, ?12, ?13, ?14))",
            {project_id, picture.name, picture.hash, picture.bytes, picture.width, picture.height,
             std::string(name_of(picture.state)), value_of(picture.class_id),
             std::string(scene::name_of(picture.split)), picture.session, now(), value_of(picture.binned),
             value_of(picture.model_job), std::int64_t{picture.is_confirmed ? 1 : 0}}));
    id = number;
    if (picture.fingerprint)
      TRY_DONE(database.run("INSERT INTO fingerprints (picture_id, print) VALUES (?1, ?2)",
                            {number, *picture.fingerprint}));
    return add_boxes(database, number, picture.boxes);
  });
  if (!added) return added.error();
  return id;
}

Result<std::optional<Picture>> find_picture(Database& database, std::int64_t project_id, std::int64_t id) {
  std::optional<Picture> picture;
  const auto found = database.at_one_moment([&]() -> Result<Done> {
    TRY(const auto row,
        database.first(select_pictures("WHERE id = ?2 AND project_id = ?1"), {project_id, id}));
    if (!row) return Done{};
    picture = picture_of(*row);
    TRY(picture->boxes, boxes_of(database, id));
    return Done{};
  });
  if (!found) return found.error();
  return picture;
}

Result<std::optional<Picture>> picture_with_file(Database& database, std::int64_t project_id,
                                                 const std::string& hash) {
  TRY(const auto row,
      database.first("SELECT id FROM pictures WHERE project_id = ?1 AND hash = ?2", {project_id, hash}));
  if (!row) return std::optional<Picture>();
  return find_picture(database, project_id, row->integer(0));
}

Result<bool> has_file(Database& database, std::int64_t project_id, const std::string& hash) {
  TRY(const auto row,
      database.first("SELECT 1 FROM pictures WHERE project_id = ?1 AND hash = ?2", {project_id, hash}));
  return row.has_value();
}

Result<std::int64_t> count_pictures(Database& database, std::int64_t project_id,
                                    const PictureFilter& filter) {
  TRY(const auto row, database.first("SELECT count(*) FROM pictures WHERE " + matching(filter),
                                     values_of(project_id, filter)));
  return row->integer(0);
}

Result<std::vector<PictureRow>> list_pictures(Database& database, std::int64_t project_id,
                                              const PictureFilter& filter, std::int64_t offset,
                                              std::int64_t most) {
  auto values = values_of(project_id, filter);
  values.emplace_back(offset);
  values.emplace_back(most);
  // Skipped rows are counted in an index; only the returned ones are read.
  const std::string_view order = sort_of(filter.sort).forwards;
  const std::string sql = fmt::format(
      "{} WHERE id IN (SELECT id FROM pictures WHERE {} ORDER BY {} LIMIT ?8 OFFSET ?7) ORDER BY {}",
      kSelectPictures, matching(filter), order, order);
  std::vector<PictureRow> listed;
  const auto read = database.at_one_moment([&]() -> Result<Done> {
    TRY(listed, database.all(sql, values, [](const Row& row) { return PictureRow{picture_of(row), {}}; }));
    for (PictureRow& one : listed) {
      TRY(one.picture.boxes, boxes_of(database, one.picture.id));
      one.class_ids = class_ids_of(one.picture);
    }
    return Done{};
  });
  if (!read) return read.error();
  return listed;
}

Result<std::optional<std::int64_t>> picture_beside(Database& database, std::int64_t project_id,
                                                   const PictureFilter& filter, std::int64_t id,
                                                   bool is_next) {
  auto values = values_of(project_id, filter);
  values.emplace_back(id);
  const Sort& sort = sort_of(filter.sort);
  TRY(const auto row,
      database.first(fmt::format("SELECT id FROM pictures WHERE {}AND (?7 = 0 OR {}) ORDER BY {} LIMIT 1",
                                 matching(filter), is_next ? sort.after : sort.before,
                                 is_next ? sort.forwards : sort.backwards),
                     values));
  return row ? std::optional(row->integer(0)) : std::nullopt;
}

Result<std::vector<Picture>> all_pictures(Database& database, std::int64_t project_id, bool is_binned) {
  std::vector<Picture> pictures;
  const auto read = database.at_one_moment([&]() -> Result<Done> {
    TRY(pictures, joined_pictures(database, project_id, is_binned));
    return Done{};
  });
  if (!read) return read.error();
  return pictures;
}

Result<Done> set_labels(Database& database, std::int64_t project_id, const Picture& labelled,
                        std::optional<std::int64_t> seen_revision) {
  return database.all_or_nothing([&]() -> Result<Done> {
    TRY_DONE(check_classes(database, project_id, labelled));
    TRY(const auto row, database.first("SELECT revision FROM pictures WHERE id = ?2 AND project_id = ?1",
                                       {project_id, labelled.id}));
    if (!row) return fail(Fault::NotFound, "this project has no picture {}", labelled.id);
    if (seen_revision && *seen_revision != row->integer(0)) return changed_meanwhile();
    TRY_DONE(database.run(R"(UPDATE pictures
          SET state = ?2, class_id = ?3, model_job = ?4, is_confirmed = 0, revision = revision + 1
          WHERE id = ?1)",
                          {labelled.id, std::string(name_of(labelled.state)), value_of(labelled.class_id),
                           value_of(labelled.model_job)}));
    TRY_DONE(database.run("DELETE FROM boxes WHERE picture_id = ?1", {labelled.id}));
    TRY_DONE(database.run("DELETE FROM doubts WHERE picture_id = ?1", {labelled.id}));
    return add_boxes(database, labelled.id, labelled.boxes);
  });
}

Result<Done> confirm_labels(Database& database, std::int64_t project_id, std::int64_t id,
                            std::int64_t seen_revision, bool is_confirmed) {
  return database.all_or_nothing([&]() -> Result<Done> {
    TRY(const auto row,
        database.first("SELECT revision FROM pictures WHERE id = ?2 AND project_id = ?1 AND binned IS NULL",
                       {project_id, id}));
    if (!row) return fail(Fault::NotFound, "this project has no picture {}", id);
    if (seen_revision != row->integer(0)) return changed_meanwhile();
    TRY_DONE(database.run("UPDATE pictures SET is_confirmed = ?2 WHERE id = ?1",
                          {id, std::int64_t{is_confirmed ? 1 : 0}}));
    return Done{};
  });
}

Result<std::map<std::int64_t, PresentLabel>> present_labels(Database& database, std::int64_t project_id) {
  TRY(const auto rows, database.query(R"(SELECT id, revision, class_id, is_confirmed FROM pictures
        WHERE project_id = ?1 AND binned IS NULL)",
                                      {project_id}));
  std::map<std::int64_t, PresentLabel> labels;
  for (const Row& row : rows)
    labels[row.integer(0)] = {row.integer(1), row.maybe_integer(2), row.integer(3) != 0};
  return labels;
}

Result<std::optional<std::string>> last_fingerprint(Database& database, std::int64_t project_id,
                                                    const std::string& session) {
  TRY(const auto row, database.first(
                          R"(SELECT print FROM pictures JOIN fingerprints ON picture_id = id
                             WHERE project_id = ?1 AND session = ?2 AND binned IS NULL
                             ORDER BY id DESC LIMIT 1)",
                          {project_id, session}));
  return row ? row->maybe_text(0) : std::nullopt;
}

Result<std::vector<std::string>> unused_files(Database& database, const std::vector<std::string>& hashes) {
  return database.all("SELECT value FROM json_each(?1) WHERE value NOT IN (SELECT hash FROM pictures)",
                      {nlohmann::json(hashes).dump()}, [](const Row& row) { return row.text(0); });
}

Result<std::vector<NamedFile>> named_files(Database& database) {
  TRY(const auto rows, database.query("SELECT DISTINCT hash, name FROM pictures"));
  std::vector<NamedFile> files;
  for (const Row& row : rows) files.push_back({row.text(0), row.text(1)});
  return files;
}

Result<Done> set_picture_created(Database& database, std::int64_t id, const std::string& created) {
  TRY_DONE(database.run("UPDATE pictures SET created = ?2 WHERE id = ?1", {id, created}));
  return Done{};
}

}  // namespace tinsmith::store
