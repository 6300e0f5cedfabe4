// serve/serve.h — the studio, from its data folder to its pages.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "serve/web.h"

namespace tinsmith::serve {

struct ServeRequest {
  std::filesystem::path data;
  std::string host = "127.0.0.1";
  int port = 8420;                 // 0: any that is free
  std::vector<std::string> names;  // other HOST:PORT that it is called by
  std::span<const WebFile> pages;
  std::vector<std::string> job_command;  // what runs one job, its number appended
  bool wants_demo = false;               // draws a first project where there was never one
  std::function<void(const std::string&)> say = [](const std::string&) {};
  std::function<bool()> should_stop = [] { return false; };
};

// Serves until asked to stop. Conflict when another one serves that folder; Unavailable when the port is
// taken; Refused to listen for other machines before there is an owner's account.
Result<Done> serve(const ServeRequest& request);

// Makes the first account. Conflict when there is one.
Result<Done> make_first_owner(const std::filesystem::path& data, const std::string& name,
                              const std::string& password);

}  // namespace tinsmith::serve
