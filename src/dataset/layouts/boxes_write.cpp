// Writes the layouts with boxes: COCO, Pascal VOC, YOLO.
#include <yaml-cpp/yaml.h>

#include <map>
#include <pugixml.hpp>
#include <sstream>

#include "base/json.h"
#include "dataset/export.h"
#include "dataset/layouts/layouts.h"
#include "files/text.h"

namespace tinsmith::dataset {
namespace {

nlohmann::ordered_json categories_of(const Dataset& dataset) {
  auto categories = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < dataset.classes.size(); ++i)
    categories.push_back({{"id", i + 1}, {"name", dataset.classes[i]}, {"supercategory", ""}});
  return categories;
}

nlohmann::ordered_json coco_annotation_of(const scene::LabelledBox& box, std::int64_t id,
                                          std::int64_t picture_id) {
  nlohmann::ordered_json annotation{{"id", id},
                                    {"image_id", picture_id},
                                    {"category_id", box.class_index + 1},
                                    {"bbox", {box.box.x, box.box.y, box.box.width, box.box.height}},
                                    {"area", box.box.area()},
                                    {"segmentation", nlohmann::ordered_json::array()},
                                    {"iscrowd", box.is_crowd ? 1 : 0}};
  if (box.is_difficult) annotation["difficult"] = 1;
  return annotation;
}

void set_text(pugi::xml_node parent, const char* name, const std::string& text) {
  parent.append_child(name).text().set(text.c_str());
}

std::string voc_annotation_of(const Dataset& dataset, const Picture& picture, const std::string& file_name) {
  pugi::xml_document document;
  pugi::xml_node annotation = document.append_child("annotation");
  set_text(annotation, "folder", "JPEGImages");
  set_text(annotation, "filename", file_name);
  pugi::xml_node size = annotation.append_child("size");
  set_text(size, "width", std::to_string(picture.size.width));
  set_text(size, "height", std::to_string(picture.size.height));
  set_text(size, "depth", "3");
  for (const scene::LabelledBox& box : picture.boxes) {
    pugi::xml_node object = annotation.append_child("object");
    set_text(object, "name", dataset.classes[static_cast<std::size_t>(box.class_index)]);
    set_text(object, "difficult", box.is_difficult ? "1" : "0");
    pugi::xml_node bounds = object.append_child("bndbox");
    set_text(bounds, "xmin", digits(box.box.x));
    set_text(bounds, "ymin", digits(box.box.y));
    set_text(bounds, "xmax", digits(box.box.right()));
    set_text(bounds, "ymax", digits(box.box.bottom()));
  }
  std::ostringstream text;
  document.save(text, "  ", pugi::format_indent | pugi::format_no_declaration, pugi::encoding_utf8);
  return text.str();
}

std::string yolo_lines_of(const Picture& picture) {
  const double width = picture.size.width, height = picture.size.height;
  std::string text;
  for (const scene::LabelledBox& box : picture.boxes) {
    const scene::Point centre = scene::centre_of(box.box);
    text +=
        fmt::format("{} {} {} {} {}\n", box.class_index, digits(centre.x / width), digits(centre.y / height),
                    digits(box.box.width / width), digits(box.box.height / height));
  }
  return text;
}

std::string yolo_yaml_of(const Dataset& dataset, const std::set<Split>& splits) {
  YAML::Emitter yaml;
  yaml << YAML::BeginMap;
  for (const Split split : splits) {
    const std::string_view folder = folder_of_split(split, "valid", "pictures");
    const char* key = split == Split::Validation ? "val" : split == Split::Test ? "test" : "train";
    if (split == Split::None && splits.contains(Split::Train)) continue;
    yaml << YAML::Key << key << YAML::Value << fmt::format("{}/images", folder);
  }
  yaml << YAML::Key << "nc" << YAML::Value << dataset.classes.size();
  yaml << YAML::Key << "names" << YAML::Value << YAML::BeginSeq;
  for (const std::string& name : dataset.classes) yaml << YAML::DoubleQuoted << name;
  yaml << YAML::EndSeq << YAML::EndMap;
  return std::string(yaml.c_str()) + "\n";
}

}  // namespace

// Writes COCO JSON in Roboflow's structure: train/, valid/, test/, each with its pictures and
// _annotations.coco.json. Pictures without a split go to pictures/.
Result<Done> write_coco(const Dataset& dataset, const std::filesystem::path& folder) {
  TRY(const Export out, Export::start(dataset, folder));
  std::map<std::string, nlohmann::ordered_json> files;
  std::map<std::string, std::set<std::string>> names;
  for (const Picture& picture : dataset.pictures) {
    const std::string split(folder_of_split(picture.split, "valid", "pictures"));
    const std::string name = out.name_for(picture, names[split]);
    TRY_DONE(out.copy(picture, joined(split, name)));
    nlohmann::ordered_json& file = files[split];
    if (file.is_null())
      file = {{"info", {{"description", "written by Tinsmith"}}},
              {"categories", categories_of(dataset)},
              {"images", nlohmann::ordered_json::array()},
              {"annotations", nlohmann::ordered_json::array()}};
    if (!picture.is_annotated) continue;  // only annotated pictures are listed
    const auto picture_id = static_cast<std::int64_t>(file["images"].size()) + 1;
    file["images"].push_back({{"id", picture_id},
                              {"file_name", name},
                              {"width", picture.size.width},
                              {"height", picture.size.height}});
    for (const scene::LabelledBox& box : picture.boxes)
      file["annotations"].push_back(
          coco_annotation_of(box, static_cast<std::int64_t>(file["annotations"].size()) + 1, picture_id));
  }
  for (const auto& [split, file] : files)
    TRY_DONE(out.write(joined(split, "_annotations.coco.json"), file.dump(1) + "\n"));
  return Done{};
}

// Writes Pascal VOC: JPEGImages/, Annotations/, ImageSets/Main/, and classes.txt, which keeps the order
// of the classes.
Result<Done> write_voc(const Dataset& dataset, const std::filesystem::path& folder) {
  TRY(const Export out, Export::start(dataset, folder));
  std::set<std::string> names;
  std::map<Split, std::string> lists;
  for (const Picture& picture : dataset.pictures) {
    const std::string name = out.name_for(picture, names);
    TRY_DONE(out.copy(picture, joined("JPEGImages", name)));
    if (picture.is_annotated)
      TRY_DONE(out.write(fmt::format("Annotations/{}.xml", stem_of(name)),
                         voc_annotation_of(dataset, picture, name)));
    if (picture.split != Split::None) lists[picture.split] += fmt::format("{}\n", stem_of(name));
  }
  for (const auto& [split, list] : lists)
    TRY_DONE(out.write(fmt::format("ImageSets/Main/{}.txt", folder_of_split(split, "val", "")), list));
  std::string classes;
  for (const std::string& name : dataset.classes) classes += name + "\n";
  return out.write("classes.txt", classes);
}

// Writes YOLO txt in the structure of Ultralytics and Roboflow: train/images, train/labels, …, and data.yaml.
Result<Done> write_yolo(const Dataset& dataset, const std::filesystem::path& folder) {
  TRY(const Export out, Export::start(dataset, folder));
  std::map<Split, std::set<std::string>> names;
  std::set<Split> splits;
  for (const Picture& picture : dataset.pictures) {
    const std::string_view split = folder_of_split(picture.split, "valid", "pictures");
    const std::string name = out.name_for(picture, names[picture.split]);
    splits.insert(picture.split);
    TRY_DONE(out.copy(picture, fmt::format("{}/images/{}", split, name)));
    if (picture.is_annotated)
      TRY_DONE(out.write(fmt::format("{}/labels/{}.txt", split, stem_of(name)), yolo_lines_of(picture)));
  }
  return out.write("data.yaml", yolo_yaml_of(dataset, splits));
}

}  // namespace tinsmith::dataset
