// Compares the columns of the database with those that src/studio/backup.cpp keeps. A column that the table below
// does not name is lost when a project is backed up and restored. The query is here because SQL is in this room only.
#include <gtest/gtest.h>

#include <map>

#include "base/files.h"
#include "store/store.h"

namespace tinsmith::store {
namespace {

struct TableInBackup {
  std::string_view kept;      // columns that backup.cpp writes and restores, directly or by their meaning
  std::string_view left_out;  // columns whose values a restored project does not take over
  std::string_view reason;
};
const std::map<std::string_view, TableInBackup> kTables = {
    {"projects", {" name kind ", " id created ", "the restored project is new in its installation"}},
    {"classes", {" position name colour ", " id project_id ", "ids are valid in one installation only"}},
    {"pictures",
     {" name hash bytes width height state class_id split session created binned model_job is_confirmed ",
      " id project_id revision ", "ids are valid in one installation only, and nothing has changed yet"}},
    {"fingerprints", {" print ", " picture_id ", "ids are valid in one installation only"}},
    {"boxes", {" class_id x y width height ", " id picture_id ", "ids are valid in one installation only"}},
    {"versions",
     {" number name state hash settings created pictures train val test leak ", " id project_id job_id ",
      "ids are valid in one installation only"}},
    {"runs",
     {" number name version_id settings created summary ", " id project_id job_id ",
      "ids are valid in one installation only"}},
    {"doubts",
     {"", " id project_id run_id picture_id revision kind message doubt ",
      "the next check finds them again"}},
    {"members", {"", " project_id user_id role ", "accounts belong to the installation"}},
    {"jobs",
     {"",
      " id kind title project_id user_name spec state priority progress stage eta_s message result attempts "
      "created "
      "started ended process process_started wish is_notified ",
      "jobs are work of one installation"}},
    {"downloads", {"", " key_hash project_id path name job_id created ", "links are valid for a short time"}},
    {"phones",
     {"", " id project_id user_id token_hash name client created last_used ",
      "a phone was allowed to add to the project of this installation"}},
    {"brokers", {"", " id address user_name password boards ", "of the installation"}},
    {"settings", {"", " name value ", "of the installation"}},
    {"users", {"", " id name password_hash is_owner created ", "of the installation"}},
    {"sign_ins",
     {"", " id user_id token_hash csrf_token created last_seen address client ", "of the installation"}},
    {"api_keys", {"", " id user_id name key_hash created last_used ", "of the installation"}},
    {"audit", {"", " id time user_name action object address project ", "of the installation"}},
};

TEST(Backup, HasEveryColumnOfTheDatabaseOrThisTableGivesTheReason) {
  const TemporaryFolder folder = TemporaryFolder::make().value();
  const auto store = Store::open(folder.path() / "data").value();
  auto database = store->connect().value();
  const auto columns =
      database->query(R"(SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c
      WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%')");
  ASSERT_TRUE(columns) << columns.error().text();
  EXPECT_GT(columns->size(), 100u);
  for (const Row& row : *columns) {
    const std::string table = row.text(0), column = " " + row.text(1) + " ";
    const auto found = kTables.find(table);
    const bool is_named =
        found != kTables.end() && (found->second.kept.find(column) != std::string_view::npos ||
                                   found->second.left_out.find(column) != std::string_view::npos);
    EXPECT_TRUE(is_named)
        << table << "." << row.text(1)
        << " is not in the table of this test. Let src/studio/backup.cpp write and restore it where a "
           "person made it, then name it here";
  }
}

}  // namespace
}  // namespace tinsmith::store
