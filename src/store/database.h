// store/database.h — one connection to the SQLite file that holds everything but pictures and models.
//
// Write-ahead log, synchronous = FULL: what a call answered Done for survives kill −9 and power loss. Several
// processes may have the file open (jobs are processes of their own); a writer waits up to ten seconds for
// another. Not for use from several threads: each takes a connection of its own (store.h).
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

// One row of an answer. Columns are numbered from 0 in the order of the SELECT. A column of another kind than
// asked for is converted as SQLite does; NULL is 0 or "".
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

// nullopt is NULL.
Value value_of(std::optional<std::int64_t> value);
Value value_of(std::optional<double> value);
Value value_of(std::optional<std::string> value);

// Faults of all calls: Unavailable (disk full, locked for too long, I/O), Conflict (a unique or foreign key
// forbids it), Corrupt (not a database, or a damaged one).
class Database {
 public:
  // Opens or makes the file and brings its tables up to date (migrations.h). Conflict when a newer Tinsmith
  // has written it.
  static Result<Database> open(const std::filesystem::path& file);
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  // `sql` is one statement with ?1, ?2 … for `values`. SQL text is always a constant of ours.
  Result<std::vector<Row>> query(std::string_view sql, const std::vector<Value>& values = {});
  // As `query`, each row as what `make` makes of it.
  template <class Make>
  auto all(std::string_view sql, const std::vector<Value>& values, const Make& make)
      -> Result<std::vector<decltype(make(std::declval<const Row&>()))>> {
    TRY(const auto rows, query(sql, values));
    std::vector<decltype(make(std::declval<const Row&>()))> made;
    made.reserve(rows.size());
    for (const Row& row : rows) made.push_back(make(row));
    return made;
  }
  // As `query`; nothing when there is no row.
  Result<std::optional<Row>> first(std::string_view sql, const std::vector<Value>& values = {});
  // How many rows it changed.
  Result<std::int64_t> run(std::string_view sql, const std::vector<Value>& values = {});
  // The new row's id.
  Result<std::int64_t> insert(std::string_view sql, const std::vector<Value>& values = {});

  // All of `work` or nothing of it. Inside another transaction it is part of that one.
  Result<Done> all_or_nothing(const std::function<Result<Done>()>& work);
  // What `work` reads is of one moment, whatever others write meanwhile. It may not write, unless inside
  // all_or_nothing, of which it is a part then.
  Result<Done> at_one_moment(const std::function<Result<Done>()>& work);

 private:
  struct Open;
  explicit Database(std::unique_ptr<Open> open);
  Result<Done> in_transaction(std::string_view begin, const std::function<Result<Done>()>& work);
  std::unique_ptr<Open> open_;
};

}  // namespace tinsmith::store
