// packaging/package.h — everything that a board needs to run a model, as files of one zip.
//
// A package has the model, the class names, the settings that a person or a program must know, pictures with the
// exact bytes that the board must compute from them, and numbered steps.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/json.h"
#include "boards/boards.h"
#include "bundle/model.h"

namespace tinsmith::packaging {

// A picture as the network sees it, and what the int8 model computes from it.
struct TestPicture {
  std::string name;  // "1": its files are test/1.png, test/1.input.bin, …
  Bytes png;         // of the input's size
  Bytes input;       // int8
  std::vector<Bytes> outputs;
  nlohmann::json answer;  // as `tinsmith predict --json` describes it, in pixels of this picture
};

struct Contents {
  std::string name;                    // of the run or the file: for titles
  const bundle::Model& model;          // int8, as read from `file`
  ByteView file;                       // the .tflite file
  const boards::Board& board;          // which has accepted the model
  heads::BoxDecoding boxes;            // boxes: how they are selected
  double threshold = 0;                // min score of an object; unused for classification
  std::int64_t arena_bytes = 0;        // estimated for the board
  std::vector<std::string> operators;  // of the file, by their TensorFlow Lite names
  std::vector<TestPicture> pictures;   // 1 or more
  std::vector<std::string> remarks;    // what a person should know though the board accepts the model
  std::string estimated_time;          // boards::estimated_time; empty: unknown
};

struct File {
  std::string path;  // in the zip
  std::string bytes;
};

// One of the numbered things that a person does.
struct Step {
  std::string text;
  std::string code;  // what they type or copy, lines; may be empty
};

// Whether packages are made for this board, here and now. Refused, with what is missing and what helps, when they are
// not.
Result<Done> check_board(const boards::Board& board);

// Returns the steps for the board. `contents.pictures` may be empty. Precondition: check_board accepts the board.
std::vector<Step> steps_of(const Contents& contents);

// Returns the files of the package, README.md first.
//   Refused      as check_board; or the model could not be made to run on the board (packaging/vela.h)
//   Unsupported  the C code cannot have this model: an operator without a known name in TensorFlow Lite Micro
Result<std::vector<File>> files_of(const Contents& contents);

}  // namespace tinsmith::packaging
