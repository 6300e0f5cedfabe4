#include "formats/weights/safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "formats/float16.h"

namespace tinsmith::formats {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TensorFile sample() {
  TensorFile file;
  file.metadata = {{"epoch", "3"}, {"größe", "klein"}};
  file.tensors = {{"weights", StoredType::F32, {2, 2}, bytes_of(std::vector<float>{1, -2, 3.5f, 0})},
                  {"steps", StoredType::I64, {}, bytes_of(std::vector<std::int64_t>{42})},
                  {"empty", StoredType::F32, {0}, {}}};
  return file;
}

// Returns a file with this header (preceded by its length) and this many data bytes.
Bytes file_of(const std::string& header, std::size_t data_bytes) {
  Bytes bytes = bytes_of(std::vector<std::uint64_t>{header.size()});
  const auto view = as_bytes(header);
  bytes.insert(bytes.end(), view.begin(), view.end());
  bytes.resize(bytes.size() + data_bytes);
  return bytes;
}

TEST(Safetensors, WhatIsWrittenReadsBackTheSame) {
  const auto read = read_safetensors(write_safetensors(sample()));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->metadata, sample().metadata);
  ASSERT_EQ(read->tensors.size(), 3u);
  for (const StoredTensor& tensor : sample().tensors) {
    const StoredTensor* found = read->find(tensor.name);
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(*found, tensor);
  }
}

TEST(Safetensors, EveryTypeOfNumberBecomesFloats) {
  const auto floats = [](StoredType type, Bytes bytes) {
    const auto size = static_cast<std::int64_t>(bytes.size() / size_bytes(type));
    return *float_values(StoredTensor{"x", type, {size}, std::move(bytes)});
  };
  EXPECT_THAT(floats(StoredType::F16, bytes_of(std::vector<std::uint16_t>{0x3c00, 0xc000, 0x0001, 0x7c00})),
              ElementsAre(1.0f, -2.0f, 0x1.0p-24f, std::numeric_limits<float>::infinity()));
  EXPECT_THAT(floats(StoredType::BF16, bytes_of(std::vector<std::uint16_t>{0x3f80, 0xc040})),
              ElementsAre(1.0f, -3.0f));
  EXPECT_THAT(floats(StoredType::F64, bytes_of(std::vector<double>{0.25})), ElementsAre(0.25f));
  EXPECT_THAT(floats(StoredType::I8, bytes_of(std::vector<std::int8_t>{-7})), ElementsAre(-7.0f));
}

TEST(HalfPrecision, EveryHalfIsItsOwnRounding) {
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float value = float_from_half(half);
    if (std::isnan(value))
      EXPECT_TRUE(std::isnan(float_from_half(half_from_float(value))));
    else
      ASSERT_EQ(half_from_float(value), half);
  }
}

// IEEE 754, section 4.3.1: to the nearest, and halfway to the one whose last bit is 0.
TEST(HalfPrecision, RoundsToTheNearestAndTiesToEven) {
  EXPECT_EQ(half_from_float(1 + 0x1p-11f), 0x3c00);             // halfway between 1 and the next half
  EXPECT_EQ(half_from_float(1 + 0x1.1p-11f), 0x3c01);           // a little above the middle
  EXPECT_EQ(half_from_float(1 + 0x1p-10f + 0x1p-11f), 0x3c02);  // halfway; the upper one is even
  EXPECT_EQ(half_from_float(0x1p-25f), 0x0000);                 // halfway between 0 and the first subnormal
  EXPECT_EQ(half_from_float(0x1.8p-24f), 0x0002);               // halfway between two subnormals
  EXPECT_EQ(half_from_float(0x1p-14f - 0x1p-26f), 0x0400);      // becomes the first normal number
  EXPECT_EQ(half_from_float(65519.0f), 0x7bff);
  EXPECT_EQ(half_from_float(65520.0f), 0x7c00);
  EXPECT_EQ(half_from_float(-65520.0f), 0xfc00);
}

TEST(Safetensors, BrokenFilesAreNamedByWhatIsWrong) {
  struct Broken {
    const char* what;
    Bytes bytes;
    const char* message;
  };
  const Broken files[] = {
      {"nothing", {}, "8 bytes are needed at offset 0"},
      {"a header longer than the file", bytes_of(std::vector<std::uint64_t>{1u << 20}),
       "would have 1048576 bytes"},
      {"not JSON", file_of("hello", 0), "not a JSON object"},
      {"nested too deep", file_of(R"({"a":[[[[[[1]]]]]]})", 0), "not a JSON object"},
      {"an unknown type", file_of(R"({"a":{"dtype":"Q4","shape":[1],"data_offsets":[0,4]}})", 4),
       "its type is 'Q4'"},
      {"bytes past the end", file_of(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 4),
       "0 to 8 of 4; its shape and type need 8"},
      {"a shape of more than its bytes",
       file_of(R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", 8), "need 12"},
      {"a shape that wraps around",
       file_of(R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}})", 0),
       "larger than the file"},
      {"a size that is larger than the file beside a 0",
       file_of(R"({"a":{"dtype":"F32","shape":[0,9223372036854775808],"data_offsets":[0,0]}})", 0),
       "larger than the file"},
      {"a negative size", file_of(R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", 4),
       "its shape is [-1]"},
      {"tensors that overlap",
       file_of(
           R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}})",
           6),
       "shares bytes"},
  };
  for (const Broken& file : files) {
    const auto read = read_safetensors(file.bytes);
    ASSERT_FALSE(read) << file.what;
    EXPECT_THAT(read.error().text(), HasSubstr(file.message)) << file.what;
  }
}

}  // namespace
}  // namespace tinsmith::formats
