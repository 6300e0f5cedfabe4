// The verbs of the command line for a finished model.
#include <memory>

#include "boards/boards.h"
#include "cli/verbs.h"
#include "verbs/check_for_board.h"
#include "verbs/eval_model.h"
#include "verbs/export_run.h"
#include "verbs/invoke_model.h"
#include "verbs/package_run.h"
#include "verbs/predict_pictures.h"
#include "verbs/show_model.h"

namespace tinsmith::cli {
namespace {

const std::string kAsOnBoard =
    "prepare pictures and suppress overlapping boxes as the firmware of this board does: ";

}  // namespace

Verb declare_eval(CLI::App& parent) {
  struct Options {
    verbs::EvalRequest request;
    bool json = false;
  };
  CLI::App& app = *parent.add_subcommand("eval", "evaluate a model on a data set");
  const auto options = std::make_shared<Options>();
  verbs::EvalRequest& request = options->request;
  app.add_option("model", request.model, "a .tflite, .onnx or .kmodel file, or a run folder")
      ->type_name("MODEL")
      ->required();
  app.add_option("data", request.data, "folder or zip of labelled pictures")->type_name("DATA")->required();
  app.add_option("--split", request.split, "split to evaluate on: train, val, test or all");
  app.add_option("--format", request.format, "layout of DATA (default: detected)");
  app.add_option("--boxes-drawn-on", request.boxes_drawn_on, kBoxesDrawnOn);
  app.add_option("--single-class", request.single_class, "treat all boxes as this one class");
  app.add_option("--board", request.board, kAsOnBoard + boards::board_names());
  app.add_option("--threads", request.threads, "number of threads (0: one per core)")->capture_default_str();
  app.add_flag("--json", options->json, "print JSON");
  return {&app, [options]() -> Result<Done> {
            TRY(const auto report, verbs::eval_model(options->request));
            fmt::print("{}\n", options->json ? report.json.dump() : report.text);
            return Done{};
          }};
}

Verb declare_predict(CLI::App& parent) {
  struct Options {
    verbs::PredictRequest request;
    bool json = false;
  };
  CLI::App& app = *parent.add_subcommand("predict", "run a model on pictures");
  const auto options = std::make_shared<Options>();
  verbs::PredictRequest& request = options->request;
  app.add_option("model", request.model, "a .tflite, .onnx or .kmodel file, or a run folder")
      ->type_name("MODEL")
      ->required();
  app.add_option("pictures", request.pictures, "picture files")->type_name("IMAGE")->required();
  app.add_option("--board", request.board, kAsOnBoard + boards::board_names());
  app.add_option("--draw", request.draw_folder,
                 "also write the pictures with the predictions drawn into them, to this folder")
      ->type_name("DIR");
  app.add_option("--threshold", request.threshold,
                 "confidence threshold (default: the one that is stored in the model)")
      ->check(CLI::Range(0.0, 1.0));
  app.add_flag("--json", options->json, "print one line of JSON per picture");
  return {&app, [options]() -> Result<Done> {
            TRY(const auto predictions, verbs::predict_pictures(options->request));
            bool all_unreadable = true;
            for (const auto& prediction : predictions) {
              fmt::print("{}\n", options->json ? prediction.json.dump() : prediction.text);
              all_unreadable = all_unreadable && prediction.json.contains("problem");
            }
            if (all_unreadable) return fail(Fault::InvalidInput, "none of the pictures could be read");
            return Done{};
          }};
}

Verb declare_invoke(CLI::App& parent) {
  CLI::App& app = *parent.add_subcommand(
      "invoke", "run a .tflite or .kmodel on raw input bytes and write raw output bytes");
  const auto request = std::make_shared<verbs::InvokeRequest>();
  app.add_option("model", request->model, "a .tflite or .kmodel file")->type_name("MODEL")->required();
  app.add_option("input", request->input_file,
                 "file with the bytes of one or more inputs, one after the other")
      ->type_name("IN.bin")
      ->required();
  app.add_option("output", request->output_prefix, "outputs are written to <prefix>.<sample>.<output>.bin")
      ->type_name("OUT_PREFIX")
      ->required();
  app.add_option("--repeat", request->repeat,
                 "number of times that each input is run, to measure the mean time")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  app.add_option("--threads", request->threads,
                 "number of threads per picture; the output bytes do not depend on it")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  return {&app, [request]() -> Result<Done> {
            TRY(const auto answer, verbs::invoke_model(*request));
            fmt::print("{}\n", answer.dump());
            return Done{};
          }};
}

Verb declare_show(CLI::App& parent) {
  CLI::App& app = *parent.add_subcommand("show", "print a model's operators, shapes, size and memory");
  const auto model = std::make_shared<std::string>();
  app.add_option("model", *model, "a .tflite, .onnx or .kmodel file, or a run folder")
      ->type_name("MODEL")
      ->required();
  return {&app, [model]() -> Result<Done> {
            TRY(const auto text, verbs::show_model(*model));
            fmt::print("{}", text);
            return Done{};
          }};
}

Verb declare_export(CLI::App& parent) {
  CLI::App& app = *parent.add_subcommand("export", "export a run's model to other formats");
  const auto request = std::make_shared<verbs::ExportRequest>();
  app.add_option("run", request->run, "run folder")->type_name("RUN")->required();
  app.add_option("--to", request->formats,
                 "tflite (int8), tflite-float, onnx (float), safetensors, c (sources of the int8 model), "
                 "kmodel (for a "
                 "K210)")
      ->delimiter(',')
      ->required();
  app.add_option("--out", request->out, "output folder")->type_name("DIR")->required();
  return {&app, [request]() -> Result<Done> {
            TRY(const auto files, verbs::export_run(*request));
            for (const auto& file : files) fmt::print("{}\n", file.string());
            return Done{};
          }};
}

Verb declare_package(CLI::App& parent) {
  CLI::App& app = *parent.add_subcommand("package", "write a zip with all that a board needs to run a model");
  struct Options {
    verbs::PackageRequest request;
    bool check = false, collect = false, json = false;
  };
  const auto options = std::make_shared<Options>();
  verbs::PackageRequest& request = options->request;
  app.add_option("model", request.model, "run folder (of which the int8 model is taken) or a .tflite file")
      ->type_name("RUN")
      ->required();
  app.add_option("--board", request.board, boards::board_names())->required();
  auto* out = app.add_option("--out", request.out, "the zip to write, or the script of --collect");
  app.add_option("--pictures", request.pictures,
                 "picture files for the package's test (default: three test pictures of the run)");
  auto* check = app.add_flag("--check", options->check,
                             "only check the model against the rules of the board; exit status 4 when it "
                             "violates one");
  app.add_flag("--json", options->json, "print the result of --check as JSON")->needs(check);
  app.add_flag("--collect", options->collect,
               "write a script instead, which takes training pictures of the classes with the board's camera")
      ->needs(out)
      ->excludes(check);
  out->excludes(check);
  return {&app, [options]() -> Result<Done> {
            const std::string &model = options->request.model, &board = options->request.board;
            if (options->check) {
              TRY(const auto result, verbs::check_for_board(model, board));
              fmt::print("{}{}", options->json ? result.json.dump(2) : result.text,
                         options->json ? "\n" : "");
              if (result.is_accepted) return Done{};
              return fail(Fault::Refused, "{} would not run {}", board, model);
            }
            if (options->request.out.empty())
              return fail(Fault::Usage, "give the zip to write with --out FILE.zip, or only --check");
            TRY(const auto sentence, options->collect ? verbs::write_collection_script(options->request)
                                                      : verbs::package_run(options->request));
            fmt::print("{}\n", sentence);
            return Done{};
          }};
}

}  // namespace tinsmith::cli
