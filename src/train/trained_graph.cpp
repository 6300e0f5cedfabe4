#include "train/trained_graph.h"

#include "base/thread_pool.h"
#include "train/fit_state.h"

namespace tinsmith::train {

Result<graph::Graph> trained_graph(const graph::Graph& graph, const std::filesystem::path& checkpoint) {
  ThreadPool pool(1);
  TRY(auto engine, Engine::make(graph, 1, pool));
  FitSettings settings;
  TRY(auto loaded, load_checkpoint(checkpoint));
  settings.optimizer.kind = loaded.optimizer.second.empty() ? OptimizerKind::Sgd : OptimizerKind::AdamW;
  FitState state(graph, std::move(engine), settings);
  TRY_DONE(state.resume(std::move(loaded), checkpoint));
  if (state.best_record() == nullptr)
    return fail(Fault::InvalidInput,
                "{} contains no complete epoch yet; let the run continue (tinsmith train --resume), or give "
                "another run",
                checkpoint.string());
  return state.best_graph();
}

}  // namespace tinsmith::train
