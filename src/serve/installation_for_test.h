// serve/installation_for_test.h — a server with a data folder of its own, for tests.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <thread>

#include "base/files.h"
#include "serve/server.h"

namespace tinsmith::serve {

class ServedInstallation : public testing::Test {
 protected:
  ServedInstallation()
      : folder_(TemporaryFolder::make().value()),
        store_(store::Store::open(folder_.path()).value()),
        // Jobs are queued but do nothing: the command ends at once.
        queue_(jobs::Queue::start(*store_, {{"/bin/true"}, {}}).value()),
        installation_{*store_, *queue_, events_, models_} {}
  ~ServedInstallation() override {
    server_->stop();
    thread_.join();
  }

  // Call it once, in the constructor of the test.
  void serve(ServerOptions options) {
    server_ = Server::bind(installation_, std::move(options)).value();
    thread_ = std::thread([this] { server_->run(); });
  }

  TemporaryFolder folder_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<jobs::Queue> queue_;
  Events events_;
  studio::Models models_;
  Installation installation_;
  std::unique_ptr<Server> server_;
  std::thread thread_;
};

}  // namespace tinsmith::serve
