// studio/calibration.h — what is looked up in the training pictures before or after training: inputs that
// show a quantizer what activations are like, and the sizes that anchors have to suit.
#pragma once

#include "quant/samples.h"
#include "studio/lesson.h"

namespace tinsmith::studio {

// Training pictures, prepared and not varied, the same for the same seed. InvalidInput when none can be read.
Result<quant::Samples> calibration_samples(const Lesson& lesson, const image::Preparation& preparation,
                                           std::uint64_t seed, ThreadPool& pool);

// Gives a grid with objectness anchors that suit the boxes of the training pictures; with too few boxes it
// keeps those it has. Grids without objectness have no anchors to choose.
void fit_anchors(scene::BoxGrid& grid, const Lesson& lesson, const image::Preparation& preparation);

}  // namespace tinsmith::studio
