// opening/open_kmodel.h — a kmodel as a model with classes, preparation and decoding.
#pragma once

#include "opening/open_model.h"

namespace tinsmith::opening {

// Reads and checks the program of a kmodel.
//   NotFound, Unavailable               as read_file
//   Corrupt, InvalidInput, Unsupported  as kmodel::read_kmodel and kpu::Model::compile
Result<std::shared_ptr<const kpu::Model>> compile_kmodel(const std::filesystem::path& path);

// See open_model.
Result<OpenedModel> open_kmodel(const std::filesystem::path& path);

// Return the list of texts or numbers that a script for the board assigns to a name, empty when there is none:
// labels = ["a", "b"], anchors = (1.0, 2.5).
std::vector<std::string> texts_assigned(std::string_view script, std::string_view name);
std::vector<double> numbers_assigned(std::string_view script, std::string_view name);

}  // namespace tinsmith::opening
