// studio/instant_boxes.h — suggests boxes in a project in which no model was trained yet.
//
// The shipped detector finds objects of any kind (studio/object_finder.h). As soon as people have labelled some
// boxes, a linear classifier (train/linear_head.h) on the features of what is inside a box says which class it
// resembles, or that it resembles what people left without a box. docs/studio.md has what was measured.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "store/pictures.h"
#include "store/projects.h"
#include "store/store.h"
#include "studio/backbones.h"
#include "train/linear_head.h"

namespace tinsmith::studio {

// Tells the classes of boxes apart.
struct InstantBoxModel {
  // A class takes part when people have drawn this number of boxes of it.
  static constexpr std::size_t kMinBoxesPerClass = 5;

  std::vector<std::int64_t> class_ids;  // the classes that take part, in the project's order
  train::LinearHead head;               // of those classes, and last of what has no box
  // Every class of the project takes part. Otherwise an object without a box may be of a class that nobody has
  // labelled yet, so it counts as an object all the same.
  bool is_complete = false;
  std::size_t boxes = 0;  // number of labelled boxes that it was learned from
};

// Suggestions for all projects of boxes and centroids. Thread-safe; one call works at a time.
class InstantBoxes {
 public:
  // Boxes are suggested from this score on, unless another threshold is chosen: before and after all classes were learned.
  static constexpr double kThreshold = 0.25;
  static constexpr double kThresholdWithClasses = 0.35;

  // The backbones must outlive this object.
  explicit InstantBoxes(Backbones& backbones) : backbones_(backbones) {}

  using Model = std::shared_ptr<const InstantBoxModel>;
  // Returns the project's model for its present labels, or one that is at most two seconds old. nullptr: no class has
  // enough boxes. Pictures of the test split, and labels that only a model has made, are not learned from.
  // `left_out`: id of a picture that is not learned from, because a person is labelling it; 0: none.
  Result<Model> of(store::Store& store, store::Database& database, const store::Project& project,
                   std::int64_t left_out = 0);

  struct Box {
    std::optional<std::int64_t> class_id;  // nullopt: an object of an unknown class
    scene::Box box;                        // in pixels of the picture
    double score = 0;                      // 0 to 1: how certain it is that there is an object
  };
  struct Answer {
    double threshold = 0;    // the threshold that was used
    std::vector<Box> boxes;  // highest score first
  };
  // Suggests boxes for a picture of the project. `model`: from `of`; nullptr: all classes are unknown. Faults as
  // image::decode.
  Result<Answer> suggest(const Model& model, const store::Picture& picture, ByteView bytes,
                         std::optional<double> threshold);

 private:
  using Clock = std::chrono::steady_clock;
  // The boxes that are learned from one picture.
  struct Samples {
    std::int64_t revision = 0;            // of the picture
    std::vector<float> features;          // [boxes, channels]
    std::vector<std::int64_t> class_ids;  // per box; kNothing: there is no labelled box
    std::size_t labels = 0;               // the first boxes are labels, the others were found by the detector
  };
  struct OfProject {
    std::string stamp;          // state of the labels that `model` was learned from
    std::int64_t left_out = 0;  // the picture that was not learned from
    Clock::time_point made{};
    Model model;
    std::map<std::int64_t, Samples> samples;  // by the picture's id
  };
  // Call these with the backbones locked.
  Result<Done> update(store::Store& store, store::Database& database, const store::Project& project,
                      OfProject& entry);
  Result<Samples> samples_of(store::Store& store, const store::Picture& picture, scene::Task task);
  Result<std::vector<float>> features_of(const image::Image& picture, const std::vector<scene::Box>& boxes);

  Backbones& backbones_;
  std::map<std::int64_t, OfProject> projects_;
};

}  // namespace tinsmith::studio
