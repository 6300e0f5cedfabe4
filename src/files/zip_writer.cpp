#include "files/zip_writer.h"

#include <zip.h>

#include <list>
#include <memory>

namespace tinsmith::files {
namespace {

// 1 January 2020, 00:00 local time, as zip files store it. libzip converts it to UTC and back, so the bytes
// do not depend on the time zone of the machine.
constexpr zip_uint16_t kDosDate = (40 << 9) | (1 << 5) | 1, kDosTime = 0;

bool is_compressed_already(const std::string& name) {
  for (const char* ending : {".jpg", ".jpeg", ".png", ".webp", ".JPG", ".JPEG", ".PNG", ".zip"})
    if (name.ends_with(ending)) return true;
  return false;
}

}  // namespace

struct ZipWriter::Open {
  zip_t* archive = nullptr;
  zip_source_t* memory = nullptr;  // what `in_memory` writes to
  std::filesystem::path path, beside;
  std::list<std::string> texts;  // read by libzip when it closes the file
};

ZipWriter::ZipWriter(std::unique_ptr<Open> open) : open_(std::move(open)) {}
ZipWriter::ZipWriter(ZipWriter&& other) noexcept = default;

ZipWriter::~ZipWriter() {
  if (open_ && open_->archive != nullptr) zip_discard(open_->archive);
  if (open_ && open_->memory != nullptr) zip_source_free(open_->memory);
}

Result<ZipWriter> ZipWriter::start(const std::filesystem::path& path) {
  auto open = std::make_unique<Open>();
  open->path = path;
  open->beside = path.string() + ".part";
  int trouble = 0;
  open->archive = zip_open(open->beside.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &trouble);
  if (open->archive == nullptr)
    return fail(Fault::Unavailable, "cannot write {} (libzip's code {})", path.string(), trouble);
  return ZipWriter(std::move(open));
}

ZipWriter ZipWriter::in_memory() {
  auto open = std::make_unique<Open>();
  open->memory = zip_source_buffer_create(nullptr, 0, 0, nullptr);
  CHECK(open->memory != nullptr, "libzip has no memory");
  open->archive = zip_open_from_source(open->memory, ZIP_TRUNCATE, nullptr);
  CHECK(open->archive != nullptr, "libzip cannot write to memory");
  zip_source_keep(open->memory);  // closing the archive would free it
  return ZipWriter(std::move(open));
}

namespace {

Result<Done> add_source(zip_t* archive, const std::string& name, zip_source_t* source) {
  const zip_int64_t index =
      source == nullptr ? -1 : zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    zip_source_free(source);
    return fail(Fault::Unavailable, "cannot add {} to the archive: {}", name, zip_strerror(archive));
  }
  const auto place = static_cast<zip_uint64_t>(index);
  zip_file_set_dostime(archive, place, kDosTime, kDosDate, 0);
  if (is_compressed_already(name)) zip_set_file_compression(archive, place, ZIP_CM_STORE, 0);
  return Done{};
}

}  // namespace

Result<Done> ZipWriter::add(const std::string& name, const std::filesystem::path& file) {
  return add_source(open_->archive, name, zip_source_file(open_->archive, file.c_str(), 0, -1));
}

Result<Done> ZipWriter::add(const std::string& name, std::string text) {
  open_->texts.push_back(std::move(text));
  const std::string& kept = open_->texts.back();
  return add_source(open_->archive, name, zip_source_buffer(open_->archive, kept.data(), kept.size(), 0));
}

Bytes ZipWriter::bytes() {
  CHECK(open_->memory != nullptr, "the archive is not in memory");
  CHECK(zip_close(open_->archive) == 0, "libzip cannot write to memory: {}", zip_strerror(open_->archive));
  open_->archive = nullptr;
  CHECK(zip_source_open(open_->memory) == 0, "libzip cannot read its memory");
  zip_source_seek(open_->memory, 0, SEEK_END);
  Bytes bytes(static_cast<std::size_t>(zip_source_tell(open_->memory)));
  zip_source_seek(open_->memory, 0, SEEK_SET);
  const zip_int64_t count = zip_source_read(open_->memory, bytes.data(), bytes.size());
  CHECK(count == static_cast<zip_int64_t>(bytes.size()), "libzip gave {} of {} bytes", count, bytes.size());
  zip_source_close(open_->memory);
  return bytes;
}

Result<Done> ZipWriter::finish(Progress& progress) {
  zip_register_cancel_callback_with_state(
      open_->archive, [](zip_t*, void* data) { return static_cast<Progress*>(data)->should_stop() ? 1 : 0; },
      nullptr, &progress);
  zip_register_progress_callback_with_state(
      open_->archive, 0.01,
      [](zip_t*, double done, void* data) { static_cast<Progress*>(data)->report("packing", done, 1); },
      nullptr, &progress);
  if (zip_close(open_->archive) != 0) {
    const std::string why = zip_strerror(open_->archive);
    if (progress.should_stop()) return fail(Fault::Cancelled, "packing was stopped");
    return fail(Fault::Unavailable, "cannot write {}: {}", open_->path.string(), why);
  }
  open_->archive = nullptr;
  std::error_code error;
  std::filesystem::rename(open_->beside, open_->path, error);
  if (error) return fail(Fault::Unavailable, "cannot move {}: {}", open_->path.string(), error.message());
  return Done{};
}

}  // namespace tinsmith::files
