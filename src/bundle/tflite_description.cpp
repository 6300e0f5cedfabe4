#include "bundle/tflite_description.h"

#include <fmt/format.h>
#include <tflite_description_generated.h>
#include <zip.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "base/ascii.h"

namespace tinsmith::bundle {
namespace {

constexpr zip_uint64_t kMaxPackedLabels_bytes = 1 << 20;
constexpr zip_int64_t kMaxFiles = 1000;
constexpr std::size_t kMaxNumbers = 16;  // max length of a mean
constexpr flatbuffers::uoffset_t kMaxNesting = 16, kMaxTables = 10'000;

struct CloseZip {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseEntry {
  void operator()(zip_file_t* entry) const { zip_fclose(entry); }
};
using Zip = std::unique_ptr<zip_t, CloseZip>;

template <class Number>
std::uint64_t number_at(ByteView bytes, std::size_t offset) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < sizeof(Number); ++i)
    number |= std::uint64_t{std::to_integer<std::uint8_t>(bytes[offset + i])} << (8 * i);
  return number;
}

// Returns the start of the zip: the offsets in its directory count from there, or from the start of the file
// if Python appended it. Nothing if the file does not end in a zip.
std::optional<std::size_t> zip_start(ByteView file) {
  constexpr std::size_t kEnd_bytes = 22, kMaxComment_bytes = 65535;
  constexpr std::string_view kEndMagic("PK\x05\x06", 4), kEntryMagic("PK\x01\x02", 4);
  if (file.size() < kEnd_bytes) return std::nullopt;
  const std::size_t last = file.size() - kEnd_bytes;
  const std::size_t first = last > kMaxComment_bytes ? last - kMaxComment_bytes : 0;
  const std::string_view text = as_text(file);
  const std::size_t end = text.rfind(kEndMagic, last);
  if (end == std::string_view::npos || end < first) return std::nullopt;
  const std::uint64_t directory_bytes = number_at<std::uint32_t>(file, end + 12);
  const std::uint64_t offset = number_at<std::uint32_t>(file, end + 16);
  if (directory_bytes > end || offset > end - directory_bytes) return std::nullopt;
  const std::size_t directory = end - directory_bytes;
  if (directory_bytes > 0 && text.substr(directory, kEntryMagic.size()) != kEntryMagic) return std::nullopt;
  return directory - offset;
}

Zip open_zip(ByteView bytes) {
  zip_error_t trouble;
  zip_error_init(&trouble);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &trouble);
  CHECK(source != nullptr, "a zip source of {} bytes", bytes.size());
  Zip archive(zip_open_from_source(source, ZIP_RDONLY, &trouble));
  if (!archive) zip_source_free(source);
  zip_error_fini(&trouble);
  return archive;
}

std::optional<std::string> text_in(zip_t* archive, const std::string& name) {
  zip_stat_t status;
  zip_stat_init(&status);
  if (zip_stat(archive, name.c_str(), ZIP_FL_ENC_RAW, &status) != 0) return std::nullopt;
  if ((status.valid & ZIP_STAT_SIZE) == 0 || status.size > kMaxPackedLabels_bytes) return std::nullopt;
  const std::unique_ptr<zip_file_t, CloseEntry> entry(zip_fopen_index(archive, status.index, 0));
  std::string text(status.size, '\0');
  if (!entry || zip_fread(entry.get(), text.data(), text.size()) != static_cast<zip_int64_t>(text.size()))
    return std::nullopt;
  return text;
}

// Returns the packed text files that probably contain class names.
std::vector<std::string> label_files_in(zip_t* archive) {
  std::vector<std::string> names;
  const zip_int64_t count = std::min(zip_get_num_entries(archive, 0), kMaxFiles);
  for (zip_int64_t i = 0; i < count; ++i) {
    const char* name = zip_get_name(archive, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
    if (name == nullptr) continue;
    const std::string lower = lowered(name);
    if (lower.find("label") != std::string::npos && lower.ends_with(".txt")) names.emplace_back(name);
  }
  return names;
}

// Returns the first file that the metadata assigns to the values of an output, or of the whole model.
std::string named_label_file(const description::ModelMetadata& model) {
  using Type = description::AssociatedFileType;
  const auto first_in = [](const auto* files) -> std::string {
    if (files == nullptr) return "";
    for (const auto* file : *files)
      if ((file->type() == Type::TENSOR_AXIS_LABELS || file->type() == Type::TENSOR_VALUE_LABELS) &&
          file->name() != nullptr)
        return file->name()->str();
    return "";
  };
  if (model.subgraph_metadata() != nullptr && model.subgraph_metadata()->size() > 0) {
    const auto* subgraph = model.subgraph_metadata()->Get(0);
    if (subgraph->output_tensor_metadata() != nullptr)
      for (const auto* output : *subgraph->output_tensor_metadata())
        if (std::string name = first_in(output->associated_files()); !name.empty()) return name;
    if (std::string name = first_in(subgraph->associated_files()); !name.empty()) return name;
  }
  return first_in(model.associated_files());
}

std::vector<float> numbers_of(const flatbuffers::Vector<float>* numbers) {
  if (numbers == nullptr || numbers->size() > kMaxNumbers) return {};
  return {numbers->begin(), numbers->end()};
}

void read_normalization(const description::NormalizationOptions& options, TfliteDescription& read) {
  std::vector<float> mean = numbers_of(options.mean()), deviation = numbers_of(options.std());
  const auto is_finite = [](float number) { return std::isfinite(number); };
  const bool is_usable = !mean.empty() && !deviation.empty() &&
                         std::all_of(mean.begin(), mean.end(), is_finite) &&
                         std::all_of(deviation.begin(), deviation.end(),
                                     [&](float number) { return is_finite(number) && number != 0; });
  const std::size_t count = std::max(mean.size(), deviation.size());
  if (mean.size() == 1) mean.resize(count, mean.empty() ? 0 : mean[0]);
  if (deviation.size() == 1) deviation.resize(count, deviation.empty() ? 0 : deviation[0]);
  if (!is_usable || mean.size() != deviation.size()) {
    read.problems.emplace_back("the mean and standard deviation in its metadata are not usable numbers");
    return;
  }
  read.mean = std::move(mean);
  read.deviation = std::move(deviation);
}

void read_process_units(const description::ModelMetadata& model, TfliteDescription& read) {
  if (model.subgraph_metadata() == nullptr || model.subgraph_metadata()->size() == 0) return;
  const auto* subgraph = model.subgraph_metadata()->Get(0);
  const auto* inputs = subgraph->input_tensor_metadata();
  if (inputs != nullptr && inputs->size() == 1 && inputs->Get(0)->process_units() != nullptr)
    for (const auto* unit : *inputs->Get(0)->process_units())
      if (const auto* options = unit->options_as_NormalizationOptions()) read_normalization(*options, read);
  if (subgraph->output_tensor_metadata() == nullptr) return;
  for (const auto* output : *subgraph->output_tensor_metadata()) {
    if (output->process_units() == nullptr) continue;
    for (const auto* unit : *output->process_units())
      if (unit->options_as_ScoreCalibrationOptions() != nullptr)
        read.problems.emplace_back("its metadata has a calibration of scores, which is not used");
  }
}

void read_labels(ByteView file, const std::string& named, TfliteDescription& read) {
  const auto start = zip_start(file);
  const Zip archive = start ? open_zip(file.subspan(*start)) : nullptr;
  if (!archive) {
    if (!named.empty())
      read.problems.push_back(
          fmt::format("its metadata names the classes in '{}', which is not packed into it", named));
    return;
  }
  std::string name = named;
  if (name.empty()) {
    const auto files = label_files_in(archive.get());
    if (files.size() > 1)
      read.problems.push_back(fmt::format(
          "it has {} packed label files, and its metadata does not state which one is used", files.size()));
    if (files.size() != 1) return;
    name = files[0];
  }
  read.labels = text_in(archive.get(), name);
  read.labels_name = name;
  if (!read.labels)
    read.problems.push_back(fmt::format("'{}', which names its classes, cannot be unpacked from it", name));
}

}  // namespace

TfliteDescription describe_tflite(ByteView file, const formats::Metadata& metadata) {
  constexpr const char* kEntry = "TFLITE_METADATA";
  TfliteDescription read;
  std::string labels;
  if (const auto entry = metadata.find(kEntry); entry != metadata.end()) {
    // This copies the bytes, because FlatBuffers reads numbers in place and the machine needs them aligned.
    const ByteView view = as_bytes(entry->second);
    const Bytes bytes(view.begin(), view.end());
    flatbuffers::Verifier verifier(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(),
                                   kMaxNesting, kMaxTables);
    if (bytes.size() >= FLATBUFFERS_MAX_BUFFER_SIZE || !description::VerifyModelMetadataBuffer(verifier)) {
      read.problems.push_back(fmt::format("its metadata {} is damaged and is not used", kEntry));
    } else {
      const auto* model = description::GetModelMetadata(bytes.data());
      labels = named_label_file(*model);
      read_process_units(*model, read);
    }
  }
  read_labels(file, labels, read);
  return read;
}

}  // namespace tinsmith::bundle
