// verbs/describe_run.h — turns the measurements of a run into report data: scores, mistakes, examples.
#pragma once

#include "report/run_report.h"
#include "verbs/measure.h"

namespace tinsmith::verbs {

// Returns the score at the model's threshold or, if it has none, at the threshold with the best balance on
// these pictures; nullopt when no picture was measured.
std::optional<report::Score> score_of(const bundle::Model& model, const Measured& measured,
                                      std::uint64_t seed);

// Returns the model's results at each available threshold.
std::vector<eval::OperatingPoint> operating_points(const bundle::Model& model, const Measured& measured);

// Sets the model's threshold to the one with the best balance on the validation pictures. A classifier gets
// none, because it always predicts a class. Faults as measure.
Result<Done> choose_threshold(bundle::Model& model, const dataset::Dataset& dataset,
                              const std::vector<std::size_t>& validation, ThreadPool& pool);

// Returns the number of optimizer steps in `epochs` over `pictures`.
std::int64_t steps_of(std::size_t epochs, std::int64_t pictures, std::int32_t batch);

// Returns the metric by which the best epoch is chosen: accuracy, strict F1, or mAP, depending on the model.
double validation_metric(const bundle::Model& model, const Measured& measured);

// Returns the difference int8 minus float, measured on the same pictures.
std::optional<eval::PairedDifference> difference_of(const bundle::Model& model,
                                                    const Measured& float_measured,
                                                    const Measured& int8_measured, std::uint64_t seed);

// Returns the worst mistakes of the int8 model, worst first: for classification, the wrong predictions with
// the highest confidence; for boxes and centroids, the pictures with the most misses and false detections.
std::vector<report::Mistake> worst_mistakes(const bundle::Model& model, const dataset::Dataset& dataset,
                                            const Measured& measured, std::size_t max_count,
                                            double threshold);

// Returns a measured picture with its predictions in the form that a report shows, whether they contain a
// mistake or not. `place` is its position in `measured`. Objects are those found at the threshold. nullopt
// when the picture can no longer be read.
std::optional<report::Mistake> shown_answer(const bundle::Model& model, const dataset::Dataset& dataset,
                                            const Measured& measured, std::size_t place, double threshold);

// Returns the fraction of objects that a perfect network would find by the strict rule, which is limited by
// how well the grid separates objects. 1 when there are no objects.
double separable_fraction(std::span<const eval::PictureCentroids> pictures, const heads::Grid& grid);

// Returns a sentence such as "accuracy 97.3 % (95.1 to 98.6) on 310 test pictures".
std::string headline_sentence(scene::Task task, const report::Score& score, std::string_view set_name);

}  // namespace tinsmith::verbs
