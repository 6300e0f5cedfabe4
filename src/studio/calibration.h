// studio/calibration.h — derives calibration samples and anchors from the training pictures.
#pragma once

#include "quant/samples.h"
#include "studio/lesson.h"

namespace tinsmith::studio {

// Returns training pictures, prepared but not augmented, as calibration samples for quantization. The same
// seed selects the same pictures. InvalidInput when none can be read.
Result<quant::Samples> calibration_samples(const Lesson& lesson, const image::Preparation& preparation,
                                           std::uint64_t seed, ThreadPool& pool);

// Fits the anchors of a grid with objectness to the boxes of the training pictures; with too few boxes, the
// grid keeps its anchors. A grid without objectness has no anchors and stays as it is.
void fit_anchors(scene::BoxGrid& grid, const Lesson& lesson, const image::Preparation& preparation);

}  // namespace tinsmith::studio
