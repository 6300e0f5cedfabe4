// Reads TFRecord files of tf.Example messages from TensorFlow's Object Detection API, VoTT and Roboflow. Each
// record has a picture (or only its name) and its boxes. When no record has boxes and some have
// "image/class/text" or "image/class/label", each record is a whole picture of that class.
#include <algorithm>
#include <cmath>
#include <set>

#include "dataset/import.h"
#include "dataset/layouts/layouts.h"
#include "dataset/layouts/wire.h"
#include "dataset/survey.h"
#include "files/embedded.h"
#include "files/text.h"

namespace tinsmith::dataset {
namespace {

// Max size of records from a compressed archive, which stay in memory while the data set is used. For larger
// ones, the user must unpack the archive.
constexpr std::uint64_t kMaxHeld_bytes = std::uint64_t{2} << 30;
// Max offset of a picture from the start of its value. VoTT 2.1 and 2.2 on Linux may leave the head of an old
// record before it (microsoft/VoTT issue 1012).
constexpr std::size_t kMaxStrayHead_bytes = 64;

struct RelativeBox {
  std::string name;  // empty: only `label` is known
  std::int64_t label = 0;
  scene::Box box;  // fractions of the picture's sides
  bool is_difficult = false;
};

struct Record {
  std::string file;     // the file of the record
  std::string picture;  // its path in the new source when embedded, otherwise the name as written
  bool is_embedded = false;
  bool has_boxes = false;  // true when the keys exist, even with no box
  bool is_uneven = false;  // its lists of sides, names and numbers differ in length
  std::vector<RelativeBox> boxes;
  std::string class_name;  // of the whole picture; empty: only `class_label` is known
  std::optional<std::int64_t> class_label;
  std::vector<std::string> unused;  // keys of objects with values
};

bool is_record_file(std::string_view path) {
  const std::string name = lowered(name_of_file(path));
  return name.ends_with(".record") || name.find(".tfrecord") != std::string::npos;
}

std::vector<std::string> record_files(const Survey& survey) {
  std::vector<std::string> files = survey.others();
  std::erase_if(files, [](const std::string& path) { return !is_record_file(path); });
  return files;
}

std::string text_in(const Example& example, std::string_view key) {
  const auto at = example.find(key);
  return at == example.end() || at->second.texts.empty() ? std::string()
                                                         : utf8_of(as_text(at->second.texts[0]));
}

// Parses entries such as: item { id: 1 name: 'nut' display_name: "Nut" }
std::map<std::int64_t, std::string> label_map_in(std::string_view text) {
  std::map<std::int64_t, std::string> names;
  for (const std::string_view item : pieces_of(text, "{}")) {
    std::optional<std::int64_t> id;
    std::string name;
    for (const std::string_view line : lines_of(item)) {
      const std::size_t colon = line.find(':');
      if (colon == std::string_view::npos) continue;
      const std::string_view key = trimmed(line.substr(0, colon));
      std::string_view value = trimmed(line.substr(colon + 1));
      if (value.size() >= 2 && (value.front() == '\'' || value.front() == '"'))
        value = value.substr(1, value.size() - 2);
      if (key == "id") id = whole_number_of(value);
      if (key == "name" || (key == "display_name" && name.empty())) name = value;
    }
    if (id && !name.empty()) names.emplace(*id, name);
  }
  return names;
}

// Returns the offset of the picture inside its value.
std::size_t picture_start(ByteView value) {
  const std::string_view text = as_text(value);
  const auto is_picture = [&](std::size_t at) {
    const std::string_view start = text.substr(at);
    return start.starts_with("\xFF\xD8\xFF") || start.starts_with("\x89PNG") || start.starts_with("BM") ||
           start.starts_with("RIFF");
  };
  if (is_picture(0)) return 0;
  const std::size_t jpeg = text.substr(0, kMaxStrayHead_bytes + 3).find("\xFF\xD8\xFF");
  return jpeg == std::string_view::npos ? 0 : jpeg;
}

constexpr std::string_view kObject = "image/object/";
// Keys of an object that are read, or that add no information to those.
constexpr std::string_view kKnownOfObject[] = {"bbox/xmin",  "bbox/ymin",   "bbox/xmax", "bbox/ymax",
                                               "class/text", "class/label", "difficult", "area"};

const Feature& feature_in(const Example& example, std::string_view key) {
  static const Feature kNone;
  const auto at = example.find(key);
  return at == example.end() ? kNone : at->second;
}

void read_boxes(const Example& example, Record& record) {
  const auto floats = [&](std::string_view side) {
    return feature_in(example, fmt::format("image/object/bbox/{}", side)).floats;
  };
  const auto left = floats("xmin"), top = floats("ymin"), right = floats("xmax"), bottom = floats("ymax");
  const Feature &names = feature_in(example, "image/object/class/text"),
                &labels = feature_in(example, "image/object/class/label"),
                &difficult = feature_in(example, "image/object/difficult");
  record.has_boxes = example.contains("image/object/bbox/xmin");
  const std::size_t count = left.size(), named = std::max(names.texts.size(), labels.whole_numbers.size());
  record.is_uneven = top.size() != count || right.size() != count || bottom.size() != count || named < count;
  for (std::size_t i = 0; !record.is_uneven && i < count; ++i) {
    const double x = left[i], y = top[i];
    record.boxes.push_back({i < names.texts.size() ? utf8_of(as_text(names.texts[i])) : "",
                            i < labels.whole_numbers.size() ? labels.whole_numbers[i] : -1,
                            {x, y, right[i] - x, bottom[i] - y},
                            i < difficult.whole_numbers.size() && difficult.whole_numbers[i] != 0});
  }
  for (const auto& [key, feature] : example) {
    const bool is_filled =
        !feature.texts.empty() || !feature.floats.empty() || !feature.whole_numbers.empty();
    if (!is_filled || !std::string_view(key).starts_with(kObject)) continue;
    const std::string_view rest = std::string_view(key).substr(kObject.size());
    if (std::find(std::begin(kKnownOfObject), std::end(kKnownOfObject), rest) == std::end(kKnownOfObject))
      record.unused.emplace_back(key);
  }
}

void read_class(const Example& example, Record& record) {
  record.class_name = text_in(example, "image/class/text");
  const Feature& labels = feature_in(example, "image/class/label");
  if (!labels.whole_numbers.empty()) record.class_label = labels.whole_numbers[0];
}

// Reads all records without copying the pictures.
class RecordScan {
 public:
  explicit RecordScan(const Survey& survey) : source_(survey.source()) {}

  Result<Done> scan(const std::string& path) {
    const std::uint64_t size_bytes = source_->entries()[source_->find(path).value()].size_bytes;
    ByteView whole;
    if (!source_->has_random_access()) {
      held_bytes_ += size_bytes;
      if (held_bytes_ > kMaxHeld_bytes)
        return fail(Fault::Unsupported,
                    "the TFRecord files in {} have more than {} bytes; unpack the archive and give "
                    "the folder",
                    source_->name(), kMaxHeld_bytes);
      TRY(held_[path], source_->read(path));
      whole = held_[path];
    }
    for (std::uint64_t at = 0; at < size_bytes;) {
      const auto next = scan_record(path, whole, at);
      if (!next) {  // the next record cannot be located
        problems_.push_back(
            {Problem::Kind::BrokenLabel, path,
             fmt::format("the record at byte {}: {}; the rest was left out", at, next.error().message)});
        break;
      }
      at = next.value();
    }
    return Done{};
  }

  std::vector<Record>& records() { return records_; }
  const std::vector<Problem>& problems() const { return problems_; }

  std::shared_ptr<const Source> source_of_pictures() {
    const bool is_all_embedded = std::all_of(records_.begin(), records_.end(),
                                             [](const Record& record) { return record.is_embedded; });
    return with_embedded(source_, std::move(embedded_), std::move(held_), !is_all_embedded);
  }

 private:
  Result<Bytes> part(const std::string& path, ByteView whole, std::uint64_t at, std::uint64_t count) const {
    Bytes bytes;
    if (whole.empty()) {
      TRY(bytes, source_->read_part(path, at, count));
    } else {
      const ByteView view = whole.subspan(std::min<std::uint64_t>(at, whole.size()));
      bytes.assign(view.begin(),
                   view.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(count, view.size())));
    }
    if (bytes.size() < count) return fail(Fault::Corrupt, "the file ends inside it");
    return bytes;
  }

  Result<std::uint64_t> scan_record(const std::string& path, ByteView whole, std::uint64_t at) {
    TRY(const Bytes head, part(path, whole, at, kRecordHead_bytes));
    TRY(const std::uint64_t length, record_length(head));
    const std::uint64_t start = at + kRecordHead_bytes;
    TRY(const Bytes both, part(path, whole, start, length + kRecordTail_bytes));
    const ByteView record = ByteView(both).first(length);
    TRY(const std::uint32_t checksum, ByteReader(ByteView(both).subspan(length)).read<std::uint32_t>());
    const auto example = parse_example(record);
    if (checksum != masked_crc32c(record))
      note(path, at, "its bytes do not match their checksum");
    else if (!example)
      note(path, at, example.error().message);
    else
      take(path, example.value(), record, start);
    return start + length + kRecordTail_bytes;
  }

  void note(const std::string& path, std::uint64_t at, std::string_view message) {
    problems_.push_back({Problem::Kind::BrokenLabel, path,
                         fmt::format("the record at byte {} was left out: {}", at, message)});
  }

  void take(const std::string& path, const Example& example, ByteView record, std::uint64_t start) {
    Record taken{.file = path, .picture = text_in(example, "image/filename")};
    read_boxes(example, taken);
    read_class(example, taken);
    const auto encoded = example.find("image/encoded");
    if (encoded != example.end() && !encoded->second.texts.empty() && !encoded->second.texts[0].empty()) {
      const ByteView value = encoded->second.texts[0];
      const std::size_t skip = picture_start(value);
      std::string name(name_of_file(taken.picture));
      if (!is_picture_name(name)) name = fmt::format("{:06}.jpg", records_.size());
      taken.picture = joined(path, name);
      for (int copy = 2; !paths_.insert(taken.picture).second; ++copy)
        taken.picture = joined(path, fmt::format("{}_{}", copy, name));
      taken.is_embedded = true;
      embedded_.push_back({taken.picture, path,
                           start + static_cast<std::uint64_t>(value.data() - record.data()) + skip,
                           value.size() - skip});
    }
    records_.push_back(std::move(taken));
  }

  std::shared_ptr<const Source> source_;
  std::vector<Record> records_;
  std::vector<Embedded> embedded_;
  std::set<std::string> paths_;
  std::map<std::string, Bytes> held_;
  std::uint64_t held_bytes_ = 0;
  std::vector<Problem> problems_;
};

using LabelMap = std::map<std::int64_t, std::string>;

// The name takes precedence over the number: VoTT counts labels from 0, while its label map counts from 1.
std::string name_of(const std::string& name, std::int64_t label, const LabelMap& names) {
  const auto known = names.find(label);
  if (!name.empty()) return name;
  return known == names.end() ? std::to_string(label) : known->second;
}

void add_labels(Import& import, const Record& record, std::size_t index, const LabelMap& names,
                LabelKind label_kind) {
  Picture& picture = import.picture(index);
  if (label_kind == LabelKind::Classes) {
    if (record.class_name.empty() && !record.class_label)
      picture.is_annotated = false;
    else
      picture.class_index =
          import.class_of(name_of(record.class_name, record.class_label.value_or(0), names));
    return;
  }
  if (!record.has_boxes) {
    picture.is_annotated = false;
    return;
  }
  if (record.is_uneven)
    import.not_understood(index, record.file,
                          fmt::format("the numbers of box sides and box classes of {} differ", picture.path));
  for (const std::string& key : record.unused) import.tally().value_not_used("key", key);
  for (const RelativeBox& box : record.boxes)
    import.add_relative_box(
        index, {import.class_of(name_of(box.name, box.label, names)), box.box, false, box.is_difficult},
        record.file);
}

LabelKind label_kind_of(const std::vector<Record>& records) {
  const auto has_boxes = [](const Record& record) { return record.has_boxes; };
  const auto has_class = [](const Record& record) {
    return !record.class_name.empty() || record.class_label.has_value();
  };
  return std::none_of(records.begin(), records.end(), has_boxes) &&
                 std::any_of(records.begin(), records.end(), has_class)
             ? LabelKind::Classes
             : LabelKind::Boxes;
}

}  // namespace

bool recognise_tfrecord(const Survey& survey) {
  const auto files = record_files(survey);
  return std::any_of(files.begin(), files.end(), [&](const std::string& path) {
    const auto head = survey.source()->read_part(path, 0, kRecordHead_bytes);
    return head && record_length(head.value()).has_value();
  });
}

Result<Dataset> read_tfrecord(const Survey& survey, const ReadOptions& options) {
  RecordScan scan(survey);
  for (const std::string& path : record_files(survey)) TRY_DONE(scan.scan(path));
  LabelMap names;
  for (const std::string& path : survey.with_extension({"pbtxt"})) {
    const auto text = survey.text_of(path, kSmallLabelFile_bytes);
    if (text) names.merge(label_map_in(text.value()));
  }
  const LabelKind label_kind = label_kind_of(scan.records());
  const Survey pictures(scan.source_of_pictures());
  TRY(Import import, Import::start(pictures, options, label_kind));
  for (const Problem& problem : scan.problems()) import.note(problem.kind, problem.path, problem.message);
  for (const auto& [id, name] : names) import.class_of(name);
  const std::size_t listed = import.classes().size();
  for (const Record& record : scan.records()) {
    const auto index = import.find(record.picture, record.file);
    if (!index || import.is_broken(*index) || !import.claim(*index, record.file)) continue;
    Split& split = import.picture(*index).split;
    if (split == Split::None) split = split_named(stem_of(record.file));
    if (split == Split::None) split = split_of_folders(record.file);
    add_labels(import, record, *index, names, label_kind);
  }
  return import.finish(Import::SortFrom{listed});
}

}  // namespace tinsmith::dataset
