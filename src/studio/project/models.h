// studio/project/models.h — models that are asked about single pictures again and again, kept ready.
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
#include "studio/answer_picture.h"

namespace tinsmith::studio {

// Safe to use from several threads; one picture at a time for each model.
class Models {
 public:
  struct Answer {
    image::Size size;  // of the picture
    std::vector<std::string> classes;
    double threshold = 0;  // that was used
    PictureAnswer seen;
  };
  // Loads the file when it is not at hand. Faults as read_model and decode. Without a threshold the model's
  // own.
  Result<Answer> ask(const std::filesystem::path& model_file, ByteView picture,
                     std::optional<double> threshold);

 private:
  struct Ready {
    std::filesystem::path file;
    bundle::Model model;
    std::unique_ptr<infer::Interpreter> interpreter;
    std::mutex in_use;
  };
  static constexpr std::size_t kMostReady = 8;
  Result<std::shared_ptr<Ready>> ready(const std::filesystem::path& model_file);

  std::mutex lock_;
  std::list<std::shared_ptr<Ready>> ready_;  // last used first
};

}  // namespace tinsmith::studio
