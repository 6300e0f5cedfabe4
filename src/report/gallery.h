// report/gallery.h — the worst mistakes as pictures.
#pragma once

#include "report/markup.h"
#include "report/run_report.h"

namespace tinsmith::report {

// A card a mistake: the picture, what it shows, what the model said. For centroids a ring around each true
// middle and a dot on each find.
Html gallery(const RunReport& run);

}  // namespace tinsmith::report
