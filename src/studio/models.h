// studio/models.h — a cache of loaded models for repeated predictions on single pictures.
#pragma once

#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "verbs/answer_picture.h"

namespace tinsmith::studio {

// Thread-safe; each model processes one picture at a time.
class Models {
 public:
  struct Answer {
    image::Size size;  // size of the picture
    std::vector<std::string> classes;
    double threshold = 0;  // the threshold used
    verbs::PictureAnswer seen;
  };
  // Loads the model if it is not in the cache and runs it on the picture. Without `threshold`, uses the
  // model's own. Faults as read_model and decode.
  Result<Answer> ask(const std::filesystem::path& model_file, ByteView picture,
                     std::optional<double> threshold);

 private:
  struct Ready {
    std::filesystem::path file;
    bundle::Model model;
    std::unique_ptr<infer::Interpreter> interpreter;
    std::mutex in_use;
  };
  static constexpr std::size_t kMaxReady = 8;
  Result<std::shared_ptr<Ready>> ready(const std::filesystem::path& model_file);

  std::mutex lock_;
  std::list<std::shared_ptr<Ready>> ready_;  // most recently used first
};

}  // namespace tinsmith::studio
