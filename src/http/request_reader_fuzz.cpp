// Feeds bytes to the reader of requests, in pieces whose sizes the first byte chooses.
#include "http/byte_range.h"
#include "http/request_reader.h"

using tinsmith::http::RequestReader;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t step = data[0] + std::size_t{1};
  const std::string_view all(reinterpret_cast<const char*>(data) + 1, size - 1);
  RequestReader reader;
  std::string body;
  std::size_t begin = 0, end = 0;
  while (begin < all.size() && reader.state() != RequestReader::State::Broken) {
    const std::size_t count = reader.read(all.substr(begin, end - begin), body);
    if (count > end - begin) __builtin_trap();
    begin += count;
    if (reader.state() == RequestReader::State::Done) {
      tinsmith::http::wanted_range(reader.request().header("Range"), body.size());
      reader = RequestReader();
      continue;
    }
    if (count == 0 && end == all.size()) break;
    if (count == 0 || begin == end) end = std::min(all.size(), end + step);
  }
  if (body.size() > all.size()) __builtin_trap();
  return 0;
}
