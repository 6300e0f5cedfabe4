// tinsmith.h: what a program needs besides TensorFlow Lite Micro to run a model: a picture becomes the network's
// input exactly as in training, and the network's output becomes classes or objects.
//
// Plain C99: no heap, no global state, no floating point for pictures.
#ifndef TINSMITH_H
#define TINSMITH_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The layout of a picture's pixels.
typedef enum {
  TINSMITH_RGB888,             // three bytes: red, green, blue
  TINSMITH_RGB565_BIG_ENDIAN,  // two bytes, the high one first: the camera driver of the ESP32 gives these
  TINSMITH_RGB565_LITTLE_ENDIAN,
  TINSMITH_GREY  // one byte
} TinsmithPixels;

typedef struct {
  const uint8_t* pixels;  // rows from top to bottom, without gaps
  int32_t width, height;
  TinsmithPixels format;
} TinsmithPicture;

typedef enum {
  TINSMITH_STRETCH,    // width and height are scaled independently
  TINSMITH_LETTERBOX,  // one factor, whole picture, centred; the rest has `padding_value`
  TINSMITH_CROP        // one factor, input filled; the excess at two sides is cut off
} TinsmithFit;

typedef enum { TINSMITH_NEAREST, TINSMITH_BILINEAR, TINSMITH_AREA } TinsmithFilter;

typedef struct {
  int32_t width, height, channels;  // of the network's input: 3 (red, green, blue) or 1 (grey)
  TinsmithFit fit;
  TinsmithFilter filter;
  uint8_t padding_value;
  uint8_t is_rgb565;  // 1: the pixels had 16-bit colours in training
} TinsmithPreparation;

// The meaning of the network's output. It is int8: the real number is (value - zero_point) * scale.
typedef enum {
  TINSMITH_CLASSES,    // one probability per class
  TINSMITH_CENTROIDS,  // grid_height rows of grid_width cells, each: background, then one probability per class
  TINSMITH_BOXES       // rows of: centre x, centre y, width, height (fractions of the input), score, classes
} TinsmithTask;

typedef struct {
  const unsigned char* bytes;  // the .tflite file, aligned to 16 bytes
  uint32_t byte_count;
  uint32_t arena_bytes;  // memory for the interpreter, estimated on the high side
  TinsmithPreparation preparation;
  TinsmithTask task;
  int32_t class_count;
  const char* const* class_names;  // in the order of the output
  float output_scale;
  int32_t output_zero_point;
  float threshold;                  // min score of an object that counts
  int32_t grid_width, grid_height;  // centroids
  int32_t rows;                     // boxes: number of rows
  float overlap;  // boxes: of two that overlap by more (IoU), the one with the higher score stays
  uint8_t is_overlap_per_class;  // boxes: 1: only boxes of one class are compared
} TinsmithModel;

// Fills the network's input, width * height * channels bytes, from a picture of any size.
void tinsmith_prepare(const TinsmithPreparation* preparation, const TinsmithPicture* picture, int8_t* input);

// TINSMITH_CLASSES: returns the index of the most probable class, and its probability in *probability.
int32_t tinsmith_best_class(const TinsmithModel* model, const int8_t* output, float* probability);

typedef struct {
  int32_t class_index;
  float score;
  // In pixels of the network's input. Centroids: the cells of the object.
  float left, top, width, height;
} TinsmithObject;

// TINSMITH_CENTROIDS and TINSMITH_BOXES: writes the objects in the network's output to `objects` and returns their
// number: centroids from top to bottom, boxes with the highest score first. `capacity` is the length of `objects`,
// which is also the working memory: more cells or boxes above the threshold than that are left out, of boxes those
// with the lowest scores.
int32_t tinsmith_find_objects(const TinsmithModel* model, const int8_t* output, TinsmithObject* objects,
                              int32_t capacity);

// Converts an object from pixels of the network's input to pixels of a picture of this size, which was prepared with
// this preparation.
void tinsmith_to_picture(const TinsmithPreparation* preparation, int32_t picture_width,
                         int32_t picture_height, TinsmithObject* object);

#ifdef __cplusplus
}
#endif

#endif
