// From a picture to the network's input. Integers only: the same bytes as in training, on every machine.
#include "tinsmith.h"

typedef struct {
  int32_t left, top, width, height;
} Window;

static int32_t rounded_quotient(int64_t numerator, int64_t denominator) {
  const int64_t quotient = (2 * numerator + denominator) / (2 * denominator);
  return quotient < 1 ? 1 : (int32_t)quotient;
}

static int32_t smaller(int32_t a, int32_t b) {
  return a < b ? a : b;
}

// The largest window with the aspect ratio of `shape` in the middle of `frame`.
static Window largest_inside(int32_t shape_width, int32_t shape_height, int32_t frame_width,
                             int32_t frame_height) {
  Window window = {0, 0, frame_width, frame_height};
  if ((int64_t)shape_width * frame_height >= (int64_t)shape_height * frame_width)
    window.height = smaller(frame_height, rounded_quotient((int64_t)shape_height * frame_width, shape_width));
  else
    window.width = smaller(frame_width, rounded_quotient((int64_t)shape_width * frame_height, shape_height));
  window.left = (frame_width - window.width) / 2;
  window.top = (frame_height - window.height) / 2;
  return window;
}

// The part of the picture that is used, and where it lies in the network's input.
static void place(const TinsmithPreparation* preparation, int32_t width, int32_t height, Window* from,
                  Window* to) {
  const Window picture = {0, 0, width, height};
  const Window input = {0, 0, preparation->width, preparation->height};
  *from = picture;
  *to = input;
  if (preparation->fit == TINSMITH_LETTERBOX)
    *to = largest_inside(width, height, preparation->width, preparation->height);
  if (preparation->fit == TINSMITH_CROP)
    *from = largest_inside(preparation->width, preparation->height, width, height);
}

// Keeps the upper `bits` of an 8-bit value and rescales them to 0 ... 255, rounded to the nearest.
static uint8_t spread(uint32_t value, int bits) {
  const uint32_t max = (1u << bits) - 1;
  return (uint8_t)(((value >> (8 - bits)) * 255 * 2 + max) / (2 * max));
}

static void reduce_to_rgb565(uint8_t* rgb) {
  rgb[0] = spread(rgb[0], 5);
  rgb[1] = spread(rgb[1], 6);
  rgb[2] = spread(rgb[2], 5);
}

static uint8_t grey_of(const uint8_t* rgb) {
  return (uint8_t)((19595u * rgb[0] + 38470u * rgb[1] + 7471u * rgb[2] + 32768u) >> 16);
}

static void read_pixel(const TinsmithPicture* picture, int32_t x, int32_t y, uint8_t* rgb) {
  const int64_t at = (int64_t)y * picture->width + x;
  const uint8_t* pixel;
  uint32_t packed;
  switch (picture->format) {
    case TINSMITH_RGB888:
      pixel = picture->pixels + 3 * at;
      rgb[0] = pixel[0];
      rgb[1] = pixel[1];
      rgb[2] = pixel[2];
      return;
    case TINSMITH_GREY:
      rgb[0] = rgb[1] = rgb[2] = picture->pixels[at];
      return;
    default:
      pixel = picture->pixels + 2 * at;
      packed = picture->format == TINSMITH_RGB565_BIG_ENDIAN ? (uint32_t)pixel[0] << 8 | pixel[1]
                                                             : (uint32_t)pixel[1] << 8 | pixel[0];
      rgb[0] = (uint8_t)(packed >> 11 << 3);
      rgb[1] = (uint8_t)((packed >> 5 & 63) << 2);
      rgb[2] = (uint8_t)((packed & 31) << 3);
      reduce_to_rgb565(rgb);
  }
}

// The source pixels first ... last of one target pixel along an axis. Each counts with the length of its part that
// lies in low ... high, in units of 1 / (2 * target) of a source pixel; beyond the edge, the edge pixel is repeated.
typedef struct {
  int64_t low, high, unit;
  int32_t first, last;
} Span;

static Span span_of(TinsmithFilter filter, int32_t source, int32_t target, int32_t x) {
  Span span;
  const int64_t half = filter == TINSMITH_AREA && source > target ? source : target;
  const int64_t centre = (2 * (int64_t)x + 1) * source;
  const int64_t end = (int64_t)source * 2 * target;
  if (filter == TINSMITH_NEAREST) {
    span.first = span.last = (int32_t)((int64_t)x * source / target);
    span.low = 0;
    span.high = span.unit = 1;
    return span;
  }
  span.unit = 2 * (int64_t)target;
  span.low = centre - half;
  span.high = centre + half;
  span.first = (int32_t)((span.low > 0 ? span.low : 0) / span.unit);
  span.last = (int32_t)((span.high - 1 < end - 1 ? span.high - 1 : end - 1) / span.unit);
  return span;
}

static uint64_t weight_of(const Span* span, int32_t pixel) {
  const int64_t from = pixel == span->first ? span->low : pixel * span->unit;
  const int64_t to = pixel == span->last ? span->high : (pixel + 1) * span->unit;
  return (uint64_t)(to - from);
}

void tinsmith_prepare(const TinsmithPreparation* preparation, const TinsmithPicture* picture, int8_t* input) {
  Window from, to;
  int32_t x, y, source_x, source_y, channel;
  place(preparation, picture->width, picture->height, &from, &to);
  for (y = 0; y < preparation->height * preparation->width * preparation->channels; ++y)
    input[y] = (int8_t)(preparation->padding_value - 128);
  for (y = 0; y < to.height; ++y) {
    const Span down = span_of(preparation->filter, from.height, to.height, y);
    for (x = 0; x < to.width; ++x) {
      const Span across = span_of(preparation->filter, from.width, to.width, x);
      const uint64_t total = (uint64_t)(across.high - across.low) * (uint64_t)(down.high - down.low);
      uint64_t sums[3] = {total / 2, total / 2, total / 2};
      uint8_t rgb[3];
      int8_t* target =
          input + ((int64_t)(to.top + y) * preparation->width + to.left + x) * preparation->channels;
      for (source_y = down.first; source_y <= down.last; ++source_y)
        for (source_x = across.first; source_x <= across.last; ++source_x) {
          const uint64_t weight = weight_of(&across, source_x) * weight_of(&down, source_y);
          read_pixel(picture, from.left + source_x, from.top + source_y, rgb);
          for (channel = 0; channel < 3; ++channel) sums[channel] += weight * rgb[channel];
        }
      for (channel = 0; channel < 3; ++channel) rgb[channel] = (uint8_t)(sums[channel] / total);
      if (preparation->is_rgb565) reduce_to_rgb565(rgb);
      if (preparation->channels == 1) {
        target[0] = (int8_t)(grey_of(rgb) - 128);
        continue;
      }
      for (channel = 0; channel < 3; ++channel) target[channel] = (int8_t)(rgb[channel] - 128);
    }
  }
}

void tinsmith_to_picture(const TinsmithPreparation* preparation, int32_t picture_width,
                         int32_t picture_height, TinsmithObject* object) {
  Window from, to;
  place(preparation, picture_width, picture_height, &from, &to);
  const float across = (float)from.width / (float)to.width, down = (float)from.height / (float)to.height;
  object->left = (object->left - (float)to.left) * across + (float)from.left;
  object->top = (object->top - (float)to.top) * down + (float)from.top;
  object->width *= across;
  object->height *= down;
}
