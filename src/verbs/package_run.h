// verbs/package_run.h — the verb `package`: writes a zip with everything that a board needs to run a model.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "boards/acceptance.h"
#include "packaging/package.h"

namespace tinsmith::verbs {

struct PackageRequest {
  std::string model;                  // run folder, or a .tflite file
  std::string board, out;             // name of the board; the zip
  std::vector<std::string> pictures;  // picture files to test with; empty: test pictures of the run
  std::string name;                   // of the model, in the texts; empty: that of the file or folder
};
// Returns a sentence about what was written. Does not overwrite: Conflict when `out` exists.
//   Refused       the board would not run the model, or packages are not made for it
//   InvalidInput  the model is a file and no pictures are given; the run's pictures cannot be read any more
Result<std::string> package_run(const PackageRequest& request);

// Returns the files of the package, without writing them. Errors as package_run, but Conflict.
Result<std::vector<packaging::File>> package_files(const PackageRequest& request);

// Writes a script that collects pictures of the model's classes with the camera of the board. Returns a sentence.
// Conflict when `out` exists; Refused where no script is known for the board.
Result<std::string> write_collection_script(const PackageRequest& request);

// A model on a board: whether it runs there, and the steps.
struct PackagePlan {
  bool is_accepted = false;
  std::vector<boards::Finding> findings;  // one per rule of the board
  std::string estimated_time;             // of a picture, as a sentence; empty: unknown
  std::string refusal;                    // the reason why no package can be made; empty: it can
  std::vector<packaging::Step> steps;     // empty when none can be made
};
// `name`: of the model, in the steps; empty: that of the file or folder.
Result<PackagePlan> plan_package(const std::string& model_or_run, const std::string& board,
                                 const std::string& name = {});

}  // namespace tinsmith::verbs
