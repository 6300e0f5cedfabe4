// The table of boards: what their hardware has, what their firmware does to a picture, and which models it takes.
#include "boards/boards.h"

namespace tinsmith::boards {
namespace {

using scene::Task;

constexpr std::int64_t kKibibyte = 1024, kMebibyte = 1024 * kKibibyte;

// The operators that SSCMA-Micro's firmware for the XIAO registers in both version 1.x and 2.x
// (sscma-example-esp32, 1.1.x and main). Only one of the versions registers standalone RELU, LEAKY_RELU and
// RELU6; fused into a convolution they need no registration.
constexpr std::string_view kXiaoOperators[] = {"CONV_2D",       "DEPTHWISE_CONV_2D",
                                               "RESHAPE",       "SHAPE",
                                               "PACK",          "PAD",
                                               "PADV2",         "SUB",
                                               "ADD",           "SPLIT",
                                               "MAX_POOL_2D",   "SPLIT_V",
                                               "CONCATENATION", "FULLY_CONNECTED",
                                               "QUANTIZE",      "LOGISTIC",
                                               "TRANSPOSE",     "MUL",
                                               "STRIDED_SLICE", "MEAN",
                                               "SOFTMAX",       "RESIZE_NEAREST_NEIGHBOR"};

constexpr Task kClassesAndBoxes[] = {Task::Classification, Task::Boxes};

// Run times of Swift-YOLO on the XIAO from SSCMA's model zoo: tiny at 192 pixels (89.0 million multiply-adds)
// 608 to 706 ms, tiny at 96 pixels (22.3 million) 180 ms, nano at 192 pixels (190.2 million) 2608 ms. This
// gives 6.8 to 13.7 ms per million. On the Grove Vision AI V2 they take 45 to 50, 33 and 76 ms: 0.40 to 1.48.
constexpr std::string_view kSscmaZoo = "run times in SSCMA's model zoo";
constexpr double kXiaoFastest_ms = 6.8, kXiaoSlowest_ms = 13.7;
constexpr double kGroveFastest_ms = 0.4, kGroveSlowest_ms = 1.48;

// TensorFlow Lite Micro's person detection (MobileNetV1 0.25, 96 x 96 grey, 7.2 million multiply-adds) on an ESP32
// at 240 MHz, from the README of esp-tflite-micro: 380 ms with ESP-NN, 4084 ms without.
constexpr double kEsp32Fastest_ms = 53, kEsp32Slowest_ms = 567;

// MobileNetV1 on an STM32H747 at 400 MHz, from ST's model zoo: 29.94 ms for 0.25 at 96 pixels (7.5 million
// multiply-adds), 163.78 ms for 0.25 at 224 (41 million), 1641.84 ms for 1.0 at 224 (569 million): 2.9 to 4.0 ms
// per million. They were measured with ST's own runtime.
constexpr std::string_view kStZoo =
    "run times in ST's model zoo (STM32H747 at 400 MHz, ST's own runtime; TensorFlow Lite Micro takes "
    "longer)";
constexpr double kStm32h7Fastest_ms = 2.9, kStm32h7Slowest_ms = 4;

// The rule of SSCMA-Micro 2.x, on which current XIAO images are based. Version 1.x does not suppress boxes of
// other classes, and its initial confidence threshold is 0.5.
constexpr heads::BoxDecoding kSscmaBoxes{.threshold = 0.25,
                                         .iou_threshold = 0.45,
                                         .suppression = heads::Suppression::AcrossClasses,
                                         .overlap = heads::Overlap::CentreAsCorner,
                                         .prefers_later_of_equal = true};
constexpr heads::BoxDecoding kSscma1Boxes{.threshold = 0.5,
                                          .iou_threshold = 0.45,
                                          .suppression = heads::Suppression::PerClass,
                                          .overlap = heads::Overlap::CentreAsCorner,
                                          .prefers_later_of_equal = true};
// CanMV's AnchorBaseDet with its default thresholds and nms_option off. The device computes the overlap in
// whole pixels of the camera picture, whose size is known only there; here it is computed in input pixels.
constexpr heads::BoxDecoding kAnchorBaseDetBoxes{.threshold = 0.4,
                                                 .iou_threshold = 0.5,
                                                 .suppression = heads::Suppression::PerClass,
                                                 .row_classes = heads::RowClasses::EachAboveThreshold};
// MaixPy's region layer with the settings of its example programs.
constexpr heads::BoxDecoding kRegionLayerBoxes{.threshold = 0.5,
                                               .iou_threshold = 0.3,
                                               .suppression = heads::Suppression::PerClass,
                                               .row_classes = heads::RowClasses::EachAboveThreshold};

constexpr std::string_view kMicro = "TensorFlow Lite Micro, in a program of your own";
constexpr std::string_view kArduino = "TensorFlow Lite Micro, in an Arduino sketch";
constexpr std::string_view kOpenMv = "the ml module of OpenMV's firmware (TensorFlow Lite Micro)";

constexpr Board kBoards[] = {
    {.name = "xiao-esp32s3",
     .title = "Seeed XIAO ESP32-S3 Sense",
     .about = "SSCMA firmware; stretches the picture, nearest neighbour, 16-bit colours",
     .hardware = {.memory = "8 MiB PSRAM",
                  .flash = "8 MiB",
                  .camera = "OV2640 or OV3660, 240 x 240 in the firmware",
                  .runtime = "SSCMA firmware (TensorFlow Lite Micro with ESP-NN)"},
     .fit = image::Fit::Stretch,
     .filter = image::Filter::Nearest,
     .pixel_format = image::PixelFormat::Rgb565,
     .side_multiple = 32,
     .max_side_px = 240,
     .operators = kXiaoOperators,
     .max_classes = 80,
     .arena_bytes = kMebibyte,
     .model_bytes = 4 * kMebibyte,
     .kernels = Kernels::EspNn,
     .runs_grey_boxes = false,
     .centroid_remark = "firmware 2.x decodes centroids wrongly: use firmware 1.x",
     .boxes = kSscmaBoxes,
     .box_order = BoxOrder::Left,
     .fastest_ms_per_million = kXiaoFastest_ms,
     .slowest_ms_per_million = kXiaoSlowest_ms,
     .speed_source = kSscmaZoo},
    // The firmware reserves 1110 KiB for the arena; the window for models in the flash is 0x400000 to 0xE00000.
    {.name = "grove-vision-ai-v2",
     .title = "Seeed Grove Vision AI V2",
     .about = "SSCMA firmware and an Ethos-U55; stretches the picture, nearest neighbour",
     .hardware = {.memory = "1110 KiB SRAM for the model",
                  .flash = "16 MiB",
                  .camera = "none on the board; OV5647 by cable, up to 640 x 480",
                  .runtime = "SSCMA firmware, on the NPU (Arm Ethos-U55, 64 multiply-adds per cycle)"},
     .fit = image::Fit::Stretch,
     .filter = image::Filter::Nearest,
     .side_multiple = 32,
     .max_side_px = 240,
     .max_classes = 80,
     .arena_bytes = 1110 * kKibibyte,
     .model_bytes = 10 * kMebibyte,
     .runs_grey_boxes = false,
     .boxes = kSscma1Boxes,
     .box_order = BoxOrder::Left,
     .loads = "tflite for the Ethos-U55",
     .converter = "vela",
     .fastest_ms_per_million = kGroveFastest_ms,
     .slowest_ms_per_million = kGroveSlowest_ms,
     .speed_source = kSscmaZoo},
    {.name = "esp32-cam",
     .title = "ESP32-CAM, ESP-EYE",
     .about = "Arduino library with a camera sketch; stretches the picture, area average, 16-bit colours",
     .hardware = {.memory = "520 KiB SRAM, 4 MiB PSRAM",
                  .flash = "4 MiB",
                  .camera = "OV2640, up to 1600 x 1200",
                  .runtime = kArduino},
     .pixel_format = image::PixelFormat::Rgb565,
     .arena_bytes = 4 * kMebibyte,
     .model_bytes = 4 * kMebibyte,
     .is_programmed_by_user = true,
     .fastest_ms_per_million = kEsp32Fastest_ms,
     .slowest_ms_per_million = kEsp32Slowest_ms,
     .speed_source = "the README of esp-tflite-micro (ESP32 at 240 MHz, with and without ESP-NN)"},
    // 512 KiB of AXI SRAM less a picture of the camera, 320 x 240 pixels of two bytes.
    {.name = "arduino-nicla-vision",
     .title = "Arduino Nicla Vision",
     .about = "Arduino library with a camera sketch; stretches the picture, area average, 16-bit colours",
     .hardware = {.memory = "1 MiB SRAM, 512 KiB in one piece",
                  .flash = "2 MiB (and 16 MiB QSPI)",
                  .camera = "GC2145, 320 x 240 in the sketch",
                  .runtime = kArduino},
     .pixel_format = image::PixelFormat::Rgb565,
     .arena_bytes = 512 * kKibibyte - 2 * 320 * 240,
     .model_bytes = 2 * kMebibyte,
     .is_programmed_by_user = true,
     .fastest_ms_per_million = kStm32h7Fastest_ms,
     .slowest_ms_per_million = kStm32h7Slowest_ms,
     .speed_source = kStZoo},
    // Limits are the blocks of memory in OpenMV's firmware of July 2026 (board_config.h): the interpreter's arena is
    // in the largest block of MicroPython's heap, a model that is read from a file in the other memory.
    {.name = "openmv-h7",
     .title = "OpenMV Cam H7",
     .about = "OpenMV firmware; stretches the picture, bilinear, 16-bit colours",
     .hardware = {.memory = "1 MiB SRAM, 264 KiB of it for the arena",
                  .flash = "2 MiB",
                  .camera = "OV7725 (R2: MT9M114), 320 x 240 in the script",
                  .runtime = kOpenMv},
     .filter = image::Filter::Bilinear,
     .pixel_format = image::PixelFormat::Rgb565,
     .arena_bytes = 264 * kKibibyte,
     .model_bytes = 480 * kKibibyte,
     .fastest_ms_per_million = kStm32h7Fastest_ms,
     .slowest_ms_per_million = kStm32h7Slowest_ms,
     .speed_source = kStZoo},
    {.name = "openmv-h7-plus",
     .title = "OpenMV Cam H7 Plus",
     .about = "OpenMV firmware; stretches the picture, bilinear, 16-bit colours",
     .hardware = {.memory = "1 MiB SRAM, 32 MiB SDRAM",
                  .flash = "2 MiB (and 32 MiB QSPI)",
                  .camera = "OV5640, 320 x 240 in the script",
                  .runtime = kOpenMv},
     .filter = image::Filter::Bilinear,
     .pixel_format = image::PixelFormat::Rgb565,
     .arena_bytes = 4 * kMebibyte,
     .model_bytes = 27 * kMebibyte,
     .fastest_ms_per_million = kStm32h7Fastest_ms,
     .slowest_ms_per_million = kStm32h7Slowest_ms,
     .speed_source = kStZoo},
    {.name = "pico-2",
     .title = "Raspberry Pi Pico 2",
     .about = "C sources and CMake for pico-sdk; stretches the picture, area average",
     .hardware = {.memory = "520 KiB SRAM, 512 KiB in one piece",
                  .flash = "4 MiB",
                  .camera = "none; a module of your own",
                  .runtime = kMicro},
     .arena_bytes = 512 * kKibibyte,
     .model_bytes = 4 * kMebibyte,
     .is_programmed_by_user = true},
    {.name = "stm32h7",
     .title = "STM32H7 class",
     .about = "C sources; Cortex-M7 at up to 480 MHz; stretches the picture, area average",
     .hardware = {.memory = "1 MiB SRAM, 512 KiB in one piece (STM32H743)",
                  .flash = "2 MiB",
                  .camera = "none; the DCMI interface takes one",
                  .runtime = kMicro},
     .arena_bytes = 512 * kKibibyte,
     .model_bytes = 2 * kMebibyte,
     .is_programmed_by_user = true,
     .fastest_ms_per_million = kStm32h7Fastest_ms,
     .slowest_ms_per_million = kStm32h7Slowest_ms,
     .speed_source = kStZoo},
    {.name = "stm32n6",
     .title = "STM32N6 class",
     .about =
         "C sources; Cortex-M55 at up to 800 MHz, its NPU stays unused; stretches the picture, area average",
     .hardware = {.memory = "4.2 MB SRAM in one piece",
                  .flash = "external only",
                  .camera = "none; MIPI CSI-2 and DCMI interfaces take one",
                  .runtime = kMicro},
     .arena_bytes = 4'200'000,
     .is_programmed_by_user = true},
    {.name = "k230",
     .title = "Kendryte K230",
     .about = "CanMV firmware; letterbox with grey padding, bilinear",
     .hardware = {.memory = "128 MiB or more, by product",
                  .flash = "SD card",
                  .camera = "MIPI CSI, by product",
                  .runtime = "CanMV firmware, on the KPU"},
     .fit = image::Fit::Letterbox,
     .filter = image::Filter::Bilinear,
     .padding_value = 114,
     .side_multiple = 32,
     .max_side_px = 640,
     .tasks = kClassesAndBoxes,
     .decodes = scene::BoxCoding::Bounded,
     .boxes = kAnchorBaseDetBoxes,
     .loads = "kmodel",
     .converter = "nncase"},
    {.name = "k210",
     .title = "Kendryte K210",
     .about = "MaixPy firmware; crops the centre of the camera's picture",
     .hardware = {.memory = "6 MiB SRAM and 2 MiB for the KPU",
                  .flash = "16 MiB on most products",
                  .camera = "OV2640 or GC0328, by product",
                  .runtime = "MaixPy firmware, on the KPU"},
     .fit = image::Fit::Crop,
     .side_multiple = 32,
     .max_side_px = 240,
     .tasks = kClassesAndBoxes,
     .decodes = scene::BoxCoding::Exponential,
     .boxes = kRegionLayerBoxes,
     .loads = "kmodel",
     .converter = "nncase"},
    {.name = "generic",
     .title = "Any board",
     .about = "stretches the picture, area average",
     .hardware = {.memory = "unknown", .flash = "unknown", .camera = "unknown", .runtime = kMicro},
     .is_programmed_by_user = true},
};

}  // namespace

std::span<const Board> board_table() {
  return kBoards;
}

}  // namespace tinsmith::boards
