// report/made_runs_for_test.h — synthetic runs, each with one property that the verdict should mention.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "report/run_report.h"

namespace tinsmith::report {

// Returns predictions with the given numbers of right and wrong ones, with true classes in equal parts. Every
// wrong prediction is the next class.
inline eval::ClassAnswers answers(std::int32_t classes, std::int32_t right, std::int32_t wrong) {
  eval::ClassAnswers made;
  made.classes = classes;
  for (std::int32_t i = 0; i < right + wrong; ++i) {
    const std::int32_t truth = i % classes, answer = i < right ? truth : (truth + 1) % classes;
    made.truths.push_back(truth);
    for (std::int32_t c = 0; c < classes; ++c) made.probabilities.push_back(c == answer ? 0.9f : 0.01f);
  }
  return made;
}

// Returns a run in which only the score is noteworthy.
inline RunReport quiet_run(std::int32_t classes, std::int32_t right, std::int32_t wrong) {
  RunReport run;
  for (std::int32_t i = 0; i < classes; ++i)
    run.classes.push_back(std::string(1, static_cast<char>('a' + i)));
  run.split.test = right + wrong;
  run.int8_score = eval::score(answers(classes, right, wrong));
  return run;
}

inline RunReport mixing_run() {
  RunReport run = quiet_run(4, 392, 0);
  auto answered = answers(4, 392, 0);
  // 15 of the 98 pictures of “a” are predicted as “c”
  for (std::size_t picture = 0; picture < 60; picture += 4)
    std::swap(answered.probabilities[picture * 4], answered.probabilities[picture * 4 + 2]);
  run.int8_score = eval::score(answered);
  return run;
}

inline RunReport lopsided_run(bool misses) {
  RunReport run;
  run.task = scene::Task::Centroids;
  run.classes = {"cell"};
  const eval::Centroid here{0, {0.2, 0.2}}, there{0, {0.8, 0.8}};
  std::vector<eval::PictureCentroids> pictures(100, {{here, there}, {here, there}});
  for (std::size_t i = 0; i < 50; ++i) (misses ? pictures[i].finds : pictures[i].truths).pop_back();
  run.int8_score = eval::score(pictures, 1, {12, 12});
  return run;
}

inline constexpr scene::Box kPlace{0, 0, 10, 10}, kElsewhere{100, 0, 10, 10}, kAskew{5, 0, 10, 10};

// Returns a run with `right` pictures whose object is found, followed by `times` copies of `flawed`.
inline RunReport boxes_run(std::size_t right, const eval::PictureBoxes& flawed, std::size_t times) {
  RunReport run;
  run.task = scene::Task::Boxes;
  run.classes = {"cell", "platelet"};
  run.input = "192×192 RGB";
  std::vector<eval::PictureBoxes> pictures(right, {{{0, kPlace}}, {{0, 0.9, kPlace}}});
  pictures.insert(pictures.end(), times, flawed);
  run.int8_score = eval::score_detections(pictures, 2, {.seed = 1, .resamples = 50});
  return run;
}

}  // namespace tinsmith::report
