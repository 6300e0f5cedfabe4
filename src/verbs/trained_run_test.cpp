// Tests of small trained runs of each kind: the figures of a run do not contradict each other, and the
// progress messages match what happens.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "dataset/demo.h"
#include "report/consistency_for_test.h"
#include "verbs/run_folder.h"
#include "verbs/train_model.h"

namespace tinsmith::verbs {
namespace {

using nlohmann::json;
using testing::HasSubstr;

struct Kind {
  const char* name;
  dataset::LabelKind label_kind;
  const char* network;
  std::int32_t size, epochs;
};

struct TrainedRun {
  report::ShownRun shown;
  TrainOutcome outcome;
  // Messages and epochs in the order in which they were reported.
  std::vector<std::string> said;
  std::vector<std::pair<std::int32_t, std::int32_t>> epochs;  // epoch, total
  std::size_t said_before_first_epoch = 0;
};

constexpr int kPictures = 60;

json json_of(const std::filesystem::path& file) {
  const auto text = read_text_file(file);
  EXPECT_TRUE(text);
  return text ? json::parse(*text) : json();
}

Result<TrainedRun> train(const Kind& kind) {
  TRY(const auto folder, TemporaryFolder::make());
  ThreadPool pool(1);
  SilentProgress progress;
  TRY_DONE(dataset::draw_demo(folder.path() / "data", {.label_kind = kind.label_kind, .pictures = kPictures},
                              pool, progress));
  TrainConfig config;
  config.data = (folder.path() / "data").string();
  config.model = kind.network;
  config.size = kind.size;
  config.epochs = kind.epochs;
  config.threads = 1;
  TrainedRun run;
  TrainWatcher watcher;
  watcher.say = [&](const std::string& sentence) { run.said.push_back(sentence); };
  watcher.epoch = [&](const train::EpochRecord& record, std::int32_t epochs, std::string_view) {
    if (run.epochs.empty()) run.said_before_first_epoch = run.said.size();
    run.epochs.emplace_back(record.epoch, epochs);
  };
  const RunFolder out{folder.path() / "run"};
  TRY(run.outcome, train_model(config, out.root, false, watcher));
  TRY(run.shown.page, read_text_file(out.report_html()));
  run.shown.report = json_of(out.report_json());
  run.shown.thresholds = json_of(out.root / "thresholds.json");
  return run;
}

void expect_reported_as_it_happened(const TrainedRun& run, const Kind& kind) {
  const std::string plan =
      fmt::format("{} at {} × {} pixels trains on {} pictures: {} epochs", kind.network, kind.size, kind.size,
                  run.shown.report.at("images").at("train").get<int>(), kind.epochs);
  const std::span before(run.said.data(), run.said_before_first_epoch);
  EXPECT_THAT(std::vector(before.begin(), before.end()), testing::Contains(HasSubstr(plan)));
  ASSERT_EQ(std::ssize(run.epochs), kind.epochs);
  for (std::int32_t i = 0; i < kind.epochs; ++i)
    EXPECT_EQ(run.epochs[static_cast<std::size_t>(i)], std::pair(i + 1, kind.epochs));
}

void expect_report_of_this_run(const TrainedRun& run, const Kind& kind) {
  const json& report = run.shown.report;
  const json& images = report.at("images");
  EXPECT_EQ(images.at("train").get<int>() + images.at("val").get<int>() + images.at("test").get<int>(),
            kPictures);
  EXPECT_EQ(report.at("int8").at("pictures"), images.at("test"));
  EXPECT_EQ(report.at("float").at("pictures"), images.at("test"));
  EXPECT_EQ(std::ssize(report.at("epochs")), kind.epochs);
  const auto best = report.at("best_epoch").get<std::size_t>(),
             float_epochs = report.at("float_epochs").get<std::size_t>();
  ASSERT_GE(best, 1u);
  ASSERT_LE(best, float_epochs);
  for (std::size_t i = 0; i < float_epochs; ++i)
    EXPECT_LE(report.at("epochs")[i].at("val_metric"), report.at("epochs")[best - 1].at("val_metric"));
  EXPECT_THAT(run.outcome.verdict, HasSubstr(report.at("verdict").at("sentence").get<std::string>()));
  EXPECT_THAT(run.outcome.verdict,
              HasSubstr("Next: " + report.at("verdict").at("next").at("step").get<std::string>()));
}

// The mistakes of a model that has barely trained reveal nothing about labels or test pictures.
void expect_no_work_asked_of_people(const TrainedRun& run) {
  const json& verdict = run.shown.report.at("verdict");
  std::vector<std::string> rules{verdict.at("next").at("rule")};
  for (const json& also : verdict.at("also")) rules.push_back(also.at("rule"));
  for (const char* rule : {"mixed_up", "hopelessly_few_pictures", "rather_few_pictures", "mirrored_classes",
                           "misses_or_false_alarms", "nothing_there"})
    EXPECT_THAT(rules, testing::Not(testing::Contains(rule)));
}

class TrainedRunOfKind : public testing::TestWithParam<Kind> {};

TEST_P(TrainedRunOfKind, ContradictsItselfNowhere) {
  const auto run = train(GetParam());
  ASSERT_TRUE(run) << run.error().text();
  report::expect_consistent(run->shown);
  expect_reported_as_it_happened(*run, GetParam());
  expect_report_of_this_run(*run, GetParam());
  expect_no_work_asked_of_people(*run);
}

TEST_P(TrainedRunOfKind, AsksNobodyToRelabelAfterOneEpoch) {
  Kind kind = GetParam();
  kind.epochs = 1;
  const auto run = train(kind);
  ASSERT_TRUE(run) << run.error().text();
  report::expect_consistent(run->shown);
  expect_no_work_asked_of_people(*run);
}

INSTANTIATE_TEST_SUITE_P(All, TrainedRunOfKind,
                         testing::Values(Kind{"Classes", dataset::LabelKind::Classes, "mobilenetv1-0.1", 32,
                                              4},
                                         Kind{"Centroids", dataset::LabelKind::Boxes, "fomo-0.1", 64, 16},
                                         Kind{"Boxes", dataset::LabelKind::Boxes, "tinsmith-det", 64, 30}),
                         [](const auto& kind) { return kind.param.name; });

}  // namespace
}  // namespace tinsmith::verbs
