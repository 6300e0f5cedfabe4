#include "deploying/history.h"

#include <fmt/chrono.h>

#include <algorithm>
#include <ctime>
#include <fstream>

#include "base/files.h"
#include "devices/md5.h"

namespace tinsmith::deploying {
namespace {

constexpr std::string_view kSource = ".source";  // extension of the file that a kept one was compiled from

constexpr BoardState kStates[] = {BoardState::BeingWritten, BoardState::Proven, BoardState::TakenBack,
                                  BoardState::Emptied};

std::optional<BoardRecord> record_of(std::string_view line) {
  const auto json = parse_json(line);
  if (!json.is_object()) return std::nullopt;
  try {
    BoardRecord record{
        json.at("time"),  json.at("address"), json.at("port"),  json.at("firmware"), {},
        json.at("model"), json.at("md5"),     json.at("bytes"), json.at("classes"),  json.at("note")};
    if (json.contains("project")) record.origin = {json.at("project"), json.at("run")};
    const std::string state = json.at("state");
    for (const BoardState one : kStates) {
      if (name_of(one) != state) continue;
      record.state = one;
      return record;
    }
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
  return std::nullopt;
}

bool is_md5(const std::string& text) {
  constexpr std::size_t kDigits = 32;
  return text.size() == kDigits && text.find_first_not_of("0123456789abcdef") == text.npos;
}

}  // namespace

std::string_view name_of(BoardState state) {
  switch (state) {
    case BoardState::BeingWritten:
      return "being written";
    case BoardState::Proven:
      return "proven";
    case BoardState::TakenBack:
      return "taken back";
    case BoardState::Emptied:
      return "emptied";
  }
  CHECK(false, "state {}", static_cast<int>(state));
}

nlohmann::ordered_json to_json(const BoardRecord& record) {
  nlohmann::ordered_json json{
      {"time", record.time},         {"address", record.address},      {"port", record.port},
      {"firmware", record.firmware}, {"state", name_of(record.state)}, {"model", record.model},
      {"md5", record.md5},           {"bytes", record.size_bytes},     {"classes", record.classes},
      {"note", record.note}};
  if (record.origin) json.update({{"project", record.origin->project_id}, {"run", record.origin->run_id}});
  return json;
}

BoardHistory::BoardHistory(std::filesystem::path data_folder) : folder_(std::move(data_folder) / "boards") {}

Result<std::vector<BoardRecord>> BoardHistory::all() const {
  std::vector<BoardRecord> records;
  const auto text = read_text_file(folder_ / "log.jsonl");
  if (!text && text.error().fault == Fault::NotFound) return records;
  if (!text) return text.error();
  std::string_view left = *text;
  while (!left.empty()) {
    const std::size_t end = std::min(left.find('\n'), left.size());
    if (auto record = record_of(left.substr(0, end))) records.push_back(std::move(*record));
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  return records;
}

Result<std::optional<BoardRecord>> BoardHistory::last_of(const std::string& address) const {
  TRY(const auto records, all());
  std::optional<BoardRecord> last;
  for (const BoardRecord& record : records)
    if (record.address == address) last = record;
  return last;
}

Result<Done> BoardHistory::append(BoardRecord record) const {
  record.time = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  TRY_DONE(make_folder(folder_));
  const auto path = folder_ / "log.jsonl";
  std::ofstream file(path, std::ios::app | std::ios::binary);
  // A line feed first, in case that the last line was only half written.
  file << '\n' << json_text(to_json(record)) << '\n' << std::flush;
  if (file) return Done{};
  return fail(Fault::Unavailable, "cannot write {}; nothing is written to a board without it", path.string());
}

Result<Done> BoardHistory::keep(const std::string& md5, ByteView bytes) const {
  TRY_DONE(make_folder(folder_ / "models"));
  return write_file(folder_ / "models" / md5, bytes);
}

std::optional<Bytes> BoardHistory::kept(const std::string& md5) const {
  if (!is_md5(md5)) return std::nullopt;
  auto bytes = read_file(folder_ / "models" / md5);
  if (!bytes || devices::md5_of(*bytes) != md5) return std::nullopt;
  return std::move(bytes).value();
}

Result<Done> BoardHistory::keep_source(const std::string& md5, ByteView source) const {
  TRY_DONE(make_folder(folder_ / "models"));
  return write_file(folder_ / "models" / (md5 + std::string(kSource)), source);
}

std::optional<Bytes> BoardHistory::source_of(const std::string& md5) const {
  if (!is_md5(md5)) return std::nullopt;
  auto bytes = read_file(folder_ / "models" / (md5 + std::string(kSource)));
  if (!bytes) return std::nullopt;
  return std::move(bytes).value();
}

std::optional<Bytes> BoardHistory::source_of_flash(ByteView bytes) const {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / "models", error)) {
    if (entry.path().extension() != kSource) continue;
    const std::string md5 = entry.path().stem().string();
    const auto compiled = kept(md5);
    if (!compiled || compiled->empty() || compiled->size() > bytes.size()) continue;
    if (std::ranges::equal(*compiled, bytes.first(compiled->size()))) return source_of(md5);
  }
  return std::nullopt;
}

}  // namespace tinsmith::deploying
