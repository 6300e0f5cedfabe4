#include "dataset/import.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "dataset/class_name.h"
#include "dataset/survey.h"
#include "files/text.h"
#include "image/decode.h"

namespace tinsmith::dataset {
namespace {

// Bytes that contain the header of nearly every picture, even after a camera's thumbnail.
constexpr std::uint64_t kHeader_bytes = 64 << 10;
constexpr std::uint64_t kMaxPictureFile_bytes = 256 << 20;
// Number of pictures between two progress reports.
constexpr std::size_t kPicturesAtOnce = 2048;
constexpr std::size_t kMaxNotesOfOneFile = 5;
// Max distance by which a box in fractions of the sides may extend beyond the edge because of rounding.
constexpr double kPartsRounding = 0.02;
// Min side of a picture for this check. In smaller pictures, a box of one pixel may be intended.
constexpr std::int32_t kMinSide_pixels = 16;

Result<image::Header> header_of(const Source& source, const std::string& path) {
  TRY(const Bytes start, source.read_part(path, 0, kHeader_bytes));
  if (start.empty()) return fail(Fault::Corrupt, "the file is empty");
  auto header = image::read_header(start);
  if (header || start.size() < kHeader_bytes) return header;
  const std::uint64_t size_bytes = source.entries()[source.find(path).value()].size_bytes;
  if (size_bytes > kMaxPictureFile_bytes)
    return fail(Fault::InvalidInput, "the file has {} bytes; pictures may have at most {}", size_bytes,
                kMaxPictureFile_bytes);
  TRY(const Bytes whole, source.read(path));
  return image::read_header(whole);
}

Result<std::vector<Measured>> measured_pictures(const Survey& survey, const ReadOptions& options) {
  ThreadPool own(1);
  ThreadPool& threads = options.threads ? *options.threads : own;
  std::vector<Measured> measured(survey.pictures().size());
  for (std::size_t from = 0; from < measured.size(); from += kPicturesAtOnce) {
    if (options.progress && options.progress->should_stop())
      return fail(Fault::Cancelled, "reading {} was stopped", survey.source()->name());
    const std::size_t count = std::min(kPicturesAtOnce, measured.size() - from);
    threads.run(static_cast<std::int64_t>(count), [&](std::int64_t task, int) {
      const std::size_t i = from + static_cast<std::size_t>(task);
      const auto header = header_of(*survey.source(), survey.pictures()[i]);
      measured[i] = header ? Measured{header.value().size, header.value().orientation, ""}
                           : Measured{{}, 1, header.error().message};
    });
    if (options.progress)
      options.progress->report("reading pictures", static_cast<double>(from + count),
                               static_cast<double>(measured.size()));
  }
  return measured;
}

bool is_plausible(const scene::Box& box) {
  for (const double value : {box.x, box.y, box.width, box.height}) {
    if (!std::isfinite(value) || std::abs(value) > kMaxCoordinate_pixels) return false;
  }
  return true;
}

// Normalises a box that was drawn towards the left or upwards. Returns whether it changed.
bool turn_corners(scene::Box& box) {
  const bool is_turned = box.width < 0 || box.height < 0;
  box = {std::min(box.x, box.right()), std::min(box.y, box.bottom()), std::abs(box.width),
         std::abs(box.height)};
  return is_turned;
}

// True for a box that, taken as pixels, would be inside the first pixel of its picture.
bool looks_like_fractions(const scene::Box& box, image::Size size) {
  return std::min(size.width, size.height) >= kMinSide_pixels &&
         std::min({box.x, box.y, box.right(), box.bottom()}) >= -kPartsRounding &&
         std::max({box.x, box.y, box.right(), box.bottom()}) <= 1 + kPartsRounding;
}

bool is_whole(double value) {
  return value == std::floor(value);
}

bool has_area_inside(const scene::Box& box, image::Size size) {
  return scene::clipped(box, size.width, size.height).area() > 0;
}

}  // namespace

Import::Import(const Survey& survey, LabelKind label_kind)
    : survey_(&survey),
      label_kind_(label_kind),
      index_(survey.pictures()),
      pictures_(survey.pictures().size()),
      orientations_(survey.pictures().size(), 1),
      claimed_by_(survey.pictures().size()),
      unused_shapes_(survey.pictures().size()) {}

Result<Import> Import::start(const Survey& survey, const ReadOptions& options, LabelKind label_kind) {
  Import import(survey, label_kind);
  import.boxes_drawn_on_ = options.boxes_drawn_on;
  for (const Skipped& skipped : survey.source()->skipped())
    import.note(is_picture_name(skipped.path) ? Problem::Kind::BrokenPicture : Problem::Kind::Notice,
                skipped.path, skipped.message);
  for (const Skipped& undecoded : survey.undecoded())
    import.note(Problem::Kind::BrokenPicture, undecoded.path, undecoded.message);
  TRY_DONE(import.measure(options));
  return import;
}

Result<Done> Import::measure(const ReadOptions& options) {
  std::vector<Measured>& measured = survey_->measured();
  if (measured.empty()) {
    TRY(measured, measured_pictures(*survey_, options));
  }
  for (std::size_t i = 0; i < pictures_.size(); ++i) {
    pictures_[i].path = survey_->pictures()[i];
    pictures_[i].split = split_of_folders(pictures_[i].path);
    pictures_[i].size = measured[i].size;
    orientations_[i] = measured[i].orientation;
    if (is_broken(i)) note(Problem::Kind::BrokenPicture, pictures_[i].path, measured[i].message);
  }
  return Done{};
}

// Counts a note when the name of the picture found differs from the written one in more than
// case and extension.
void Import::match_said(std::size_t index, std::string_view written) {
  if (is_address(written)) return;  // addresses are always percent-encoded
  std::string slashed(written);
  std::replace(slashed.begin(), slashed.end(), '\\', '/');
  const std::string name = lowered(name_of_file(slashed)),
                    found = lowered(name_of_file(pictures_[index].path));
  if (stem_of(name) == stem_of(found) || name == stem_of(found)) return;
  tally_.read_as("picture name", "the file whose name differs in its Unicode form or percent-encoding only",
                 "the files whose names differ in their Unicode form or percent-encoding only");
}

std::optional<std::size_t> Import::find(std::string_view written, std::string_view label_file) {
  const auto index = index_.find(written, label_file);
  if (index) {
    match_said(*index, written);
  } else {
    note_missing(written, label_file);
  }
  return index;
}

std::optional<std::size_t> Import::find_any(std::span<const std::string> spellings,
                                            std::string_view label_file) {
  for (const std::string& spelling : spellings) {
    if (const auto index = look_up(spelling, label_file)) return index;
  }
  return find(spellings.front(), label_file);
}

std::optional<std::size_t> Import::look_up(std::string_view written, std::string_view label_file) const {
  return index_.find(written, label_file);
}

void Import::note_missing(std::string_view written, std::string_view label_file) {
  std::string name(written);
  std::replace(name.begin(), name.end(), '\\', '/');
  const std::string_view file = name_of_file(name);
  if (!missing_.insert(folded_name(is_picture_name(file) ? stem_of(file) : file)).second) return;
  const std::size_t count = index_.count_named(written);
  note(Problem::Kind::MissingPicture, label_file,
       count > 1 ? fmt::format("it labels the picture {}, but {} pictures have that name: write the folder "
                               "before the name, or rename the pictures",
                               shown(written), count)
                 : fmt::format("it labels the picture {}, which does not exist", shown(written)));
}

std::optional<std::size_t> Import::find_beside(std::string_view label_file) {
  const auto index = index_.find_beside(label_file);
  if (index) match_said(*index, label_file);
  return index;
}

bool Import::claim(std::size_t index, std::string_view label_file) {
  Picture& picture = pictures_[index];
  if (picture.is_annotated && claimed_by_[index] != label_file) {
    note(Problem::Kind::BrokenLabel, label_file,
         fmt::format("{} already has labels from {}; the labels in this file were left out", picture.path,
                     claimed_by_[index]));
    return false;
  }
  picture.is_annotated = true;
  claimed_by_[index] = label_file;
  return true;
}

scene::ClassIndex Import::class_of(std::string_view name) {
  const std::string_view plain = trimmed(name);
  std::string key = cleaned_class_name(plain);
  const auto [at, is_new] = class_numbers_.emplace(key, static_cast<scene::ClassIndex>(classes_.size()));
  if (is_new) {
    if (is_utf8(plain) && key != composed(plain))
      note(Problem::Kind::Notice, "",
           fmt::format(
               "the class name \"{}\" is empty, too long or contains control characters: read as \"{}\"",
               shown(plain), key));
    classes_.push_back(std::move(key));
  }
  return at->second;
}

bool Import::add_box(std::size_t index, scene::LabelledBox box, std::string_view label_file,
                     image::Size stated_size) {
  if (is_broken(index)) return false;
  const Picture& picture = pictures_[index];
  const image::Size turned{picture.size.height, picture.size.width};
  const bool is_stated = stated_size.width > 0 && stated_size.height > 0;
  const bool is_stored = orientations_[index] >= 5 && stated_size == turned;
  if (is_stated && stated_size != picture.size && !is_stored && picture.boxes.empty())
    note(Problem::Kind::Notice, picture.path,
         fmt::format("{} is stated to have {}×{} pixels, but it has {}×{}", label_file, stated_size.width,
                     stated_size.height, picture.size.width, picture.size.height));
  ++in_pixels_;
  like_fractions_ += looks_like_fractions(box.box, picture.size);
  is_any_fraction_ = is_any_fraction_ || !is_whole(box.box.width) || !is_whole(box.box.height);
  return add_drawn(index, box, label_file, {box.box, false, stated_size});
}

bool Import::add_relative_box(std::size_t index, scene::LabelledBox box, std::string_view label_file) {
  if (is_broken(index)) return false;
  is_any_relative_ = true;
  const scene::Box written = box.box;
  const double width = pictures_[index].size.width, height = pictures_[index].size.height;
  box.box = {written.x * width, written.y * height, written.width * width, written.height * height};
  return add_drawn(index, box, label_file, {written, true, {}});
}

bool Import::add_drawn(std::size_t index, scene::LabelledBox box, std::string_view label_file,
                       const TurnedBoxes::Drawn& drawn) {
  Picture& picture = pictures_[index];
  if (!is_plausible(box.box)) {
    not_understood(index, label_file,
                   fmt::format("a box of {} has x {}, y {}, width {}, height {}", picture.path, box.box.x,
                               box.box.y, box.box.width, box.box.height));
    return false;
  }
  TurnedBoxes::Drawn turned = drawn;
  turn_corners(turned.written);
  if (turn_corners(box.box))
    tally_.read_as("box with swapped corners", "the box between them", "the boxes between them");
  picture.boxes.push_back(box);
  if (orientations_[index] != 1) turned_.add(index, orientations_[index], turned);
  return true;
}

void Import::not_understood(std::size_t index, std::string_view label_file, std::string_view reason) {
  Picture& picture = pictures_[index];
  note(Problem::Kind::BrokenLabel, label_file,
       picture.unused == Unused::NotUnderstood
           ? std::string(reason)
           : fmt::format("{}; {} is treated as unlabelled", reason, picture.path));
  picture.unused = Unused::NotUnderstood;
}

void Import::shape_not_used(std::size_t index, std::string_view shape) {
  ++unused_shapes_[index];
  tally_.not_used(shape);
}

// Applies the rule for labels that cannot be read, after all labels have been read.
void Import::settle(std::size_t index) {
  Picture& picture = pictures_[index];
  if (is_broken(index)) return;
  const auto is_visible = [&](const scene::LabelledBox& box) {
    return has_area_inside(box.box, picture.size);
  };
  const bool has_shapes_only = picture.boxes.empty() && unused_shapes_[index] > 0 && !picture.class_index;
  if (picture.unused == Unused::No && has_shapes_only) {
    not_understood(
        index, claimed_by_[index],
        fmt::format("{} has only shapes that are not supported ({})", picture.path, unused_shapes_[index]));
  } else if (picture.unused == Unused::No && !picture.boxes.empty() &&
             std::none_of(picture.boxes.begin(), picture.boxes.end(), is_visible)) {
    note(
        Problem::Kind::Notice, claimed_by_[index],
        fmt::format("no box of {} has an area inside the picture, which has {}×{} pixels: the picture is not "
                    "used; its labels may be those of another picture, or of another size",
                    picture.path, picture.size.width, picture.size.height));
    picture.unused = Unused::AllOutside;
  }
  if (picture.unused != Unused::NotUnderstood) return;
  picture.is_annotated = false;
  picture.class_index.reset();
  picture.drafts = std::move(picture.boxes);
  picture.boxes.clear();
}

void Import::note(Problem::Kind kind, std::string_view path, std::string message) {
  const std::size_t count = ++notes_of_[std::string(path)];
  if (count <= kMaxNotesOfOneFile) problems_.push_back({kind, std::string(path), std::move(message)});
}

void Import::sort_classes(std::size_t from) {
  std::vector<scene::ClassIndex> order(classes_.size());
  std::iota(order.begin(), order.end(), 0);
  const auto name = [&](scene::ClassIndex i) -> std::string& {
    return classes_[static_cast<std::size_t>(i)];
  };
  std::sort(order.begin() + static_cast<std::ptrdiff_t>(from), order.end(),
            [&](scene::ClassIndex a, scene::ClassIndex b) { return name(a) < name(b); });
  std::vector<scene::ClassIndex> place(classes_.size());
  std::vector<std::string> sorted;
  for (const scene::ClassIndex old : order) {
    place[static_cast<std::size_t>(old)] = static_cast<scene::ClassIndex>(sorted.size());
    sorted.push_back(std::move(name(old)));
  }
  classes_ = std::move(sorted);
  for (Picture& picture : pictures_) {
    if (picture.class_index) picture.class_index = place[static_cast<std::size_t>(*picture.class_index)];
    for (auto* boxes : {&picture.boxes, &picture.drafts}) {
      for (scene::LabelledBox& box : *boxes)
        box.class_index = place[static_cast<std::size_t>(box.class_index)];
    }
  }
}

// Some programs write fractions of the sides (0…1) into layouts that specify pixels. This
// converts such boxes.
bool Import::read_pixels_as_fractions() {
  if (in_pixels_ == 0 || like_fractions_ != in_pixels_ || is_any_relative_ || !is_any_fraction_) return false;
  for (Picture& picture : pictures_) {
    const double width = picture.size.width, height = picture.size.height;
    for (scene::LabelledBox& box : picture.boxes)
      box.box = {box.box.x * width, box.box.y * height, box.box.width * width, box.box.height * height};
  }
  turned_.read_as_fractions();
  return true;
}

// Adds the notes about the data set as a whole, after all labels have been read.
void Import::add_notices() {
  const auto say = [&](std::string message) {
    problems_.push_back({Problem::Kind::Notice, "", std::move(message)});
  };
  if (read_pixels_as_fractions())
    say("all boxes are within the first pixel of their pictures: their coordinates are read as fractions of "
        "the pictures' sides");
  if (auto message = turned_.settle(pictures_, boxes_drawn_on_)) say(*std::move(message));
  for (std::size_t i = 0; i < pictures_.size(); ++i) settle(i);
  for (const auto& [encoding, files] : survey_->assumed_encodings())
    say(fmt::format("{} not in UTF-8 and {} no encoding, such as {}: read as {}",
                    files.size() == 1 ? "1 label file is" : fmt::format("{} label files are", files.size()),
                    files.size() == 1 ? "states" : "state", *files.begin(), encoding));
  for (std::string& sentence : tally_.sentences()) say(std::move(sentence));
}

Result<Dataset> Import::finish(SortFrom sort) {
  if (sort.position < classes_.size()) sort_classes(sort.position);
  add_notices();
  for (const auto& [path, count] : notes_of_) {
    if (count > kMaxNotesOfOneFile)
      problems_.push_back({Problem::Kind::Notice, path,
                           fmt::format("{} more problems like those above", count - kMaxNotesOfOneFile)});
  }
  std::erase_if(pictures_, [](const Picture& picture) { return picture.size.width == 0; });
  if (pictures_.empty()) {
    return fail(Fault::InvalidInput, "{} contains no picture that can be read{}", survey_->source()->name(),
                problems_.empty() ? "" : "; " + sentence_of(problems_[0]));
  }
  std::stable_sort(problems_.begin(), problems_.end(),
                   [](const Problem& a, const Problem& b) { return a.path < b.path; });
  return Dataset{label_kind_,      "", std::move(classes_), std::move(pictures_), std::move(problems_),
                 survey_->source()};
}

}  // namespace tinsmith::dataset
