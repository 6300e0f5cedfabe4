#include "cli/cli.h"

#include <exception>

#include "cli/verbs.h"

namespace tinsmith::cli {
namespace {

constexpr const char* kAbout =
    "Tinsmith, the workshop for tiny vision models: from photos to an INT8 model that a camera board runs.\n"
    "First steps:\n"
    "  tinsmith serve                         the studio, in a browser\n"
    "  tinsmith data demo --out demo          draws a small data set\n"
    "  tinsmith train demo --out first-run --time-limit 1m\n"
    "  then open first-run/report.html\n";

int report(const Error& error) {
  fmt::print(stderr, "tinsmith: {}\n", error.text());
  return exit_code_of(error.fault);
}

int run_verb(const Verb& verb) {
  try {
    const auto done = verb.action();
    return done ? 0 : report(done.error());
  } catch (const std::exception& unexpected) {  // a foreign library threw past its door
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
  CLI::App& data = *app.add_subcommand("data", "look at, convert and draw data sets");
  data.require_subcommand(1);
  const Verb verbs[] = {declare_train(app),       declare_eval(app),          declare_predict(app),
                        declare_invoke(app),      declare_show(app),          declare_export(app),
                        declare_score(app),       declare_compare(app),       declare_package(app),
                        declare_serve(app),       declare_verify(app),        declare_job(app),
                        declare_data_check(data), declare_data_convert(data), declare_data_demo(data)};
  if (argc <= 1) {
    fmt::print("{}", app.help());
    return 0;
  }
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
