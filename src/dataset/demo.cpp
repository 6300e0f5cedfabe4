#include "dataset/demo.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "base/random.h"
#include "dataset/layouts/outline.h"
#include "dataset/write.h"
#include "files/memory_source.h"
#include "image/draw.h"
#include "image/encode.h"
#include "image/resize.h"

namespace tinsmith::dataset {
namespace {

using image::Colour;
using image::Image;
using image::Point;

constexpr int kMinPictures = 12, kMaxPictures = 100'000;
constexpr std::int32_t kMinSide = 48, kMaxSide = 1024;
constexpr int kJpegQuality = 92;
constexpr double kTau = 2 * std::numbers::pi;

Colour shaded(Colour colour, double factor, std::uint8_t alpha = 255) {
  const auto part = [&](std::uint8_t value) {
    return static_cast<std::uint8_t>(std::clamp(value * factor, 0.0, 255.0));
  };
  return {part(colour.red), part(colour.green), part(colour.blue), alpha};
}

// The position, size and rotation of a part on the bench.
struct Pose {
  Point centre;
  double radius = 1;  // of the circle that contains the part
  double turn = 0;    // radians
  Colour metal;
  Point at(double along, double across) const {  // in units of `radius`, rotated with the part
    const double x = along * radius, y = across * radius;
    return {centre.x + x * std::cos(turn) - y * std::sin(turn),
            centre.y + x * std::sin(turn) + y * std::cos(turn)};
  }
  Point on_circle(double radius_fraction, double angle) const {
    return at(radius_fraction * std::cos(angle), radius_fraction * std::sin(angle));
  }
};

std::vector<Point> circle(const Pose& pose, double radius_fraction, int corners, double from = 0) {
  std::vector<Point> points;
  for (int i = 0; i < corners; ++i)
    points.push_back(pose.on_circle(radius_fraction, from + kTau * i / corners));
  return points;
}

// Joins an outline and a hole to one polygon. Even-odd filling leaves the hole empty.
std::vector<Point> with_hole(std::vector<Point> outer, const std::vector<Point>& inner) {
  outer.push_back(outer.front());
  outer.insert(outer.end(), inner.begin(), inner.end());
  outer.push_back(inner.front());
  return outer;
}

std::vector<Point> moved(std::vector<Point> points, double x, double y) {
  for (Point& point : points) point = {point.x + x, point.y + y};
  return points;
}

// Draws a shadow below, the metal above it, and a bright rim towards the light (upper left).
void fill_metal(Image& picture, const Pose& pose, const std::vector<Point>& shape, double brightness = 1) {
  const double drop = pose.radius * 0.14;
  image::fill_polygon(picture, moved(shape, drop, drop), {0, 0, 0, 70});
  image::fill_polygon(picture, moved(shape, drop / 2, drop / 2), {0, 0, 0, 70});
  image::fill_polygon(picture, shape, shaded(pose.metal, 0.55 * brightness));
  image::fill_polygon(picture, moved(shape, -drop * 0.35, -drop * 0.35),
                      shaded(pose.metal, 1.25 * brightness, 150));
  image::fill_polygon(picture, moved(shape, -drop * 0.1, -drop * 0.1),
                      shaded(pose.metal, 0.95 * brightness, 190));
}

void outline_circle(Image& picture, const Pose& pose, double radius_fraction, double thickness_px,
                    Colour colour) {
  image::outline_ellipse(picture,
                         {pose.centre, radius_fraction * pose.radius, radius_fraction * pose.radius, 0},
                         thickness_px, colour);
}

// Each of these functions draws its part and returns the outline, from which the box is computed.
std::vector<Point> draw_nut(Image& picture, const Pose& pose) {
  const auto outer = circle(pose, 1, 6), hole = circle(pose, 0.5, 24);
  fill_metal(picture, pose, with_hole(outer, hole));
  outline_circle(picture, pose, 0.8, std::max(0.6, pose.radius * 0.07), shaded(pose.metal, 1.4, 120));
  outline_circle(picture, pose, 0.5, std::max(0.8, pose.radius * 0.1), shaded(pose.metal, 0.4, 200));
  return outer;
}

std::vector<Point> draw_washer(Image& picture, const Pose& pose) {
  const auto outer = circle(pose, 1, 48), hole = circle(pose, 0.52, 36);
  fill_metal(picture, pose, with_hole(outer, hole));
  outline_circle(picture, pose, 0.76, std::max(0.6, pose.radius * 0.12), shaded(pose.metal, 1.45, 90));
  return outer;
}

std::vector<Point> draw_bolt(Image& picture, const Pose& pose) {
  constexpr double kHead = 0.42, kShaft = 0.2, kNeck = -0.45;  // half widths; the end of the head
  const std::vector<Point> shaft{pose.at(kNeck, -kShaft), pose.at(0.92, -kShaft), pose.at(1, -kShaft / 2),
                                 pose.at(1, kShaft / 2),  pose.at(0.92, kShaft),  pose.at(kNeck, kShaft)};
  const std::vector<Point> head{pose.at(-0.92, -kHead), pose.at(kNeck, -kHead), pose.at(kNeck, kHead),
                                pose.at(-0.92, kHead),  pose.at(-1, kHead / 2), pose.at(-1, -kHead / 2)};
  fill_metal(picture, pose, shaft, 0.9);
  const double thread = std::max(0.7, pose.radius * 0.06);
  for (double along = -0.2; along < 0.95; along += 0.13)
    image::draw_line(picture, pose.at(along, -kShaft), pose.at(along + 0.06, kShaft), thread,
                     shaded(pose.metal, 0.35, 180));
  fill_metal(picture, pose, head);
  for (const double across : {-kHead / 2, kHead / 2})
    image::draw_line(picture, pose.at(-0.97, across), pose.at(kNeck, across), thread,
                     shaded(pose.metal, 0.5, 160));
  std::vector<Point> outline = head;
  outline.insert(outline.end(), shaft.begin(), shaft.end());
  return outline;
}

struct Part {
  const char* name;
  double size;  // radius relative to the other parts
  std::vector<Point> (*draw)(Image& picture, const Pose& pose);
};
constexpr Part kParts[] = {{"bolt", 1.35, draw_bolt}, {"nut", 0.85, draw_nut}, {"washer", 0.9, draw_washer}};
constexpr std::size_t kPartCount = std::size(kParts);
constexpr const char* kEmpty = "empty";  // class of pictures without a part

constexpr Colour kMetals[] = {
    {176, 180, 186}, {205, 168, 92}, {120, 124, 132}, {196, 132, 98}};  // zinc, brass, steel, copper

// The surface on which the parts lie.
struct Bench {
  Colour colour;
  double grain_x, grain_y;  // grain cells per picture; long cells look like brushed metal or wood
  double contrast;
  bool has_grid;
};
constexpr Bench kBenches[] = {
    {{148, 104, 66}, 5, 34, 0.22, false},    // wood
    {{52, 98, 84}, 30, 24, 0.06, true},      // cutting mat
    {{92, 96, 104}, 3, 60, 0.14, false},     // brushed plate
    {{206, 200, 188}, 26, 20, 0.08, false},  // paper
    {{58, 62, 78}, 14, 11, 0.16, false},     // slate
};

// Returns smooth random values, one per pixel, by interpolating random cells.
Image grain(Rng& rng, image::Size size, double cells_x, double cells_y) {
  Image cells({static_cast<std::int32_t>(cells_x) + 1, static_cast<std::int32_t>(cells_y) + 1}, 1);
  for (std::uint8_t& value : cells.pixels) value = static_cast<std::uint8_t>(rng.below(256));
  return image::resized(cells, size, image::Filter::Bilinear);
}

Image draw_bench(Rng& rng, image::Size size) {
  const Bench& bench = kBenches[rng.below(std::size(kBenches))];
  const double tint = rng.uniform(0.8, 1.15);
  Image picture(size, 3);
  const bool is_turned = rng.chance(0.5);
  const Image fine = is_turned ? grain(rng, size, bench.grain_y, bench.grain_x)
                               : grain(rng, size, bench.grain_x, bench.grain_y);
  const Image coarse = grain(rng, size, 4, 3);
  const std::uint8_t base[] = {bench.colour.red, bench.colour.green, bench.colour.blue};
  for (std::size_t i = 0; i < fine.pixels.size(); ++i) {
    const double relief =
        1 + bench.contrast * ((fine.pixels[i] - 127.5) + 0.6 * (coarse.pixels[i] - 127.5)) / 127.5;
    for (std::size_t c = 0; c < 3; ++c)
      picture.pixels[3 * i + c] = static_cast<std::uint8_t>(std::clamp(base[c] * tint * relief, 0.0, 255.0));
  }
  if (!bench.has_grid) return picture;
  const double step = size.height / rng.uniform(4, 7);
  for (double x = rng.uniform(0, step); x < size.width; x += step)
    image::draw_line(picture, {x, 0}, {x, static_cast<double>(size.height)}, 0.8, {220, 230, 210, 60});
  for (double y = rng.uniform(0, step); y < size.height; y += step)
    image::draw_line(picture, {0, y}, {static_cast<double>(size.width), y}, 0.8, {220, 230, 210, 60});
  return picture;
}

// Brightens the picture towards a lamp at a random position, and adds noise as from a small sensor.
void light(Image& picture, Rng& rng) {
  const double lamp_x = rng.uniform(0, picture.size.width), lamp_y = rng.uniform(0, picture.size.height);
  const double reach = 1.1 * std::hypot(picture.size.width, picture.size.height);
  const double bright = rng.uniform(0.85, 1.25), fall = rng.uniform(0.2, 0.6), noise = rng.uniform(1.5, 6);
  const double warm = rng.uniform(-0.06, 0.06);
  for (std::int32_t y = 0; y < picture.size.height; ++y) {
    for (std::int32_t x = 0; x < picture.size.width; ++x) {
      const double lit = bright * (1 - fall * std::hypot(x - lamp_x, y - lamp_y) / reach);
      std::uint8_t* pixel = picture.row(y) + 3 * x;
      const double speck = noise * rng.normal();
      const double tints[] = {1 + warm, 1, 1 - warm};
      for (int c = 0; c < 3; ++c)
        pixel[c] = static_cast<std::uint8_t>(std::clamp(pixel[c] * lit * tints[c] + speck, 0.0, 255.0));
    }
  }
}

bool overlaps(const scene::Box& a, const scene::Box& b) {
  return a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom();
}

// Radius range of a part as a fraction of the picture's height: among other parts, or alone.
struct Sizes {
  double smallest, largest;
};
constexpr Sizes kAmongOthers{0.13, 0.24}, kAlone{0.2, 0.36};

// Draws the part at a free position. Returns no box when there is no room.
std::optional<scene::Box> lay(Image& picture, Rng& rng, std::size_t part, const Sizes& sizes,
                              const std::vector<scene::LabelledBox>& others) {
  constexpr int kTries = 20;
  for (int i = 0; i < kTries; ++i) {
    const double radius =
        kParts[part].size * picture.size.height * rng.uniform(sizes.smallest, sizes.largest);
    const double margin = std::min(1.1 * radius, picture.size.height * 0.45);
    const Pose pose{
        {rng.uniform(margin, picture.size.width - margin), rng.uniform(margin, picture.size.height - margin)},
        radius,
        rng.uniform(0, kTau),
        shaded(kMetals[rng.below(std::size(kMetals))], rng.uniform(0.85, 1.1))};
    const scene::Box room{pose.centre.x - radius, pose.centre.y - radius, 2 * radius, 2 * radius};
    if (std::any_of(others.begin(), others.end(),
                    [&](const scene::LabelledBox& other) { return overlaps(room, other.box); }))
      continue;
    Bounds bounds;
    for (const Point& point : kParts[part].draw(picture, pose)) bounds.add(point.x, point.y);
    return scene::clipped(*bounds.box(), picture.size.width, picture.size.height);
  }
  return std::nullopt;
}

// Draws one picture. For classification the classes alternate; for detection most pictures have one
// to four parts.
Picture draw_picture(const DemoOptions& options, std::size_t number, Image& picture) {
  Rng rng{options.seed, static_cast<std::uint64_t>(options.label_kind), number};
  picture = draw_bench(rng, options.size);
  Picture labels{"", options.size, true, std::nullopt, {}, Split::None};
  std::vector<scene::LabelledBox> boxes;
  const auto add = [&](std::size_t part) {
    if (const auto box =
            lay(picture, rng, part, options.label_kind == LabelKind::Classes ? kAlone : kAmongOthers, boxes))
      boxes.push_back({static_cast<scene::ClassIndex>(part), *box});
  };
  if (options.label_kind == LabelKind::Classes) {
    const std::size_t class_index = number % (kPartCount + 1);
    if (class_index < kPartCount) add(class_index);
    labels.class_index = static_cast<scene::ClassIndex>(class_index);
  } else {
    constexpr std::size_t kNullEvery = 12;  // empty pictures train the model to detect nothing there
    const std::uint64_t count = number % kNullEvery == kNullEvery - 1 ? 0 : 1 + rng.below(4);
    for (std::uint64_t i = 0; i < count; ++i) add(rng.below(kPartCount));
    labels.boxes = std::move(boxes);
  }
  light(picture, rng);
  return labels;
}

}  // namespace

Result<Done> draw_demo(const std::filesystem::path& folder, const DemoOptions& options, ThreadPool& threads,
                       Progress& progress) {
  if (options.pictures < kMinPictures || options.pictures > kMaxPictures)
    return fail(Fault::Usage, "a demo can have {} to {} pictures, not {}", kMinPictures, kMaxPictures,
                options.pictures);
  for (const std::int32_t side : {options.size.width, options.size.height}) {
    if (side < kMinSide || side > kMaxSide)
      return fail(Fault::Usage, "the pictures of a demo can have sides of {} to {} pixels, not {}", kMinSide,
                  kMaxSide, side);
  }
  const auto count = static_cast<std::size_t>(options.pictures);
  Dataset dataset{options.label_kind, "demo", {}, std::vector<Picture>(count), {}, nullptr};
  for (const Part& part : kParts) dataset.classes.emplace_back(part.name);
  if (options.label_kind == LabelKind::Classes) dataset.classes.emplace_back(kEmpty);
  std::vector<Bytes> files(count);
  constexpr std::size_t kAtOnce = 16;  // pictures between two progress reports
  for (std::size_t first = 0; first < count; first += kAtOnce) {
    if (progress.should_stop())
      return fail(Fault::Cancelled, "stopped after {} of {} pictures were generated", first, count);
    progress.report("generating pictures", static_cast<double>(first), static_cast<double>(count));
    threads.run(static_cast<std::int64_t>(std::min(kAtOnce, count - first)), [&](std::int64_t task, int) {
      const std::size_t i = first + static_cast<std::size_t>(task);
      Image picture;
      dataset.pictures[i] = draw_picture(options, i, picture);
      dataset.pictures[i].path = fmt::format("bench_{:04}.jpg", i);
      auto bytes = image::encode_jpeg(picture, kJpegQuality);
      CHECK(bytes.has_value(), "a demo picture cannot be encoded");
      files[i] = std::move(bytes).value();
    });
  }
  std::map<std::string, Bytes> by_path;
  for (std::size_t i = 0; i < count; ++i) by_path[dataset.pictures[i].path] = std::move(files[i]);
  dataset.source = std::make_shared<MemorySource>("demo", std::move(by_path));
  return write_dataset(dataset, options.label_kind == LabelKind::Boxes ? "coco" : "class-folders", folder);
}

}  // namespace tinsmith::dataset
