// serve/installation.h — the objects that all requests share.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "deploys/deploys.h"
#include "jobs/queue.h"
#include "live/connections.h"
#include "serve/attempts.h"
#include "serve/events.h"
#include "serve/health_cache.h"
#include "store/store.h"
#include "studio/data_map.h"
#include "studio/instant_boxes.h"
#include "studio/instant_model.h"
#include "studio/models.h"

namespace tinsmith::serve {

class PhoneAccess;

struct Installation {
  store::Store& store;
  jobs::Queue& queue;
  Events& events;
  studio::Models& models;  // loaded models for predictions on single pictures
  studio::Backbones backbones{};
  studio::FeatureCache features{backbones};
  studio::InstantModels instant_models{features};
  studio::DataMaps data_maps{features, instant_models};
  studio::InstantBoxes instant_boxes{backbones};
  live::Connections connections{};  // boards
  // Models that are being written to boards. Their pages are told when one begins and ends.
  deploys::Deploys deploys{connections, [this](const deploys::DeployStatus& status) {
                             events.publish({"deploy", status.origin.project_id, status.id});
                           }};
  Attempts attempts{};  // attempts to sign in
  HealthCache health{};
  // CSRF token of the single user of an installation without accounts; created at every start.
  std::string single_csrf_token;
  bool is_loopback = true;  // the server cannot be reached from other machines
  std::shared_ptr<PhoneAccess>
      phones{};  // nullptr: there is none; the last member, because it serves the others
};

}  // namespace tinsmith::serve
