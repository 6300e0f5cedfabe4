// Writes the layouts with a single list: class folders, CSV tables, and Edge Impulse's info.labels.
#include <algorithm>
#include <cmath>
#include <map>

#include "base/json.h"
#include "dataset/export.h"
#include "dataset/layouts/layouts.h"
#include "files/text.h"

namespace tinsmith::dataset {
namespace {

// True for a class name that is also a valid folder name on every operating system.
bool can_be_folder(std::string_view name) {
  constexpr std::string_view kForbidden = "/\\:*?\"<>|";
  return !name.empty() && !name.starts_with('.') && !name.ends_with('.') && !name.ends_with(' ') &&
         name.find_first_of(kForbidden) == std::string_view::npos &&
         std::none_of(name.begin(), name.end(), [](char c) { return c >= 0 && c < ' '; });
}

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",;\t\"\n\r") == std::string_view::npos && trimmed(text) == text)
    return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string csv_rows(const Dataset& dataset, const Picture& picture, std::string_view name) {
  const auto class_name = [&](scene::ClassIndex i) {
    return csv_cell(dataset.classes[static_cast<std::size_t>(i)]);
  };
  if (dataset.label_kind == LabelKind::Classes)
    return picture.class_index ? fmt::format("{},{}\n", csv_cell(name), class_name(*picture.class_index))
                               : "";
  const std::string start = fmt::format("{},{},{},", csv_cell(name), picture.size.width, picture.size.height);
  if (picture.boxes.empty()) return start + ",,,,\n";
  std::string rows;
  for (const scene::LabelledBox& box : picture.boxes)
    rows += fmt::format("{}{},{},{},{},{}\n", start, class_name(box.class_index), digits(box.box.x),
                        digits(box.box.y), digits(box.box.right()), digits(box.box.bottom()));
  return rows;
}

// Returns the boxes in whole pixels, which Edge Impulse requires.
nlohmann::ordered_json whole_boxes(const Dataset& dataset, const Picture& picture) {
  auto boxes = nlohmann::ordered_json::array();
  for (const scene::LabelledBox& box : picture.boxes) {
    const std::int64_t x = std::llround(box.box.x), y = std::llround(box.box.y);
    boxes.push_back({{"label", dataset.classes[static_cast<std::size_t>(box.class_index)]},
                     {"x", x},
                     {"y", y},
                     {"width", std::llround(box.box.right()) - x},
                     {"height", std::llround(box.box.bottom()) - y}});
  }
  return boxes;
}

std::string_view edge_impulse_category(Split split) {
  switch (split) {
    case Split::Validation:
      return "validation";
    case Split::Test:
      return "testing";
    default:
      return "training";
  }
}

nlohmann::ordered_json edge_impulse_label(const Dataset& dataset, const Picture& picture,
                                          std::string_view name) {
  if (!picture.is_annotated) return {{"type", "unlabeled"}};
  if (picture.class_index)
    return {{"type", "label"}, {"label", dataset.classes[static_cast<std::size_t>(*picture.class_index)]}};
  return {{"type", "label"}, {"label", name}};
}

}  // namespace

Result<Done> write_class_folders(const Dataset& dataset, const std::filesystem::path& folder) {
  TRY(const Export out, Export::start(dataset, folder));
  for (const std::string& name : dataset.classes) {
    if (!can_be_folder(name))
      return fail(Fault::InvalidInput,
                  "the class name \"{}\" cannot be the name of a folder; rename the class", shown(name));
  }
  std::map<std::string, std::set<std::string>> names;
  for (const Picture& picture : dataset.pictures) {
    const std::string split(has_splits(dataset) ? folder_of_split(picture.split, "val", "train") : "");
    const std::string place =
        picture.class_index ? joined(split, dataset.classes[static_cast<std::size_t>(*picture.class_index)])
                            : split;
    TRY_DONE(out.copy(picture, joined(place, out.name_for(picture, names[place]))));
  }
  return Done{};
}

Result<Done> write_csv(const Dataset& dataset, const std::filesystem::path& folder) {
  TRY(const Export out, Export::start(dataset, folder));
  const bool has_boxes = dataset.label_kind == LabelKind::Boxes;
  std::map<std::string, std::string> tables;
  std::map<std::string, std::set<std::string>> names;
  for (const Picture& picture : dataset.pictures) {
    const std::string split(folder_of_split(picture.split, "val", "pictures"));
    const std::string name = out.name_for(picture, names[split]);
    TRY_DONE(out.copy(picture, joined(split, name)));
    std::string& table = tables[split];
    if (table.empty())
      table = has_boxes ? "filename,width,height,class,xmin,ymin,xmax,ymax\n" : "filename,class\n";
    if (picture.is_annotated) table += csv_rows(dataset, picture, name);
  }
  for (const auto& [split, table] : tables)
    TRY_DONE(out.write(fmt::format("{}/_annotations.csv", split), table));
  return Done{};
}

Result<Done> write_edge_impulse(const Dataset& dataset, const std::filesystem::path& folder) {
  TRY(const Export out, Export::start(dataset, folder));
  nlohmann::ordered_json info{{"version", 1}, {"files", nlohmann::ordered_json::array()}};
  std::map<std::string, nlohmann::ordered_json> boxes_of;
  std::map<std::string, std::set<std::string>> names;
  for (const Picture& picture : dataset.pictures) {
    const std::string category(edge_impulse_category(picture.split));
    const std::string name = out.name_for(picture, names[category]), path = joined(category, name);
    TRY_DONE(out.copy(picture, path));
    nlohmann::ordered_json file{{"path", path},
                                {"name", stem_of(name)},
                                {"category", category},
                                {"label", edge_impulse_label(dataset, picture, name)}};
    if (dataset.label_kind == LabelKind::Boxes && picture.is_annotated) {
      file["boundingBoxes"] = whole_boxes(dataset, picture);
      boxes_of[category][name] = file["boundingBoxes"];
    }
    info["files"].push_back(std::move(file));
  }
  for (const auto& [category, boxes] : boxes_of) {
    const nlohmann::ordered_json file{
        {"version", 1}, {"type", "bounding-box-labels"}, {"boundingBoxes", boxes}};
    TRY_DONE(out.write(joined(category, "bounding_boxes.labels"), file.dump(1) + "\n"));
  }
  return out.write("info.labels", info.dump(1) + "\n");
}

}  // namespace tinsmith::dataset
