#include "verbs/write_models.h"

#include "base/files.h"
#include "boards/arena.h"
#include "verbs/describe_run.h"

namespace tinsmith::verbs {

Result<WrittenModels> write_models(const TrainingRun& run, const PreparedTraining& prepared,
                                   TrainedModels models) {
  WrittenModels written{std::move(models)};
  const dataset::Dataset& dataset = prepared.data.dataset;
  for (bundle::Model* model : {&written.trained.float_model, &written.trained.int8_model})
    TRY_DONE(choose_threshold(*model, dataset, prepared.data.split.validation, run.pool));
  TRY(const auto float_file, bundle::to_tflite(written.trained.float_model));
  TRY(const auto int8_file, bundle::to_tflite(written.trained.int8_model));
  written.float_bytes = std::ssize(float_file);
  written.int8_bytes = std::ssize(int8_file);
  TRY(const auto on_board, bundle::model_from_tflite(int8_file));
  written.arena_bytes = boards::arena_on(prepared.board, on_board.graph).arena_bytes();
  TRY_DONE(write_file(run.folder.float_model(), float_file));
  TRY_DONE(write_file(run.folder.int8_model(), int8_file));
  TRY_DONE(run.folder.write_labels(dataset.classes));
  return written;
}

}  // namespace tinsmith::verbs
