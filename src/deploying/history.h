// deploying/history.h — which model is on which board, in the folder `boards` of the user's data folder.
//
// One line of JSON is appended before a board is written and one after it was proven or taken back, so that what is stated of a
// board is never more than what was seen. The bytes of each model are kept too, so that it can be written again.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/json.h"

namespace tinsmith::deploying {

enum class BoardState : std::uint8_t {
  BeingWritten,  // the write was begun; if nothing follows, it was interrupted
  Proven,        // the model is there, and has answered as computed
  TakenBack,     // the bytes that were there before are there again
  Emptied,       // there was no model before, and is none now
};
std::string_view name_of(BoardState state);  // "being written", "proven", …

// The training of a studio from which a model comes.
struct Origin {
  std::int64_t project_id = 0, run_id = 0;
  friend bool operator==(const Origin&, const Origin&) = default;
};

struct BoardRecord {
  std::string time;  // UTC: "2026-11-30T23:16:38Z"
  std::string
      address;  // of the chip's network, or the board's own id where it has none; the board's name here
  std::string port, firmware;
  BoardState state = BoardState::BeingWritten;
  // The model that is on the board, or that is being written; empty and 0: there is none.
  std::string model, md5;
  std::uint64_t size_bytes = 0;
  std::vector<std::string> classes;
  std::string note;                   // why it was taken back, or what was compared
  std::optional<Origin> origin = {};  // of the model; none: a file, or a run outside of a studio
};

// The record as a line of the log has it, and as `device log --json` prints it.
nlohmann::ordered_json to_json(const BoardRecord& record);

class BoardHistory {
 public:
  explicit BoardHistory(std::filesystem::path data_folder);

  // From the oldest to the newest. Lines that are no records, such as the half of one, are left out.
  //   Unavailable  the file cannot be read
  Result<std::vector<BoardRecord>> all() const;
  // The newest record of a board.
  Result<std::optional<BoardRecord>> last_of(const std::string& address) const;
  // Adds the time.
  Result<Done> append(BoardRecord record) const;

  // Keeps the bytes of a model under their MD5.
  Result<Done> keep(const std::string& md5, ByteView bytes) const;
  // The kept bytes; none if they are not there, or are damaged.
  std::optional<Bytes> kept(const std::string& md5) const;

  // Keeps the int8 model from which the kept one with this MD5 was compiled for an NPU.
  Result<Done> keep_source(const std::string& md5, ByteView source) const;
  std::optional<Bytes> source_of(const std::string& md5) const;
  // The source of the kept model with which these bytes begin; none: they begin with no compiled model that is known here.
  std::optional<Bytes> source_of_flash(ByteView bytes) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace tinsmith::deploying
