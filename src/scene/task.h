// scene/task.h — the tasks: what a network predicts about a picture, and what the labels of a project state.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tinsmith::scene {

enum class Task : std::uint8_t {
  Classification,  // one class for the whole picture
  Centroids,       // the centre and the class of each object
  Boxes,           // a box around each object, and its class
};
inline constexpr std::array kTasks{Task::Classification, Task::Centroids, Task::Boxes};

// "classification", "centroids", "boxes": used in files, in the database, in the API and in messages.
std::string_view name_of(Task task);
// nullopt: no task has this name.
std::optional<Task> find_task(std::string_view name);

}  // namespace tinsmith::scene
