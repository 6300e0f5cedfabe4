// Decodes HEIC and AVIF with libheif, which rotates, mirrors and crops the picture as the file specifies.
//
// The EXIF block of such a file repeats the rotation and is not read: "Exif orientation shall be ignored"
// (ISO/IEC 23000-22, MIAF, 7.3.6.7), because the properties irot and imir of the file take precedence.
#include <libheif/heif.h>

#include <algorithm>
#include <memory>
#include <string>

#include "image/decode.h"
#include "image/decoders.h"

namespace tinsmith::image {
namespace {

constexpr std::size_t kBrand_bytes = 4;

template <typename Type, void (*Free)(Type*)>
struct Freed {
  void operator()(Type* held) const { Free(held); }
};
void free_handle(heif_image_handle* handle) {
  heif_image_handle_release(handle);
}
void free_image(heif_image* image) {
  heif_image_release(image);
}
using Context = std::unique_ptr<heif_context, Freed<heif_context, heif_context_free>>;
using Handle = std::unique_ptr<heif_image_handle, Freed<heif_image_handle, free_handle>>;
using Decoded = std::unique_ptr<heif_image, Freed<heif_image, free_image>>;
using Options =
    std::unique_ptr<heif_decoding_options, Freed<heif_decoding_options, heif_decoding_options_free>>;

const char* name_of(ByteView bytes) {
  return has_heif_brand(bytes, kAvifBrands) ? "AVIF" : "HEIC";
}

// Returns the library's message as part of a sentence: without line breaks and without a full stop.
std::string message_of(const heif_error& error) {
  std::string message(error.message);
  std::replace(message.begin(), message.end(), '\n', ' ');
  while (!message.empty() && (message.back() == ' ' || message.back() == '.' || message.back() == ':'))
    message.pop_back();
  return message;
}

Error trouble_of(ByteView bytes, const heif_error& error) {
  const char* name = name_of(bytes);
  const bool is_unsupported =
      error.code == heif_error_Unsupported_feature || error.code == heif_error_Unsupported_filetype;
  if (is_unsupported)
    return fail(Fault::Unsupported,
                "the {} uses a feature that is not supported ({}); export it as JPEG or PNG", name,
                message_of(error));
  return fail(Fault::Corrupt, "the {} is damaged or truncated: {}; export it again, as JPEG or PNG", name,
              message_of(error));
}

// Opens the primary picture. For a burst or a live photo, it is the one that the device chose.
Result<Handle> opened_heif(ByteView bytes) {
  const Context context(heif_context_alloc());
  CHECK(context != nullptr, "libheif has no memory for its state");
  heif_context_set_max_decoding_threads(context.get(), 0);  // callers decode several pictures in parallel
  heif_context_set_maximum_image_size_limit(context.get(), kMaxSide_px);
  heif_error error =
      heif_context_read_from_memory_without_copy(context.get(), bytes.data(), bytes.size(), nullptr);
  if (error.code != heif_error_Ok) return trouble_of(bytes, error);
  heif_image_handle* handle = nullptr;
  error = heif_context_get_primary_image_handle(context.get(), &handle);
  if (error.code != heif_error_Ok || handle == nullptr) return trouble_of(bytes, error);
  return Handle(handle);
}

Size size_of(const heif_image_handle* handle) {
  return {std::max(0, heif_image_handle_get_width(handle)),
          std::max(0, heif_image_handle_get_height(handle))};
}

}  // namespace

bool has_heif_brand(ByteView start, std::span<const std::string_view> brands) {
  const std::string_view text = as_text(start);
  if (text.size() < 12 || text.substr(4, 4) != "ftyp") return false;
  // "ftyp" (ISO/IEC 14496-12, 4.3): u32 size of the box, "ftyp", the major brand, a
  // version, compatible brands.
  std::size_t end = 0;
  for (std::size_t i = 0; i < 4; ++i) end = end << 8 | static_cast<unsigned char>(text[i]);
  end = std::min(end, text.size());
  for (std::size_t at = 8; at + kBrand_bytes <= std::max<std::size_t>(end, 12); at += kBrand_bytes) {
    const bool is_version = at == 12;
    if (!is_version && std::find(brands.begin(), brands.end(), text.substr(at, kBrand_bytes)) != brands.end())
      return true;
  }
  return false;
}

Result<StoredHeader> read_heif_header(ByteView bytes) {
  TRY(const Handle handle, opened_heif(bytes));
  return StoredHeader{size_of(handle.get())};
}

Result<Image> decode_heif(ByteView bytes) {
  TRY(const Handle handle, opened_heif(bytes));
  const Size size = size_of(handle.get());
  const bool has_alpha = heif_image_handle_has_alpha_channel(handle.get()) != 0;
  const Options options(heif_decoding_options_alloc());
  CHECK(options != nullptr, "libheif has no memory for its options");
  options->convert_hdr_to_8bit = 1;
  options->strict_decoding = 1;
  heif_image* decoded = nullptr;
  const heif_error error = heif_decode_image(
      handle.get(), &decoded, heif_colorspace_RGB,
      has_alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, options.get());
  const Decoded held(decoded);
  if (error.code != heif_error_Ok || held == nullptr) return trouble_of(bytes, error);
  const Size found{heif_image_get_width(decoded, heif_channel_interleaved),
                   heif_image_get_height(decoded, heif_channel_interleaved)};
  if (found != size)
    return fail(Fault::Corrupt,
                "the {} states {} × {} pixels but contains {} × {}; export it again, as JPEG or PNG",
                name_of(bytes), size.width, size.height, found.width, found.height);
  int stride_bytes = 0;
  const std::uint8_t* pixels =
      heif_image_get_plane_readonly(decoded, heif_channel_interleaved, &stride_bytes);
  CHECK(pixels != nullptr, "libheif decoded {} × {} pixels and gives none", size.width, size.height);
  const std::size_t row_bytes = static_cast<std::size_t>(size.width) * (has_alpha ? 4 : 3);
  Image image(size, 3);
  for (std::int32_t y = 0; y < size.height; ++y) {
    const std::span<const std::uint8_t> row(pixels + std::ptrdiff_t{y} * stride_bytes, row_bytes);
    if (!has_alpha) {
      std::copy(row.begin(), row.end(), image.row(y));
      continue;
    }
    const Image laid = laid_over_white({size.width, 1}, row);
    std::copy(laid.pixels.begin(), laid.pixels.end(), image.row(y));
  }
  return image;
}

}  // namespace tinsmith::image
