#include "files/source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <zip.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "files/source_kinds.h"
#include "files/tree_for_test.h"

namespace tinsmith::files {
namespace {

std::vector<std::string> paths_of(const Source& source) {
  std::vector<std::string> paths;
  for (const Entry& entry : source.entries()) paths.push_back(entry.path);
  return paths;
}

std::string refusal(const std::filesystem::path& path, const SourceLimits& limits = {}) {
  const auto source = open_source(path, limits);
  return source ? "opened" : source.error().message;
}

std::string text_in(const Source& source, std::string_view path) {
  const auto bytes = source.read(path);
  return bytes ? std::string(as_text(bytes.value())) : bytes.error().message;
}

struct ZipEntryForTest {
  std::string name, content;
  zip_uint32_t unix_mode = 0;
};

std::filesystem::path zip_of(const TreeForTest& tree, const std::vector<ZipEntryForTest>& entries,
                             zip_flags_t encoding = ZIP_FL_ENC_UTF_8) {
  const auto path = tree.at("made.zip");
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
  for (const ZipEntryForTest& entry : entries) {
    zip_source_t* source = zip_source_buffer(archive, entry.content.data(), entry.content.size(), 0);
    const zip_int64_t index = zip_file_add(archive, entry.name.c_str(), source, encoding);
    CHECK(index >= 0, "cannot pack {}", entry.name);
    if (entry.unix_mode != 0)
      zip_file_set_external_attributes(archive, static_cast<zip_uint64_t>(index), 0, ZIP_OPSYS_UNIX,
                                       entry.unix_mode << 16);
  }
  CHECK(zip_close(archive) == 0, "cannot write {}", path.string());
  return path;
}

// Replaces every occurrence of `from` in the file by `to`, which has the same length.
void patch(const std::filesystem::path& path, std::string_view from, std::string_view to) {
  CHECK(from.size() == to.size(), "a patch keeps the length");
  std::string bytes(as_text(read_file(path).value()));
  CHECK(bytes.find(from) != std::string::npos, "nothing to patch");
  for (std::size_t at = bytes.find(from); at != std::string::npos; at = bytes.find(from, at + 1))
    bytes.replace(at, to.size(), to);
  CHECK(write_file(path, bytes).has_value(), "cannot patch");
}

TEST(Source, AFolderShowsItsFilesSortedAndReadsThem) {
  TreeForTest tree;
  tree.text("b/2.txt", "two").text("a.txt", "one").text("Öl/ß.txt", "drei");
  const auto source = open_source(tree.path()).value();
  EXPECT_EQ(paths_of(*source), (std::vector<std::string>{"a.txt", "b/2.txt", "Öl/ß.txt"}));
  EXPECT_EQ(text_in(*source, "Öl/ß.txt"), "drei");
  EXPECT_EQ(as_text(source->read_part("Öl/ß.txt", 1, 2).value()), "re");
  EXPECT_EQ(as_text(source->read_part("Öl/ß.txt", 3, 99).value()), "i");
  EXPECT_TRUE(source->read_part("Öl/ß.txt", 99, 1).value().empty());
  EXPECT_EQ(source->read("c.txt").error().fault, Fault::NotFound);
}

TEST(Source, ClutterIsNotShown) {
  TreeForTest tree;
  tree.text("a.txt", "")
      .text(".git/config", "")
      .text("b/.DS_Store", "")
      .text("__MACOSX/a.txt", "")
      .text("Thumbs.db", "");
  EXPECT_EQ(paths_of(*open_source(tree.path()).value()), std::vector<std::string>{"a.txt"});
  zip_for_test(tree.path(), tree.at("packed.zip"));
  EXPECT_EQ(paths_of(*open_source(tree.at("packed.zip")).value()), std::vector<std::string>{"a.txt"});
}

TEST(Source, LinksInAFolderAreLeftOutAndSaid) {
  TreeForTest tree;
  tree.text("a.txt", "");
  std::filesystem::create_symlink("/etc/passwd", tree.at("b.txt"));
  std::filesystem::create_directory_symlink("/etc", tree.at("c"));
  const auto source = open_source(tree.path()).value();
  EXPECT_EQ(paths_of(*source), std::vector<std::string>{"a.txt"});
  ASSERT_EQ(source->skipped().size(), 2u);
  EXPECT_EQ(source->skipped()[0].message, "it is a link; links inside a data set are not followed");
}

TEST(Source, AZipGivesTheBytesOfTheFolderItWasMadeFrom) {
  TreeForTest tree;
  std::string longer;
  for (int i = 0; i < 100'000; ++i) longer += std::to_string(i);
  tree.text("data/x/long.txt", longer).text("data/Ünï.txt", "u").text("data/empty", "");
  zip_for_test(tree.at("data"), tree.at("packed.zip"));
  const auto folder = open_source(tree.at("data")).value();
  const auto zip = open_source(tree.at("packed.zip")).value();
  ASSERT_EQ(paths_of(*zip), paths_of(*folder));
  for (const Entry& entry : folder->entries())
    EXPECT_EQ(zip->read(entry.path).value(), folder->read(entry.path).value());
  EXPECT_EQ(as_text(zip->read_part("x/long.txt", 300'000, 7).value()), longer.substr(300'000, 7));
}

TEST(Source, AZipIsReadFromManyThreadsAtOnce) {
  TreeForTest tree;
  for (int i = 0; i < 40; ++i)
    tree.text("data/" + std::to_string(i), std::string(5000, static_cast<char>('a' + i % 26)));
  zip_for_test(tree.at("data"), tree.at("packed.zip"));
  const auto zip = open_source(tree.at("packed.zip")).value();
  std::vector<int> right(4);
  std::vector<std::thread> threads;
  for (int& count : right) {
    threads.emplace_back([&] {
      for (int i = 0; i < 40; ++i)
        count +=
            text_in(*zip, std::to_string(i)) == std::string(5000, static_cast<char>('a' + i % 26)) ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, std::vector<int>(4, 40));
}

TEST(Source, NamesWithoutTheUtf8FlagAreCodePage437) {
  TreeForTest tree;
  const auto zip = zip_of(tree, {{"gr\x81n.txt", "x"}}, ZIP_FL_ENC_CP437);  // 0x81 is ü there
  EXPECT_EQ(paths_of(*open_source(zip).value()), std::vector<std::string>{"grün.txt"});
}

TEST(Source, BackslashesAndDotsInNamesBecomePlainPaths) {
  TreeForTest tree;
  const auto zip = zip_of(tree, {{"a\\b.txt", "x"}, {"./c//d.txt", "y"}});
  EXPECT_EQ(paths_of(*open_source(zip).value()), (std::vector<std::string>{"a/b.txt", "c/d.txt"}));
}

TEST(Source, ATarGivesTheBytesOfTheFolderItWasMadeFrom) {
  TreeForTest tree;
  tree.text("data/" + std::string(90, 'n') + "/" + std::string(60, 'm') + "/long name.txt", "long")
      .text("data/Ö.txt", std::string(2000, 'o'));
  const auto tar = [&](const char* format) {
    const std::string command = fmt::format("tar --format={} -cf '{}' -C '{}' .", format,
                                            tree.at(format).string(), tree.at("data").string());
    return std::system(command.c_str()) == 0;
  };
  const auto folder = open_source(tree.at("data")).value();
  for (const char* format : {"gnu", "pax", "ustar"}) {
    if (!tar(format)) GTEST_SKIP() << "SKIP: there is no tar program";
    const auto source = open_source(tree.at(format)).value();
    ASSERT_EQ(paths_of(*source), paths_of(*folder)) << format;
    for (const Entry& entry : folder->entries())
      EXPECT_EQ(source->read(entry.path).value(), folder->read(entry.path).value()) << format;
  }
}

TEST(BrokenArchive, NameThatLeavesTheArchive) {
  TreeForTest tree;
  EXPECT_EQ(refusal(zip_of(tree, {{"a/../../b.txt", "x"}})),
            "the path of the entry a/../../b.txt leaves the archive with \"..\"");
}
TEST(BrokenArchive, AbsoluteName) {
  TreeForTest tree;
  EXPECT_EQ(refusal(zip_of(tree, {{"/etc/passwd", "x"}})),
            "the entry /etc/passwd has an absolute path; entries must lie inside the archive");
  EXPECT_EQ(refusal(zip_of(tree, {{"C:\\x.txt", "x"}})),
            "the entry C:\\x.txt has an absolute path; entries must lie inside the archive");
}
TEST(BrokenArchive, ControlCharactersInAName) {
  EXPECT_EQ(checked_path("a\x1b[2J.txt", {}).error().message,
            "the entry a?[2J.txt has control characters in its name");
  TreeForTest tree;
  const auto zip = zip_of(tree, {{"a![2J.txt", "x"}});
  patch(zip, "a![2J.txt", "a\x1b[2J.txt");  // in a zip, these bytes are characters of code page 437
  EXPECT_EQ(paths_of(*open_source(zip).value()), std::vector<std::string>{"a←[2J.txt"});
}
TEST(BrokenArchive, LinkInAZip) {
  TreeForTest tree;
  EXPECT_EQ(refusal(zip_of(tree, {{"a.txt", "/etc/passwd", S_IFLNK | 0777}})),
            "the entry a.txt is a link; pack the file itself");
}
TEST(BrokenArchive, TwoEntriesOfOneName) {
  TreeForTest tree;
  const auto zip = zip_of(tree, {{"a1.txt", "x"}, {"a2.txt", "y"}});
  patch(zip, "a2.txt", "a1.txt");
  EXPECT_EQ(refusal(zip), "two entries have the same name a1.txt");
  EXPECT_EQ(refusal(zip_of(tree, {{"a/b.txt", "x"}, {"a//b.txt", "y"}})),
            "two entries have the same name a/b.txt");
}
TEST(BrokenArchive, Bomb) {
  TreeForTest tree;
  const auto zip = zip_of(tree, {{"zeros.bmp", std::string(20 << 20, '\0')}});
  EXPECT_THAT(refusal(zip), testing::MatchesRegex("the entry zeros.bmp expands from [0-9]+ to 20971520 "
                                                  "bytes; more than 250 times its size is refused"));
}
TEST(BrokenArchive, TooManyEntries) {
  TreeForTest tree;
  EXPECT_EQ(refusal(zip_of(tree, {{"a", ""}, {"b", ""}, {"c", ""}}), {.entries = 2}),
            "it has more than 2 entries; split it into several archives");
}
TEST(BrokenArchive, EntryLargerThanAllowed) {
  TreeForTest tree;
  EXPECT_EQ(refusal(zip_of(tree, {{"a", "12345"}}), {.entry_bytes = 4}),
            "the entry a has 5 bytes; at most 4 are allowed");
}
TEST(BrokenArchive, LargerTogetherThanAllowed) {
  TreeForTest tree;
  EXPECT_EQ(refusal(zip_of(tree, {{"a", "12345"}, {"b", "12345"}}), {.total_bytes = 9}),
            "its entries have more than 9 bytes in total");
}
TEST(BrokenArchive, DamagedContent) {
  TreeForTest tree;
  const auto zip = zip_of(tree, {{"a", "stored"}});  // too short to be compressed
  patch(zip, "stored", "spored");
  const auto source = open_source(zip).value();
  EXPECT_EQ(source->read("a").error().message, "the archive is damaged: CRC error");
  EXPECT_EQ(source->read("a").error().fault, Fault::Corrupt);
}
TEST(BrokenArchive, CutOff) {
  TreeForTest tree;
  const auto zip = zip_of(tree, {{"a", std::string(1000, 'x')}});
  std::filesystem::resize_file(zip, std::filesystem::file_size(zip) - 30);
  EXPECT_EQ(refusal(zip), "the zip cannot be read: Not a zip archive");
}
TEST(BrokenArchive, PackedInAWayThatIsNotRead) {
  TreeForTest tree;
  tree.text("a.tgz", "\x1f\x8b and more");
  EXPECT_EQ(refusal(tree.at("a.tgz")),
            fmt::format("{} is compressed with gzip; unpack it and give the folder, or create a zip of it",
                        tree.at("a.tgz").string()));
  tree.text("b.txt", "hello");
  EXPECT_EQ(refusal(tree.at("b.txt")),
            fmt::format("{} is neither a folder nor a zip or tar archive", tree.at("b.txt").string()));
}
TEST(BrokenArchive, TarWithADamagedHeader) {
  TreeForTest tree;
  tree.text("data/a.txt", "a");
  const std::string command =
      fmt::format("tar -cf '{}' -C '{}' .", tree.at("a.tar").string(), tree.at("data").string());
  if (std::system(command.c_str()) != 0) GTEST_SKIP() << "SKIP: there is no tar program";
  patch(tree.at("a.tar"), "./a.txt", "./b.txt");
  EXPECT_EQ(refusal(tree.at("a.tar")), "the header at byte 512 of the tar is damaged");
}

}  // namespace
}  // namespace tinsmith::files
