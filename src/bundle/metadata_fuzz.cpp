// Fuzz target of bundle/metadata.
#include "bundle/metadata.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tinsmith::bundle::Model model;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (tinsmith::bundle::read_metadata(text, model)) {
    // Accepted metadata can be written, and reading it again gives the same.
    tinsmith::bundle::Model again;
    const auto read = tinsmith::bundle::read_metadata(tinsmith::bundle::metadata_text(model), again);
    CHECK(read && again.classes == model.classes && again.preparation == model.preparation &&
              again.levels == model.levels && again.suppression == model.suppression &&
              again.threshold == model.threshold && again.input_values == model.input_values &&
              again.answers_logits == model.answers_logits,
          "metadata changed");
  }
  return 0;
}
