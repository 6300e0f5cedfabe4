#include "packaging/openmv.h"

#include <fmt/format.h>

#include "packaging/template.h"

namespace tinsmith::packaging {
namespace {

std::string finding_code(scene::Task task) {
  const std::string show(template_text("show_objects.py"));
  switch (task) {
    case scene::Task::Classification:
      return std::string(template_text("find_classes.py"));
    case scene::Task::Centroids:
      return std::string(template_text("find_centroids.py")) + show;
    case scene::Task::Boxes:
      return std::string(template_text("find_boxes.py")) + show;
  }
  CHECK(false, "task {}", static_cast<int>(task));
}

}  // namespace

std::vector<Step> openmv_steps(const Contents& contents) {
  std::vector<Step> steps{
      {"Connect the camera with a USB cable, start OpenMV IDE, press Connect, and let it update the "
       "firmware: the "
       "script needs the module ml.",
       ""},
      {"Unpack this package and copy these four files to the drive that the camera shows, and the folder "
       "test for "
       "the self-test. If they do not fit, insert an SD card first: the drive of a camera without one is "
       "small.",
       "main.py\nmodel.tflite\nlabels.txt\nself_test.py"},
      {"Open self_test.py from this drive in the IDE and run it. It compares what the camera computes with "
       "the "
       "expected bytes.",
       ""},
      {"Open main.py and run it. The picture in the IDE shows what the model finds, and the Serial Terminal "
       "the "
       "scores.",
       ""},
      {"To start it without the computer, choose Tools > Save open script to OpenMV Cam (as main.py).", ""}};
  if (static_cast<std::int64_t>(contents.file.size()) > contents.board.model_bytes / 2 &&
      contents.board.model_bytes < 1024 * 1024)
    steps.push_back(
        {"If the model does not load, its memory is short: the current firmware also runs models from its "
         "read-only flash. Put model.tflite there with the IDE and write /rom/model.tflite in main.py.",
         ""});
  return steps;
}

Result<std::vector<File>> openmv_files(const Contents& contents) {
  const Values values{
      {"TITLE", plain_name(contents.name)},
      {"THRESHOLD", fmt::format("{:.6g}", contents.threshold)},
      {"OVERLAP", fmt::format("{:.6g}", contents.boxes.iou_threshold)},
      {"IS_OVERLAP_PER_CLASS", contents.boxes.suppression == heads::Suppression::PerClass ? "True" : "False"},
      {"FIND", finding_code(contents.model.task)}};
  return std::vector<File>{{"main.py", filled(template_text("main.py.in"), values)},
                           {"self_test.py", std::string(template_text("self_test.py"))}};
}

}  // namespace tinsmith::packaging
