// studio/data_map.h — a map of a project's pictures, and what stands out on it.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "studio/data_findings.h"
#include "studio/feature_cache.h"
#include "studio/instant_model.h"
#include "train/embedding.h"

namespace tinsmith::studio {

// Max number of pictures on a map. A larger project shows an even sample.
inline constexpr std::size_t kMaxMapPictures = 2000;
// Max number of findings of each kind.
inline constexpr std::size_t kMaxFindings = 100;

struct DataMap {
  // The project's pictures outside the bin, oldest first, without boxes. The members below point to them.
  std::vector<store::Picture> pictures;
  struct Dot {
    const store::Picture* picture = nullptr;
    train::PlanePoint position;
  };
  std::vector<Dot> dots;
  std::vector<LeftOutPrediction> label_errors;  // the most probable first
  struct OddPicture {
    const store::Picture* picture = nullptr;
    double ratio = 0;  // Outlier::ratio
  };
  std::vector<OddPicture> outliers;                            // the oddest first
  std::vector<std::vector<const store::Picture*>> duplicates;  // as duplicate_groups
  PhotoAdvice advice;
};

// The maps of all projects. Each is computed by a thread of its own, and again when pictures or labels have changed. The
// positions depend on the pictures only, not on their labels, names or order. Thread-safe.
class DataMaps {
 public:
  // Both must outlive the object.
  DataMaps(FeatureCache& features, InstantModels& instant_models)
      : features_(features), instant_models_(instant_models) {}
  ~DataMaps();

  struct State {
    std::shared_ptr<const DataMap> map;  // nullptr until the first one is ready
    bool is_current = false;             // false: a newer one is being computed
    std::int64_t done = 0, total = 0;    // number of pictures that are read for the newer one
  };
  // Returns the newest map and starts to compute a newer one where it is needed. NotFound: no such project. Returns the
  // error of a computation that failed, once; the next call tries again.
  Result<State> of(store::Store& store, std::int64_t project_id);

 private:
  // The positions of these pictures, which are kept while only labels change.
  struct Layout {
    std::vector<std::string> hashes;
    train::Neighbours neighbours;
    std::vector<train::PlanePoint> positions;
  };
  struct OfProject {
    std::string stamp;  // state of pictures and labels that `map` was computed from
    std::shared_ptr<const DataMap> map;
    std::shared_ptr<const Layout> layout;
    std::atomic<std::int64_t> done = 0, total = 0;
    bool is_computing = false;
    std::optional<Error> problem;
    std::thread thread;  // the last one that was started
  };
  void compute(store::Store& store, std::int64_t project_id, const std::string& stamp, OfProject& entry);
  Result<std::shared_ptr<const DataMap>> computed(store::Store& store, std::int64_t project_id,
                                                  OfProject& entry);
  std::shared_ptr<const Layout> layout_of(const std::map<std::string, FeatureCache::Features>& features,
                                          const std::shared_ptr<const Layout>& earlier) const;

  FeatureCache& features_;
  InstantModels& instant_models_;
  std::atomic<bool> is_ending_ = false;
  std::mutex lock_;
  std::map<std::int64_t, OfProject> projects_;
};

}  // namespace tinsmith::studio
