#include "http/encoding.h"

#include <gtest/gtest.h>

#include "http/http_for_test.h"

namespace tinsmith::http {
namespace {

Request accepting(const std::string& encodings) {
  Request request;
  request.headers = {{"Accept-Encoding", encodings}};
  return request;
}

Response text_of_letters(std::size_t size_bytes) {
  Response response;
  response.body = std::string(size_bytes, 'a');
  response.type = "application/json";
  return response;
}

std::string packed(std::size_t size_bytes) {
  Response response = text_of_letters(size_bytes);
  compress_body(accepting("gzip"), response);
  return response.body;
}

TEST(Encoding, CompressesTextForClientsThatAcceptIt) {
  for (const char* accepted : {"gzip", "deflate, gzip;q=0.5, br", "GZIP"}) {
    Response response = text_of_letters(10'000);
    compress_body(accepting(accepted), response);
    EXPECT_LT(response.body.size(), 100u) << accepted;
  }
  for (const char* other : {"", "br", "gzip;q=0", "gzip; q=0.0", "gzipped"}) {
    Response response = text_of_letters(10'000);
    compress_body(accepting(other), response);
    EXPECT_EQ(response.body.size(), 10'000u) << other;
  }
  Response picture = text_of_letters(10'000), small = text_of_letters(100);
  picture.type = "image/jpeg";
  compress_body(accepting("gzip"), picture);
  compress_body(accepting("gzip"), small);
  EXPECT_EQ(picture.body.size(), 10'000u);
  EXPECT_EQ(small.body.size(), 100u);
}

TEST(Encoding, UnpacksWhatItPacked) {
  Kept kept;
  const auto intake = unpacking("gzip", std::make_unique<KeepingIntake>(kept, SIZE_MAX));
  for (const char byte : packed(300'000)) intake->take({&byte, 1});
  EXPECT_EQ(intake->finish(std::nullopt).body, "300000");
  EXPECT_EQ(kept.take(), std::string(300'000, 'a'));
}

TEST(Encoding, StopsUnpackingWhenNoMoreIsWanted) {
  Kept kept;
  const auto intake = unpacking("gzip", std::make_unique<KeepingIntake>(kept, 1));
  EXPECT_FALSE(intake->take(packed(std::size_t{100} << 20)));
  EXPECT_LE(kept.size(), std::size_t{1} << 16);
}

TEST(Encoding, RefusesWhatIsNotCompressedAsItSays) {
  for (const std::string& damaged : {std::string("not gzip"), packed(10'000).substr(0, 30), std::string()}) {
    Kept kept;
    const auto intake = unpacking("gzip", std::make_unique<KeepingIntake>(kept, SIZE_MAX));
    intake->take(damaged);
    EXPECT_EQ(intake->finish(std::nullopt).body, "the body is not what its Content-Encoding says");
  }
  Kept kept;
  EXPECT_EQ(unpacking("br", std::make_unique<KeepingIntake>(kept, 1)), nullptr);
}

}  // namespace
}  // namespace tinsmith::http
