#include "packaging/vela.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "base/files.h"
#include "formats/tflite/tflite.h"
#include "packaging/other_program.h"
#include "packaging/steps.h"

namespace tinsmith::packaging {
namespace {

namespace fs = std::filesystem;

constexpr const char* kVela = "vela";
// The configuration with which SSCMA's own exporter calls Vela for this board.
constexpr const char* kAccelerator = "ethos-u55-64";
constexpr std::string_view kNpuOperator = "CUSTOM 'ethos-u'";
// The other operators that SSCMA-Micro's firmware registers for the board (sscma-example-we2, 1.0.x).
constexpr std::string_view kOnCpu[] = {"SOFTMAX",         "PADV2",  "TRANSPOSE",   "DEQUANTIZE",  "QUANTIZE",
                                       "FULLY_CONNECTED", "GATHER", "RESHAPE",     "MAX_POOL_2D", "MUL",
                                       "BROADCAST_TO",    "MEAN",   "BATCH_MATMUL"};

constexpr std::size_t kShownText_bytes = 1000;

// The last part of what a program printed, from the beginning of a line.
std::string end_of(std::string_view text) {
  if (text.size() <= kShownText_bytes) return std::string(text);
  text.remove_prefix(text.size() - kShownText_bytes);
  return std::string(text.substr(std::min(text.find('\n') + 1, text.size())));
}

// Lines of Vela's summary that say whether the model fits. Its times are left out: they are for another clock.
std::string summary_of(std::string_view printed) {
  std::string summary;
  std::size_t begin = 0;
  while (begin < printed.size()) {
    const std::size_t end = std::min(printed.find('\n', begin), printed.size());
    const std::string_view line = printed.substr(begin, end - begin);
    for (const std::string_view wanted : {"Accelerator configuration", "Total SRAM used", "Total DRAM used",
                                          "CPU operators", "NPU operators", "Neural network macs"})
      if (line.starts_with(wanted)) summary += std::string(line) + "\n";
    begin = end + 1;
  }
  return summary;
}

// Returns the number after `name` in the summary, in bytes; 0 when it is not there.
double kibibytes_after(std::string_view summary, std::string_view name) {
  const std::size_t at = summary.find(name);
  if (at == summary.npos) return 0;
  return std::strtod(std::string(summary.substr(at + name.size(), 60)).c_str(), nullptr);
}

// Refused, if the firmware of the board would not run what Vela has made.
Result<Done> check_compiled(const VelaModel& model, const boards::Board& board) {
  std::vector<std::string> missing;
  for (const std::string& name : model.left)
    if (std::find(std::begin(kOnCpu), std::end(kOnCpu), name) == std::end(kOnCpu)) missing.push_back(name);
  if (!missing.empty())
    return fail(
        Fault::Refused,
        "Vela left the operators {} to the CPU, and the firmware of {} has none of them: the model would not "
        "run. Train another network for this board",
        fmt::join(missing, ", "), board.title);
  const double used_kib = kibibytes_after(model.summary, "Total SRAM used");
  if (used_kib * 1024 > static_cast<double>(board.arena_bytes))
    return fail(
        Fault::Refused,
        "the model needs {:.0f} KiB of memory on {}, which has {} KiB: choose a smaller input or network",
        std::ceil(used_kib), board.title, board.arena_bytes / 1024);
  if (static_cast<std::int64_t>(model.file.size()) > board.model_bytes)
    return fail(Fault::Refused, "the compiled model has {} bytes; {} has room for {}", model.file.size(),
                board.title, board.model_bytes);
  return Done{};
}

}  // namespace

Result<Done> check_vela() {
  if (!program_on_path(kVela).empty()) return Done{};
  return fail(Fault::Refused,
              "the NPU of this board runs only what Arm's compiler Vela has made, and there is no program "
              "vela on the computer "
              "where Tinsmith runs: install it with \"pip install ethos-u-vela\" and try again");
}

Result<VelaModel> compile_with_vela(ByteView tflite, const boards::Board& board) {
  TRY_DONE(check_vela());
  TRY(const auto folder, TemporaryFolder::make());
  const fs::path input = folder.path() / "model.tflite", output = folder.path() / "model_vela.tflite";
  TRY_DONE(write_file(input, tflite));
  TRY(const auto run, run_program({program_on_path(kVela), "--accelerator-config", kAccelerator,
                                   "--output-dir", folder.path().string(), input.string()},
                                  folder.path() / "printed"));
  auto file = read_file(output);
  if (run.exit_status != 0 || !file)
    return fail(Fault::Refused, "vela could not compile the model (exit status {}). It printed:\n{}",
                run.exit_status, end_of(run.printed));
  VelaModel model{.file = std::move(file).value(), .summary = summary_of(run.printed), .left = {}};
  TRY(model.left, formats::operator_names(model.file).during("reading what vela has written"));
  if (std::erase(model.left, kNpuOperator) == 0)
    return fail(Fault::Refused, "vela moved no operator to the NPU, so {} would not run the model",
                board.title);
  TRY_DONE(check_compiled(model, board));
  return model;
}

std::vector<Step> vela_steps(const Contents& contents) {
  std::vector<Step> steps = sscma_beginning(
      "Connect the Grove Vision AI V2 to a computer with a USB cable that carries data, in its own USB "
      "socket.");
  steps.push_back(
      {"On the same page upload the file model_vela.tflite of this package as your own model. The board "
       "cannot run model.tflite.",
       ""});
  for (Step& step : sscma_end(contents)) steps.push_back(std::move(step));
  return steps;
}

Result<std::vector<File>> vela_files(const Contents& contents) {
  TRY(const auto model, compile_with_vela(contents.file, contents.board));
  std::string text = "Arm's compiler Vela has made model_vela.tflite from model.tflite.\n\n" + model.summary;
  text += model.left.empty()
              ? "\nAll operators run on the NPU.\n"
              : fmt::format("\nThese operators run on the CPU, slower: {}.\n", fmt::join(model.left, ", "));
  return std::vector<File>{{"model_vela.tflite", std::string(as_text(model.file))},
                           {"vela-summary.txt", text}};
}

}  // namespace tinsmith::packaging
