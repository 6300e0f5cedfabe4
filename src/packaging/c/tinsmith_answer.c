// From the network's output to classes and objects.
#include "tinsmith.h"

static float real(const TinsmithModel* model, int8_t value) {
  return (float)(value - model->output_zero_point) * model->output_scale;
}

// The index of the largest of `count` values; the first of equal ones.
static int32_t largest(const int8_t* values, int32_t count) {
  int32_t best = 0, i;
  for (i = 1; i < count; ++i)
    if (values[i] > values[best]) best = i;
  return best;
}

static float lower(float a, float b) {
  return a < b ? a : b;
}
static float higher(float a, float b) {
  return a > b ? a : b;
}

int32_t tinsmith_best_class(const TinsmithModel* model, const int8_t* output, float* probability) {
  const int32_t best = largest(output, model->class_count);
  *probability = real(model, output[best]);
  return best;
}

// Centroids, in cells while they are joined. Objects of one class touch if they share a cell, an edge or a corner.
static int touch(const TinsmithObject* a, const TinsmithObject* b) {
  return a->class_index == b->class_index && a->left <= b->left + b->width && b->left <= a->left + a->width &&
         a->top <= b->top + b->height && b->top <= a->top + a->height;
}

static void enclose(TinsmithObject* object, const TinsmithObject* other) {
  const float right = higher(object->left + object->width, other->left + other->width);
  const float bottom = higher(object->top + object->height, other->top + other->height);
  object->left = lower(object->left, other->left);
  object->top = lower(object->top, other->top);
  object->width = right - object->left;
  object->height = bottom - object->top;
  object->score = higher(object->score, other->score);
}

// Adds a cell to `count` objects, no two of which touch, and joins what it connects. Returns the new count.
static int32_t add_cell(TinsmithObject cell, TinsmithObject* objects, int32_t count, int32_t capacity) {
  int32_t i = 0;
  while (i < count) {
    if (!touch(&cell, &objects[i])) {
      ++i;
      continue;
    }
    enclose(&cell, &objects[i]);
    objects[i] = objects[--count];
    i = 0;  // the larger rectangle may touch others
  }
  if (count < capacity) objects[count++] = cell;
  return count;
}

static int is_before(const TinsmithObject* a, const TinsmithObject* b) {
  if (a->top != b->top) return a->top < b->top;
  if (a->left != b->left) return a->left < b->left;
  return a->class_index < b->class_index;
}

static void sort_by_place(TinsmithObject* objects, int32_t count) {
  int32_t i, at;
  for (i = 1; i < count; ++i) {
    const TinsmithObject object = objects[i];
    for (at = i; at > 0 && is_before(&object, &objects[at - 1]); --at) objects[at] = objects[at - 1];
    objects[at] = object;
  }
}

static int32_t find_centroids(const TinsmithModel* model, const int8_t* output, TinsmithObject* objects,
                              int32_t capacity) {
  const float cell_width = (float)model->preparation.width / (float)model->grid_width;
  const float cell_height = (float)model->preparation.height / (float)model->grid_height;
  int32_t count = 0, x, y, i;
  for (y = 0; y < model->grid_height; ++y)
    for (x = 0; x < model->grid_width; ++x) {
      ++output;  // background
      for (i = 0; i < model->class_count; ++i) {
        const float score = real(model, *output++);
        const TinsmithObject cell = {i, score, (float)x, (float)y, 1, 1};
        if (score >= model->threshold) count = add_cell(cell, objects, count, capacity);
      }
    }
  sort_by_place(objects, count);
  for (i = 0; i < count; ++i) {
    objects[i].left *= cell_width;
    objects[i].width *= cell_width;
    objects[i].top *= cell_height;
    objects[i].height *= cell_height;
  }
  return count;
}

static float limited(float value, float max) {
  return lower(higher(value, 0), max);
}

static TinsmithObject box_of(const TinsmithModel* model, const int8_t* row) {
  const float across = (float)model->preparation.width, down = (float)model->preparation.height;
  const float x = real(model, row[0]) * across, y = real(model, row[1]) * down;
  const float width = real(model, row[2]) * across, height = real(model, row[3]) * down;
  TinsmithObject box;
  box.class_index = largest(row + 5, model->class_count);
  box.score = real(model, row[4]);
  box.left = limited(x - width / 2, across);
  box.top = limited(y - height / 2, down);
  box.width = limited(x + width / 2, across) - box.left;
  box.height = limited(y + height / 2, down) - box.top;
  return box;
}

static float intersection_over_union(const TinsmithObject* a, const TinsmithObject* b) {
  const float width = lower(a->left + a->width, b->left + b->width) - higher(a->left, b->left);
  const float height = lower(a->top + a->height, b->top + b->height) - higher(a->top, b->top);
  const float both = width > 0 && height > 0 ? width * height : 0;
  const float all = a->width * a->height + b->width * b->height - both;
  return all > 0 ? both / all : 0;
}

static int32_t find_boxes(const TinsmithModel* model, const int8_t* output, TinsmithObject* objects,
                          int32_t capacity) {
  int32_t count = 0, kept = 0, row, at, i;
  for (row = 0; row < model->rows; ++row, output += 5 + model->class_count) {
    if (!(real(model, output[4]) > model->threshold)) continue;
    const TinsmithObject box = box_of(model, output);
    if (count == capacity && (capacity == 0 || !(box.score > objects[count - 1].score))) continue;
    for (at = count < capacity ? count++ : count - 1; at > 0 && box.score > objects[at - 1].score; --at)
      objects[at] = objects[at - 1];
    objects[at] = box;
  }
  for (i = 0; i < count; ++i) {
    int is_covered = 0;
    for (at = 0; at < kept && !is_covered; ++at)
      is_covered = (!model->is_overlap_per_class || objects[at].class_index == objects[i].class_index) &&
                   intersection_over_union(&objects[at], &objects[i]) > model->overlap;
    if (!is_covered) objects[kept++] = objects[i];
  }
  return kept;
}

int32_t tinsmith_find_objects(const TinsmithModel* model, const int8_t* output, TinsmithObject* objects,
                              int32_t capacity) {
  return model->task == TINSMITH_BOXES ? find_boxes(model, output, objects, capacity)
                                       : find_centroids(model, output, objects, capacity);
}
