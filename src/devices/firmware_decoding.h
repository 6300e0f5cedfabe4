// devices/firmware_decoding.h — decodes a model's output exactly as SSCMA's firmware does, with its known faults.
//
// The results are those that the board prints: whole pixels of the camera's picture and whole percent. Measured in the real
// firmware cores; `heads` decodes as intended, and `boards` holds the rule of the firmware for measuring.
#pragma once

#include <array>
#include <vector>

#include "devices/sscma_data.h"
#include "graph/graph.h"

namespace tinsmith::devices {

// Numbered as the firmware does.
enum class Algorithm : std::uint8_t { Unrecognised = 0, Centroids = 1, Boxes = 3, Classes = 4 };

// Returns the algorithm that the firmware chooses for a model, by the shapes of its int8 input and output. It has more than
// these four; models for the others are Unrecognised here.
//
// 2.x takes the number of the model's slot for the number of an algorithm, at which its search begins: only in slot 1 does it
// find all of them.
Algorithm recognised(Dialect firmware, const graph::Graph& graph, std::int32_t slot);

// In percent.
struct FirmwareThresholds {
  std::int32_t score = 0, iou = 0;
};
FirmwareThresholds usual_thresholds(Dialect firmware, Algorithm algorithm);

using PrintedBox = std::array<std::int32_t, 6>;    // centre x, centre y, width, height, score, class
using PrintedClass = std::array<std::int32_t, 2>;  // score, class

struct FirmwareResult {
  std::vector<PrintedBox> boxes;      // of boxes and centroids
  std::vector<PrintedClass> classes;  // of classes
};

// `output` holds the bytes of the graph's only output, which must be int8 with one scale; `frame_side` is the width and
// height of the camera's picture.
FirmwareResult decoded_as_firmware(Dialect firmware, Algorithm algorithm, const graph::Graph& graph,
                                   ByteView output, FirmwareThresholds thresholds, std::int32_t frame_side);

}  // namespace tinsmith::devices
