// studio/ask_model.h — runs a project's newest model on its pictures.
#pragma once

#include "base/json.h"
#include "store/pictures.h"
#include "store/projects.h"
#include "store/runs.h"
#include "store/store.h"
#include "studio/instant_boxes.h"
#include "studio/instant_model.h"
#include "studio/models.h"

namespace tinsmith::studio {

// The int8 model of the newest completed run. NotFound when no run is complete.
struct NewestModel {
  store::Run run;
  std::filesystem::path file;
};
Result<NewestModel> newest_model(store::Store& store, store::Database& database, std::int64_t project_id);

// Returns the model that suggests labels: the newest trained one, or nullopt as long as nothing was trained, when
// the instant models suggest them (instant_model.h, instant_boxes.h).
Result<std::optional<NewestModel>> suggesting_model(store::Store& store, store::Database& database,
                                                    const store::Project& project);

// A model's prediction, mapped to the project's classes with the same names. Corresponds to the Suggestion
// type of serve, without the run.
struct Suggested {
  std::optional<std::int64_t> class_id;
  double score = 0;
  std::vector<std::pair<store::Box, double>> boxes;  // with their scores
  // The class of a box that shows an object of an unknown class.
  static constexpr std::int64_t kUnknownClass = 0;
};
Suggested suggested(const Models::Answer& answer, const store::Project& project, double threshold);
Suggested suggested(const InstantModels::Answer& answer, double threshold);
Suggested suggested(const InstantBoxes::Answer& answer);

}  // namespace tinsmith::studio
