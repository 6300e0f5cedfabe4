#include "verbs/measure.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "files/source.h"
#include "heads/answer.h"
#include "image/decode.h"
#include "loader/augment.h"
#include "verbs/target_board.h"

namespace tinsmith::verbs {
namespace {

using Clock = std::chrono::steady_clock;

// The result for one picture, written by the task that runs it.
struct Answer {
  bool was_read = false;
  std::string problem;
  std::vector<float> values;  // real values of the model's output
  eval::PictureBoxes boxes;
  double seconds = 0;
};

// Min score of measured detections. It is low because COCO's metrics use the whole precision-recall curve.
constexpr double kMeasuredScore_min = 0.001;

eval::PictureBoxes boxes_of(const dataset::Picture& picture, const bundle::Model& model,
                            const std::vector<float>& rows) {
  const image::Mapping mapping = image::mapping_of(model.preparation, picture.size);
  eval::PictureBoxes result;
  result.truths = picture.boxes;
  result.input_area_scale = mapping.scale_x * mapping.scale_y;
  result.detections = boxes_found(model, rows, kMeasuredScore_min);
  for (scene::Detection& detection : result.detections)
    detection.box = in_original(detection.box, model.preparation, picture.size);
  return result;
}

Answer answer_of(const opening::Runner& runner, const bundle::Model& model, const dataset::Dataset& dataset,
                 const dataset::Picture& picture) {
  Answer answer;
  const auto prepared = [&]() -> Result<image::Image> {
    TRY(const auto bytes, dataset.source->read(picture.path));
    TRY(const auto original, image::decode(bytes));
    return image::prepared(original, model.preparation);
  }();
  if (!prepared) {
    answer.problem = prepared.error().text();
    return answer;
  }
  runner.fill(*prepared, model.input_values);
  const auto began = Clock::now();
  runner.run();
  answer.seconds = std::chrono::duration<double>(Clock::now() - began).count();
  if (model.task == scene::Task::Boxes)
    answer.boxes = boxes_of(picture, model, rows_answered(runner, model));
  else
    answer.values = probabilities_answered(runner, model);
  answer.was_read = true;
  return answer;
}

std::vector<eval::Centroid> finds_in(std::span<const float> probabilities, const bundle::Model& model,
                                     const heads::CentroidDecoding& decoding) {
  const double width = model.preparation.size.width, height = model.preparation.size.height;
  std::vector<eval::Centroid> finds;
  for (const auto& find : heads::decode_centroids(probabilities, grid_of(model), width, height, decoding))
    finds.push_back(eval::centroid_of(find.class_index, find.box, width, height));
  return finds;
}

eval::PictureCentroids centroids_of(const dataset::Picture& picture, const bundle::Model& model,
                                    const std::vector<float>& probabilities) {
  const double width = model.preparation.size.width, height = model.preparation.size.height;
  eval::PictureCentroids result;
  for (const scene::LabelledBox& box :
       loader::boxes_in_input(picture.boxes, picture.size, model.preparation, {}))
    result.truths.push_back(eval::centroid_of(box.class_index, box.box, width, height));
  result.finds = finds_in(probabilities, model, {.comparison = heads::Threshold::Above});
  return result;
}

void collect(Measured& measured, Answer&& answer, std::size_t index, const bundle::Model& model,
             const dataset::Picture& picture) {
  if (!answer.was_read) {
    measured.problems.push_back(
        {dataset::Problem::Kind::BrokenPicture, picture.path, std::move(answer.problem)});
    return;
  }
  measured.pictures.push_back(index);
  measured.milliseconds_per_picture += answer.seconds * 1e3;
  if (model.task == scene::Task::Classification) {
    measured.answers.truths.push_back(picture.class_index.value_or(0));
    measured.answers.probabilities.insert(measured.answers.probabilities.end(), answer.values.begin(),
                                          answer.values.end());
  } else if (model.task == scene::Task::Boxes) {
    measured.boxes.push_back(std::move(answer.boxes));
  } else {
    measured.centroids.push_back(centroids_of(picture, model, answer.values));
    measured.grids.push_back(std::move(answer.values));
  }
}

Measured measure_program(const opening::Program& program, const bundle::Model& model,
                         const dataset::Dataset& dataset, const std::vector<std::size_t>& pictures,
                         ThreadPool& pool) {
  std::vector<opening::Program::Worker> workers;
  for (int i = 0; i < pool.threads(); ++i) workers.push_back(program.worker());
  std::vector<Answer> answers(pictures.size());
  pool.run(static_cast<std::int64_t>(pictures.size()), [&](std::int64_t task, int worker) {
    const auto i = static_cast<std::size_t>(task);
    answers[i] = answer_of(opening::runner_of(workers[static_cast<std::size_t>(worker)]), model, dataset,
                           dataset.pictures[pictures[i]]);
  });
  Measured measured;
  measured.answers.classes = static_cast<std::int32_t>(model.classes.size());
  for (std::size_t i = 0; i < pictures.size(); ++i)
    collect(measured, std::move(answers[i]), pictures[i], model, dataset.pictures[pictures[i]]);
  if (!measured.pictures.empty())
    measured.milliseconds_per_picture /= static_cast<double>(measured.pictures.size());
  return measured;
}

}  // namespace

heads::Grid grid_of(const bundle::Model& model) {
  const graph::Shape& shape = model.graph.tensor(model.graph.outputs[0]).shape;
  return {shape[1], shape[2], shape[3] - 1};
}

std::vector<float> probabilities_answered(const opening::Runner& runner, const bundle::Model& model) {
  const graph::TensorId output = model.graph.outputs[0];
  std::vector<float> values = runner.real_values(0);
  if (model.answers_logits) heads::apply_softmax(values, model.graph.tensor(output).shape.back());
  return values;
}

std::vector<float> rows_answered(const opening::Runner& runner, const bundle::Model& model) {
  if (model.levels) {
    std::vector<std::vector<float>> values;
    for (std::size_t i = 0; i < model.graph.outputs.size(); ++i) values.push_back(runner.real_values(i));
    const std::vector<std::span<const float>> levels(values.begin(), values.end());
    return heads::decoded_rows(levels, *model.levels, heads::answered_values(*model.levels));
  }
  auto rows = runner.real_values(0);
  heads::normalize_rows(rows, model.graph.tensor(model.graph.outputs[0]), model.preparation.size.width,
                        model.preparation.size.height);
  return rows;
}

Result<Done> put_on_board(bundle::Model& model, const std::string& board_name) {
  if (board_name.empty()) return Done{};
  TRY(const boards::Board* board, boards::find_board(board_name));
  const image::Preparation& own = model.preparation;
  if (own.size.width != own.size.height)
    return fail(Fault::InvalidInput, "the input of the model is {}x{}; {} takes square ones", own.size.width,
                own.size.height, board->title);
  if (model.task == scene::Task::Boxes) TRY_DONE(boards::check_box_channels(*board, own.channels));
  TRY(model.preparation, boards::preparation_for(*board, own.size.width, own.channels));
  model.provenance[kBoardEntry] = board->name;
  return Done{};
}

heads::BoxDecoding box_decoding_of(const bundle::Model& model) {
  if (const boards::Board* board = board_of(model); board != nullptr) return board->boxes;
  return {.suppression = model.suppression};
}

std::string box_rule_of(const bundle::Model& model) {
  const boards::Board* board = board_of(model);
  return board == nullptr || model.task != scene::Task::Boxes ? "" : boards::box_rule_sentence(*board);
}

std::vector<scene::Detection> boxes_found(const bundle::Model& model, std::span<const float> rows,
                                          double threshold) {
  heads::BoxDecoding decoding = box_decoding_of(model);
  decoding.threshold = threshold;
  return heads::detections_in(rows, static_cast<std::int32_t>(model.classes.size()),
                              model.preparation.size.width, model.preparation.size.height, decoding);
}

scene::Box in_original(const scene::Box& box, const image::Preparation& preparation, image::Size original) {
  const image::Mapping mapping = image::mapping_of(preparation, original);
  const scene::Box back{(box.x - mapping.offset_x) / mapping.scale_x,
                        (box.y - mapping.offset_y) / mapping.scale_y, box.width / mapping.scale_x,
                        box.height / mapping.scale_y};
  return scene::clipped(back, original.width, original.height);
}

std::vector<eval::Centroid> finds_at(const bundle::Model& model, std::span<const float> probabilities,
                                     double threshold) {
  return finds_in(probabilities, model, {.threshold = threshold});
}

std::vector<eval::PictureCentroids> centroids_at(const bundle::Model& model, const Measured& measured,
                                                 double threshold) {
  std::vector<eval::PictureCentroids> pictures;
  for (std::size_t i = 0; i < measured.grids.size(); ++i)
    pictures.push_back({measured.centroids[i].truths, finds_at(model, measured.grids[i], threshold)});
  return pictures;
}

Result<Measured> measure(const bundle::Model& model, const dataset::Dataset& dataset,
                         const std::vector<std::size_t>& pictures, ThreadPool& pool) {
  TRY_DONE(bundle::check_answer(model));
  TRY(const auto program, opening::Program::of(model));
  return measure_program(program, model, dataset, pictures, pool);
}

Result<Measured> measure(const opening::OpenedModel& opened, const dataset::Dataset& dataset,
                         const std::vector<std::size_t>& pictures, ThreadPool& pool) {
  TRY_DONE(bundle::check_answer(opened.model));
  TRY(const auto program, opening::Program::of(opened));
  return measure_program(program, opened.model, dataset, pictures, pool);
}

}  // namespace tinsmith::verbs
