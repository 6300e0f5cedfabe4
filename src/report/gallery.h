// report/gallery.h — shows the worst mistakes as pictures.
#pragma once

#include "report/markup.h"
#include "report/run_report.h"

namespace tinsmith::report {

// Returns one card per mistake with the picture, the ground truth and the prediction. For centroids it draws
// a ring around each true centre and a dot on each prediction.
Html gallery(const RunReport& run);

}  // namespace tinsmith::report
