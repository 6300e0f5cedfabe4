// The verb `serve` of the command line.
#include "serve/serve.h"

#include <termios.h>
#include <unistd.h>

#include <fmt/ranges.h>

#include <charconv>
#include <cstdlib>
#include <iostream>

#include "cli/data_folder.h"
#include "cli/verbs.h"
#include "jobs/child.h"
#include "studio/verify.h"
#include "studio/work.h"

namespace tinsmith::cli {
namespace {

struct ServeOptions {
  std::string listen = "127.0.0.1:8420", data = usual_data_folder(), owner, phone;
  std::vector<std::string> names;
  bool wants_demo = false;
};

void add_data_option(CLI::App& app, std::string& data) {
  app.add_option("--data", data, "data folder, which contains the projects, their pictures and models")
      ->type_name("DIR")
      ->capture_default_str();
}

// For work that does not report progress but can be interrupted.
class UntilInterrupted final : public Progress {
 public:
  void report(std::string_view, double, double) override {}
  bool should_stop() const override { return interrupted(); }
};

Result<std::pair<std::string, int>> host_and_port(std::string_view option, const std::string& text) {
  const auto colon = text.rfind(':');
  int port = -1;
  if (colon != text.npos) std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
  if (colon == 0 || port < 0 || port > 65535)
    return fail(Fault::Usage, "{} takes HOST:PORT such as 127.0.0.1:8420, not '{}'", option, text);
  return std::pair(text.substr(0, colon), port);
}

Result<serve::PhoneSettings> phone_settings(const std::string& option) {
  serve::PhoneSettings settings;
  settings.is_allowed = option != "off";
  if (option.empty() || option == "off") return settings;
  TRY(const auto address, host_and_port("--phone", option));
  settings.host = address.first;
  settings.port = address.second;
  return settings;
}

// Reads a line from the terminal without echo, or from standard input if that is not a terminal.
std::string read_password() {
  termios shown{};
  const bool is_terminal = ::tcgetattr(STDIN_FILENO, &shown) == 0;
  if (is_terminal) {
    fmt::print(stderr, "Password: ");
    termios hidden = shown;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSANOW, &hidden);
  }
  std::string password;
  std::getline(std::cin, password);
  if (is_terminal) {
    ::tcsetattr(STDIN_FILENO, TCSANOW, &shown);
    fmt::print(stderr, "\n");
  }
  return password;
}

Result<Done> run_server(const ServeOptions& options) {
  const std::string& data = options.data;
  if (!options.owner.empty()) {
    TRY_DONE(serve::make_first_owner(data, options.owner, read_password()));
    fmt::print("{} is the owner of {}.\n", options.owner, data);
    return Done{};
  }
  TRY(const auto address, host_and_port("--listen", options.listen));
  TRY(const auto phones, phone_settings(options.phone));
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return fail(Fault::Unavailable, "cannot find the path of this program: {}", error.message());
  serve::ServeRequest request;
  request.data = data;
  request.host = address.first;
  request.port = address.second;
  request.names = options.names;
  request.pages = serve::web_files();
  request.phones = phones;
  request.wants_demo = options.wants_demo;
  request.job_command = {program.string(), "job", "--data", data};
  request.say = [](const std::string& sentence) {
    fmt::print("{}\n", sentence);
    std::fflush(stdout);
  };
  request.should_stop = interrupted;
  return serve::serve(request);
}

Result<Done> verify(const std::string& data) {
  std::error_code ignored;
  if (!std::filesystem::exists(std::filesystem::path(data) / store::kDatabaseFile, ignored))
    return fail(Fault::NotFound, "{} is not a data folder of a studio; give one with --data DIR", data);
  TRY(const auto store, store::Store::open(data));
  UntilInterrupted progress;
  TRY(const auto verified, studio::verify_store(*store, progress));
  if (verified.broken.empty()) {
    fmt::print("{}\n", verified.message());
    return Done{};
  }
  return fail(Fault::Corrupt, "{}\n{}", verified.message(), fmt::join(verified.broken, "\n"));
}

Result<Done> run_job(const std::string& data, std::int64_t id) {
  TRY(const auto store, store::Store::open(data));
  const int status = jobs::run_child(
      *store, id, [&](const store::Job& job, jobs::ChildProgress& progress) -> Result<nlohmann::json> {
        if (!job.kind)
          return fail(Fault::Unsupported, "this version of Tinsmith has no job kind '{}'", job.unknown_kind);
        return studio::work_of(*job.kind)(*store, job, progress);
      });
  std::exit(status);  // read by the queue; not an exit code of the command line
}

}  // namespace

Verb declare_serve(CLI::App& parent) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App& app = *parent.add_subcommand("serve", "start the studio: label, train and evaluate in a browser");
  app.add_option("--listen", options->listen, "address and port on which the server listens")
      ->type_name("HOST:PORT")
      ->capture_default_str();
  add_data_option(app, options->data);
  app.add_option("--name", options->names,
                 "additional host name under which browsers open the studio, such as studio.example:443")
      ->type_name("HOST:PORT");
  app.add_option("--phone", options->phone,
                 "address at which phones reach this computer when a person lets them in on the Capture "
                 "page, such as "
                 "192.168.1.20:8421, or off; default: an address of this computer and port 8421")
      ->type_name("HOST:PORT");
  app.add_flag("--demo", options->wants_demo,
               "create a demo project if the data folder has never contained a project");
  app.add_option("--make-owner", options->owner,
                 "create the first account (the owner's), ask for its password, and exit")
      ->type_name("NAME");
  return {&app, [options] { return run_server(*options); }};
}

Verb declare_verify(CLI::App& parent) {
  auto data = std::make_shared<std::string>(usual_data_folder());
  CLI::App& app = *parent.add_subcommand("verify", "check all stored files of a studio against their hashes");
  add_data_option(app, *data);
  return {&app, [data] { return verify(*data); }};
}

Verb declare_job(CLI::App& parent) {
  auto data = std::make_shared<std::string>();
  auto id = std::make_shared<std::int64_t>();
  CLI::App& app = *parent.add_subcommand("job", "one job of the studio, as its server starts it")->group("");
  app.add_option("--data", *data)->required();
  app.add_option("id", *id)->required();
  return {&app, [data, id] { return run_job(*data, *id); }};
}

}  // namespace tinsmith::cli
