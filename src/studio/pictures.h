// studio/pictures.h — adds pictures to a project, and makes thumbnails.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "dataset/duplicates.h"
#include "image/image.h"
#include "store/store.h"

namespace tinsmith::studio {

// A captured frame with a lower sharpness counts as blurred. Sharpness is the variance of the Laplacian
// (Pech-Pacheco et al. 2000) of the grey picture at 256 pixels.
inline constexpr double kBlurredBelow = 60;

struct NewPicture {
  std::string name;  // original file name or path; only its last part is stored
  std::optional<std::int64_t> class_id;
  std::string session;
  scene::Split split = scene::Split::None;
  bool refuses_blurred = false;  // also refuses near copies of the session's last picture
};

struct AddedPicture {
  std::optional<std::int64_t> id;  // nullopt: the picture was not stored
  std::string result;              // "added", "restored", "duplicate", "blurred"
  // For a duplicate: the id of the picture with the same bytes. If that picture was in the bin, it is
  // restored with its labels instead: `result` is "restored", and `id` is its id.
  std::optional<std::int64_t> twin;
  bool is_labelled = false;  // a duplicate without labels was given the requested class
  double sharpness = 0;
};

// Adds a picture after decoding it once to check that it is complete.
//   Corrupt, Unsupported, InvalidInput  as image::decode
//   Unavailable                         the store cannot be written to
Result<AddedPicture> add_picture(store::Store& store, store::Database& database, std::int64_t project_id,
                                 ByteView bytes, const NewPicture& picture);

double sharpness_of(const image::Image& picture);

// Returns the name in a form that is safe as a file name in a data set: no folders, no control characters,
// valid UTF-8, limited length.
std::string safe_name(const std::string& name);

// Returns the picture as a JPEG whose longer side has `side` pixels, from the store's
// cache or newly made. NotFound.
Result<Bytes> thumbnail(const store::Store& store, const std::string& hash, std::int32_t side);

// Convert a fingerprint, which identifies duplicates, to text for storage and back. The text is empty for a
// picture that cannot be read.
std::string text_of(const dataset::Fingerprint& fingerprint);
dataset::Fingerprint fingerprint_from(const std::string& text);

}  // namespace tinsmith::studio
