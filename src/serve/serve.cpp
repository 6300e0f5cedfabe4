#include "serve/serve.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "http/addresses.h"
#include "jobs/notify.h"
#include "serve/devices.h"
#include "serve/installation.h"
#include "serve/names.h"
#include "serve/secrets.h"
#include "serve/server.h"
#include "serve/start_job.h"
#include "store/bin.h"
#include "store/people.h"
#include "store/projects.h"

namespace tinsmith::serve {
namespace {

constexpr std::chrono::milliseconds kLookForStop{100};

// Refuses to listen for other machines while there is no owner who could manage access.
Result<Done> check_owner(store::Store& store, const std::string& host) {
  if (http::is_loopback(host)) return Done{};
  TRY(auto database, store.connect());
  TRY(const auto users, store::count_users(*database));
  if (users > 0) return Done{};
  return fail(Fault::Refused,
              "{} can be reached from other machines, but there is no owner's account yet: create one with "
              "`tinsmith serve --make-owner NAME`, or on the page while the server listens on 127.0.0.1",
              host);
}

// Returns the message with the addresses to open in a browser.
std::string where_it_is(const std::string& host, int port) {
  if (!http::is_every_address(host)) return fmt::format("Tinsmith is at http://{}:{}", host, port);
  std::string message = fmt::format("Tinsmith is at http://127.0.0.1:{}", port);
  for (const std::string& address : http::own_addresses())
    message += fmt::format(" and http://{}:{}", address, port);
  return message +
         fmt::format(
             "\nTo open it under a host name such as studio.local, start it with --name studio.local:{}.",
             port);
}

// Quick jobs are not reported unless they fail, because their user sees the result on the page.
bool is_worth_reporting(const store::Job& job) {
  return job.state == store::JobState::Failed || !store::info_of(job.kind).is_quick;
}

// Time during which the file of a job that may be repeated is kept.
constexpr std::chrono::hours kUploadKept{24};

// Removes the uploaded file of a job, which nothing else needs.
void remove_upload(const store::Store& store, const store::Job& job) {
  std::error_code ignored;
  if (store::info_of(job.kind).takes_upload && !may_be_repeated(job))
    std::filesystem::remove(store.uploads() / job.spec.value("path", ""), ignored);
}

// Returns the project that the job worked on or created.
std::optional<std::int64_t> project_of(const store::Job& job) {
  if (job.project_id) return job.project_id;
  const bool made_one = job.result.is_object() && job.result.contains("project_id");
  return made_one ? std::optional(job.result["project_id"].get<std::int64_t>()) : std::nullopt;
}

// Removes uploads that no job needs: no queued or running one, and none that may still be repeated.
// Uploads younger than `min_age` are kept, because they may still be arriving.
void clear_uploads(const store::Store& store, store::Database& database, std::chrono::hours min_age) {
  std::error_code error;
  const auto needed = store::specs_in_use(database, kUploadKept);
  if (!needed) return;
  for (const auto& entry : std::filesystem::directory_iterator(store.uploads(), error)) {
    const std::string name = entry.path().filename().string();
    const bool is_needed = std::any_of(needed->begin(), needed->end(), [&](const nlohmann::json& spec) {
      return spec.is_object() && spec.value("path", "") == name;
    });
    std::error_code ignored;
    const auto age = std::filesystem::file_time_type::clock::now() - entry.last_write_time(ignored);
    if (!is_needed && age >= min_age) std::filesystem::remove(entry.path(), ignored);
  }
}

// Cleans up after a job has ended.
void clear_after(store::Store& store, const store::Job& job) {
  remove_upload(store, job);
  if (!store::info_of(job.kind).may_be_repeated) return;
  if (auto database = store.connect()) clear_uploads(store, **database, kUploadKept);
}

// Creates the demo project, but only once per data folder: a user who has deleted it does not want it again.
Result<Done> begin_demo(store::Database& database) {
  TRY(const bool ever, store::ever_had_projects(database));
  if (ever) return Done{};
  return database.all_or_nothing([&]() -> Result<Done> {
    TRY(const auto id, store::add_project(database, kDemoName, scene::Task::Boxes));
    TRY_DONE(store::add_job(database, demo_job(id)));
    return Done{};
  });
}

Result<Done> follow_brokers(Installation& installation) {
  TRY(auto database, installation.store.connect());
  TRY(const auto brokers, store::list_brokers(*database));
  for (const store::Broker& broker : brokers) TRY_DONE(follow_broker(installation, broker));
  return Done{};
}

}  // namespace

Result<Done> serve(const ServeRequest& request) {
  if (http::is_every_address(request.phones.host))
    return fail(Fault::Usage, "phones cannot open the address {}; --phone takes one such as 192.168.1.20:{}",
                request.phones.host, request.phones.port);
  TRY(const auto store, store::Store::open(request.data));
  TRY_DONE(check_owner(*store, request.host));
  Events events;
  studio::Models models;
  TRY(const auto queue, jobs::Queue::start(*store, {request.job_command, [&](const store::Job& job) {
                                                      events.publish({"job", job.project_id, job.id});
                                                      if (store::has_ended(job)) clear_after(*store, job);
                                                      const auto project = project_of(job);
                                                      if (job.state != store::JobState::Running && project)
                                                        events.publish({"project", project, *project});
                                                    }}));
  jobs::NotifierOptions notifications;
  notifications.is_worth_reporting = is_worth_reporting;
  jobs::Notifier notifier(*store, notifications);
  {
    TRY(auto database, store->connect());
    clear_uploads(*store, *database, std::chrono::hours{0});
    TRY_DONE(store::empty_old_bins(*database, store::kBinDays));
    if (request.wants_demo) TRY_DONE(begin_demo(*database));
  }
  Installation installation{*store, *queue, events, models};
  installation.single_csrf_token = random_token();
  installation.is_loopback = http::is_loopback(request.host);
  TRY_DONE(follow_brokers(installation));
  PhoneSettings phones = request.phones;
  phones.pages = request.pages;
  phones.studio_host = request.host;
  installation.phones = std::make_shared<PhoneAccess>(installation, std::move(phones));
  TRY(const auto server,
      Server::bind(installation, {request.host, request.port, request.names, request.pages}));
  request.say(fmt::format("{}\nIts data is in {}. Ctrl-C stops the server; running trainings continue.",
                          where_it_is(request.host, server->port()), request.data.string()));
  std::atomic<bool> has_ended = false;
  std::thread waiter([&] {
    while (!request.should_stop() && !has_ended) {
      std::this_thread::sleep_for(kLookForStop);
      installation.phones->close_idle();
    }
    installation.phones->close();
    installation.deploys.close(request.say);
    installation.connections.close();
    server->stop();
  });
  server->run();
  has_ended = true;
  waiter.join();
  return Done{};
}

Result<Done> make_first_owner(const std::filesystem::path& data, const std::string& name,
                              const std::string& password) {
  TRY_DONE(check_name(name, "a name"));
  TRY_DONE(check_password(password));
  TRY(const auto store, store::Store::open(data));
  TRY(auto database, store->connect());
  TRY(const auto hash, hash_of_password(password));
  return database->all_or_nothing([&]() -> Result<Done> {
    TRY(const auto users, store::count_users(*database));
    if (users > 0) return fail(Fault::Conflict, "there already is an owner");
    TRY_DONE(store::add_user(*database, name, hash, true));
    return Done{};
  });
}

}  // namespace tinsmith::serve
