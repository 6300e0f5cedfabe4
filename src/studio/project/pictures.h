// studio/project/pictures.h — a picture on its way into a project, and small ones to look at.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "dataset/duplicates.h"
#include "image/image.h"
#include "store/projects.h"
#include "store/store.h"

namespace tinsmith::studio {

// Below this a captured frame counts as blurred: the variance of the Laplacian (Pech-Pacheco et al. 2000) of
// the grey picture at 256 pixels.
inline constexpr double kBlurredBelow = 60;

struct NewPicture {
  std::string name;  // as the file was called; only its last part is kept
  std::optional<std::int64_t> class_id;
  std::string session, split = "none";
  bool refuses_blurred = false;  // and near copies of the session's last one
};

struct AddedPicture {
  std::optional<std::int64_t> id;  // none: not kept
  std::string result;              // "added", "restored", "duplicate", "blurred"
  // For a duplicate: the picture that has these bytes. A copy in the bin is taken out of it with the labels
  // it had: "restored".
  std::optional<std::int64_t> twin;
  bool is_labelled = false;  // a duplicate that had no label has got the wanted class
  double sharpness = 0;
};

// Decodes it once to see that it is whole. Corrupt, Unsupported, InvalidInput as image::decode; Unavailable.
Result<AddedPicture> add_picture(store::Store& store, store::Database& database, std::int64_t project_id,
                                 ByteView bytes, const NewPicture& picture);

double sharpness_of(const image::Image& picture);

// A name as a file of a data set may have it: no folders, no control characters, valid UTF-8, not endless.
std::string safe_name(const std::string& name);

// The picture as a JPEG whose longer side has `side` pixels, from the store's cache or made now. NotFound.
Result<Bytes> thumbnail(const store::Store& store, const std::string& hash, std::int32_t side);

// What duplicates are told by, as text to be kept, and back. Empty text: not readable.
std::string text_of(const dataset::Fingerprint& fingerprint);
dataset::Fingerprint fingerprint_from(const std::string& text);

}  // namespace tinsmith::studio
