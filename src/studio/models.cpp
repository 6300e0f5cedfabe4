#include "studio/models.h"

#include <algorithm>

#include "image/decode.h"

namespace tinsmith::studio {

Result<std::shared_ptr<Models::Ready>> Models::ready(const std::filesystem::path& model_file) {
  const std::lock_guard guard(lock_);
  const auto found =
      std::find_if(ready_.begin(), ready_.end(), [&](const auto& one) { return one->file == model_file; });
  if (found != ready_.end()) {
    ready_.splice(ready_.begin(), ready_, found);
    return ready_.front();
  }
  auto fresh = std::make_shared<Ready>();
  fresh->file = model_file;
  TRY(fresh->model, bundle::read_model(model_file));
  TRY(auto interpreter, infer::Interpreter::make(fresh->model.graph));
  fresh->interpreter = std::make_unique<infer::Interpreter>(std::move(interpreter));
  ready_.push_front(fresh);
  if (ready_.size() > kMaxReady) ready_.pop_back();
  return fresh;
}

Result<Models::Answer> Models::ask(const std::filesystem::path& model_file, ByteView picture,
                                   std::optional<double> threshold) {
  TRY(const auto pixels, image::decode(picture));
  TRY(const auto one, ready(model_file));
  const std::lock_guard guard(one->in_use);
  const double used = threshold.value_or(verbs::threshold_of(one->model));
  return Answer{pixels.size, one->model.classes, used,
                verbs::answer_picture(*one->interpreter, one->model, pixels, used)};
}

}  // namespace tinsmith::studio
