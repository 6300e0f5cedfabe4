// Reads VGG Image Annotator: projects and exported annotations of versions 1 and 2 (JSON and CSV), and
// projects of version 3. The class of a region is one of its attributes, whose name the user chooses.
// https://www.robots.ox.ac.uk/~vgg/software/via/ and the user guide inside the program.
#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <set>

#include "dataset/layouts/csv_table.h"
#include "dataset/layouts/gathered_labels.h"
#include "dataset/layouts/json_file.h"
#include "dataset/layouts/layouts.h"
#include "dataset/picture_index.h"
#include "files/text.h"

namespace tinsmith::dataset {
namespace {

// Attribute names that usually hold the class, most likely first.
constexpr std::string_view kClassAttributes[] = {"name", "class", "label", "type", "category", "object"};
// File attributes that every new project of version 2 has. They are not classes.
constexpr std::string_view kFileDefaults[] = {"caption", "public_domain", "image_url"};

// Maps an attribute to its values; several for check boxes.
using Attributes = std::map<std::string, std::vector<std::string>>;

struct Region {
  GatheredShape shape;      // without class names
  std::string unused_kind;  // set when the shape has no extent
  bool is_broken = false;
  Attributes attributes;
};

struct ViaPicture {
  GatheredPicture picture;
  std::vector<Region> regions;
  Attributes attributes;
};

Attributes attributes_in(JsonObject written) {
  Attributes attributes;
  for (const auto field : written) {
    auto& values = attributes[std::string(field.key)];
    JsonObject ticked;
    if (field.value.get(ticked) == simdjson::SUCCESS) {
      for (const auto option : ticked) {
        if (flag_in(ticked, option.key)) values.emplace_back(trimmed(option.key));
      }
    } else if (std::string text = text_of(field.value); !text.empty() && text != "undefined") {
      values.push_back(std::move(text));
    }
  }
  return attributes;
}

// Returns the attribute that names the class. Of those with values it is the only one, else the most likely
// by name, else the one with most values.
std::string class_attribute(const std::map<std::string, std::size_t>& filled) {
  for (const std::string_view wanted : kClassAttributes) {
    for (const auto& [name, count] : filled) {
      if (lowered(trimmed(name)) == wanted) return name;
    }
  }
  const auto most = std::max_element(filled.begin(), filled.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == filled.end() ? std::string() : most->first;
}

// Reads "shape_attributes" of versions 1 and 2.
Region region_of(JsonObject shape) {
  Region region;
  Outline& outline = region.shape.outline;
  const std::string_view name = text_in(shape, "name").value_or("");
  const auto get = [&](std::string_view key) {
    const auto number = number_in(shape, key);
    region.is_broken = region.is_broken || !number;
    return number.value_or(0);
  };
  if (name == "rect") {
    outline.kind = Outline::Kind::Rectangle;
    outline.corner = {get("x"), get("y")};
    outline.width = get("width");
    outline.height = get("height");
  } else if (name == "circle" || name == "ellipse") {
    region.shape.kind = name;
    outline.kind = Outline::Kind::Ellipse;
    outline.corner = {get("cx"), get("cy")};
    outline.width = name == "circle" ? get("r") : get("rx");
    outline.height = name == "circle" ? get("r") : get("ry");
    outline.rotation_degrees = number_in(shape, "theta").value_or(0) * 180 / std::numbers::pi;
  } else if (name == "polygon" || name == "polyline") {
    region.shape.kind = name;
    const auto xs = list_in(shape, "all_points_x"), ys = list_in(shape, "all_points_y");
    region.is_broken = xs.empty() || xs.size() != ys.size();
    for (std::size_t i = 0; i < std::min(xs.size(), ys.size()); ++i) {
      const auto x = number_of(xs[i]), y = number_of(ys[i]);
      region.is_broken = region.is_broken || !x || !y;
      outline.points.push_back({x.value_or(0), y.value_or(0)});
    }
  } else if (name == "point") {
    region.unused_kind = "point";
  } else {
    region.is_broken = true;
  }
  return region;
}

// Reads "xy" of version 3: the number of the shape, then its coordinates.
Region region_of_numbers(const std::vector<Json>& written) {
  enum Shape { Point = 1, Rectangle, Circle, Ellipse, Line, Polyline, Polygon, ExtremeRectangle };
  Region region;
  std::vector<double> values;
  for (const Json value : written) {
    const auto number = number_of(value);
    region.is_broken = region.is_broken || !number;
    values.push_back(number.value_or(0));
  }
  Outline& outline = region.shape.outline;
  const int shape = values.empty() || values[0] < 0 || values[0] > 9 ? 0 : static_cast<int>(values[0]);
  if (shape == Rectangle && values.size() >= 5) {
    outline.kind = Outline::Kind::Rectangle;
    outline.corner = {values[1], values[2]};
    outline.width = values[3];
    outline.height = values[4];
  } else if ((shape == Circle && values.size() >= 4) || (shape == Ellipse && values.size() >= 5)) {
    region.shape.kind = shape == Circle ? "circle" : "ellipse";
    outline.kind = Outline::Kind::Ellipse;
    outline.corner = {values[1], values[2]};
    outline.width = values[3];
    outline.height = shape == Circle ? values[3] : values[4];
  } else if (shape >= Line && shape <= ExtremeRectangle && values.size() >= 5 && values.size() % 2 == 1) {
    region.shape.kind = shape == Polygon            ? "polygon"
                        : shape == ExtremeRectangle ? "extreme-point box"
                                                    : "line";
    for (std::size_t i = 1; i + 1 < values.size(); i += 2)
      outline.points.push_back({values[i], values[i + 1]});
  } else if (shape == Point) {
    region.unused_kind = "point";
  } else {
    region.is_broken = true;
  }
  return region;
}

class ViaReader {
 public:
  void read(Json root, const std::string& path) {
    path_ = path;
    JsonObject top;
    if (root.get(top) != simdjson::SUCCESS) return;
    if (object_in(top, "metadata") && object_in(top, "file")) return read_version_3(top);
    if (const auto attributes = object_in(top, "_via_attributes")) {
      for (const auto& [name, attribute] : objects_in(*attributes, "region")) read_options(name, attribute);
    }
    for (const auto field : object_in(top, "_via_img_metadata").value_or(top)) {
      JsonObject entry;
      if (field.value.get(entry) == simdjson::SUCCESS && text_in(entry, "filename")) read_picture(entry);
    }
  }

  // Columns: filename, file_size, file_attributes, region_count,
  // region_id, region_shape_attributes, region_attributes.
  void read_table(const CsvTable& table, const std::string& path) {
    path_ = path;
    std::map<std::string, std::size_t> columns;
    std::map<std::string, std::size_t> place_of;
    JsonFile file;
    for (std::size_t number = 0; number < table.rows.size(); ++number) {
      const auto& row = table.rows[number];
      if (number == 0) {
        for (std::size_t i = 0; i < row.size(); ++i)
          columns[lowered(row[i].starts_with('#') ? row[i].substr(1) : row[i])] = i;
        continue;
      }
      const auto cell = [&](const std::string& name) {
        const auto at = columns.find(name);
        return at == columns.end() || at->second >= row.size() ? std::string() : row[at->second];
      };
      const std::string name = cell("filename");
      if (name.empty()) continue;
      const auto [at, is_new] = place_of.emplace(name, pictures_.size());
      if (is_new) pictures_.push_back({new_picture(name), {}, {}});
      ViaPicture& picture = pictures_[at->second];
      const auto object_of = [&](const std::string& text) -> std::optional<JsonObject> {
        const auto parsed = file.parse(text, path_);
        JsonObject object;
        if (!parsed || parsed.value().get(object) != simdjson::SUCCESS) return std::nullopt;
        return object;
      };
      if (const auto attributes = object_of(cell("file_attributes")))
        picture.attributes = attributes_in(*attributes);
      const std::string shape = cell("region_shape_attributes");
      if (shape.empty() || shape == "{}") continue;
      const auto written = object_of(shape);
      Region region = written ? region_of(*written) : Region{.is_broken = true};
      if (const auto attributes = object_of(cell("region_attributes")))
        region.attributes = attributes_in(*attributes);
      picture.regions.push_back(std::move(region));
    }
  }

  void note_broken(const std::string& path, std::string message) {
    labels_.problems.push_back({Problem::Kind::BrokenLabel, path, std::move(message)});
  }

  GatheredLabels finish() {
    std::map<std::string, std::size_t> filled;
    std::size_t regions = 0, not_looked_at = 0;
    for (const ViaPicture& picture : pictures_) {
      regions += picture.regions.size();
      for (const Region& region : picture.regions) {
        for (const auto& [name, values] : region.attributes) filled[name] += values.empty() ? 0 : 1;
      }
    }
    std::erase_if(filled, [](const auto& pair) { return pair.second == 0; });
    const std::string class_name = class_attribute(filled);
    for (const auto& [name, count] : filled) {
      if (name != class_name) labels_.tally.value_not_used("attribute", name, count);
    }
    if (filled.size() > 1) notice(fmt::format("the class of a region is its attribute `{}`", class_name));
    if (filled.empty() && regions > 0)
      notice(fmt::format("no region has an attribute with its class; all get the class \"{}\"", kNameless));
    for (ViaPicture& picture : pictures_) {
      give_classes(picture, class_name, filled.empty());
      if (!picture.picture.is_labelled) ++not_looked_at;
      labels_.pictures.push_back(std::move(picture.picture));
    }
    if (not_looked_at > 0)
      notice(fmt::format(
          "{} without a region: unlabelled, because the tool does not store whether somebody reviewed them",
          counted(not_looked_at, "picture")));
    return std::move(labels_);
  }

 private:
  void notice(std::string message) {
    labels_.problems.push_back({Problem::Kind::Notice, "", std::move(message)});
  }

  GatheredPicture new_picture(std::string_view name) const {
    GatheredPicture picture;
    picture.label_file = path_;
    picture.spellings = spellings_of(name, false);
    if (picture.spellings.empty()) picture.spellings.emplace_back(path_);
    return picture;
  }

  // Reads the options of a choice list, {"1": "cup"} or {"cup": ""}. An id that is a number is replaced by
  // the displayed text.
  void read_options(const std::string& attribute, JsonObject written) {
    const auto options = object_in(written, "options");
    if (!options) return;
    for (const auto option : *options) {
      std::string seen = text_of(option.value);
      if (whole_number_of(trimmed(option.key)) && !seen.empty())
        described_[attribute][std::string(option.key)] = std::move(seen);
    }
  }

  void describe(Attributes& attributes) const {
    for (auto& [name, values] : attributes) {
      const auto options = described_.find(name);
      if (options == described_.end()) continue;
      for (std::string& value : values) {
        if (const auto known = options->second.find(value); known != options->second.end())
          value = known->second;
      }
    }
  }

  void read_picture(JsonObject entry) {
    ViaPicture picture;
    picture.picture = new_picture(text_in(entry, "filename").value_or(""));
    if (const auto attributes = object_in(entry, "file_attributes"))
      picture.attributes = attributes_in(*attributes);
    std::vector<Json> regions = list_in(entry, "regions");
    if (const auto numbered = object_in(entry, "regions")) {  // version 1: {"0": …, "1": …}
      for (const auto field : *numbered) regions.push_back(field.value);
    }
    for (const Json value : regions) {
      JsonObject written;
      const bool is_object = value.get(written) == simdjson::SUCCESS;
      const auto shape = is_object ? object_in(written, "shape_attributes") : std::nullopt;
      Region region = shape ? region_of(*shape) : Region{.is_broken = true};
      if (const auto attributes = is_object ? object_in(written, "region_attributes") : std::nullopt)
        region.attributes = attributes_in(*attributes);
      describe(region.attributes);
      picture.regions.push_back(std::move(region));
    }
    pictures_.push_back(std::move(picture));
  }

  // Reads {"file": {"1": {"fname"}}, "view": {"1": {"fid_list"}}, "attribute": {"1": {"aname", "options"}},
  // "metadata": {id: {"vid", "z": times, "xy": shape, "av": {attribute: value}}}}.
  void read_version_3(JsonObject top) {
    std::map<std::string, std::size_t> place_of_file;
    for (const auto& [id, file] : objects_in(top, "file")) {
      place_of_file[id] = pictures_.size();
      const auto name = text_in(file, "fname");
      pictures_.push_back({new_picture(name ? *name : text_in(file, "src").value_or("")), {}, {}});
    }
    std::map<std::string, std::string> file_of_view, names;
    for (const auto& [id, view] : objects_in(top, "view")) {
      const auto files = list_in(view, "fid_list");
      if (files.size() == 1) file_of_view[id] = text_of(files[0]);
    }
    for (const auto& [id, attribute] : objects_in(top, "attribute")) {
      names[id] = text_in(attribute, "aname").value_or(id);
      read_options(names[id], attribute);
    }
    for (const auto& [id, written] : objects_in(top, "metadata")) {
      Json view_id;
      const std::string view = written["vid"].get(view_id) == simdjson::SUCCESS ? text_of(view_id) : "";
      const auto place = place_of_file.find(file_of_view.contains(view) ? file_of_view[view] : view);
      if (place == place_of_file.end()) {
        labels_.tally.not_used("multi-file region");
        continue;
      }
      Attributes attributes;
      if (const auto values = object_in(written, "av")) {
        for (auto& [number, values_of_it] : attributes_in(*values))
          attributes[names.contains(number) ? names[number] : number] = std::move(values_of_it);
      }
      describe(attributes);
      if (!list_in(written, "z").empty()) {
        labels_.tally.not_used("video segment");
      } else if (const auto xy = list_in(written, "xy"); xy.empty()) {
        pictures_[place->second].attributes.merge(attributes);
      } else {
        pictures_[place->second].regions.push_back(region_of_numbers(xy));
        pictures_[place->second].regions.back().attributes = std::move(attributes);
      }
    }
  }

  void give_classes(ViaPicture& via, const std::string& class_name, bool is_nameless) const {
    GatheredPicture& picture = via.picture;
    for (Region& region : via.regions) {
      if (region.is_broken) {
        picture.broken.emplace_back("a region cannot be read");
      } else if (!region.unused_kind.empty()) {
        picture.unused_shapes.push_back(region.unused_kind);
      } else {
        region.shape.class_names =
            is_nameless ? std::vector<std::string>{std::string(kNameless)} : region.attributes[class_name];
        picture.shapes.push_back(std::move(region.shape));
      }
    }
    for (const auto& [name, values] : via.attributes) {
      if (std::find(std::begin(kFileDefaults), std::end(kFileDefaults), name) != std::end(kFileDefaults))
        continue;
      for (const std::string& value : values) picture.picture_classes.emplace_back(name, value);
    }
    picture.is_labelled = !via.regions.empty() || !picture.picture_classes.empty();
  }

  std::string path_;
  std::vector<ViaPicture> pictures_;
  std::map<std::string, std::map<std::string, std::string>> described_;  // attribute → id → displayed text
  GatheredLabels labels_;
};

bool looks_like_via(std::string_view path, std::string_view start) {
  const auto has = [&](std::string_view key) { return start.find(key) != std::string_view::npos; };
  if (extension_of(path) == "csv") return has("region_shape_attributes") && has("filename");
  const bool has_regions = has("\"regions\"") && (has("\"file_attributes\"") || has("\"shape_attributes\""));
  const bool is_version_3 = has("\"fname\"") || has("\"vid_list\"");
  return has("\"_via_img_metadata\"") || has("\"_via_settings\"") || (has("\"filename\"") && has_regions) ||
         (has("\"config\"") && (has("\"metadata\"") || has("\"via\"")) && is_version_3) ||
         (has("\"project\"") && has("\"pid\"") && has("\"config\""));
}

}  // namespace

bool recognise_via(const Survey& survey) {
  return any_file_like(survey, {"json", "csv"}, looks_like_via);
}

Result<Dataset> read_via(const Survey& survey, const ReadOptions& options) {
  ViaReader reader;
  JsonFile file;
  for (const std::string& path : files_like(survey, {"json", "csv"}, looks_like_via)) {
    if (extension_of(path) == "csv") {
      TRY(const std::string text, survey.text_of(path, kLargeLabelFile_bytes));
      reader.read_table(parse_csv(text), path);
    } else if (const auto root = file.read(survey, path)) {
      reader.read(root.value(), path);
    } else {
      reader.note_broken(path, root.error().message);
    }
  }
  return import_gathered(survey, options, reader.finish());
}

}  // namespace tinsmith::dataset
