#include "serve/call.h"

#include <charconv>

namespace tinsmith::serve {
namespace {

std::optional<std::int64_t> whole_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (trouble != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

Upload::~Upload() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove(path_, ignored);
}

std::int64_t Call::id(std::string_view name) const {
  return whole_of(word(name)).value_or(0);
}

const std::string& Call::word(std::string_view name) const {
  const auto found = path_words.find(name);
  CHECK(found != path_words.end(), "the path has no {{{}}}", name);
  return found->second;
}

std::optional<std::string> Call::text(std::string_view name) const {
  const auto found = query.find(name);
  return found == query.end() || found->second.empty() ? std::nullopt : std::optional(found->second);
}

std::optional<std::int64_t> Call::whole(std::string_view name) const {
  const auto written = text(name);
  return written ? whole_of(*written) : std::nullopt;
}

std::optional<double> Call::real(std::string_view name) const {
  const auto written = text(name);
  if (!written) return std::nullopt;
  double number = 0;
  std::from_chars(written->data(), written->data() + written->size(), number);
  return number;
}

bool Call::flag(std::string_view name) const {
  return text(name) == "true";
}

void Call::publish(std::string topic, std::optional<std::int64_t> thing) const {
  const bool has_project = path_words.contains("project");
  installation.events.publish(
      {std::move(topic), has_project ? std::optional(project()) : std::nullopt, thing});
}

Result<store::Project> project_of(const Call& call, store::Database& database) {
  TRY(auto project, store::find_project(database, call.project()));
  if (!project) return fail(Fault::NotFound, "there is no project {}", call.project());
  return std::move(*project);
}

}  // namespace tinsmith::serve
