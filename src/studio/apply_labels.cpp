#include "studio/apply_labels.h"

#include <algorithm>
#include <cmath>

#include "scene/scene.h"

namespace tinsmith::studio {
namespace {

// Boxes of the same class with a higher IoU than this count as the same box, because label
// files are rounded to a few digits.
constexpr double kSameBox = 0.95;

bool is_same_box(const store::Box& a, const store::Box& b) {
  return a.class_id == b.class_id &&
         scene::iou({a.x, a.y, a.width, a.height}, {b.x, b.y, b.width, b.height}) > kSameBox;
}

bool has_box(const std::vector<store::Box>& boxes, const store::Box& wanted) {
  return std::any_of(boxes.begin(), boxes.end(), [&](const auto& box) { return is_same_box(box, wanted); });
}

bool has_all(const std::vector<store::Box>& boxes, const std::vector<store::Box>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& box) { return has_box(boxes, box); });
}

bool are_same(const store::Picture& a, const store::Picture& b) {
  return a.state == b.state && a.class_id == b.class_id && a.boxes.size() == b.boxes.size() &&
         has_all(a.boxes, b.boxes) && has_all(b.boxes, a.boxes);
}

// Returns the union of both; nullopt when the import adds nothing.
std::optional<store::Picture> joined(const store::Picture& now, const store::Picture& labels) {
  store::Picture both = now;
  if (!both.class_id) both.class_id = labels.class_id;
  for (const store::Box& box : labels.boxes)
    if (!has_box(now.boxes, box)) both.boxes.push_back(box);
  both.state = both.class_id || !both.boxes.empty() ? store::LabelState::Labelled : now.state;
  if (are_same(both, now)) return std::nullopt;
  return both;
}

}  // namespace

OtherLabels other_labels_from(std::string_view word) {
  const auto found = std::find(std::begin(kOtherLabels), std::end(kOtherLabels), word);
  return found == std::end(kOtherLabels) ? OtherLabels::Keep
                                         : static_cast<OtherLabels>(found - std::begin(kOtherLabels));
}

Result<Applied> apply_labels(store::Database& database, std::int64_t project_id, const store::Picture& labels,
                             OtherLabels choice) {
  if (labels.state == store::LabelState::Unlabelled) return Applied::Nothing;
  TRY(const auto now, store::find_picture(database, project_id, labels.id));
  if (!now) return fail(Fault::NotFound, "this project has no picture {}", labels.id);
  const bool is_open = now->state == store::LabelState::Unlabelled || now->model_job;
  if (!is_open && are_same(*now, labels)) return Applied::Same;
  store::Picture next = labels;
  if (!is_open && choice == OtherLabels::Keep) return Applied::Kept;
  if (!is_open && choice == OtherLabels::Add) {
    const auto both = joined(*now, labels);
    if (!both) return Applied::Same;
    next = *both;
  }
  next.model_job.reset();
  TRY_DONE(store::set_labels(database, project_id, next, std::nullopt));
  return Applied::Labelled;
}

}  // namespace tinsmith::studio
