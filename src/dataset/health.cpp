#include "dataset/health.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "files/source.h"

namespace tinsmith::dataset {
namespace {

constexpr std::size_t kMaxExamples = 10;
// A box may extend beyond the picture by this much, because of rounding.
constexpr double kEdgeRounding_pixels = 0.5;

Quartiles quartiles_of(std::vector<double> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const auto at = [&](double fraction) {
    return values[static_cast<std::size_t>(fraction * static_cast<double>(values.size() - 1))];
  };
  return {values.front(), at(0.25), at(0.5), at(0.75), values.back()};
}

class Measuring {
 public:
  Measuring(const Dataset& dataset, Health& health) : dataset_(dataset), health_(health) {
    for (const std::string& name : dataset.classes) health.classes.push_back({name, 0, 0, {}});
  }

  void count_pictures(const Fingerprints& fingerprints) {
    for (std::size_t i = 0; i < dataset_.pictures.size(); ++i) {
      const Picture& picture = dataset_.pictures[i];
      health_.file_bytes += fingerprints.of[i].file_bytes;
      if (!fingerprints.of[i].is_readable) continue;  // counted as a problem
      ++health_.pictures;
      ++health_.pictures_by_split[std::string(name_of(picture.split))];
      widths_.push_back(picture.size.width);
      heights_.push_back(picture.size.height);
      ratios_.push_back(static_cast<double>(picture.size.width) / picture.size.height);
      count_labels(picture);
    }
    health_.width = quartiles_of(std::move(widths_));
    health_.height = quartiles_of(std::move(heights_));
    health_.aspect_ratio = quartiles_of(std::move(ratios_));
    health_.objects_per_picture = quartiles_of(std::move(objects_));
    health_.object_side_px = quartiles_of(std::move(sides_));
  }

  void count_problems(const Fingerprints& fingerprints) {
    health_.problems = dataset_.problems;
    health_.problems.insert(health_.problems.end(), fingerprints.problems.begin(),
                            fingerprints.problems.end());
    for (const Problem& problem : health_.problems) {
      switch (problem.kind) {
        case Problem::Kind::BrokenPicture:
          count(health_.broken_pictures, "broken-pictures", problem.path);
          break;
        case Problem::Kind::MissingPicture:
          count(health_.missing_pictures, "missing-pictures", problem.path);
          break;
        case Problem::Kind::BrokenLabel:
          count(health_.broken_labels, "broken-labels", problem.path);
          break;
        case Problem::Kind::Notice:
          break;
      }
    }
  }

  void count_depths(const Fingerprints& fingerprints) {
    for (const std::string& path : fingerprints.read_as_12_bits)
      count(health_.read_as_12_bits, "read-as-12-bits", path);
    for (const std::string& path : fingerprints.nearly_black)
      count(health_.nearly_black, "nearly-black", path);
    health_.read_as_16_bits = static_cast<std::int64_t>(fingerprints.read_as_16_bits.size());
  }

  void count_duplicates(const Fingerprints& fingerprints, ThreadPool& threads) {
    const DuplicateGroups exact = exact_groups(fingerprints), near = near_groups(fingerprints, threads);
    health_.exact_duplicates = beyond_first(exact, "exact-duplicates");
    health_.near_duplicates = beyond_first(near, "near-duplicates");
    std::vector<std::int64_t> sizes(static_cast<std::size_t>(near.group_count));
    for (const std::int32_t group : near.group_of)
      health_.largest_group = std::max(health_.largest_group, ++sizes[static_cast<std::size_t>(group)]);
    count_contradictions(exact);
    count_given_leaks(near);
  }

  // Does nothing unless the layout gives splits. A picture without a split belongs to train.
  void check_given_splits() {
    if (health_.pictures_by_split.size() < 2) return;
    DatasetSplit given;
    for (std::size_t i = 0; i < dataset_.pictures.size(); ++i) {
      const Picture& picture = dataset_.pictures[i];
      if (!picture.is_annotated) continue;
      auto& side = picture.split == Split::Validation ? given.validation
                   : picture.split == Split::Test     ? given.test
                                                      : given.train;
      side.push_back(i);
    }
    health_.absent_classes = absent_classes(given, dataset_);
  }

 private:
  void count(std::int64_t& counter, const char* code, const std::string& path) {
    ++counter;
    auto& examples = health_.examples[code];
    if (examples.size() < kMaxExamples && (examples.empty() || examples.back() != path))
      examples.push_back(path);
  }

  void count_labels(const Picture& picture) {
    if (picture.unused == Unused::NotUnderstood)
      return count(health_.not_understood, "labels-not-understood", picture.path);
    if (picture.unused == Unused::AllOutside)
      return count(health_.all_outside, "no-box-inside", picture.path);
    if (!picture.is_annotated) {
      count(health_.missing, "missing-annotations", picture.path);
      return;
    }
    std::set<scene::ClassIndex> shown;
    const auto add = [&](scene::ClassIndex index) {
      ClassCount& of_class = health_.classes[static_cast<std::size_t>(index)];
      ++of_class.objects;
      ++of_class.objects_by_split[std::string(name_of(picture.split))];
      if (shown.insert(index).second) ++of_class.pictures;
      ++health_.objects;
    };
    if (picture.class_index) add(*picture.class_index);
    for (const scene::LabelledBox& box : picture.boxes) {
      add(box.class_index);
      count_box(picture, box.box);
    }
    if (dataset_.label_kind != LabelKind::Boxes) return;
    objects_.push_back(static_cast<double>(picture.boxes.size()));
    if (picture.boxes.empty()) count(health_.null, "null-annotations", picture.path);
  }

  void count_box(const Picture& picture, const scene::Box& box) {
    if (!(box.area() > 0)) {
      count(health_.zero_area_boxes, "zero-area-boxes", picture.path);
      return;
    }
    const bool is_outside = box.x < -kEdgeRounding_pixels || box.y < -kEdgeRounding_pixels ||
                            box.right() > picture.size.width + kEdgeRounding_pixels ||
                            box.bottom() > picture.size.height + kEdgeRounding_pixels;
    if (is_outside) count(health_.outside_boxes, "outside-boxes", picture.path);
    const double side = std::min(box.width * health_.options.input.width / picture.size.width,
                                 box.height * health_.options.input.height / picture.size.height);
    sides_.push_back(side);
    if (side < health_.options.min_object_px) count(health_.small_objects, "small-objects", picture.path);
  }

  std::int64_t beyond_first(const DuplicateGroups& groups, const char* code) {
    std::vector<std::int64_t> sizes(static_cast<std::size_t>(groups.group_count));
    std::int64_t beyond = 0;
    for (std::size_t i = 0; i < groups.group_of.size(); ++i) {
      if (++sizes[static_cast<std::size_t>(groups.group_of[i])] > 1)
        count(beyond, code, dataset_.pictures[i].path);
    }
    return beyond;
  }

  void count_given_leaks(const DuplicateGroups& near) {
    std::vector<bool> is_learned(static_cast<std::size_t>(near.group_count));
    const auto is_measured_on = [](const Picture& picture) {
      return picture.split == Split::Validation || picture.split == Split::Test;
    };
    for (std::size_t i = 0; i < dataset_.pictures.size(); ++i)
      if (!is_measured_on(dataset_.pictures[i]) && dataset_.pictures[i].is_annotated)
        is_learned[static_cast<std::size_t>(near.group_of[i])] = true;
    for (std::size_t i = 0; i < dataset_.pictures.size(); ++i) {
      if (!is_measured_on(dataset_.pictures[i])) continue;
      ++health_.given_pictures;
      if (is_learned[static_cast<std::size_t>(near.group_of[i])])
        count(health_.given_leaks, "split-leaks", dataset_.pictures[i].path);
    }
  }

  // Counts identical pictures that are labelled with different classes.
  void count_contradictions(const DuplicateGroups& exact) {
    std::map<std::int32_t, std::set<scene::ClassIndex>> classes;
    for (std::size_t i = 0; i < dataset_.pictures.size(); ++i) {
      const Picture& picture = dataset_.pictures[i];
      if (!picture.class_index) continue;
      auto& said = classes[exact.group_of[i]];
      said.insert(*picture.class_index);
      if (said.size() == 2) count(health_.contradictions, "contradictions", picture.path);
    }
  }

  const Dataset& dataset_;
  Health& health_;
  std::vector<double> widths_, heights_, ratios_, objects_, sides_;
};

}  // namespace

Health health_of(const Dataset& dataset, const Fingerprints& fingerprints, const HealthOptions& options,
                 ThreadPool& threads) {
  Health health;
  health.name = dataset.source->name();
  health.format = dataset.format;
  health.label_kind = dataset.label_kind;
  health.options = options;
  Measuring measuring(dataset, health);
  measuring.count_pictures(fingerprints);
  measuring.count_problems(fingerprints);
  measuring.count_depths(fingerprints);
  measuring.count_duplicates(fingerprints, threads);
  measuring.check_given_splits();
  health.findings = findings_of(health);
  return health;
}

Result<Health> check_health(const Dataset& dataset, const HealthOptions& options, ThreadPool& threads,
                            Progress& progress) {
  TRY(const Fingerprints fingerprints, fingerprint(dataset, threads, progress));
  return health_of(dataset, fingerprints, options, threads);
}

}  // namespace tinsmith::dataset
