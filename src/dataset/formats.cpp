#include "dataset/formats.h"

#include <map>

#include "base/ascii.h"
#include "dataset/import.h"
#include "dataset/layouts/layouts.h"
#include "dataset/text.h"

namespace tinsmith::dataset {
namespace {

// Layouts whose label files have a name or a shape of their own come first; folders, which prove little,
// last.
constexpr Format kFormats[] = {
    {"edge-impulse", "Edge Impulse info.labels", recognise_edge_impulse, read_edge_impulse,
     write_edge_impulse},
    {"coco", "COCO JSON (also Roboflow's)", recognise_coco, read_coco, write_coco},
    {"voc", "Pascal VOC XML (also MaixHub's)", recognise_voc, read_voc, write_voc},
    {"yolo", "YOLO txt", recognise_yolo, read_yolo, write_yolo},
    {"cvat", "CVAT XML", recognise_cvat, read_cvat, nullptr},
    {"vott-json", "VoTT JSON", recognise_vott_json, read_vott_json, nullptr},
    {"labelme", "labelme JSON", recognise_labelme, read_labelme, nullptr},
    {"createml", "Create ML JSON", recognise_createml, read_createml, nullptr},
    {"csv", "CSV tables", recognise_csv, read_csv, write_csv},
    {"tfrecord", "TFRecord (also VoTT's)", recognise_tfrecord, read_tfrecord, nullptr},
    {"class-folders", "a folder of pictures for each class", recognise_class_folders, read_class_folders,
     write_class_folders},
};

// What lies in the source, when nothing was recognised: "12 × .jpg, 1 × .zip".
std::string seen_in(const Source& source) {
  std::map<std::string, std::size_t> counts;
  for (const Entry& entry : source.entries()) ++counts[extension_of(entry.path)];
  std::string seen;
  std::size_t named = 0;
  for (const auto& [extension, count] : counts) {
    if (++named > 8) return seen + ", …";
    seen += fmt::format("{}{} × {}", seen.empty() ? "" : ", ", count,
                        extension.empty() ? "without extension" : "." + extension);
  }
  return seen.empty() ? "no file at all" : seen;
}

// Files that people put beside their pictures to be read by people.
bool is_about_the_set(std::string_view path) {
  const std::string stem = lowered(stem_of(path)), extension = extension_of(path);
  return stem.starts_with("readme") || stem.starts_with("license") || extension == "md" || extension == "pdf";
}

struct Unread {
  std::string_view extensions;  // each between blanks
  std::string_view says;
};
constexpr Unread kUnread[] = {
    {" mp4 mov avi mkv webm m4v mpg mpeg 3gp ",
     "it is a video; export its frames as JPEG pictures and add those"},
    {" zip tar gz tgz 7z rar bz2 xz ",
     "it is an archive inside the archive; unpack it and add what is in it"},
};

std::string_view why_unread(std::string_view path) {
  for (const Unread& row : kUnread)
    if (row.extensions.find(" " + extension_of(path) + " ") != std::string_view::npos) return row.says;
  return "it was not understood as labels of any known layout; no picture was labelled by it";
}

}  // namespace

std::span<const Format> formats() {
  return kFormats;
}

Result<const Format*> format_named(std::string_view name) {
  std::string names;
  for (const Format& format : kFormats) {
    if (format.name == name) return &format;
    names += fmt::format("{}{}", names.empty() ? "" : ", ", format.name);
  }
  return fail(Fault::Usage, "there is no data format {}; there are {}", name, names);
}

Result<BoxesDrawnOn> boxes_drawn_on_named(std::string_view name) {
  if (name.empty() || name == "auto") return BoxesDrawnOn::Unknown;
  if (name == "upright") return BoxesDrawnOn::Upright;
  if (name == "stored") return BoxesDrawnOn::Stored;
  return fail(Fault::Usage, "boxes are drawn on the upright or on the stored picture (or auto), not on {}",
              name);
}

Result<Dataset> read_dataset(std::shared_ptr<const Source> source, const ReadOptions& options) {
  const Survey survey(std::move(source));
  if (!options.format.empty()) {
    TRY(const Format* format, format_named(options.format));
    return format->read(survey, options);
  }
  for (const Format& format : kFormats) {
    if (format.recognise(survey)) return format.read(survey, options);
  }
  return fail(
      Fault::Unsupported,
      "the layout of {} is not recognised: it holds {}. Put the pictures of each class into a folder named "
      "after the class, or choose a layout with --format",
      survey.source()->name(), seen_in(*survey.source()));
}

Result<Dataset> read_dataset(const std::filesystem::path& path, const ReadOptions& options) {
  TRY(auto source, open_source(path));
  return read_dataset(std::move(source), options);
}

Result<Dataset> read_unlabelled(std::shared_ptr<const Source> source, const ReadOptions& options) {
  const Survey survey(std::move(source));
  TRY(auto import, Import::start(survey, options, Task::Detection));
  for (const std::string& path : survey.others())
    if (!is_about_the_set(path)) import.note(Problem::Kind::BrokenLabel, path, std::string(why_unread(path)));
  return import.finish("pictures", Import::kAsMade);
}

}  // namespace tinsmith::dataset
