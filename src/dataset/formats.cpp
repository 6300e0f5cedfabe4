#include "dataset/formats.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/ascii.h"
#include "dataset/import.h"
#include "dataset/layouts/layouts.h"
#include "dataset/layouts/name_list.h"
#include "dataset/reading_text.h"
#include "files/text.h"

namespace tinsmith::dataset {
namespace {

// Max number of unread files that are listed individually.
constexpr std::size_t kFilesToName = 20;

// Layouts whose label files have a characteristic name or structure come first. Class folders come last,
// because folders are weak evidence.
constexpr Format kFormats[] = {
    {.name = "edge-impulse",
     .title = "Edge Impulse info.labels",
     .holds = Holds::Both,
     .recognise = recognise_edge_impulse,
     .read = read_edge_impulse,
     .write = write_edge_impulse},
    {.name = "coco",
     .title = "COCO JSON (also Roboflow's)",
     .holds = Holds::Boxes,
     .recognise = recognise_coco,
     .read = read_coco,
     .write = write_coco},
    {.name = "voc",
     .title = "Pascal VOC XML (also MaixHub's)",
     .holds = Holds::Boxes,
     .recognise = recognise_voc,
     .read = read_voc,
     .write = write_voc},
    {.name = "image-list",
     .title = "lists of pictures and their classes",
     .holds = Holds::Both,
     .recognise = recognise_image_list,
     .read = read_image_list},
    {.name = "yolo",
     .title = "YOLO txt",
     .holds = Holds::Boxes,
     .recognise = recognise_yolo,
     .read = read_yolo,
     .write = write_yolo},
    {.name = "cvat",
     .title = "CVAT XML",
     .holds = Holds::Both,
     .recognise = recognise_cvat,
     .read = read_cvat},
    {.name = "vott-json",
     .title = "VoTT JSON",
     .holds = Holds::Boxes,
     .recognise = recognise_vott_json,
     .read = read_vott_json},
    {.name = "labelme",
     .title = "labelme JSON",
     .holds = Holds::Both,
     .recognise = recognise_labelme,
     .read = read_labelme},
    {.name = "label-studio",
     .title = "Label Studio JSON",
     .holds = Holds::Both,
     .recognise = recognise_label_studio,
     .read = read_label_studio},
    {.name = "via",
     .title = "VGG Image Annotator JSON and CSV",
     .holds = Holds::Both,
     .recognise = recognise_via,
     .read = read_via},
    {.name = "createml",
     .title = "Create ML JSON",
     .holds = Holds::Boxes,
     .recognise = recognise_createml,
     .read = read_createml},
    {.name = "csv",
     .title = "CSV tables",
     .holds = Holds::Both,
     .recognise = recognise_csv,
     .read = read_csv,
     .write = write_csv},
    {.name = "tfrecord",
     .title = "TFRecord (also VoTT's)",
     .holds = Holds::Both,
     .recognise = recognise_tfrecord,
     .read = read_tfrecord},
    {.name = "class-folders",
     .title = "a folder of pictures for each class",
     .holds = Holds::Classes,
     .recognise = recognise_class_folders,
     .read = read_class_folders,
     .write = write_class_folders},
};

// Returns a summary of the files in a source whose layout is not recognised: "12 × .jpg, 1 × .zip".
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
  return seen.empty() ? "no files" : seen;
}

// True for files that are documentation for people.
bool is_for_people(std::string_view path) {
  constexpr std::string_view kStarts[] = {"readme", "license",      "licence",  "notice",
                                          "source", "requirements", "changelog"};
  const std::string name = lowered(name_of_file(path)), extension = extension_of(path);
  return extension == "md" || extension == "pdf" ||
         std::any_of(std::begin(kStarts), std::end(kStarts),
                     [&](std::string_view word) { return name.starts_with(word); });
}

struct Unread {
  std::string_view extensions;  // each surrounded by blanks
  std::string_view message;
};
constexpr Unread kUnread[] = {
    {" json jsonl ndjson xml csv tsv txt lst record tfrecord mat xlsx xls ",
     "its format is not known, so its labels were not read"},
    {" mp4 mov avi mkv webm m4v mpg mpeg 3gp ",
     "it is a video; export its frames as JPEG pictures and add those"},
    {" zip tar gz tgz 7z rar bz2 xz ", "it is an archive inside the archive; unpack it and add its files"},
};

// Returns why a file provided neither a picture nor a label. Empty when the user would not expect one.
std::string why_unread(const Survey& survey, const std::string& path) {
  if (is_name_list(path) || is_for_people(path)) return "";
  const std::string extension = extension_of(path);
  if (extension == "csv" || extension == "tsv") {
    if (std::string why = why_csv_is_not_read(survey, path); !why.empty()) return why;
  }
  for (const Unread& row : kUnread) {
    if (row.extensions.find(" " + extension + " ") != std::string_view::npos) return std::string(row.message);
  }
  return "";
}

// Returns the files from which a user expects labels or pictures but which no reader takes. Name lists and
// documentation are not among them.
std::vector<Problem> files_not_understood(const Survey& survey) {
  std::vector<Problem> problems;
  std::size_t more = 0;
  for (const std::string& path : survey.others()) {
    std::string why = why_unread(survey, path);
    if (why.empty()) continue;
    if (problems.size() < kFilesToName)
      problems.push_back({Problem::Kind::BrokenLabel, path, std::move(why)});
    else
      ++more;
  }
  if (more > 0)
    problems.push_back({Problem::Kind::BrokenLabel, "",
                        fmt::format("the format of {} is not known", counted(more, "more file"))});
  return problems;
}

// Reads the source as that layout.
Result<Dataset> read_as(const Format& format, const Survey& survey, const ReadOptions& options) {
  TRY(Dataset dataset, format.read(survey, options));
  if (dataset.classes.size() > kMaxClasses)
    return fail(Fault::InvalidInput, "{} has {} classes, at most {} are allowed; is {} the correct layout?",
                survey.source()->name(), dataset.classes.size(), kMaxClasses, format.name);
  dataset.format = format.name;
  return dataset;
}

// Measures how well the labels fit the pictures. Boxes count more than classes of whole pictures.
std::size_t fit_of(const Dataset& dataset) {
  const auto labelled = std::count_if(dataset.pictures.begin(), dataset.pictures.end(),
                                      [](const Picture& picture) { return picture.is_annotated; });
  return static_cast<std::size_t>(labelled) * (dataset.label_kind == LabelKind::Boxes ? 2 : 1);
}

// Reads a source with several layouts. The layout whose labels fit most pictures is used; for equal counts,
// the first in the table.
Result<Dataset> read_best(const Survey& survey, const std::vector<const Format*>& recognised,
                          const ReadOptions& options) {
  std::optional<Dataset> best;
  std::optional<Error> first_error;
  std::string others;
  std::vector<Problem> errors;
  for (const Format* format : recognised) {
    auto dataset = read_as(*format, survey, options);
    if (!dataset) {
      if (dataset.error().fault == Fault::Cancelled) return dataset.error();
      errors.push_back({Problem::Kind::Notice, "",
                        fmt::format("it was not read as {}: {}", format->name, dataset.error().message)});
      if (!first_error) first_error = dataset.error();
      continue;
    }
    if (!best || fit_of(dataset.value()) > fit_of(*best)) best = std::move(dataset.value());
  }
  if (!best) return *first_error;
  for (const Format* format : recognised) {
    if (format->name != best->format) others += fmt::format("{}{}", others.empty() ? "" : ", ", format->name);
  }
  for (Problem& error : errors) best->problems.push_back(std::move(error));
  best->problems.insert(best->problems.begin(),
                        {Problem::Kind::Notice, "",
                         fmt::format("it contains labels in several layouts; {} was read, because its labels "
                                     "match the pictures best. --format reads the others: {}",
                                     best->format, others)});
  return std::move(*best);
}

}  // namespace

std::span<const Format> formats() {
  return kFormats;
}

std::string_view name_of(Holds holds) {
  constexpr std::string_view kNames[] = {"classification", "boxes", "both"};
  return kNames[static_cast<std::size_t>(holds)];
}

bool holds(const Format& format, LabelKind label_kind) {
  return format.holds == Holds::Both || (format.holds == Holds::Boxes) == (label_kind == LabelKind::Boxes);
}

Result<const Format*> format_named(std::string_view name) {
  std::string names;
  for (const Format& format : kFormats) {
    if (format.name == name) return &format;
    names += fmt::format("{}{}", names.empty() ? "" : ", ", format.name);
  }
  return fail(Fault::Usage, "there is no layout {}; available are {}", name, names);
}

Result<BoxesDrawnOn> boxes_drawn_on_named(std::string_view name) {
  if (name.empty() || name == "auto") return BoxesDrawnOn::Unknown;
  if (name == "upright") return BoxesDrawnOn::Upright;
  if (name == "stored") return BoxesDrawnOn::Stored;
  return fail(Fault::Usage, "boxes can be drawn on the upright or on the stored picture (or auto), not on {}",
              name);
}

Result<Dataset> read_dataset(std::shared_ptr<const Source> source, const ReadOptions& options) {
  const Survey survey(std::move(source));
  if (!options.format.empty()) {
    TRY(const Format* format, format_named(options.format));
    return read_as(*format, survey, options);
  }
  std::vector<const Format*> recognised;
  for (const Format& format : kFormats) {
    // Folders are weak evidence, so class folders are tried only when no other layout is recognised.
    if ((format.read != read_class_folders || recognised.empty()) && format.recognise(survey))
      recognised.push_back(&format);
  }
  if (recognised.empty()) {
    const auto unread = files_not_understood(survey);
    return fail(Fault::Unsupported,
                "the layout of {} was not detected: it contains {}{}. Put the pictures of each class into a "
                "folder named after the class, or choose a layout with --format",
                survey.source()->name(), seen_in(*survey.source()),
                unread.empty() ? "" : fmt::format("; {}", sentence_of(unread.front())));
  }
  TRY(Dataset dataset, recognised.size() == 1 ? read_as(*recognised[0], survey, options)
                                              : read_best(survey, recognised, options));
  if (recognised[0]->read == read_class_folders) {
    for (Problem& problem : files_not_understood(survey)) dataset.problems.push_back(std::move(problem));
  }
  return dataset;
}

Result<Dataset> read_dataset(const std::filesystem::path& path, const ReadOptions& options) {
  TRY(auto source, open_source(path));
  return read_dataset(std::move(source), options);
}

Result<Dataset> read_unlabelled(std::shared_ptr<const Source> source, const ReadOptions& options) {
  const Survey survey(std::move(source));
  TRY(auto import, Import::start(survey, options, LabelKind::Boxes));
  for (const Problem& problem : files_not_understood(survey))
    import.note(problem.kind, problem.path, problem.message);
  TRY(Dataset dataset, import.finish(Import::kAsMade));
  dataset.format = "pictures";
  return dataset;
}

}  // namespace tinsmith::dataset
