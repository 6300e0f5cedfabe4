// kmodel files: what is written is read back, and broken files are refused with a sentence.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "kmodel/small_for_test.h"

namespace tinsmith::kmodel {
namespace {

using testing::HasSubstr;

Bytes file_of(const Kmodel& model) {
  return write_kmodel(model).value();
}

void expect_refused(const Bytes& file, Fault fault, const std::string& part) {
  const auto model = read_kmodel(file);
  ASSERT_FALSE(model) << part;
  EXPECT_EQ(model.error().fault, fault) << model.error().text();
  EXPECT_THAT(model.error().text(), HasSubstr(part));
}

void put_word(Bytes& file, std::size_t offset, std::uint32_t word) {
  std::memcpy(file.data() + offset, &word, sizeof(word));
}

TEST(Kmodel, IsReadBackAsItWasWritten) {
  for (const Kmodel& model : {small_v3(), small_v4()}) {
    const auto again = read_kmodel(file_of(model));
    ASSERT_TRUE(again) << again.error().text();
    EXPECT_TRUE(*again == model);
  }
}

TEST(Kmodel, HasItsPartsWhereLoadersExpectThem) {
  const Bytes file = file_of(small_v3());
  // Header of 28 bytes, one output, four layer headers; the first body follows without a gap.
  constexpr std::size_t kBody = 28 + 8 + 4 * 8;
  std::uint32_t head[6];
  std::memcpy(head, file.data() + kBody, sizeof(head));
  EXPECT_EQ(head[2], 96u) << "arguments at the next multiple of 8 after the head of 24 bytes";
  EXPECT_EQ(head[3], 256u) << "weights at a multiple of 128";
  EXPECT_EQ(head[4], 384u) << "batch norm at a multiple of 128";
  EXPECT_EQ(head[5], 512u) << "activation table at a multiple of 256";
}

TEST(Kmodel, OfOtherVersionsIsNamed) {
  Bytes file = file_of(small_v4());
  put_word(file, 4, 5);
  expect_refused(file, Fault::Unsupported,
                 "version 5: nncase 1.x wrote it for a K210; MaixPy does not load it");
  put_word(file, 4, 6);
  expect_refused(file, Fault::Unsupported, "version 6: nncase 2.0 to 2.3 wrote it for a K230");
  put_word(file, 4, 7);
  expect_refused(file, Fault::Unsupported, "version 7: nncase 2.4 or later wrote it for a K230");
  put_word(file, 4, 99);
  expect_refused(file, Fault::Unsupported, "version 99; 3 to 7 are known");
  expect_refused(bytes_of(std::vector<char>{'T', 'F', 'L', '3'}), Fault::InvalidInput, "it is not a kmodel");
  expect_refused({}, Fault::InvalidInput, "it is not a kmodel");
}

TEST(Kmodel, ThatEndsTooEarlyIsRefusedAtEveryLength) {
  for (const Kmodel& model : {small_v3(), small_v4()}) {
    const Bytes file = file_of(model);
    constexpr std::size_t kMaxMissing = 7;  // the zeros that align the last body may be missing
    for (std::size_t size = 0; size + kMaxMissing < file.size(); ++size) {
      const auto read = read_kmodel(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size)));
      ASSERT_FALSE(read) << size;
    }
  }
}

TEST(Kmodel, MayLackTheLastZeros) {
  Kmodel model = small_v3();
  // Its five words end four bytes before a multiple of 8.
  std::get<v3::Model>(model).layers.push_back({0, v3::Add{0, 96, 200, 2}});
  Bytes file = file_of(model);
  file.resize(file.size() - 4);
  const auto read = read_kmodel(file);
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_TRUE(*read == model);
}

TEST(Kmodel, WithBrokenPartsIsRefusedWithTheLayer) {
  Bytes file = file_of(small_v3());
  put_word(file, 36, 77);
  expect_refused(file, Fault::Unsupported, "layer 0: its type 77 is not one that loaders of version 3 know");
  file = file_of(small_v3());
  put_word(file, 12, 1u << 30);
  expect_refused(file, Fault::Corrupt, "it says that it has 1073741824 layers");
  file = file_of(small_v3());
  put_word(file, 40, 0);
  expect_refused(file, Fault::Corrupt, "layer 0 takes 0 bytes");
  file = file_of(small_v3());
  put_word(file, 4, 0);
  expect_refused(file, Fault::Unsupported, "its weights have 16 bits");
  file = file_of(small_v3());
  put_word(file, 96, 1u << 20);  // word 0 of the arguments
  expect_refused(file, Fault::Unsupported, "layer 0: word 0 of its arguments is 0x100000");
  file = file_of(small_v3());
  put_word(file, 68 + 12, 0xFFFFFFF0);  // offset of the weights
  expect_refused(file, Fault::Corrupt, "layer 0: offset 4294967280 is beyond the end");
}

TEST(Kmodel, WithAnyChangedByteIsReadOrRefused) {
  for (const Kmodel& model : {small_v3(), small_v4()}) {
    const Bytes file = file_of(model);
    Rng random(1);
    for (std::size_t i = 0; i < file.size(); ++i) {
      Bytes changed = file;
      changed[i] = static_cast<std::byte>(random.below(256));
      const auto read = read_kmodel(changed);
      if (read) {
        EXPECT_FALSE(print_kmodel(*read, changed.size()).empty());
      }
    }
  }
}

TEST(Kmodel, IsNotWrittenWhenItsPartsContradictEachOther) {
  Kmodel model = small_v3();
  std::get<v3::FullyConnected>(std::get<v3::Model>(model).layers[2].body).bias.pop_back();
  auto written = write_kmodel(model);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().text(), "layer 2: its list 'bias' has 1 elements, but its other fields say 2");

  model = small_v3();
  std::get<v3::KpuConvolution>(std::get<v3::Model>(model).layers[0].body).layer.arguments.in_channels = 1025;
  written = write_kmodel(model);
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().text(), HasSubstr("layer 0: it has 54 weights; 3 output channels need 27675"));

  model = small_v4();
  std::get<v4::KpuConvolution>(std::get<v4::Model>(model).nodes[0]).layer.arguments.arg_x = 1 << 23;
  written = write_kmodel(model);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().text(), "layer 0: arg_x is 8388608, but the file has 24 bits for it");
}

TEST(Kmodel, IsPrintedWithItsLayersItsMemoryAndWhatLoadsIt) {
  const Kmodel third = small_v3();
  const std::string text = print_kmodel(third, 3000000);
  EXPECT_THAT(text, HasSubstr("kmodel version 3 (nncase 0.1), for the K210"));
  EXPECT_THAT(
      text, HasSubstr("3x3, 2x5x6 -> 3x5x6, rows 0+5 -> 100+5, 1 load of weights, pad 0, 1620 MACs, also to "
                      "main@0"));
  EXPECT_THAT(text, HasSubstr("input 0, output 96, count 90, scale 0.5, bias -3"));
  EXPECT_THAT(text, HasSubstr("weights of 6, bias of 2"));
  EXPECT_THAT(text, HasSubstr("MaixPy, full build                 no: it has room for about 2000000 bytes"));
  EXPECT_THAT(text, HasSubstr("MaixPy, minimum build              yes\n"));
  const std::string fourth = print_kmodel(small_v4(), 2000);
  EXPECT_THAT(fourth, HasSubstr("MaixPy, minimum build              no: it does not know version 4"));
  EXPECT_THAT(fourth,
              HasSubstr("input main@0+90 uint8, output main@96+360 float32, zero_point 7, scale 2.5"));
}

}  // namespace
}  // namespace tinsmith::kmodel
