// Tests of the packages of single boards, and of what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/files.h"
#include "packaging/arduino.h"
#include "packaging/collection.h"
#include "packaging/other_program.h"
#include "packaging/template.h"
#include "packaging/vela.h"

namespace tinsmith::packaging {
namespace {

using testing::HasSubstr;

const boards::Board& grove() {
  return **boards::find_board("grove-vision-ai-v2");
}

// A folder that is the whole PATH, with a program `vela` that this script makes of it.
class PretendedVela : public testing::Test {
 protected:
  void SetUp() override {
    path_before_ = std::getenv("PATH");
    ::setenv("PATH", folder_.path().c_str(), 1);
  }
  void TearDown() override { ::setenv("PATH", path_before_.c_str(), 1); }

  void install(std::string_view script) {
    const auto path = folder_.path() / "vela";
    ASSERT_TRUE(write_file(path, "#!/bin/sh\nPATH=/usr/bin:/bin\n" + std::string(script)));
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  }

  TemporaryFolder folder_ = TemporaryFolder::make().value();
  std::string path_before_;
};

// The smallest .tflite with these kinds of operators: a table of operator codes, and nothing else.
std::string file_with(const std::string& operators) {
  const std::string schema = "src/formats/tflite/schema.fbs";
  const auto folder = TemporaryFolder::make().value();
  const auto json = folder.path() / "model.json";
  EXPECT_TRUE(
      write_file(json, R"({"version": 3, "operator_codes": [)" + operators + R"(], "subgraphs": []})"));
  const std::string command =
      fmt::format("/usr/bin/flatc -b --strict-json --raw-binary -o '{}' {} '{}' >'{}/log' 2>&1",
                  folder.path().string(), schema, json.string(), folder.path().string());
  EXPECT_EQ(std::system(command.c_str()), 0) << read_text_file(folder.path() / "log").value();
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    if (entry.path().extension() == ".tflite" || entry.path().extension() == ".bin")
      return read_text_file(entry.path()).value();
  ADD_FAILURE() << "flatc wrote no file";
  return {};
}

constexpr const char* kNpu =
    R"({"deprecated_builtin_code": 32, "custom_code": "ethos-u", "builtin_code": "CUSTOM"})";
constexpr const char* kConvolution = R"({"deprecated_builtin_code": 3, "builtin_code": "CONV_2D"})";
constexpr const char* kSoftmax = R"({"deprecated_builtin_code": 25, "builtin_code": "SOFTMAX"})";

TEST_F(PretendedVela, IsAskedForByNameWhenItIsMissing) {
  const auto compiled = compile_with_vela(as_bytes("model"), grove());
  ASSERT_FALSE(compiled);
  EXPECT_EQ(compiled.error().fault, Fault::Refused);
  EXPECT_THAT(compiled.error().text(), HasSubstr("pip install ethos-u-vela"));
  EXPECT_FALSE(check_board(grove()));
}

// The stand-in is called as Vela is: options, and the model last. It prints lines of Vela's summary.
std::string script_for(const std::filesystem::path& result, std::string_view sram_kib) {
  return fmt::format(
      "test \"$1 $2 $3\" = '--accelerator-config ethos-u55-64 --output-dir' || exit 9\n"
      "cp '{}' \"$4/model_vela.tflite\"\n"
      "echo\necho 'Network summary for model'\n"
      "echo 'Total SRAM used                                 {} KiB'\n"
      "echo 'CPU operators = 0 (0.0%)'\necho 'NPU operators = 60 (100.0%)'\n"
      "echo 'Batch Inference time                 0.36 ms'\n",
      result.string(), sram_kib);
}

TEST_F(PretendedVela, GivesTheModelAndItsSummary) {
  const auto result = folder_.path() / "result";
  ASSERT_TRUE(write_file(result, file_with(fmt::format("{}, {}", kNpu, kSoftmax))));
  install(script_for(result, "72.73"));
  ASSERT_TRUE(check_board(grove()));
  const auto compiled = compile_with_vela(as_bytes("model"), grove());
  ASSERT_TRUE(compiled) << compiled.error().text();
  EXPECT_EQ(as_text(compiled->file), read_text_file(result).value());
  EXPECT_THAT(compiled->left, testing::ElementsAre("SOFTMAX")) << "the firmware has it";
  EXPECT_THAT(compiled->summary, HasSubstr("NPU operators = 60 (100.0%)"));
  EXPECT_THAT(compiled->summary, testing::Not(HasSubstr("Inference time"))) << "it is for another clock";
}

TEST_F(PretendedVela, IsRefusedWhatTheFirmwareWouldNotRun) {
  const auto result = folder_.path() / "result";
  const auto refusal = [&](const std::string& operators, std::string_view sram_kib) {
    EXPECT_TRUE(write_file(result, file_with(operators)));
    install(script_for(result, sram_kib));
    const auto compiled = compile_with_vela(as_bytes("model"), grove());
    EXPECT_FALSE(compiled);
    if (compiled) return std::string();
    EXPECT_EQ(compiled.error().fault, Fault::Refused);
    return compiled.error().text();
  };
  EXPECT_THAT(refusal(fmt::format("{}, {}", kNpu, kConvolution), "70"), HasSubstr("CONV_2D"));
  EXPECT_THAT(refusal(kConvolution, "70"), HasSubstr("no operator to the NPU"));
  EXPECT_THAT(refusal(kNpu, "1110.5"), HasSubstr("1111 KiB"));
}

TEST_F(PretendedVela, ShowsWhatItPrintedWhenItFails) {
  install("echo 'Error: the input is strange' >&2\nexit 1\n");
  const auto failed = compile_with_vela(as_bytes("model"), grove());
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().fault, Fault::Refused);
  EXPECT_THAT(failed.error().text(), HasSubstr("Error: the input is strange"));
  install("echo 'no file was written'\n");
  EXPECT_THAT(compile_with_vela(as_bytes("model"), grove()).error().text(), HasSubstr("no file was written"));
}

TEST(Collection, IsAScriptWithTheClassesForBoardsThatRunPython) {
  const std::vector<std::string> classes{"M6 \"bolt\"", "螺母\n", "@CAMERA@"};
  for (const char* name : {"openmv-h7", "k230", "k210"}) {
    const auto script = collection_script(**boards::find_board(name), classes);
    ASSERT_TRUE(script) << name;
    EXPECT_THAT(*script, HasSubstr(R"(["M6 \"bolt\"","螺母\n","@CAMERA@"])"));
    EXPECT_THAT(*script, HasSubstr("def camera():"));
  }
  const auto refused = collection_script(**boards::find_board("generic"), classes);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::Refused);
  EXPECT_THAT(refused.error().text(), HasSubstr("Capture"));
}

TEST(LibraryName, IsOneThatTheArduinoIdeAccepts) {
  EXPECT_EQ(library_name("Hände-run1"), "Tinsmith_H__nde_run1");
  EXPECT_EQ(library_name(""), "Tinsmith_");
  EXPECT_LE(library_name(std::string(500, 'x')).size(), 63u) << "the limit of the IDE";
}

TEST(PlainName, HasNoCharacterThatEndsALine) {
  EXPECT_EQ(plain_name("a\nimport os\r\n"), "a import os  ");
}

}  // namespace
}  // namespace tinsmith::packaging
