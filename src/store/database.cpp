#include "store/database.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <unordered_map>

#include "store/migrations.h"

namespace tinsmith::store {
namespace {

constexpr int kWaitForWriter_ms = 10'000;

Error error_of(const SQLite::Exception& thrown) {
  switch (thrown.getErrorCode()) {
    case SQLITE_CONSTRAINT:
      return fail(Fault::Conflict, "the database refused the change: {}", thrown.what());
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return fail(Fault::Corrupt, "the database is damaged: {}; restore it from a backup", thrown.what());
    case SQLITE_FULL:
      return fail(Fault::Unavailable, "the disk is full: nothing was changed; free some space and try again");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fail(Fault::Unavailable, "the database was busy for {} s; try again", kWaitForWriter_ms / 1000);
    default:
      return fail(Fault::Unavailable, "the database failed: {}", thrown.what());
  }
}

void bind(SQLite::Statement& statement, int index, const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return statement.bind(index, *integer);
  if (const auto* real = std::get_if<double>(&value)) return statement.bind(index, *real);
  if (const auto* text = std::get_if<std::string>(&value)) return statement.bind(index, *text);
  statement.bind(index);
}

Value value_at(const SQLite::Column& column) {
  if (column.isInteger()) return column.getInt64();
  if (column.isFloat()) return column.getDouble();
  if (column.isNull()) return nullptr;
  return column.getString();
}

}  // namespace

bool Row::is_null(std::size_t column) const {
  return std::holds_alternative<std::nullptr_t>(values_[column]);
}
std::int64_t Row::integer(std::size_t column) const {
  if (const auto* real_value = std::get_if<double>(&values_[column]))
    return static_cast<std::int64_t>(*real_value);
  const auto* value = std::get_if<std::int64_t>(&values_[column]);
  return value ? *value : 0;
}
double Row::real(std::size_t column) const {
  if (const auto* value = std::get_if<std::int64_t>(&values_[column])) return static_cast<double>(*value);
  const auto* value = std::get_if<double>(&values_[column]);
  return value ? *value : 0;
}
std::string Row::text(std::size_t column) const {
  const auto* value = std::get_if<std::string>(&values_[column]);
  return value ? *value : std::string();
}
std::optional<std::int64_t> Row::maybe_integer(std::size_t column) const {
  return is_null(column) ? std::nullopt : std::optional(integer(column));
}
std::optional<double> Row::maybe_real(std::size_t column) const {
  return is_null(column) ? std::nullopt : std::optional(real(column));
}
std::optional<std::string> Row::maybe_text(std::size_t column) const {
  return is_null(column) ? std::nullopt : std::optional(text(column));
}

Value value_of(std::optional<std::int64_t> value) {
  return value ? Value(*value) : Value(nullptr);
}
Value value_of(std::optional<double> value) {
  return value ? Value(*value) : Value(nullptr);
}
Value value_of(std::optional<std::string> value) {
  return value ? Value(std::move(*value)) : Value(nullptr);
}

struct Database::Open {
  explicit Open(const std::filesystem::path& file)
      : database(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, kWaitForWriter_ms) {}

  SQLite::Statement& statement(std::string_view sql) {
    auto found = statements.find(std::string(sql));
    if (found == statements.end())
      found = statements.emplace(sql, SQLite::Statement(database, std::string(sql))).first;
    found->second.tryReset();
    found->second.clearBindings();
    return found->second;
  }

  // Calls `use` with the prepared statement after binding the values, and converts
  // SQLite's exceptions to Errors.
  template <class Answer, class Use>
  Result<Answer> with(std::string_view sql, const std::vector<Value>& values, const Use& use) {
    try {
      SQLite::Statement& prepared = statement(sql);
      for (std::size_t i = 0; i < values.size(); ++i) bind(prepared, static_cast<int>(i) + 1, values[i]);
      Answer answer = use(prepared);
      prepared.tryReset();  // releases its lock
      return answer;
    } catch (const SQLite::Exception& thrown) {
      if (const auto left = statements.find(std::string(sql)); left != statements.end())
        left->second.tryReset();
      return error_of(thrown);
    }
  }

  SQLite::Database database;
  std::unordered_map<std::string, SQLite::Statement> statements;
  bool is_in_transaction = false;
};

Database::Database(std::unique_ptr<Open> open) : open_(std::move(open)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const std::filesystem::path& file) {
  try {
    auto open = std::make_unique<Open>(file);
    open->database.exec("PRAGMA journal_mode = WAL");
    open->database.exec("PRAGMA synchronous = FULL");
    open->database.exec("PRAGMA foreign_keys = ON");
    Database database(std::move(open));
    TRY_DONE(migrate(database).during(fmt::format("upgrading {}", file.string())));
    return database;
  } catch (const SQLite::Exception& thrown) {
    return Result<Database>(error_of(thrown)).during(fmt::format("opening {}", file.string()));
  }
}

Result<std::vector<Row>> Database::query(std::string_view sql, const std::vector<Value>& values) {
  return open_->with<std::vector<Row>>(sql, values, [](SQLite::Statement& statement) {
    std::vector<Row> rows;
    while (statement.executeStep()) {
      std::vector<Value> columns;
      for (int i = 0; i < statement.getColumnCount(); ++i)
        columns.push_back(value_at(statement.getColumn(i)));
      rows.emplace_back(std::move(columns));
    }
    return rows;
  });
}

Result<std::optional<Row>> Database::first(std::string_view sql, const std::vector<Value>& values) {
  TRY(auto rows, query(sql, values));
  if (rows.empty()) return std::optional<Row>();
  return std::optional<Row>(std::move(rows.front()));
}

Result<std::int64_t> Database::run(std::string_view sql, const std::vector<Value>& values) {
  return open_->with<std::int64_t>(sql, values, [](SQLite::Statement& statement) -> std::int64_t {
    while (statement.executeStep()) {
    }
    return statement.getChanges();
  });
}

Result<std::int64_t> Database::insert(std::string_view sql, const std::vector<Value>& values) {
  TRY_DONE(run(sql, values));
  return open_->database.getLastInsertRowid();
}

Result<std::string> Database::damage() {
  TRY(const auto rows, query("PRAGMA integrity_check"));
  const bool is_whole = rows.size() == 1 && rows[0].text(0) == "ok";
  return is_whole || rows.empty() ? std::string() : rows[0].text(0);
}

Result<Done> Database::all_or_nothing(const std::function<Result<Done>()>& work) {
  // IMMEDIATE takes the write lock at the start. Otherwise a transaction that reads first could fail when it
  // writes, because another one has written in between.
  return in_transaction("BEGIN IMMEDIATE", work);
}

Result<Done> Database::at_one_moment(const std::function<Result<Done>()>& work) {
  return in_transaction("BEGIN DEFERRED", work);
}

Result<Done> Database::in_transaction(std::string_view begin, const std::function<Result<Done>()>& work) {
  if (open_->is_in_transaction) return work();
  TRY_DONE(run(begin));
  open_->is_in_transaction = true;
  auto done = work();
  open_->is_in_transaction = false;
  if (done)
    if (auto committed = run("COMMIT"); !committed) done = std::move(committed).error();
  if (!done)
    if (const auto undone = run("ROLLBACK"); !undone)
      return done;  // SQLite has already rolled back; report the first error
  return done;
}

}  // namespace tinsmith::store
