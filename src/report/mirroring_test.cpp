#include "report/mirroring.h"

#include <gtest/gtest.h>

namespace tinsmith::report {
namespace {

RunReport measured() {
  RunReport run;
  run.classes = {"left", "right", "stop"};
  run.mirroring = Mirroring{false, true, 200, 190, 120, {{0, 1, 38, 40}, {1, 0, 30, 41}}, true};
  return run;
}

TEST(MirroringText, SaysWhatWasMeasuredWhichClassesChangeAndWhatFollowed) {
  EXPECT_EQ(
      mirroring_finding(measured()),
      "Of 200 validation pictures, 95.0 % are predicted correctly as they are and 60.0 % when mirrored left "
      "to right; mirrored, left is predicted as right (38 of 40), right is predicted as left (30 of 41). "
      "Mirrored pictures would have had wrong labels, so training pictures were not mirrored.");
}

TEST(MirroringText, SaysSoWhereMirroringIsHarmless) {
  RunReport run = measured();
  run.task = scene::Task::Boxes;
  run.mirroring = Mirroring{true, true, 200, 190, 188, {}, false};
  EXPECT_EQ(
      mirroring_finding(run),
      "Of 200 validation objects, 95.0 % are predicted correctly as they are and 94.0 % when mirrored left "
      "to right. Training pictures were mirrored.");
}

TEST(MirroringText, SaysSoWhereTheNetworkNeverKnewEnoughToTell) {
  RunReport run = measured();
  run.mirroring = Mirroring{false, true, 200, 22, 21, {}, false};
  EXPECT_EQ(
      mirroring_finding(run),
      "Of 200 validation pictures, 11.0 % are predicted correctly as they are and 10.5 % when mirrored left "
      "to right. Until the end of training this did not show whether mirrored pictures keep their classes, "
      "so training "
      "pictures were not mirrored.");
}

TEST(MirroringText, IsSilentWhereNothingWasMeasured) {
  EXPECT_EQ(mirroring_finding(RunReport()), "");
}

}  // namespace
}  // namespace tinsmith::report
