// serve/serve.h — runs the whole studio on a data folder.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "serve/phone_access.h"
#include "serve/web.h"

namespace tinsmith::serve {

struct ServeRequest {
  std::filesystem::path data;
  std::string host = "127.0.0.1";
  int port = 8420;                 // 0: any that is free
  std::vector<std::string> names;  // further HOST:PORT names of the server
  std::span<const WebFile> pages;
  PhoneSettings phones{};                // its `pages` and `studio_host` are filled in
  std::vector<std::string> job_command;  // command that runs a job; the job's number is appended
  bool wants_demo = false;               // draws a demo project if there has never been a project
  std::function<void(const std::string&)> say = [](const std::string&) {};
  std::function<bool()> should_stop = [] { return false; };
};

// Serves until a stop is requested.
//   Usage        the address for phones stands for all addresses of this machine
//   Conflict     another server uses the data folder
//   Unavailable  the port is taken
//   Refused      `host` is reachable from other machines, but there is no owner account yet
Result<Done> serve(const ServeRequest& request);

// Creates the owner's account. Conflict when an account exists.
Result<Done> make_first_owner(const std::filesystem::path& data, const std::string& name,
                              const std::string& password);

}  // namespace tinsmith::serve
