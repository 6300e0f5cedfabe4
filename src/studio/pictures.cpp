#include "studio/pictures.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/files.h"
#include "image/decode.h"
#include "image/encode.h"
#include "image/resize.h"
#include "store/bin.h"
#include "store/pictures.h"

namespace tinsmith::studio {
namespace {

constexpr std::int32_t kSharpnessSide_px = 256;
constexpr std::size_t kMaxName_bytes = 200;
constexpr int kThumbnailQuality = 82;
// Factor to store the values of a fingerprint, about −4 … 4, as bytes: far more precise
// than duplicate detection needs.
constexpr float kPrintScale = 24;

image::Size fitted(image::Size size, std::int32_t longer_side) {
  const double factor = std::min(1.0, double(longer_side) / std::max(size.width, size.height));
  return {std::max(1, static_cast<std::int32_t>(std::lround(size.width * factor))),
          std::max(1, static_cast<std::int32_t>(std::lround(size.height * factor)))};
}

// Returns the length of the first UTF-8 character, or 0 if it is invalid.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t length = byte(0) < 0x80       ? 1
                             : byte(0) >> 5 == 6  ? 2
                             : byte(0) >> 4 == 14 ? 3
                             : byte(0) >> 3 == 30 ? 4
                                                  : 0;
  if (length == 0 || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if (byte(i) >> 6 != 2) return 0;
  return length;
}

// Returns whether the picture is a near copy of the session's last one.
Result<bool> repeats_last(store::Database& database, std::int64_t project_id, const std::string& session,
                          const dataset::Fingerprint& fingerprint) {
  if (session.empty()) return false;
  TRY(const auto last, store::last_fingerprint(database, project_id, session));
  if (!last) return false;
  return image::distance(fingerprint_from(*last).look, fingerprint.look) <= image::kNearDuplicateDistance;
}

// Handles a picture whose bytes the project already has, possibly in the bin.
Result<Done> meet_twin(store::Database& database, std::int64_t project_id, const store::Picture& row,
                       AddedPicture& added) {
  return database.all_or_nothing([&]() -> Result<Done> {
    TRY(const auto twin, store::picture_with_file(database, project_id, row.hash));
    if (!twin) return fail(Fault::Conflict, "the picture has just been removed; add it again");
    added.result = twin->binned ? "restored" : "duplicate";
    (twin->binned ? added.id : added.twin) = twin->id;
    if (twin->binned) TRY_DONE(store::restore_pictures(database, project_id, {twin->id}));
    if (!row.class_id || twin->state != store::LabelState::Unlabelled) return Done{};
    store::Picture labels = row;
    labels.id = twin->id;
    added.is_labelled = true;
    return store::set_labels(database, project_id, labels, std::nullopt);
  });
}

}  // namespace

double sharpness_of(const image::Image& picture) {
  const image::Image grey =
      image::grey_of(image::resized(picture, fitted(picture.size, kSharpnessSide_px), image::Filter::Area));
  double sum = 0, squares = 0;
  std::int64_t count = 0;
  for (std::int32_t y = 1; y + 1 < grey.size.height; ++y)
    for (std::int32_t x = 1; x + 1 < grey.size.width; ++x) {
      const double edge = 4.0 * grey.row(y)[x] - grey.row(y)[x - 1] - grey.row(y)[x + 1] -
                          grey.row(y - 1)[x] - grey.row(y + 1)[x];
      sum += edge;
      squares += edge * edge;
      ++count;
    }
  if (count == 0) return 0;
  const double mean = sum / static_cast<double>(count);
  return squares / static_cast<double>(count) - mean * mean;
}

std::string safe_name(const std::string& name) {
  std::string_view last(name);
  if (const auto slash = last.find_last_of("/\\"); slash != last.npos) last.remove_prefix(slash + 1);
  std::string safe;
  while (!last.empty() && safe.size() < kMaxName_bytes) {
    const std::size_t length = character_length(last);
    const bool is_plain =
        length > 1 || (length == 1 && static_cast<unsigned char>(last[0]) >= 0x20 && last[0] != 0x7f);
    safe += is_plain ? last.substr(0, length) : std::string_view("_");
    last.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return safe.empty() || safe == "." || safe == ".." ? "picture" : safe;
}

std::string text_of(const dataset::Fingerprint& fingerprint) {
  if (!fingerprint.is_readable) return "";
  std::string text =
      fmt::format("{:016x}{:016x}{:016x}", fingerprint.look, fingerprint.bytes.high, fingerprint.bytes.low);
  for (const float value : fingerprint.print)
    text += fmt::format(
        "{:02x}", static_cast<std::uint8_t>(std::clamp(std::lround(value * kPrintScale) + 128L, 0L, 255L)));
  return text;
}

dataset::Fingerprint fingerprint_from(const std::string& text) {
  dataset::Fingerprint fingerprint;
  constexpr std::size_t kNumber = 16;
  if (text.size() != 3 * kNumber + 2 * fingerprint.print.size()) return fingerprint;
  const auto number = [&](std::size_t from, std::size_t digits) {
    std::uint64_t value = 0;
    std::from_chars(text.data() + from, text.data() + from + digits, value, 16);
    return value;
  };
  fingerprint.is_readable = true;
  fingerprint.look = number(0, kNumber);
  fingerprint.bytes = {number(kNumber, kNumber), number(2 * kNumber, kNumber)};
  for (std::size_t i = 0; i < fingerprint.print.size(); ++i)
    fingerprint.print[i] = (static_cast<float>(number(3 * kNumber + 2 * i, 2)) - 128) / kPrintScale;
  return fingerprint;
}

Result<AddedPicture> add_picture(store::Store& store, store::Database& database, std::int64_t project_id,
                                 ByteView bytes, const NewPicture& picture) {
  TRY(const auto header, image::read_header(bytes));
  TRY(const auto pixels, image::decode(bytes));
  AddedPicture added;
  added.sharpness = sharpness_of(pixels);
  const dataset::Fingerprint fingerprint = dataset::fingerprint_of(bytes, pixels);
  if (picture.refuses_blurred) {
    added.result = added.sharpness < kBlurredBelow ? "blurred" : "";
    TRY(const bool repeats, repeats_last(database, project_id, picture.session, fingerprint));
    if (added.result.empty() && repeats) added.result = "duplicate";
    if (!added.result.empty()) return added;
  }
  store::Picture row;
  row.name = safe_name(picture.name);
  row.bytes = static_cast<std::int64_t>(bytes.size());
  row.width = header.size.width;
  row.height = header.size.height;
  row.class_id = picture.class_id;
  row.state = picture.class_id ? store::LabelState::Labelled : store::LabelState::Unlabelled;
  row.session = picture.session;
  row.split = picture.split;
  row.fingerprint = text_of(fingerprint);
  // The file is stored first: a row without its file would be a lost picture, while a file without
  // a row is only removed later.
  TRY(row.hash, store.files().put(bytes));
  TRY(added.id, store::add_picture(database, project_id, row));
  added.result = "added";
  if (!added.id) TRY_DONE(meet_twin(database, project_id, row, added));
  return added;
}

Result<Bytes> thumbnail(const store::Store& store, const std::string& hash, std::int32_t side) {
  const auto cached = store.thumbnails() / hash.substr(0, 2) / fmt::format("{}-{}.jpg", hash, side);
  if (auto ready = read_file(cached); ready) return ready;
  TRY(const auto bytes, store.files().get(hash));
  TRY(const auto header, image::read_header(bytes));
  const image::Size size = fitted(header.size, side);
  TRY(const auto picture, image::decode(bytes, size));
  TRY(auto small, image::encode_jpeg(image::resized(picture, size, image::Filter::Area), kThumbnailQuality));
  // This is a cache: if writing fails, the thumbnail is still returned.
  if (make_folder(cached.parent_path())) (void)write_file(cached, small);
  return small;
}

}  // namespace tinsmith::studio
