// verbs/calibration.h — derives calibration samples and anchors from the training pictures.
#pragma once

#include "quant/samples.h"
#include "verbs/training_data.h"

namespace tinsmith::verbs {

// Returns training pictures, prepared but not augmented, as calibration samples for quantization. The same
// seed selects the same pictures. InvalidInput when none can be read.
Result<quant::Samples> calibration_samples(const TrainingData& training_data,
                                           const image::Preparation& preparation, std::uint64_t seed,
                                           ThreadPool& pool);

// Fits the anchors of a grid with objectness to the boxes of the training pictures; with too few boxes, the
// grid keeps its anchors. A grid without objectness has no anchors and stays as it is.
void fit_anchors(scene::BoxGrid& grid, const TrainingData& training_data,
                 const image::Preparation& preparation);

}  // namespace tinsmith::verbs
