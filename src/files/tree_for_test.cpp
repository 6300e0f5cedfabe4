#include "files/tree_for_test.h"

#include <zip.h>

#include <fstream>

namespace tinsmith::files {
namespace {

void put(Bytes& bytes, std::uint32_t value, int count) {
  for (int i = 0; i < count; ++i) bytes.push_back(static_cast<std::byte>(value >> (8 * i)));
}

}  // namespace

Bytes picture_for_test(image::Size size, std::uint8_t shade) {
  const auto width = static_cast<std::uint32_t>(size.width), height = static_cast<std::uint32_t>(size.height);
  const std::uint32_t row = (width * 3 + 3) / 4 * 4;
  Bytes bytes{std::byte{'B'}, std::byte{'M'}};
  put(bytes, 54 + row * height, 4);
  put(bytes, 0, 4);
  put(bytes, 54, 4);
  for (const std::uint32_t field : {40u, width, height}) put(bytes, field, 4);
  put(bytes, 1, 2);
  put(bytes, 24, 2);
  for (const std::uint32_t field : {0u, row * height, 2835u, 2835u, 0u, 0u}) put(bytes, field, 4);
  bytes.resize(bytes.size() + row * height, std::byte{shade});
  return bytes;
}

TreeForTest::TreeForTest() : folder_(std::move(TemporaryFolder::make()).value()) {}

TreeForTest& TreeForTest::text(std::string_view relative, std::string_view content) {
  return bytes(relative, as_bytes(content));
}

TreeForTest& TreeForTest::bytes(std::string_view relative, ByteView content) {
  CHECK(make_folder(at(relative).parent_path()).has_value(), "no folder for {}", relative);
  std::ofstream file(at(relative), std::ios::binary);
  file.write(as_text(content).data(), static_cast<std::streamsize>(content.size()));
  CHECK(file.good(), "cannot write {}", relative);
  return *this;
}

TreeForTest& TreeForTest::picture(std::string_view relative, image::Size size, std::uint8_t shade) {
  return bytes(relative, picture_for_test(size, shade));
}

TreeForTest& TreeForTest::copy(const std::filesystem::path& from, std::string_view relative) {
  std::filesystem::create_directories(at(relative));
  std::filesystem::copy(from, at(relative), std::filesystem::copy_options::recursive);
  std::filesystem::permissions(at(relative), std::filesystem::perms::owner_all,
                               std::filesystem::perm_options::add);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(at(relative)))
    std::filesystem::permissions(entry.path(), std::filesystem::perms::owner_all,
                                 std::filesystem::perm_options::add);
  return *this;
}

void zip_for_test(const std::filesystem::path& folder, const std::filesystem::path& zip) {
  zip_t* archive = zip_open(zip.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
  CHECK(archive != nullptr, "cannot make {}", zip.string());
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    zip_source_t* source = zip_source_file(archive, entry.path().c_str(), 0, -1);
    const std::string name = entry.path().lexically_relative(folder).generic_string();
    CHECK(zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8) >= 0, "cannot pack {}", name);
  }
  CHECK(zip_close(archive) == 0, "cannot write {}", zip.string());
}

}  // namespace tinsmith::files
