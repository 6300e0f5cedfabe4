#include "scene/task.h"

namespace tinsmith::scene {
namespace {

constexpr std::array<std::string_view, kTasks.size()> kTaskNames{"classification", "centroids", "boxes"};

}  // namespace

std::string_view name_of(Task task) {
  return kTaskNames.at(static_cast<std::size_t>(task));
}

std::optional<Task> find_task(std::string_view name) {
  for (const Task task : kTasks)
    if (name_of(task) == name) return task;
  return std::nullopt;
}

}  // namespace tinsmith::scene
