#include "cases/case_file.h"

#include <sys/wait.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>

#include "base/files.h"

namespace tinsmith::cases {
namespace {

std::string quoted(const std::string& text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? "'\\''" : std::string(1, c);
  return word + "'";
}

// Removes the next line from `text` and returns it.
std::string_view next_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

// Reads one line of a case file into `file`; false when it is none of the known kinds.
bool take_line(std::string_view line, int number, CaseFile& file) {
  if (line.empty() || line[0] == '#') return true;
  if (line.starts_with("needs ")) {
    file.needs.emplace_back(line.substr(6));
    return true;
  }
  if (line.size() < 3 || line[1] != ' ') return false;
  const std::string rest(line.substr(2));
  if (line[0] == '$') {
    file.steps.push_back({.line = number, .command = rest});
    return true;
  }
  if (file.steps.empty()) return false;
  Step& step = file.steps.back();
  switch (line[0]) {
    case '?': {
      const char* end = rest.data() + rest.size();
      const auto [stop, fault] = std::from_chars(rest.data(), end, step.exit_status);
      return fault == std::errc() && stop == end;
    }
    case '>':
      step.present.push_back(rest);
      return true;
    case '!':
      step.absent.push_back(rest);
      return true;
    default:
      return false;
  }
}

struct Answer {
  int exit_status;
  std::string output;
};

Result<Answer> run_in_bash(const std::string& command, const Surroundings& surroundings) {
  const std::string script = fmt::format(
      "cd {} || exit 125\nexport SHARED={} PATH={}:\"$PATH\"\n{}\n", quoted(surroundings.folder.string()),
      quoted(surroundings.shared.string()), quoted(surroundings.tinsmith.parent_path().string()), command);
  const std::string line = fmt::format("bash -c {} 2>&1 </dev/null", quoted(script));
  std::FILE* pipe = popen(line.c_str(), "r");
  if (pipe == nullptr) return fail(Fault::Unavailable, "bash cannot be started");
  Answer answer;
  char part[4096];
  for (std::size_t size = 0; (size = std::fread(part, 1, sizeof part, pipe)) > 0;)
    answer.output.append(part, size);
  const int status = pclose(pipe);
  answer.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return answer;
}

}  // namespace

Result<CaseFile> read_case_file(std::string_view text) {
  CaseFile file;
  for (int number = 1; !text.empty(); ++number) {
    const std::string_view line = next_line(text);
    if (!take_line(line, number, file)) {
      return fail(Fault::InvalidInput, "line {}: \"{}\" is none of: needs, $, ?, >, !, #", number, line);
    }
  }
  if (file.steps.empty()) return fail(Fault::InvalidInput, "there is no command in it");
  return file;
}

CaseFile read_markdown(std::string_view text) {
  CaseFile file;
  bool inside_fence = false;
  for (int number = 1; !text.empty(); ++number) {
    const std::string_view line = next_line(text);
    if (line.starts_with("```")) inside_fence = !inside_fence;
    if (inside_fence && line.starts_with("./run ")) {
      file.steps.push_back({.line = number, .command = "tinsmith" + std::string(line.substr(5))});
    }
  }
  return file;
}

std::string run_step(const Step& step, const Surroundings& surroundings) {
  const Result<Answer> answer = run_in_bash(step.command, surroundings);
  if (!answer) return answer.error().text();
  std::string wrong;
  if (answer->exit_status != step.exit_status) {
    wrong += fmt::format("exit status {}, expected {}\n", answer->exit_status, step.exit_status);
  }
  for (const std::string& text : step.present) {
    if (answer->output.find(text) == std::string::npos) wrong += fmt::format("does not say \"{}\"\n", text);
  }
  for (const std::string& text : step.absent) {
    if (answer->output.find(text) != std::string::npos) wrong += fmt::format("says \"{}\"\n", text);
  }
  if (wrong.empty()) return {};
  return fmt::format("line {}: $ {}\n{}it said:\n{}", step.line, step.command, wrong, answer->output);
}

}  // namespace tinsmith::cases
