// studio/describe_run.h — the measured results of a run as a report: scores, worst mistakes, what it asks of
// a board.
#pragma once

#include "report/run_report.h"
#include "studio/measure.h"

namespace tinsmith::studio {

// The score of what was measured, at the model's threshold, or where it has none at the best balance of these
// pictures; nothing when no picture was.
std::optional<report::Score> score_of(const bundle::Model& model, const Measured& measured,
                                      std::uint64_t seed);

// What the model does at each threshold that can be chosen.
std::vector<eval::OperatingPoint> operating_points(const bundle::Model& model, const Measured& measured);

// Gives the model the threshold of the best balance on the validation pictures; a classifier, which always
// answers, none. As measure.
Result<Done> choose_threshold(bundle::Model& model, const dataset::Dataset& dataset,
                              const std::vector<std::size_t>& validation, ThreadPool& pool);

// How often so many epochs over so many pictures change the weights.
std::int64_t steps_of(std::size_t epochs, std::int64_t pictures, std::int32_t batch);

// What the best epoch of such a model is chosen by, of what was measured: accuracy, strict F1, mAP.
double validation_metric(const bundle::Model& model, const Measured& measured);

// int8 minus float, on the same pictures.
std::optional<eval::PairedDifference> difference_of(const bundle::Model& model,
                                                    const Measured& float_measured,
                                                    const Measured& int8_measured, std::uint64_t seed);

// The pictures that the int8 model got most wrong, worst first: for classes those answered wrongly with the
// greatest confidence, for centroids those with the most misses and false alarms.
std::vector<report::Mistake> worst_mistakes(const bundle::Model& model, const dataset::Dataset& dataset,
                                            const Measured& measured, std::size_t most, double threshold);

// One of the measured pictures with what the model answered, as a report shows it, counted whether there is a
// mistake or not. `place` is its place in `measured`; of objects, those found at the threshold are
// shown. Nothing when the picture can no longer be read.
std::optional<report::Mistake> shown_answer(const bundle::Model& model, const dataset::Dataset& dataset,
                                            const Measured& measured, std::size_t place, double threshold);

// The share of the objects that would be found, by the strict rule, if every cell answered what it was
// taught: what the grid can keep apart. 1 when there is none.
double separable_share(std::span<const eval::PictureCentroids> pictures, const heads::Grid& grid);

// "accuracy 97.3 % (95.1 to 98.6) on 310 test pictures"
std::string headline_sentence(heads::Head head, const report::Score& score, std::string_view set_name);

}  // namespace tinsmith::studio
