// Sends the recorded commands to simulated boards and compares the answers with those of the real command servers.
#include <gmock/gmock.h>

#include <set>

#include "base/shared_data_for_test.h"
#include "devices/model_for_test.h"
#include "devices/simulated_board.h"
#include "devices/sscma_lines.h"
#include "devices/transcript_for_test.h"

namespace tinsmith::devices {
namespace {

ModelForTest without_kernel(ModelForTest model) {
  model.averages_in_an_unknown_way = true;
  return model;
}
ModelForTest grey(ModelForTest model) {
  model.channels = 1;
  return model;
}

// The models in the flash while a file was recorded, by their shapes.
std::vector<ModelForTest> models_of(const std::string& file) {
  const ModelForTest boxes = boxes_for_test(), classes = classes_for_test(), centroids = centroids_for_test();
  if (file == "boot_no_model") return {};
  if (file == "invoke_classes") return {classes};
  if (file.starts_with("invoke_fomo")) return {centroids};
  if (file == "models") return {boxes, classes, centroids, without_kernel(classes)};
  if (file == "refused_model_at_boot") return {without_kernel(classes)};
  if (file == "unrecognised_model_crashes") return {ModelForTest{.output = {1, 1}}};
  if (file == "models_slot_decides_algorithm") return {boxes, classes, boxes, boxes, boxes};
  if (file == "reset") return {boxes};
  return {boxes, classes};
}
std::vector<ModelForTest> models_of(const std::string& folder, const std::string& file) {
  if (folder == "2.x" && file == "sample") return {};
  if (file != "refused_models") return models_of(file);
  if (folder == "2.x") return {grey(boxes_for_test()), without_kernel(classes_for_test())};
  return {grey(boxes_for_test()), without_kernel(classes_for_test()), classes_for_test()};
}

// Other builds of the firmware, slots with headers, a board without a camera, a log on the same link.
const std::set<std::string> kOtherBoards{
    "older_core_fb0c6ed3_tour",  "older_core_ab1d5f0e_tour",      "boot_no_camera",
    "network_on_another_chip",   "boot_console_log_on_same_link", "models_packed_headers",
    "boot_again_settings_kept_2"};

// The commands whose answers differ, and why.
const std::vector<std::string> kKnownDifferences{
    "MQTTCA",  // 2.x answers with a hash of the compiler's library
    "foo(1",  // 1.x reports a wrong ACTION after each picture; simulated boards keep actions, but do not carry them out
    "count()>\"",  // the same
    "no card",     // the same
};

// Removes what depends on the hardware, the clock, the picture or the weights.
nlohmann::json essence_of(nlohmann::json reply) {
  const std::string name = reply.value("name", "");
  if (name.ends_with("BREAK")) reply["data"] = 0;
  if (!reply.contains("data") || !reply["data"].is_object()) return reply;
  auto& data = reply["data"];
  for (const char* key : {"boxes", "classes", "image", "perf", "count", "software", "status", "boot_count"})
    if (data.contains(key)) data[key] = 0;
  return reply;
}

struct Heard {
  std::vector<std::string> replies;  // in their order
  std::set<std::string> events;      // their number depends on the speed
};

// The addresses of models are not compared: some files were recorded with slots of other sizes.
void remove_addresses(nlohmann::json& value) {
  if (value.is_object()) value.erase("address");
  if (value.is_structured())
    for (auto& part : value) remove_addresses(part);
}

void hear(std::string_view bytes, Heard& heard) {
  SscmaLines lines;
  for (const SscmaLine& line : lines.take(as_bytes(bytes))) {
    const auto json = line.is_reply ? parse_json(line.text) : nlohmann::json();
    if (!json.is_object()) {
      heard.replies.push_back(line.text);
      continue;
    }
    nlohmann::json essence = essence_of(json);
    if (!json.value("name", "").ends_with("MQTTSERVER") && !json.value("name", "").ends_with("MQTTSERVER?"))
      remove_addresses(essence);
    const std::string text = json_text(essence);
    const bool is_spurious = json.value("name", "") == "AT" &&
                             (json["data"] == "Unknown command: " || json["data"] == "Uknown command: ");
    const std::string name = json.value("name", "");
    if (is_spurious || name.ends_with("@SENSOR")) continue;  // may be missing, or more
    if (json.value("type", 0) == 1 && name != "AT")
      heard.events.insert(text);
    else
      heard.replies.push_back(text);
  }
}

std::vector<SimulatedModel> simulated(const std::vector<ModelForTest>& models) {
  std::vector<SimulatedModel> all;
  for (const ModelForTest& model : models) all.push_back(simulated_for_test(model));
  return all;
}

bool is_known_difference(const std::string& text) {
  return std::any_of(kKnownDifferences.begin(), kKnownDifferences.end(),
                     [&](const std::string& part) { return text.find(part) != text.npos; });
}

std::string first_difference(const std::vector<std::string>& ours, const std::vector<std::string>& recorded) {
  for (std::size_t i = 0; i < std::max(ours.size(), recorded.size()); ++i) {
    const std::string mine = i < ours.size() ? ours[i] : "nothing",
                      theirs = i < recorded.size() ? recorded[i] : "nothing";
    if (mine != theirs) return fmt::format("reply {}\nours:     {}\nrecorded: {}", i, mine, theirs);
  }
  return {};
}

void expect_same_answers(const std::string& folder, const std::filesystem::path& file) {
  const std::string stem = file.stem().string();
  SimulatedBoard board(folder == "1.x" ? Dialect::V1 : Dialect::V2, simulated(models_of(folder, stem)),
                       SimulatedCamera({image::Image({240, 240}, 3)}));
  Heard recorded, ours;
  for (const WireLine& line : transcript_for_test(file)) {
    if (line.is_from_board) {
      hear(line.bytes, recorded);
      continue;
    }
    board.take(as_bytes(line.bytes));
    constexpr int kWork = 6;  // enough for the commands of one write, and a few pictures
    for (int i = 0; i < kWork && board.work(); ++i) {
    }
    hear(board.take_output(), ours);
  }
  for (Heard* heard : {&recorded, &ours}) {
    std::erase_if(heard->replies, is_known_difference);
    std::erase_if(heard->events, is_known_difference);
  }
  EXPECT_EQ(first_difference(ours.replies, recorded.replies), "") << file;
  EXPECT_EQ(ours.events, recorded.events) << file;
}

class Transcripts : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(BothLines, Transcripts, testing::Values("1.x", "2.x"),
                         [](const auto& test) { return test.param[0] == '1' ? "V1" : "V2"; });

TEST_P(Transcripts, SimulatedBoardsAnswerAsRecorded) {
  const auto folder = shared_data(std::string("golden/sscma_at/") + GetParam());
  if (!folder) GTEST_SKIP() << "SKIP: the shared data has no golden/sscma_at";
  for (const auto& file : transcripts_in(*folder))
    if (!kOtherBoards.contains(file.stem().string())) expect_same_answers(GetParam(), file);
}

}  // namespace
}  // namespace tinsmith::devices
