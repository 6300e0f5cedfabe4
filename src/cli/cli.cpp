#include "cli/cli.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <vector>

#include "cli/verbs.h"

namespace tinsmith::cli {
namespace {

constexpr const char* kAbout =
    "Tinsmith, the workshop for tiny vision models: from photos to an INT8 model that a camera board runs.\n"
    "First steps:\n"
    "  tinsmith serve                         the studio, in a browser\n"
    "  tinsmith data demo --out demo --task classification    draws a small data set\n"
    "  tinsmith train demo --out first-run --time-limit 1m\n"
    "  then open first-run/report.html\n";

int report(const Error& error) {
  fmt::print(stderr, "tinsmith: {}\n", error.text());
  return exit_code_of(error.fault);
}

// Returns the number of letters to insert, delete, replace, or swap with their neighbour (Damerau 1964).
std::size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> edits(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        edits[i][j] = i + j;
        continue;
      }
      edits[i][j] = std::min(
          {edits[i - 1][j] + 1, edits[i][j - 1] + 1, edits[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        edits[i][j] = std::min(edits[i][j], edits[i - 2][j - 2] + 1);
    }
  }
  return edits[a.size()][b.size()];
}

// Returns an error message when `word` is in the position of a verb but is not a verb.
std::optional<std::string> unknown_verb(const CLI::App& app, const std::string& word) {
  if (word.empty() || word.starts_with("-")) return std::nullopt;
  constexpr std::size_t kTypingErrors = 2;
  std::vector<std::string> names, close;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (verb->get_name() == word) return std::nullopt;
    if (verb->get_group().empty()) continue;  // hidden verb, not for users
    names.push_back(verb->get_name());
    if (edits_between(word, verb->get_name()) <= kTypingErrors) close.push_back(verb->get_name());
  }
  if (!close.empty())
    return fmt::format("there is no '{}'; did you mean {}?", word, fmt::join(close, " or "));
  return fmt::format("there is no '{}'; there are {}", word, fmt::join(names, ", "));
}

int run_verb(const Verb& verb) {
  try {
    const auto done = verb.action();
    return done ? 0 : report(done.error());
  } catch (const std::exception& unexpected) {  // an exception of a foreign library that was not caught
    fmt::print(stderr, "tinsmith: this is a bug: {}\n", unexpected.what());
    return 1;
  }
}

}  // namespace

int exit_code_of(Fault fault) {
  switch (fault) {
    case Fault::Usage:
      return 2;
    case Fault::InvalidInput:
    case Fault::NotFound:
    case Fault::Conflict:
    case Fault::Unsupported:
    case Fault::Corrupt:
      return 3;
    case Fault::Refused:
      return 4;
    case Fault::Cancelled:
      return 130;
    case Fault::Unavailable:
      return 1;
  }
  return 1;
}

int run(int argc, const char* const* argv) {
  CLI::App app(kAbout, "tinsmith");
  app.set_version_flag("--version", "tinsmith " TINSMITH_VERSION);
  app.require_subcommand(1);
  app.get_formatter()->column_width(36);
  CLI::App& data = *app.add_subcommand("data", "check, convert and generate data sets");
  data.require_subcommand(1);
  CLI::App& device = *app.add_subcommand("device", "list, watch, write and simulate camera boards");
  device.require_subcommand(1);
  CLI::App& firmware = *device.add_subcommand("firmware", "firmware of vendors for boards that have none");
  firmware.require_subcommand(1);
  const Verb verbs[] = {declare_train(app),
                        declare_eval(app),
                        declare_predict(app),
                        declare_invoke(app),
                        declare_show(app),
                        declare_export(app),
                        declare_score(app),
                        declare_compare(app),
                        declare_package(app),
                        declare_serve(app),
                        declare_verify(app),
                        declare_job(app),
                        declare_data_check(data),
                        declare_data_convert(data),
                        declare_data_demo(data),
                        declare_device_list(device),
                        declare_device_info(device),
                        declare_device_watch(device),
                        declare_device_wifi(device),
                        declare_device_mqtt(device),
                        declare_device_record(device),
                        declare_device_deploy(device),
                        declare_device_verify(device),
                        declare_device_log(device),
                        declare_device_firmware_add(firmware),
                        declare_device_firmware_list(firmware),
                        declare_device_simulate(device)};
  if (argc <= 1) {
    fmt::print("{}", app.help());
    return 0;
  }
  auto unknown = unknown_verb(app, argv[1]);
  for (const CLI::App* group : {&data, &device})
    if (!unknown && std::string_view(argv[1]) == group->get_name() && argc > 2)
      unknown = unknown_verb(*group, argv[2]);
  if (unknown) return report(fail(Fault::Usage, "{}", *unknown));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    constexpr int kUsage = 2;
    return app.exit(error) == 0 ? 0 : kUsage;
  }
  listen_for_interrupts();
  for (const Verb& verb : verbs)
    if (verb.app->parsed()) return run_verb(verb);
  return 0;
}

}  // namespace tinsmith::cli
