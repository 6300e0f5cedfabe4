#include "kmodel/bodies.h"

namespace tinsmith::kmodel {

Result<std::vector<BodyPlace>> find_bodies(ByteReader& reader, std::uint64_t count) {
  if (count > reader.left() / sizeof(BodyHeader))
    return fail(Fault::Corrupt, "it says that it has {} layers, but only {} bytes are left for them", count,
                reader.left());
  const std::size_t file_end = reader.position() + reader.left();
  std::size_t begin = reader.position() + static_cast<std::size_t>(count) * sizeof(BodyHeader);
  std::vector<BodyPlace> places;
  FieldReader field(reader);
  for (std::uint64_t i = 0; i < count; ++i) {
    BodyHeader header;
    field("header", header);
    const std::size_t end = begin + header.size_bytes;
    const std::size_t missing = end > file_end ? end - file_end : 0;
    if (header.size_bytes == 0 || missing >= kBody_alignment || (missing > 0 && i + 1 < count))
      return fail(Fault::Corrupt, "layer {} takes {} bytes from offset {}, but the file ends at {}", i,
                  header.size_bytes, begin, file_end);
    places.push_back({header.type, begin, end - missing});
    begin = end;
  }
  TRY_DONE(field.result());
  return places;
}

Result<Done> check_body_end(const ByteReader& reader, const BodyPlace& place) {
  const std::size_t position = reader.position();
  if (position > place.end || place.end - position >= kBody_alignment)
    return fail(Fault::Corrupt, "its fields end at offset {} of the file, but its size says {}", position,
                place.end);
  return Done{};
}

Result<KpuArguments> read_arguments(ByteReader& reader) {
  ArgumentWords words;
  FieldReader field(reader);
  field("arguments", words);
  TRY_DONE(field.result());
  return arguments_of(words);
}

Result<std::vector<std::uint8_t>> read_weights(ByteReader& reader, const KpuArguments& arguments) {
  TRY(const auto view, reader.take(static_cast<std::size_t>(arguments.weight_bytes())));
  return values_of<std::uint8_t>(view);
}

}  // namespace tinsmith::kmodel
