#include "store/migrations.h"

#include <span>

namespace tinsmith::store {
namespace {

// Times are ISO 8601 in UTC. Names are UTF-8. Secrets are stored only as hashes.
constexpr std::string_view kFirstTables[] = {
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",

    R"(CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT,
       name TEXT NOT NULL UNIQUE COLLATE NOCASE, password_hash TEXT NOT NULL,
       is_owner INTEGER NOT NULL, created TEXT NOT NULL) STRICT)",
    R"(CREATE TABLE sign_ins (id INTEGER PRIMARY KEY AUTOINCREMENT,
       user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
       token_hash TEXT NOT NULL UNIQUE, csrf_token TEXT NOT NULL, created TEXT NOT NULL,
       last_seen TEXT NOT NULL, address TEXT NOT NULL, client TEXT NOT NULL) STRICT)",
    R"(CREATE TABLE api_keys (id INTEGER PRIMARY KEY AUTOINCREMENT,
       user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE, name TEXT NOT NULL,
       key_hash TEXT NOT NULL UNIQUE, created TEXT NOT NULL, last_used TEXT) STRICT)",
    R"(CREATE TABLE audit (id INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT NOT NULL,
       user_name TEXT NOT NULL, action TEXT NOT NULL, object TEXT NOT NULL,
       address TEXT NOT NULL) STRICT)",

    R"(CREATE TABLE projects (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL,
       kind TEXT NOT NULL, created TEXT NOT NULL) STRICT)",
    R"(CREATE TABLE members (project_id INTEGER NOT NULL REFERENCES projects ON DELETE CASCADE,
       user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE, role TEXT NOT NULL,
       PRIMARY KEY (project_id, user_id)) STRICT)",
    R"(CREATE TABLE classes (id INTEGER PRIMARY KEY AUTOINCREMENT,
       project_id INTEGER NOT NULL REFERENCES projects ON DELETE CASCADE,
       position INTEGER NOT NULL, name TEXT NOT NULL, colour TEXT NOT NULL) STRICT)",
    "CREATE INDEX classes_of_project ON classes (project_id, position)",

    R"(CREATE TABLE pictures (id INTEGER PRIMARY KEY AUTOINCREMENT,
       project_id INTEGER NOT NULL REFERENCES projects ON DELETE CASCADE, name TEXT NOT NULL,
       hash TEXT NOT NULL, bytes INTEGER NOT NULL, width INTEGER NOT NULL,
       height INTEGER NOT NULL, state TEXT NOT NULL, class_id INTEGER REFERENCES classes,
       split TEXT NOT NULL, session TEXT NOT NULL, revision INTEGER NOT NULL,
       created TEXT NOT NULL, UNIQUE (project_id, hash)) STRICT)",
    // A separate table, because fingerprints are many times larger than the rest of a row and rarely needed.
    R"(CREATE TABLE fingerprints (picture_id INTEGER PRIMARY KEY REFERENCES pictures ON DELETE CASCADE,
       print TEXT NOT NULL) STRICT)",
    "CREATE INDEX pictures_of_project ON pictures (project_id)",
    "CREATE INDEX pictures_by_split ON pictures (project_id, split)",
    "CREATE INDEX pictures_by_state ON pictures (project_id, state)",
    "CREATE INDEX pictures_by_class ON pictures (class_id)",
    "CREATE INDEX pictures_by_session ON pictures (project_id, session)",
    "CREATE INDEX pictures_by_hash ON pictures (hash)",
    "CREATE INDEX pictures_by_name ON pictures (project_id, name)",
    R"(CREATE TABLE boxes (id INTEGER PRIMARY KEY,
       picture_id INTEGER NOT NULL REFERENCES pictures ON DELETE CASCADE,
       class_id INTEGER NOT NULL REFERENCES classes, x REAL NOT NULL, y REAL NOT NULL,
       width REAL NOT NULL, height REAL NOT NULL) STRICT)",
    "CREATE INDEX boxes_of_picture ON boxes (picture_id)",
    "CREATE INDEX boxes_of_class ON boxes (class_id, picture_id)",

    R"(CREATE TABLE versions (id INTEGER PRIMARY KEY AUTOINCREMENT,
       project_id INTEGER NOT NULL REFERENCES projects ON DELETE CASCADE,
       number INTEGER NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL, hash TEXT NOT NULL,
       settings TEXT NOT NULL, created TEXT NOT NULL, pictures INTEGER NOT NULL,
       train INTEGER NOT NULL, val INTEGER NOT NULL, test INTEGER NOT NULL, leak TEXT NOT NULL,
       job_id INTEGER, UNIQUE (project_id, number)) STRICT)",
    R"(CREATE TABLE runs (id INTEGER PRIMARY KEY AUTOINCREMENT,
       project_id INTEGER NOT NULL REFERENCES projects ON DELETE CASCADE,
       number INTEGER NOT NULL, name TEXT NOT NULL,
       version_id INTEGER NOT NULL REFERENCES versions, job_id INTEGER NOT NULL,
       settings TEXT NOT NULL, created TEXT NOT NULL, summary TEXT,
       UNIQUE (project_id, number)) STRICT)",
    R"(CREATE TABLE doubts (id INTEGER PRIMARY KEY,
       project_id INTEGER NOT NULL REFERENCES projects ON DELETE CASCADE,
       run_id INTEGER NOT NULL,
       picture_id INTEGER NOT NULL REFERENCES pictures ON DELETE CASCADE,
       revision INTEGER NOT NULL, kind TEXT NOT NULL, says TEXT NOT NULL,
       doubt REAL NOT NULL) STRICT)",
    "CREATE INDEX doubts_of_project ON doubts (project_id, doubt)",
    "CREATE INDEX doubts_of_picture ON doubts (picture_id)",

    R"(CREATE TABLE jobs (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL,
       title TEXT NOT NULL, project_id INTEGER REFERENCES projects ON DELETE CASCADE,
       user_name TEXT NOT NULL, spec TEXT NOT NULL, state TEXT NOT NULL,
       priority INTEGER NOT NULL, progress REAL NOT NULL, stage TEXT NOT NULL, eta_s REAL,
       says TEXT NOT NULL, result TEXT, attempts INTEGER NOT NULL, created TEXT NOT NULL,
       started TEXT, ended TEXT, process INTEGER, process_started TEXT, wish TEXT NOT NULL,
       is_told INTEGER NOT NULL) STRICT)",
    "CREATE INDEX jobs_by_state ON jobs (state, priority)",
    R"(CREATE TABLE downloads (key_hash TEXT PRIMARY KEY,
       project_id INTEGER NOT NULL REFERENCES projects ON DELETE CASCADE, path TEXT NOT NULL,
       name TEXT NOT NULL, job_id INTEGER, created TEXT NOT NULL) STRICT)",
};

// Lets the audit log name a project that was deleted.
constexpr std::string_view kProjectNames[] = {
    "ALTER TABLE audit ADD COLUMN project TEXT NOT NULL DEFAULT ''",
};

// Deleted pictures are in the bin; `binned` is the time when they were moved there. `model_job` is the job
// whose model labelled the picture, until a person has reviewed these labels.
constexpr std::string_view kBinAndModelLabels[] = {
    "ALTER TABLE pictures ADD COLUMN binned TEXT",
    "ALTER TABLE pictures ADD COLUMN model_job INTEGER",
    "CREATE INDEX pictures_in_bin ON pictures (binned) WHERE binned IS NOT NULL",
    "CREATE INDEX pictures_by_model ON pictures (project_id, model_job) WHERE model_job IS NOT NULL",
};

// These columns get the names of what they hold.
constexpr std::string_view kMessages[] = {
    "ALTER TABLE jobs RENAME COLUMN says TO message",
    "ALTER TABLE doubts RENAME COLUMN says TO message",
};
constexpr std::string_view kNotified[] = {
    "ALTER TABLE jobs RENAME COLUMN is_told TO is_notified",
};

// Labels that a person has confirmed against a model's doubt.
constexpr std::string_view kConfirmed[] = {
    "ALTER TABLE pictures ADD COLUMN is_confirmed INTEGER NOT NULL DEFAULT 0",
};

// Phones that were paired with a project.
constexpr std::string_view kPhones[] = {
    R"(CREATE TABLE phones (id INTEGER PRIMARY KEY AUTOINCREMENT,
       project_id INTEGER NOT NULL REFERENCES projects ON DELETE CASCADE,
       user_id INTEGER REFERENCES users ON DELETE CASCADE, token_hash TEXT NOT NULL UNIQUE,
       name TEXT NOT NULL, client TEXT NOT NULL, created TEXT NOT NULL, last_used TEXT NOT NULL) STRICT)",
    "CREATE INDEX phones_of_project ON phones (project_id)",
};

// MQTT brokers at which the studio looks for boards; `boards` is a JSON list of their client ids.
constexpr std::string_view kBrokers[] = {
    R"(CREATE TABLE brokers (id INTEGER PRIMARY KEY AUTOINCREMENT, address TEXT NOT NULL UNIQUE,
       user_name TEXT NOT NULL, password TEXT NOT NULL, boards TEXT NOT NULL) STRICT)",
};

constexpr std::span<const std::string_view> kSteps[] = {
    kFirstTables, kProjectNames, kBinAndModelLabels, kMessages, kNotified, kConfirmed, kPhones, kBrokers};

}  // namespace

std::int64_t newest_schema() {
  return std::ssize(kSteps);
}

Result<Done> migrate(Database& database) {
  return database.all_or_nothing([&]() -> Result<Done> {
    TRY(const auto row, database.first("PRAGMA user_version"));
    const std::int64_t seen = row->integer(0);
    if (seen > newest_schema())
      return fail(Fault::Conflict,
                  "this data was written by a newer Tinsmith (schema {}, this version supports {}); use the "
                  "newer version",
                  seen, newest_schema());
    for (auto step = seen; step < newest_schema(); ++step)
      for (const std::string_view sql : kSteps[step]) TRY_DONE(database.run(sql));
    if (seen < newest_schema())
      TRY_DONE(database.run(fmt::format("PRAGMA user_version = {}", newest_schema())));
    return Done{};
  });
}

}  // namespace tinsmith::store
