// store/database.h — a connection to the SQLite database, which holds all but pictures and models.
//
// Write-ahead log, synchronous = FULL: a change is durable once its call has returned Done; it survives kill
// −9 and power loss. Several processes may open the file (each job is a process); a writer waits up to ten
// seconds for another one. Not thread-safe: each thread uses its own connection (store.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace tinsmith::store {

using Value = std::variant<std::nullptr_t, std::int64_t, double, std::string>;

// One row of a result. Columns are numbered from 0 in the order of the SELECT. A column of a different type
// than requested is converted by SQLite's rules; NULL becomes 0 or "".
class Row {
 public:
  explicit Row(std::vector<Value> values) : values_(std::move(values)) {}
  bool is_null(std::size_t column) const;
  std::int64_t integer(std::size_t column) const;
  double real(std::size_t column) const;
  std::string text(std::size_t column) const;
  std::optional<std::int64_t> maybe_integer(std::size_t column) const;
  std::optional<double> maybe_real(std::size_t column) const;
  std::optional<std::string> maybe_text(std::size_t column) const;

 private:
  std::vector<Value> values_;
};

// Convert to a Value; nullopt becomes NULL.
Value value_of(std::optional<std::int64_t> value);
Value value_of(std::optional<double> value);
Value value_of(std::optional<std::string> value);

// Faults of all calls:
//   Unavailable  disk full, locked for too long, or an I/O error
//   Conflict     the change violates a unique or foreign key
//   Corrupt      not a database, or a damaged one
class Database {
 public:
  // Opens or creates the file and migrates its tables to the current schema (migrations.h). Conflict when a
  // newer version of Tinsmith has written it.
  static Result<Database> open(const std::filesystem::path& file);
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  // Runs one SQL statement with parameters ?1, ?2 … bound to `values`. The SQL text must
  // be a constant of this program.
  Result<std::vector<Row>> query(std::string_view sql, const std::vector<Value>& values = {});
  // As `query`, with each row converted by `make`.
  template <class Make>
  auto all(std::string_view sql, const std::vector<Value>& values, const Make& make)
      -> Result<std::vector<decltype(make(std::declval<const Row&>()))>> {
    TRY(const auto rows, query(sql, values));
    std::vector<decltype(make(std::declval<const Row&>()))> made;
    made.reserve(rows.size());
    for (const Row& row : rows) made.push_back(make(row));
    return made;
  }
  // As `query`, but returns only the first row; nullopt when there is none.
  Result<std::optional<Row>> first(std::string_view sql, const std::vector<Value>& values = {});
  // Runs a statement and returns the number of rows that it changed.
  Result<std::int64_t> run(std::string_view sql, const std::vector<Value>& values = {});
  // Runs an INSERT and returns the id of the new row.
  Result<std::int64_t> insert(std::string_view sql, const std::vector<Value>& values = {});

  // Returns what SQLite finds damaged in the file; "" when it is whole.
  Result<std::string> damage();

  // Runs `work` in a transaction: either all its changes are stored or none. Within another transaction it
  // becomes a part of that one.
  Result<Done> all_or_nothing(const std::function<Result<Done>()>& work);
  // Runs `work` on a consistent snapshot, whatever others write meanwhile. `work` must not write, unless this
  // is called within all_or_nothing; it is then a part of that transaction.
  Result<Done> at_one_moment(const std::function<Result<Done>()>& work);

 private:
  struct Open;
  explicit Database(std::unique_ptr<Open> open);
  Result<Done> in_transaction(std::string_view begin, const std::function<Result<Done>()>& work);
  std::unique_ptr<Open> open_;
};

}  // namespace tinsmith::store
