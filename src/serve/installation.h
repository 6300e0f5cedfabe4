// serve/installation.h — what all requests share.
#pragma once

#include <atomic>
#include <string>

#include "jobs/queue.h"
#include "serve/attempts.h"
#include "serve/events.h"
#include "serve/health_cache.h"
#include "store/store.h"
#include "studio/project/models.h"

namespace tinsmith::serve {

struct Installation {
  store::Store& store;
  jobs::Queue& queue;
  Events& events;
  studio::Models& models;  // loaded ones, to be asked about pictures
  Attempts attempts{};     // to sign in
  HealthCache health{};
  // Of the one person of an installation without accounts; made anew at every start.
  std::string single_csrf_token;
  bool is_loopback = true;  // nobody from other machines can reach it
};

}  // namespace tinsmith::serve
