#include "opening/open_model.h"

#include "base/files.h"
#include "opening/open_kmodel.h"

namespace tinsmith::opening {

bool is_kmodel(const std::filesystem::path& path) {
  return ending_of(path) == ".kmodel";
}

Result<OpenedModel> open_model(const std::filesystem::path& path) {
  if (is_kmodel(path)) return open_kmodel(path).during("reading " + path.string());
  TRY(auto model, bundle::read_model(path));
  return OpenedModel{std::move(model), nullptr};
}

Result<Program> Program::of(const bundle::Model& model) {
  TRY(auto compiled, infer::Model::compile(model.graph));
  return Program(std::move(compiled));
}

Result<Program> Program::of(const OpenedModel& opened) {
  if (opened.kmodel == nullptr) return of(opened.model);
  return Program(opened.kmodel);
}

Program::Worker Program::worker() const {
  if (const auto* graph = std::get_if<std::shared_ptr<const infer::Model>>(&shared_))
    return infer::Interpreter(*graph);
  return kpu::Simulator(std::get<std::shared_ptr<const kpu::Model>>(shared_));
}

}  // namespace tinsmith::opening
