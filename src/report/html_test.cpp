#include "report/html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <regex>

#include "base/files.h"
#include "report/run_for_test.h"
#include "report/write.h"

namespace tinsmith::report {
namespace {

using testing::HasSubstr;
using testing::Not;

// Returns the page without its embedded pictures, which the checks of the text must ignore.
std::string without_pictures(const std::string& page) {
  constexpr std::string_view kBegins = "base64,";
  std::string text;
  std::size_t from = 0;
  for (std::size_t at = page.find(kBegins); at != std::string::npos; at = page.find(kBegins, from)) {
    text += page.substr(from, at - from);
    from = page.find('"', at);
  }
  return text + page.substr(from);
}

std::size_t occurrences(const std::string& page, const std::string& text) {
  std::size_t count = 0;
  for (std::size_t at = page.find(text); at != std::string::npos; at = page.find(text, at + 1)) ++count;
  return count;
}

TEST(ReportPage, NeedsNothingFromElsewhereAndRunsNothing) {
  for (const RunReport& run : {classifier_run(), centroid_run(), detection_run()}) {
    const std::string page = without_pictures(to_html(run));
    EXPECT_THAT(page, Not(HasSubstr("http://")));
    EXPECT_THAT(page, Not(HasSubstr("https://")));
    EXPECT_THAT(page, Not(HasSubstr("<script")));
    EXPECT_THAT(page, Not(HasSubstr("url(")));
    EXPECT_THAT(page, HasSubstr("default-src &#39;none&#39;; img-src data:"));
  }
}

TEST(ReportPage, AHostileClassNameStaysAName) {
  const std::string hostile[] = {"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>",
                                 "</style></title><b>",       "' onmouseover='alert(1)",
                                 "{{constructor}}",           "--><svg/onload=alert(1)>"};
  for (RunReport run : {classifier_run_of(6, 60, 0.5), centroid_run(), detection_run()}) {
    run.box_rule = "Boxes are chosen by a rule.";
    const std::size_t tags = occurrences(without_pictures(to_html(run)), "<");
    const std::size_t quotes = occurrences(without_pictures(to_html(run)), "\"");
    for (std::size_t i = 0; i < run.classes.size(); ++i) run.classes[i] = hostile[i];
    run.model = run.data = run.input = run.box_rule = run.stopped_because = run.split.how = hostile[0];
    for (Mistake& mistake : run.mistakes) mistake.path = hostile[1];
    for (LayerError& layer : run.layers) layer.layer = hostile[5];
    for (auto& [key, value] : run.settings) key = value = hostile[2];
    const std::string page = without_pictures(to_html(run));
    EXPECT_EQ(occurrences(page, "<"), tags) << "not one tag more than with harmless names";
    EXPECT_EQ(occurrences(page, "\""), quotes) << "nor a quote";
    EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;"));
  }
}

TEST(ReportPage, EveryTagThatIsOpenedIsClosed) {
  for (const RunReport& run :
       {classifier_run(), centroid_run(), detection_run(), classifier_run_of(100, 300, 0.6), RunReport{}}) {
    const std::string page = without_pictures(to_html(run));
    std::vector<std::string> open;
    const std::regex tag("<(/?)([a-zA-Z0-9]+)[^>]*>");
    for (std::sregex_iterator at(page.begin(), page.end(), tag), end; at != end; ++at) {
      const std::string name = (*at)[2];
      if (name == "meta" || name == "img") continue;
      if ((*at)[1].length() == 0) {
        open.push_back(name);
        continue;
      }
      ASSERT_FALSE(open.empty()) << name;
      EXPECT_EQ(open.back(), name);
      open.pop_back();
    }
    EXPECT_TRUE(open.empty());
  }
}

TEST(ReportPage, NoFigureIsEverMinusOneOrNotANumber) {
  RunReport run = classifier_run();
  run.epochs = {{1, NAN, NAN, INFINITY, NAN, NAN}, {2, 0.1, 1, 1, 0.5, 1}};
  run.train_seconds = NAN;
  run.layers[0].signal_to_noise_db = INFINITY;
  run.int8_score.reset();
  const std::string page = without_pictures(to_html(run));
  EXPECT_FALSE(std::regex_search(page, std::regex("[>\" (](-?nan|-?inf|-1|−1)[<\" )%]")));
  EXPECT_THAT(page, HasSubstr("not known"));
}

TEST(ReportPage, AnEmptyRunStillMakesAPage) {
  const std::string page = to_html(RunReport{});
  EXPECT_THAT(page, HasSubstr("Not measured"));
  EXPECT_THAT(page, HasSubstr("Add test pictures"));
}

TEST(ReportPage, MistakesComeWithTheirPictures) {
  const RunReport run = centroid_run();
  const std::string page = to_html(run);
  EXPECT_EQ(occurrences(page, "src=\"data:image/jpeg;base64,/9j/"), run.mistakes.size())
      << "JPEG begins FF D8 FF";
  std::size_t truths = 0, finds = 0;
  for (const Mistake& mistake : run.mistakes) {
    truths += mistake.centroids.truths.size();
    finds += mistake.centroids.finds.size();
  }
  EXPECT_EQ(occurrences(page, "<circle class=\"truth\""), truths);
  EXPECT_EQ(occurrences(page, "<circle class=\"find\""), finds);
}

TEST(ReportPage, ADetectorsErrorsAreToldInPlainWordsTheMostFrequentFirst) {
  const RunReport run = detection_run();
  const std::string page = to_html(run);
  EXPECT_THAT(page, HasSubstr("Errors by kind"));
  for (const char* kind : {"Background", "Localisation", "Wrong class", "Duplicate"}) {
    EXPECT_THAT(page, HasSubstr(kind));
    EXPECT_LT(page.find("<strong>Missed</strong>"), page.find(kind)) << "it misses more than all else";
  }
}

TEST(ReportPage, ADetectorWithoutErrorsSaysSo) {
  RunReport run = detection_run();
  std::get<eval::DetectionScore>(*run.int8_score).errors = eval::BoxErrors{1, {}};
  EXPECT_THAT(to_html(run), HasSubstr("There were no errors on these pictures."));
}

TEST(ReportPage, SizesThatDoNotOccurAreLeftOut) {
  const std::string page = to_html(detection_run());
  EXPECT_THAT(page, HasSubstr("8–16 px"));
  EXPECT_THAT(page, Not(HasSubstr("under 8 px")));
  EXPECT_THAT(page, Not(HasSubstr("128 px and more")));
}

TEST(ReportPage, ADetectorsClassesComeWithAp50ThresholdAndALine) {
  const RunReport run = detection_run();
  const std::string page = to_html(run);
  EXPECT_THAT(page, HasSubstr("data-title=\"AP50\""));
  EXPECT_THAT(page, HasSubstr("data-title=\"Best threshold\""));
  EXPECT_EQ(occurrences(page, "<path class=\"curve colour-"), run.classes.size());
  EXPECT_THAT(to_html(centroid_run()), Not(HasSubstr("AP50")));
}

TEST(ReportPage, WhereNothingIsEverRightThereIsNoThresholdToLookFor) {
  RunReport run = detection_run();
  for (eval::ClassCurve& curve : std::get<eval::DetectionScore>(*run.int8_score).curves) curve.best.reset();
  EXPECT_THAT(to_html(run), Not(HasSubstr("Confidence threshold")));
}

TEST(ReportPage, OfManyClassesThoseWithMostObjectsHaveALine) {
  RunReport run = detection_run();
  auto& score = std::get<eval::DetectionScore>(*run.int8_score);
  run.classes.assign(12, "part");
  score.by_class.assign(12, score.by_class[0]);
  score.best_thresholds.assign(12, 0.5);
  score.curves.assign(12, score.curves[0]);
  score.coco.by_class.assign(12, score.coco.by_class[0]);
  score.confusion = eval::Confusion(13);
  run.float_score.reset();
  const std::string page = to_html(run);
  EXPECT_EQ(occurrences(page, "<path class=\"curve colour-"), 8u);
  EXPECT_THAT(page, HasSubstr("The 8 classes with the most objects of 12"));
}

TEST(ReportPage, AMatrixTooLargeToReadGivesWayToItsStrongestMixups) {
  EXPECT_THAT(to_html(classifier_run_of(40, 400, 0.8)), HasSubstr("<table class=\"confusion dense\""));
  const std::string page = to_html(classifier_run_of(100, 400, 0.8));
  EXPECT_THAT(page, Not(HasSubstr("<table class=\"confusion")));
  EXPECT_THAT(page, HasSubstr("With 100 classes the whole matrix is in report.json"));
}

TEST(WriteReport, PutsBothFormsIntoTheFolder) {
  const auto folder = TemporaryFolder::make();
  ASSERT_TRUE(folder);
  const RunReport run = classifier_run_of(3, 30, 0.9);
  ASSERT_TRUE(write_report(run, folder->path()));
  EXPECT_EQ(*read_text_file(folder->path() / "report.html"), to_html(run));
  EXPECT_TRUE(read_text_file(folder->path() / "report.json"));
  EXPECT_EQ(write_report(run, folder->path() / "missing").error().fault, Fault::Unavailable);
}

}  // namespace
}  // namespace tinsmith::report
