// studio/instant_model.h — a first classifier of a project that is ready without a training.
//
// A linear classifier (train/linear_head.h) on the features of the pictures that people have labelled. It is
// learned in about a second, so a page can show its predictions while pictures are still being taken, and the
// label page can suggest classes before anything was trained.
#pragma once

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "store/projects.h"
#include "store/store.h"
#include "studio/feature_cache.h"
#include "train/linear_head.h"

namespace tinsmith::studio {

struct InstantModel {
  // A class takes part when it has this number of pictures; a model needs two such classes.
  static constexpr std::size_t kMinPicturesPerClass = 10;
  // A class is suggested from this score on, unless another threshold is chosen.
  static constexpr double kThreshold = 0.5;

  std::vector<std::int64_t> class_ids;  // the classes that take part, in the project's order
  train::LinearHead head;
  // The pictures that it was learned from, in the order of head.held_out.
  struct Learned {
    std::int64_t picture_id = 0, class_id = 0;
  };
  std::vector<Learned> learned;
  // The number of pictures that it was learned from, and how many of them a model predicts correctly that was
  // learned without them. Pictures of one recording are left out together; a recording that is the only one of
  // its class is left out in four parts.
  std::int64_t pictures = 0, correct = 0;
};

// The instant models of all projects. Thread-safe; one call works at a time.
class InstantModels {
 public:
  // The cache must outlive the object.
  explicit InstantModels(FeatureCache& features) : features_(features) {}

  static constexpr std::chrono::milliseconds kMaxAge{2000};
  // Returns the project's model for its present labels, or one that is younger than `max_age`. nullptr: the
  // project does not have enough labelled pictures. Pictures of the test split, and labels that only a model
  // has made, are not learned from. NotFound: no such project. InvalidInput: the project is not a classification.
  Result<std::shared_ptr<const InstantModel>> of(store::Store& store, store::Database& database,
                                                 std::int64_t project_id,
                                                 std::chrono::milliseconds max_age = kMaxAge);

  struct Answer {
    std::shared_ptr<const InstantModel> model;
    std::vector<double> scores;  // one per class of the model; their sum is 1

    // Index of the class with the highest score.
    std::size_t best() const {
      return static_cast<std::size_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
    }
  };
  // Predicts a picture. NotFound: the project has no instant model yet. Faults as image::decode.
  Result<Answer> ask(store::Store& store, store::Database& database, std::int64_t project_id,
                     ByteView picture);
  // Predicts a picture with a model that `of` or `ask` of this object has returned, even if the labels have changed
  // since. Faults as image::decode.
  Result<Answer> predict(std::shared_ptr<const InstantModel> model, ByteView picture);

 private:
  using Clock = std::chrono::steady_clock;
  struct OfProject {
    std::string stamp;  // state of the labels that `model` was learned from
    Clock::time_point made{};
    std::shared_ptr<const InstantModel> model;
  };
  // Call these with the lock held.
  Result<Done> update(store::Store& store, store::Database& database, const store::Project& project,
                      OfProject& entry);
  Result<std::shared_ptr<const InstantModel>> locked_of(store::Store& store, store::Database& database,
                                                        std::int64_t project_id,
                                                        std::chrono::milliseconds max_age);

  FeatureCache& features_;
  std::mutex lock_;
  std::unique_ptr<ThreadPool> pool_;
  std::map<std::int64_t, OfProject> projects_;
};

}  // namespace tinsmith::studio
