// Decodes JPEG with libjpeg-turbo. The library reports an error through a callback that must not return.
// Functions that call the library therefore run inside `guarded`, own no object with a destructor, and are
// left by longjmp.
#include <cstdio>
// jpeglib.h needs the headers above it, and jerror.h needs jpeglib.h.
#include <jpeglib.h>

#include <jerror.h>

#include <algorithm>
#include <array>
#include <csetjmp>

#include "image/decoders.h"
#include "image/exif.h"

namespace tinsmith::image {
namespace {

// A progressive picture has about ten scans. A file that refines the same picture without end is an attack.
constexpr int kMaxScans = 100;
constexpr long kMaxWorkingMemory_bytes = 1L << 30;
constexpr unsigned kMaxMarker_bytes = 0xFFFF;

// Warnings about bytes that do not affect any pixel. Every other warning means that pixel
// values were invented.
constexpr std::array<int, 4> kHarmlessWarnings{JWRN_EXTRANEOUS_DATA, JWRN_JFIF_MAJOR, JWRN_ADOBE_XFORM,
                                               JWRN_TOO_MUCH_DATA};

// Valid files that are not decoded: 12 bits per channel, lossless and hierarchical JPEG, JPEG-LS.
constexpr std::array<int, 4> kUnsupported{JERR_BAD_PRECISION, JERR_SOF_UNSUPPORTED, JERR_UNKNOWN_MARKER,
                                          JERR_ARITH_NOTIMPL};

struct JpegFile {
  jpeg_decompress_struct library{};
  jpeg_error_mgr errors{};
  jpeg_progress_mgr progress{};
  std::jmp_buf escape{};
  std::array<char, JMSG_LENGTH_MAX> message{};
  bool has_too_many_scans = false;

  // Set by the functions below.
  ByteView bytes;
  Size min_size;
  Image image;
  std::vector<std::uint8_t> cmyk_row;
};

JpegFile& file_of(j_common_ptr library) {
  return *static_cast<JpegFile*>(library->client_data);
}

[[noreturn]] void give_up(j_common_ptr library) {
  JpegFile& file = file_of(library);
  file.errors.format_message(library, file.message.data());
  std::longjmp(file.escape, 1);
}

void fail_on_warning(j_common_ptr library, int level) {
  if (level >= 0) return;  // a trace message, not a warning
  for (const int harmless : kHarmlessWarnings) {
    if (library->err->msg_code == harmless) return;
  }
  give_up(library);
}

void count_scans(j_common_ptr library) {
  JpegFile& file = file_of(library);
  if (file.library.input_scan_number <= kMaxScans) return;
  file.has_too_many_scans = true;
  std::longjmp(file.escape, 1);
}

bool guarded(JpegFile& file, void (*step)(JpegFile&)) {
  if (setjmp(file.escape) != 0) return false;
  step(file);
  return true;
}

void open_and_read_header(JpegFile& file) {
  jpeg_create_decompress(&file.library);
  file.library.mem->max_memory_to_use = kMaxWorkingMemory_bytes;
  file.progress.progress_monitor = count_scans;
  file.library.progress = &file.progress;
  jpeg_save_markers(&file.library, JPEG_APP0 + 1, kMaxMarker_bytes);
  jpeg_mem_src(&file.library, reinterpret_cast<const unsigned char*>(file.bytes.data()), file.bytes.size());
  jpeg_read_header(&file.library, TRUE);
}

void start(JpegFile& file) {
  jpeg_decompress_struct& library = file.library;
  const bool is_cmyk = library.jpeg_color_space == JCS_CMYK || library.jpeg_color_space == JCS_YCCK;
  library.out_color_space = is_cmyk ? JCS_CMYK : JCS_RGB;
  for (const unsigned divisor : {8u, 4u, 2u, 1u}) {
    library.scale_num = 1;
    library.scale_denom = divisor;
    if (divisor == 1 || file.min_size == Size{}) library.scale_denom = 1;
    jpeg_calc_output_dimensions(&library);
    if (static_cast<std::int32_t>(library.output_width) >= file.min_size.width &&
        static_cast<std::int32_t>(library.output_height) >= file.min_size.height)
      break;
  }
  jpeg_start_decompress(&library);
}

// Adobe's programs store inverted ink values and mark the file with an Adobe marker.
void to_rgb(const std::uint8_t* cmyk, std::uint8_t* rgb, unsigned width, bool is_inverted) {
  for (unsigned x = 0; x < width; ++x, cmyk += 4, rgb += 3) {
    const int black = is_inverted ? cmyk[3] : 255 - cmyk[3];
    for (int channel = 0; channel < 3; ++channel) {
      const int ink = is_inverted ? cmyk[channel] : 255 - cmyk[channel];
      rgb[channel] = static_cast<std::uint8_t>((ink * black + 127) / 255);
    }
  }
}

void read_pixels(JpegFile& file) {
  jpeg_decompress_struct& library = file.library;
  while (library.output_scanline < library.output_height) {
    std::uint8_t* target = file.image.row(static_cast<std::int32_t>(library.output_scanline));
    JSAMPROW row = file.cmyk_row.empty() ? target : file.cmyk_row.data();
    jpeg_read_scanlines(&library, &row, 1);
    if (!file.cmyk_row.empty()) to_rgb(row, target, library.output_width, library.saw_Adobe_marker != 0);
  }
  jpeg_finish_decompress(&library);
}

// Runs the decoding steps in order. The library's memory is freed with this object.
class JpegReader {
 public:
  explicit JpegReader(ByteView bytes, Size min_size = {}) {
    file_.bytes = bytes;
    file_.min_size = min_size;
    file_.library.err = jpeg_std_error(&file_.errors);
    file_.library.client_data = &file_;
    file_.errors.error_exit = give_up;
    file_.errors.emit_message = fail_on_warning;
  }
  ~JpegReader() { jpeg_destroy_decompress(&file_.library); }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;

  Result<StoredHeader> read_header() {
    TRY_DONE(run(open_and_read_header));
    StoredHeader header;
    header.size = {static_cast<std::int32_t>(file_.library.image_width),
                   static_cast<std::int32_t>(file_.library.image_height)};
    for (const jpeg_marker_struct* marker = file_.library.marker_list; marker != nullptr;
         marker = marker->next) {
      const ByteView data = std::as_bytes(std::span(marker->data, marker->data_length));
      if (as_text(data).starts_with("Exif")) header.orientation = orientation_of_exif(data);
    }
    return header;
  }

  Result<Image> read_image() {
    TRY_DONE(run(open_and_read_header));
    TRY_DONE(run(start));
    const Size size{static_cast<std::int32_t>(file_.library.output_width),
                    static_cast<std::int32_t>(file_.library.output_height)};
    file_.image = Image(size, 3);
    if (file_.library.out_color_space == JCS_CMYK)
      file_.cmyk_row.resize(std::size_t{file_.library.output_width} * 4);
    TRY_DONE(run(read_pixels));
    return std::move(file_.image);
  }

 private:
  Result<Done> run(void (*step)(JpegFile&)) {
    if (guarded(file_, step)) return Done{};
    if (file_.has_too_many_scans)
      return fail(Fault::Corrupt, "the JPEG has more than {} scans; a progressive picture needs about ten",
                  kMaxScans);
    const auto* const kind = std::find(kUnsupported.begin(), kUnsupported.end(), file_.errors.msg_code);
    if (kind != kUnsupported.end())
      return fail(Fault::Unsupported,
                  "the JPEG is of a kind that is not supported ({}); export it as an 8-bit JPEG or PNG",
                  file_.message.data());
    return fail(Fault::Corrupt, "the JPEG is damaged or truncated: {}", file_.message.data());
  }

  JpegFile file_;
};

}  // namespace

Result<StoredHeader> read_jpeg_header(ByteView bytes) {
  return JpegReader(bytes).read_header();
}

Result<Image> decode_jpeg(ByteView bytes, Size min_size) {
  return JpegReader(bytes, min_size).read_image();
}

}  // namespace tinsmith::image
