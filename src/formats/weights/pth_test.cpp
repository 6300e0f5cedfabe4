#include "formats/weights/pth.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/files.h"
#include "formats/weights/pickle.h"

namespace tinsmith::formats {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::string_literals;

// ---- Files written by PyTorch ----

const char* const kVariants[] = {"zip",        "stream",   "protocol_4",   "nested",
                                 "averaged",   "parallel", "module",       "module_stream",
                                 "parameters", "views",    "views_stream", "numbers"};

// A folder with all variants, written once; nothing if PyTorch is not installed.
const TemporaryFolder* checkpoints() {
  static const auto folder = []() -> std::optional<TemporaryFolder> {
    if (std::system("/usr/bin/python3 -c 'import torch' 2>/dev/null") != 0) return std::nullopt;
    auto made = TemporaryFolder::make().value();
    const std::string command =
        fmt::format("/usr/bin/python3 tests/oracle/checkpoints.py '{}'", made.path().string());
    CHECK(std::system(command.c_str()) == 0, "{}", command);
    return made;
  }();
  return folder ? &*folder : nullptr;
}

class PthByPyTorch : public testing::TestWithParam<const char*> {};

TEST_P(PthByPyTorch, HoldsTheTensorsThatWereMeant) {
  if (checkpoints() == nullptr) GTEST_SKIP() << "SKIP: PyTorch (python3-torch) is not installed";
  const auto path = checkpoints()->path() / GetParam();
  const auto read = read_pth(read_file(path.string() + ".pth").value());
  ASSERT_TRUE(read) << read.error().text();
  const auto meant = read_safetensors(read_file(path.string() + ".safetensors").value()).value();
  ASSERT_EQ(read->tensors.size(), meant.tensors.size());
  for (const StoredTensor& tensor : meant.tensors) {
    const StoredTensor* found = read->find(tensor.name);
    ASSERT_NE(found, nullptr) << tensor.name;
    EXPECT_EQ(*found, tensor) << tensor.name;
  }
}
INSTANTIATE_TEST_SUITE_P(Files, PthByPyTorch, testing::ValuesIn(kVariants),
                         [](const auto& variant) { return std::string(variant.param); });

TEST(Pth, EveryCutOffFileIsRefused) {
  if (checkpoints() == nullptr) GTEST_SKIP() << "SKIP: PyTorch (python3-torch) is not installed";
  for (const char* name : {"zip.pth", "stream.pth"}) {
    const Bytes whole = read_file(checkpoints()->path() / name).value();
    for (std::size_t size = 0; size < whole.size(); size += 7)
      EXPECT_FALSE(read_pth(ByteView(whole).first(size))) << name << " cut to " << size;
  }
}

// ---- Files made by hand ----

std::string text(const std::string& value) {
  return "X"s + static_cast<char>(value.size()) + std::string(3, '\0') + value;
}
std::string global(const std::string& module, const std::string& name) {
  return "c" + module + "\n" + name + "\n";
}
std::string pair(int first, int second) {
  return "K"s + static_cast<char>(first) + "K" + static_cast<char>(second) + "\x86";
}

const std::string kMagic = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."s;
const std::string kVersion = "\x80\x02M\xe9\x03."s;
const std::string kMachine = "\x80\x02}."s;

// A storage of four floats named "7".
std::string storage(const std::string& type = "FloatStorage") {
  return "(" + text("storage") + global("torch", type) + text("7") + text("cpu") + "K\x04tQ";
}
std::string tensor(const std::string& parts, const std::string& storage_code = storage()) {
  return global("torch._utils", "_rebuild_tensor_v2") + "(" + storage_code + parts + "\x89}tR";
}
const std::string kStorages =
    "\x80\x02]"s + text("7") + "a." + "\x04\0\0\0\0\0\0\0"s +
    std::string("\0\0\x80\x3f\0\0\0\x40\0\0\x40\x40\0\0\x80\x40", 16);  // 1, 2, 3, 4

const std::string kNoStorages = "\x80\x02]."s;

Bytes stream(const std::string& object, const std::string& storages = kStorages) {
  const std::string whole = kMagic + kVersion + kMachine + "\x80\x02" + object + "." + storages;
  const auto view = as_bytes(whole);
  return Bytes(view.begin(), view.end());
}
std::string dictionary(const std::string& value) {
  return "}" + text("w") + value + "s";
}

TEST(Pth, StridesAreResolved) {
  const auto file = read_pth(stream(dictionary(tensor("K\0"s + pair(2, 2) + pair(1, 2)))));
  ASSERT_TRUE(file) << file.error().text();
  ASSERT_EQ(file->tensors.size(), 1u);
  EXPECT_EQ(file->tensors[0].name, "w");
  EXPECT_THAT(file->tensors[0].shape, ElementsAre(2, 2));
  EXPECT_THAT(float_values(file->tensors[0]).value(), ElementsAre(1, 3, 2, 4));
}

TEST(Pth, NothingIsExecuted) {
  const auto marker = std::filesystem::path("/tmp") / "tinsmith-was-here";
  const auto file =
      read_pth(stream(global("os", "system") + text("touch " + marker.string()) + "\x85R", kNoStorages));
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().fault, Fault::Unsupported);
  EXPECT_EQ(file.error().text(), "it holds an object of 'os.system', not a dictionary of tensors");
  EXPECT_FALSE(std::filesystem::exists(marker));
}

TEST(Pth, ObjectsBesideTheTensorsAreLeftAlone) {
  const std::string object = global("os", "system") + text("true") + "\x85R";
  const auto file = read_pth(stream("}" + text("evil") + object + "s" + text("state_dict") +
                                    dictionary(tensor("K\x01" + pair(1, 3) + pair(3, 1))) + "s"));
  ASSERT_TRUE(file) << file.error().text();
  ASSERT_EQ(file->tensors.size(), 1u);
  EXPECT_THAT(float_values(file->tensors[0]).value(), ElementsAre(2, 3, 4));
}

TEST(Pth, BrokenFilesAreNamedByWhatIsWrong) {
  const std::string whole = pair(2, 2) + pair(2, 1);
  const std::string module_state = "}" + text("_modules") + "}" + text("again");
  struct Broken {
    const char* what;
    Bytes bytes;
    Fault fault;
    const char* message;
  };
  const Broken files[] = {
      {"no magic number", bytes_of(std::vector<char>(100, 'x')), Fault::Corrupt,
       "neither a zip archive nor the older"},
      {"a zip archive of nothing", bytes_of(std::vector<char>{'P', 'K', 3, 4, 0}), Fault::Corrupt,
       "the zip archive cannot be opened"},
      {"a dictionary of other things", stream("}" + text("epoch") + "K\x03s", kNoStorages),
       Fault::Unsupported, "it holds a dictionary of 'epoch', not a dictionary of tensors"},
      {"a tensor past its storage", stream(dictionary(tensor("K\x01" + whole))), Fault::Corrupt,
       "tensor 'w': it reaches to number 4 of a storage of 4"},
      {"a size below 0", stream(dictionary(tensor("K\0"s + "J\xff\xff\xff\xff\x85" + "K\x01\x85"))),
       Fault::Corrupt, "are not whole numbers of at least 0"},
      {"more strides than sizes", stream(dictionary(tensor("K\0"s + pair(2, 2) + "K\x01\x85"))),
       Fault::Corrupt, "it has 2 sizes, 1 strides"},
      {"one number spread over thousands",
       stream(dictionary(tensor("K\0M\xff\xffM\xff\xff\x86"s + "K\0K\0\x86"s))), Fault::Corrupt,
       "more than the allocation limit for a file of this size"},
      {"complex numbers", stream(dictionary(tensor("K\0"s + whole, storage("ComplexFloatStorage")))),
       Fault::Unsupported, "its numbers are in a 'torch.ComplexFloatStorage'"},
      {"a storage longer than the file", stream(dictionary(tensor("K\0"s + whole)), kStorages.substr(0, 23)),
       Fault::Corrupt, "storage '7': it would hold 4 numbers of 4 bytes, 4 bytes are left"},
      {"no storage", stream(dictionary(tensor("K\0"s + whole)), kNoStorages), Fault::Corrupt,
       "tensor 'w': there is no storage '7'"},
      {"modules that contain themselves",
       stream(global("a", "b") + ")\x81q\x01" + module_state + "h\x01ss" + "b", kNoStorages), Fault::Corrupt,
       "its modules contain themselves"},
      {"dictionaries that contain themselves", stream("}q\x01" + text("model") + "h\x01s", kNoStorages),
       Fault::Corrupt, "nested more than 32 levels deep"},
  };
  for (const Broken& file : files) {
    const auto read = read_pth(file.bytes);
    ASSERT_FALSE(read) << file.what;
    EXPECT_EQ(read.error().fault, file.fault) << file.what;
    EXPECT_THAT(read.error().text(), HasSubstr(file.message)) << file.what;
  }
}

TEST(Pickle, BrokenOnesAreNamedByWhatIsWrong) {
  struct Broken {
    std::string code;
    Fault fault;
    const char* message;
  };
  const Broken pickles[] = {
      {"", Fault::Corrupt, "1 bytes are needed at offset 0"},
      {".", Fault::Corrupt, "the stack is empty"},
      {"}u.", Fault::Corrupt, "opcode 0x75 at byte 1: there is no mark"},
      {"(R.", Fault::Corrupt, "opcode 0x52 at byte 1: the stack is empty"},
      {"h\x05.", Fault::Corrupt, "the memo has no value 5"},
      {"}(Nu.", Fault::Corrupt, "a key has no value"},
      {"K\x01Na.", Fault::Corrupt, "it adds items to a value that is not a container"},
      {"X\xff\xff\xff\x7f.", Fault::Corrupt, "2147483647 bytes are needed"},
      {"c" + std::string(300, 'a') + "\nb\n.", Fault::Corrupt, "a name is longer than 256 bytes"},
      {"S'text'\n.", Fault::Unsupported,
       "opcode 0x53 at byte 0: it is not an opcode that state dictionaries need"},
      {"\x82\x01.", Fault::Unsupported, "opcode 0x82"},
  };
  for (const Broken& pickle : pickles) {
    const auto read = read_pickle(as_bytes(pickle.code));
    ASSERT_FALSE(read) << pickle.message;
    EXPECT_EQ(read.error().fault, pickle.fault) << pickle.message;
    EXPECT_THAT(read.error().text(), HasSubstr(pickle.message));
  }
}

TEST(Pickle, WholeNumbersKeepTheirSign) {
  const auto integer = [](const std::string& code) {
    const auto pickle = read_pickle(as_bytes(code + ".")).value();
    return pickle[pickle.root].integer;
  };
  EXPECT_EQ(integer("J\xfe\xff\xff\xff"), -2);
  EXPECT_EQ(integer("M\xfe\xff"), 65534);
  EXPECT_EQ(integer("\x8a\x02\x00\xff"s), -256);
  EXPECT_EQ(integer("\x8a\x01\x7f"), 127);
  EXPECT_EQ(integer("\x8a\x00"s), 0);
}

}  // namespace
}  // namespace tinsmith::formats
