#include "image/file_kinds.h"

#include <algorithm>
#include <array>

namespace tinsmith::image {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kExport = "export it as JPEG or PNG";
constexpr std::string_view kDevelop = "export it as JPEG or PNG with your camera's program";
constexpr std::string_view kTakeFrames = "save single frames of it as JPEG or PNG";
constexpr std::string_view kFetchAgain = "download the picture again";

struct Signature {
  std::size_t offset;
  std::string_view bytes;
  FileKind kind;
};

// The first matching row is used, so a specific kind precedes a general one. The values are those of
// the formats' specifications.
constexpr Signature kSignatures[] = {
    {0, "GIF87a"sv, {"a GIF", kExport}},
    {0, "GIF89a"sv, {"a GIF", kExport}},
    {8, "CR\2\0"sv, {"a camera's raw file (CR2)", kDevelop}},
    {0, "FUJIFILMCCD-RAW"sv, {"a camera's raw file (RAF)", kDevelop}},
    {0, "IIRO"sv, {"a camera's raw file (ORF)", kDevelop}},
    {0, "IIRS"sv, {"a camera's raw file (ORF)", kDevelop}},
    {0, "MMOR"sv, {"a camera's raw file (ORF)", kDevelop}},
    {0, "IIU\0"sv, {"a camera's raw file (RW2)", kDevelop}},
    {0, "FOVb"sv, {"a camera's raw file (X3F)", kDevelop}},
    {4, "ftypcrx "sv, {"a camera's raw file (CR3)", kDevelop}},
    {0, "II*\0"sv, {"a TIFF or a camera's raw file built like one (DNG, NEF, ARW)", kExport}},
    {0, "MM\0*"sv, {"a TIFF or a camera's raw file built like one (DNG, NEF, ARW)", kExport}},
    {0, "II+\0"sv, {"a TIFF", kExport}},
    {0, "MM\0+"sv, {"a TIFF", kExport}},
    {0, "\0\0\0\x0CJXL \r\n\x87\n"sv, {"a JPEG XL", kExport}},
    {0, "\xFF\x0A"sv, {"a JPEG XL", kExport}},
    {0, "\0\0\0\x0CjP  \r\n\x87\n"sv, {"a JPEG 2000", kExport}},
    {0, "\xFF\x4F\xFF\x51"sv, {"a JPEG 2000", kExport}},
    {0, "II\xBC\1"sv, {"a JPEG XR", kExport}},
    {0, "8BPS"sv, {"a Photoshop file (PSD)", kExport}},
    {0, "gimp xcf"sv, {"a GIMP file (XCF)", kExport}},
    {0, "\x76\x2F\x31\x01"sv, {"an OpenEXR", kExport}},
    {0, "#?RADIANCE"sv, {"a Radiance HDR", kExport}},
    {0, "qoif"sv, {"a QOI", kExport}},
    {0, "DDS "sv, {"a DDS texture", kExport}},
    {0, "\x8AMNG\r\n\x1A\n"sv, {"an MNG animation", kTakeFrames}},
    {0, "<svg"sv, {"an SVG drawing", kExport}},
    {4, "ftyp"sv, {"an MP4 or QuickTime video", kTakeFrames}},
    {4, "moov"sv, {"a QuickTime video", kTakeFrames}},
    {4, "mdat"sv, {"a QuickTime video", kTakeFrames}},
    {4, "wide"sv, {"a QuickTime video", kTakeFrames}},
    {8, "AVI LIST"sv, {"an AVI video", kTakeFrames}},
    {0, "\x1A\x45\xDF\xA3"sv, {"a Matroska or WebM video", kTakeFrames}},
    {0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11"sv, {"a Windows Media video", kTakeFrames}},
    {0, "FLV\1"sv, {"a Flash video", kTakeFrames}},
    {0, "\0\0\1\xBA"sv, {"an MPEG video", kTakeFrames}},
    {0, "\0\0\1\xB3"sv, {"an MPEG video", kTakeFrames}},
    {0, "version https://git-lfs"sv, {"a Git LFS pointer, not the picture itself", "run \"git lfs pull\""}},
    {0, "<!DOCTYPE html"sv, {"a web page", kFetchAgain}},
    {0, "<!doctype html"sv, {"a web page", kFetchAgain}},
    {0, "<html"sv, {"a web page", kFetchAgain}},
};

// Portable any maps, P1 to P7: 'P', a digit, white space, then digits or a comment. A text file may start
// similarly, so all of these are checked.
constexpr FileKind kPortableMap{"a portable map (PBM, PGM, PPM, PAM)", kExport};

bool is_portable_map(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() < 4 || text[0] != 'P' || text[1] < '1' || text[1] > '7') return false;
  if (text[2] != '\n' && text[2] != ' ' && text[2] != '\r') return false;
  return is_digit(text[3]) || text[3] == '#' || text.substr(3).starts_with("WIDTH");
}

}  // namespace

const FileKind* undecoded_kind_of(ByteView start) {
  const std::string_view text = as_text(start.first(std::min(start.size(), kStartOfFile_bytes)));
  for (const Signature& row : kSignatures) {
    if (text.size() >= row.offset + row.bytes.size() &&
        text.substr(row.offset, row.bytes.size()) == row.bytes)
      return &row.kind;
  }
  return is_portable_map(text) ? &kPortableMap : nullptr;
}

}  // namespace tinsmith::image
