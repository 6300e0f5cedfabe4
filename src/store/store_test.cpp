#include "store/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/files.h"
#include "store/bin.h"
#include "store/classes.h"
#include "store/migrations.h"
#include "store/model_labels.h"
#include "store/people.h"
#include "store/pictures.h"
#include "store/projects.h"
#include "store/runs.h"
#include "store/versions.h"

namespace tinsmith::store {
namespace {

class StoreTest : public testing::Test {
 protected:
  StoreTest()
      : folder_(TemporaryFolder::make().value()), store_(Store::open(folder_.path() / "data").value()) {}
  Store::Lease rows() { return store_->connect().value(); }
  TemporaryFolder folder_;
  std::unique_ptr<Store> store_;
};

Picture picture_called(const std::string& name) {
  Picture picture;
  picture.name = name;
  picture.hash = content_hash(as_bytes(name));
  picture.width = picture.height = 100;
  return picture;
}

TEST_F(StoreTest, KeepsAFileUnderTheHashOfItsBytesAndNoticesOthers) {
  const auto hash = store_->files().put(as_bytes("picture")).value();
  EXPECT_EQ(store_->files().put(as_bytes("picture")).value(), hash);
  EXPECT_EQ(as_text(store_->files().get(hash).value()), "picture");
  ASSERT_TRUE(write_file(store_->files().path_of(hash), "changed"));
  EXPECT_EQ(store_->files().get(hash).error().fault, Fault::Corrupt);
}

TEST_F(StoreTest, DoesAllOfATransactionOrNothing) {
  auto database = rows();
  const auto broken = database->all_or_nothing([&]() -> Result<Done> {
    TRY_DONE(add_project(*database, "half", scene::Task::Boxes));
    return fail(Fault::Cancelled, "stopped");
  });
  EXPECT_FALSE(broken);
  EXPECT_TRUE(project_ids(*database, std::nullopt).value().empty());
}

TEST_F(StoreTest, RefusesWhatANewerTinsmithWrote) {
  ASSERT_TRUE(rows()->run(fmt::format("PRAGMA user_version = {}", newest_schema() + 1)));
  store_ = std::make_unique<Store>(folder_.path() / "data");
  EXPECT_EQ(store_->connect().error().fault, Fault::Conflict);
}

TEST_F(StoreTest, BringsWhatAnOlderTinsmithWroteUpToDate) {
  const auto deed = [](const char* who, const char* project) {
    return AuditEntry{0, "", who, "DELETE /projects/{project}", "/api/v1/projects/3", "", project};
  };
  ASSERT_TRUE(note_audit(*rows(), deed("Ana", "")));
  // Restores the tables of the first schema.
  for (const char* sql :
       {"DROP TABLE brokers", "DROP TABLE phones", "ALTER TABLE audit DROP COLUMN project",
        "DROP INDEX pictures_in_bin", "DROP INDEX pictures_by_model",
        "ALTER TABLE pictures DROP COLUMN binned", "ALTER TABLE pictures DROP COLUMN model_job",
        "ALTER TABLE pictures DROP COLUMN is_confirmed", "ALTER TABLE jobs RENAME COLUMN message TO says",
        "ALTER TABLE doubts RENAME COLUMN message TO says",
        "ALTER TABLE jobs RENAME COLUMN is_notified TO is_told"})
    ASSERT_TRUE(rows()->run(sql));
  ASSERT_TRUE(rows()->run("PRAGMA user_version = 1"));
  store_ = std::make_unique<Store>(folder_.path() / "data");
  ASSERT_TRUE(note_audit(*rows(), deed("Bo", "Nüsse")));
  const auto entries = list_audit(*rows(), 100, 10).value();
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].project, "Nüsse");
  EXPECT_EQ(entries[1].user_name, "Ana");
  EXPECT_EQ(entries[1].project, "");
}

TEST_F(StoreTest, ReadsAJobOfAKindThatItDoesNotKnow) {
  auto database = rows();
  Job job;
  job.kind = JobKind::Train;
  job.title = "a job";
  job.spec = nlohmann::json::object();
  const auto id = add_job(*database, job).value();
  ASSERT_TRUE(database->run("UPDATE jobs SET kind = 'distil' WHERE id = ?1", {id}));
  const Job read = find_job(*database, id).value().value();
  EXPECT_FALSE(read.kind);
  EXPECT_EQ(kind_name(read), "distil");
  EXPECT_FALSE(info_of(read.kind).is_training);
  EXPECT_FALSE(info_of(read.kind).can_stop_and_keep);
  EXPECT_EQ(specs_in_use(*database, std::chrono::hours(1)).value().size(), 1u);
}

TEST_F(StoreTest, KeepsTheSpecOfAnEndedJobThatMayBeRepeated) {
  auto database = rows();
  for (const JobKindInfo& one : kJobKinds) {
    Job job;
    job.kind = one.kind;
    job.spec = {{"path", one.name}};
    const auto id = add_job(*database, job).value();
    ASSERT_TRUE(end_job(*database, id, JobState::Done, "", nullptr).value());
    EXPECT_EQ(find_job(*database, id).value()->kind, one.kind) << one.name;
  }
  const auto specs = specs_in_use(*database, std::chrono::hours(1)).value();
  ASSERT_EQ(specs.size(), 1u);
  EXPECT_EQ(specs[0]["path"], "import");
}

TEST_F(StoreTest, RefusesAFileThatIsNoDatabase) {
  ASSERT_TRUE(make_folder(folder_.path() / "other"));
  ASSERT_TRUE(write_file(folder_.path() / "other" / "tinsmith.db", std::string(10'000, 'x')));
  EXPECT_EQ(Store::open(folder_.path() / "other").error().fault, Fault::Corrupt);
}

TEST_F(StoreTest, HoldsAPictureOnceInAProject) {
  auto database = rows();
  const auto project = add_project(*database, "p", scene::Task::Boxes).value();
  EXPECT_TRUE(add_picture(*database, project, picture_called("a")).value());
  EXPECT_FALSE(add_picture(*database, project, picture_called("a")).value());
  const auto other = add_project(*database, "q", scene::Task::Boxes).value();
  EXPECT_TRUE(add_picture(*database, other, picture_called("a")).value());
}

TEST_F(StoreTest, KeepsTheLabelsThatWereSavedFirst) {
  auto database = rows();
  const auto project = add_project(*database, "p", scene::Task::Boxes).value();
  const auto class_id = class_named(*database, project, "nut").value();
  Picture labels = picture_called("a");
  labels.id = add_picture(*database, project, labels).value().value();
  labels.state = LabelState::Labelled;
  labels.boxes = {{class_id, 1, 2, 3, 4}};
  EXPECT_TRUE(set_labels(*database, project, labels, 1));
  labels.boxes.clear();
  labels.state = LabelState::Null;
  EXPECT_EQ(set_labels(*database, project, labels, 1).error().fault, Fault::Conflict);
  EXPECT_EQ(find_picture(*database, project, labels.id).value()->boxes.size(), 1u);
  EXPECT_EQ(find_picture(*database, project, labels.id).value()->revision, 2);
}

TEST_F(StoreTest, KeepsThatLabelsAreConfirmedUntilTheyChange) {
  auto database = rows();
  const auto project = add_project(*database, "p", scene::Task::Classification).value();
  Picture labels = picture_called("a");
  labels.id = add_picture(*database, project, labels).value().value();
  labels.class_id = class_named(*database, project, "nut").value();
  labels.state = LabelState::Labelled;
  EXPECT_EQ(confirm_labels(*database, project, labels.id, 2, true).error().fault, Fault::Conflict);
  EXPECT_EQ(confirm_labels(*database, project, labels.id + 1, 1, true).error().fault, Fault::NotFound);
  const auto other = add_project(*database, "q", scene::Task::Classification).value();
  EXPECT_EQ(confirm_labels(*database, other, labels.id, 1, true).error().fault, Fault::NotFound);
  ASSERT_TRUE(confirm_labels(*database, project, labels.id, 1, true));
  EXPECT_TRUE(find_picture(*database, project, labels.id).value()->is_confirmed);
  EXPECT_TRUE(present_labels(*database, project).value().at(labels.id).is_confirmed);
  ASSERT_TRUE(set_labels(*database, project, labels, 1)) << "a confirmation changes no labels";
  const PresentLabel present = present_labels(*database, project).value().at(labels.id);
  EXPECT_FALSE(present.is_confirmed);
  EXPECT_EQ(present.revision, 2);
  EXPECT_EQ(present.class_id, labels.class_id);
}

TEST_F(StoreTest, RefusesClassesOfAnotherProject) {
  auto database = rows();
  const auto project = add_project(*database, "p", scene::Task::Boxes).value(),
             other = add_project(*database, "q", scene::Task::Boxes).value();
  Picture labels = picture_called("a");
  labels.id = add_picture(*database, project, labels).value().value();
  labels.state = LabelState::Labelled;
  labels.boxes = {{class_named(*database, other, "nut").value(), 1, 2, 3, 4}};
  EXPECT_EQ(set_labels(*database, project, labels, std::nullopt).error().fault, Fault::InvalidInput);
}

TEST_F(StoreTest, DoesNotDropAClassThatHasLabels) {
  auto database = rows();
  const auto project = add_project(*database, "p", scene::Task::Classification).value();
  Picture labelled = picture_called("a");
  labelled.class_id = class_named(*database, project, "nut").value();
  labelled.state = LabelState::Labelled;
  ASSERT_TRUE(add_picture(*database, project, labelled));
  EXPECT_EQ(set_classes(*database, project, {}).error().fault, Fault::Conflict);
  EXPECT_TRUE(set_classes(*database, project, {{*labelled.class_id, "Mutter", ""}, {0, "bolt", ""}}));
  EXPECT_EQ(find_project(*database, project).value()->classes[0].name, "Mutter");
}

TEST_F(StoreTest, AllPicturesAreThoseOfOneMomentWhileOthersAddAndRemoveSome) {
  auto database = rows();
  const auto project = add_project(*database, "p", scene::Task::Boxes).value();
  const auto thing = class_named(*database, project, "nut").value();
  std::atomic<bool> is_over{false};
  std::thread other([&] {
    auto own = rows();
    for (int i = 0; i < 300; ++i) {
      Picture picture = picture_called(std::to_string(i));
      picture.state = LabelState::Labelled;
      picture.boxes = {{thing, 1, 1, 2, 2}, {thing, 2, 2, 1, 1}};
      picture.fingerprint = "0123456789abcdef";
      const auto id = add_picture(*own, project, picture).value();
      const std::vector<std::int64_t> removed = i % 3 == 0 ? std::vector{*id} : std::vector<std::int64_t>();
      EXPECT_EQ(bin_pictures(*own, project, removed).value(), removed.size());
      if (i % 6 == 0) {
        EXPECT_EQ(empty_bin(*own, project, removed).value(), removed.size());
      }
    }
    is_over = true;
  });
  while (!is_over) {
    const auto pictures = all_pictures(*database, project).value();
    for (const Picture& picture : pictures) EXPECT_EQ(picture.boxes.size(), 2u);
    const auto listed = list_pictures(*database, project, {}, 0, 10).value();
    for (const PictureRow& row : listed) EXPECT_EQ(row.class_ids, std::vector<std::int64_t>{thing});
  }
  other.join();
  EXPECT_EQ(all_pictures(*database, project).value().size(), 200u);
}

TEST_F(StoreTest, WalksThroughPicturesInEveryOrderAndBack) {
  auto database = rows();
  const auto project = add_project(*database, "p", scene::Task::Boxes).value();
  for (const char* name : {"b", "c", "a"}) ASSERT_TRUE(add_picture(*database, project, picture_called(name)));
  for (const PictureSort sort : kPictureSorts) {
    PictureFilter filter;
    filter.sort = sort;
    std::vector<std::int64_t> listed, walked, back;
    const auto rows_listed = list_pictures(*database, project, filter, 0, 10).value();
    for (const PictureRow& row : rows_listed) listed.push_back(row.picture.id);
    for (auto id = picture_beside(*database, project, filter, 0, true).value(); id;
         id = picture_beside(*database, project, filter, *id, true).value())
      walked.push_back(*id);
    for (auto id = picture_beside(*database, project, filter, 0, false).value(); id;
         id = picture_beside(*database, project, filter, *id, false).value())
      back.insert(back.begin(), *id);
    EXPECT_EQ(walked, listed) << name_of(sort);
    EXPECT_EQ(back, listed) << name_of(sort);
  }
}

TEST_F(StoreTest, LeavesNothingOfARemovedProject) {
  auto database = rows();
  const auto project = add_project(*database, "p", scene::Task::Boxes).value();
  Picture picture = picture_called("a");
  picture.state = LabelState::Labelled;
  picture.boxes = {{class_named(*database, project, "nut").value(), 1, 2, 3, 4}};
  ASSERT_TRUE(add_picture(*database, project, picture));
  const auto version = add_version(*database, project, "v", nlohmann::json::object()).value();
  ASSERT_TRUE(add_run(
      *database, {0, project, 0, "r", "", version, 0, 0, JobState::Queued, nlohmann::json::object(), {}}));
  ASSERT_TRUE(remove_project(*database, project));
  for (const char* table : {"projects", "classes", "pictures", "fingerprints", "boxes", "versions", "runs"})
    EXPECT_EQ(database->first(fmt::format("SELECT count(*) FROM {}", table)).value()->integer(0), 0) << table;
  EXPECT_EQ(unused_files(*database, {picture.hash}).value().size(), 1u);
}

TEST_F(StoreTest, KeepsOneOwnerOfTheInstallationAndOfAProject) {
  auto database = rows();
  const auto ada = add_user(*database, "Ada", "hash", true).value();
  EXPECT_EQ(add_user(*database, "ada", "hash", true).error().fault, Fault::Conflict);
  EXPECT_EQ(remove_user(*database, ada).error().fault, Fault::Conflict);
  const auto project = add_project(*database, "p", scene::Task::Boxes).value();
  ASSERT_TRUE(set_role(*database, project, ada, Role::Owner));
  EXPECT_EQ(set_role(*database, project, ada, Role::Viewer).error().fault, Fault::Conflict);
  EXPECT_EQ(role_in(*database, project, ada).value(), Role::Owner);
}

class BinTest : public StoreTest {
 protected:
  BinTest() : database_(rows()), project_(add_project(*database_, "bin", scene::Task::Boxes).value()) {
    class_ = class_named(*database_, project_, "nut").value();
    for (const char* name : {"a", "b", "c"}) {
      Picture picture = picture_called(name);
      picture.state = LabelState::Labelled;
      picture.boxes.push_back({class_, 1, 2, 3, 4});
      ids_.push_back(add_picture(*database_, project_, picture).value().value());
    }
  }
  Project project() { return find_project(*database_, project_).value().value(); }

  Store::Lease database_;
  std::int64_t project_, class_ = 0;
  std::vector<std::int64_t> ids_;
};

TEST_F(BinTest, CountsNothingThatIsInTheBin) {
  EXPECT_EQ(bin_pictures(*database_, project_, {ids_[0], ids_[1]}).value(), 2);
  EXPECT_EQ(project().pictures, 1);
  EXPECT_EQ(project().labelled, 1);
  EXPECT_EQ(project().in_bin, 2);
  EXPECT_EQ(all_pictures(*database_, project_).value().size(), 1u);
  EXPECT_EQ(all_pictures(*database_, project_, true).value().at(1).boxes.size(), 1u);
  EXPECT_EQ(count_pictures(*database_, project_, {}).value(), 1);
  EXPECT_EQ(project().cover, content_hash(as_bytes("c")));
}

TEST_F(BinTest, EmptiesItselfOfWhatIsOldOnly) {
  ASSERT_TRUE(bin_pictures(*database_, project_, ids_));
  ASSERT_TRUE(database_->run(
      R"(UPDATE pictures SET binned = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-31 days') WHERE id = ?1)",
      {ids_[0]}));
  EXPECT_EQ(empty_old_bins(*database_, 30).value(), 1);
  EXPECT_EQ(project().in_bin, 2);
  EXPECT_EQ(restore_pictures(*database_, project_, ids_).value(), 2);
}

TEST_F(BinTest, KeepsTheFilesOfWhatCanBeBroughtBack) {
  ASSERT_TRUE(bin_pictures(*database_, project_, ids_));
  const std::string hash = content_hash(as_bytes("a"));
  EXPECT_TRUE(unused_files(*database_, {hash}).value().empty());
  EXPECT_EQ(empty_bin(*database_, project_, std::nullopt).value(), 3);
  EXPECT_EQ(unused_files(*database_, {hash}).value().size(), 1u);
}

TEST_F(BinTest, MergesClassesOfDeletedPicturesToo) {
  const auto other = class_named(*database_, project_, "bolt").value();
  ASSERT_TRUE(bin_pictures(*database_, project_, {ids_[0]}));
  const Merged merged = merge_classes(*database_, project_, class_, other).value();
  EXPECT_EQ(merged.pictures, 3);
  EXPECT_EQ(merged.labels, 3);
  EXPECT_EQ(project().classes.size(), 1u);
  EXPECT_EQ(find_picture(*database_, project_, ids_[0]).value()->boxes[0].class_id, other);
  EXPECT_EQ(merge_classes(*database_, project_, other, other).error().fault, Fault::InvalidInput);
  EXPECT_EQ(merge_classes(*database_, project_, class_, other).error().fault, Fault::NotFound);
}

TEST_F(BinTest, DistinguishesLabelsOfAModelFromThoseOfAPerson) {
  Picture labels;
  labels.id = ids_[0];
  labels.state = LabelState::Labelled;
  labels.boxes.push_back({class_, 5, 5, 5, 5});
  labels.model_job = 7;
  ASSERT_TRUE(set_labels(*database_, project_, labels, std::nullopt));
  labels.id = ids_[1];
  ASSERT_TRUE(set_labels(*database_, project_, labels, std::nullopt));
  EXPECT_EQ(project().labelled, 1);
  EXPECT_EQ(project().by_model, 2);
  PictureFilter filter;
  filter.is_by_model = true;
  EXPECT_EQ(count_pictures(*database_, project_, filter).value(), 2);
  filter.is_by_model = false;
  filter.state = LabelState::Labelled;
  EXPECT_EQ(count_pictures(*database_, project_, filter).value(), 1);
  EXPECT_EQ(approve_labels(*database_, project_, {ids_[0]}).value(), 1);
  EXPECT_EQ(undo_labels_of(*database_, project_, 7).value(), 1);
  EXPECT_EQ(find_picture(*database_, project_, ids_[0]).value()->boxes[0].x, 5);
  EXPECT_EQ(find_picture(*database_, project_, ids_[1]).value()->state, LabelState::Unlabelled);
  EXPECT_TRUE(find_picture(*database_, project_, ids_[1]).value()->boxes.empty());
}

}  // namespace
}  // namespace tinsmith::store
