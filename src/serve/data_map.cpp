// Handlers for what helps to judge a project's pictures: their map and their health.
#include "studio/data_map.h"

#include <algorithm>

#include "serve/call.h"
#include "serve/handlers.h"
#include "store/pictures.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;
using PresentLabels = std::map<std::int64_t, store::PresentLabel>;

// Writes a map with the labels that pictures have now. Pictures that are gone, and doubts about labels that were changed
// or confirmed since the map was computed, are left out.
class MapWriter {
 public:
  MapWriter(const studio::DataMap& map, const PresentLabels& labels) : map_(map), labels_(labels) {}

  json dots() const {
    json dots = json::array();
    for (const auto& [picture, position] : map_.dots) {
      const auto* label = label_of(*picture);
      if (label == nullptr) continue;
      json one{{"id", picture->id},
               {"name", picture->name},
               {"hash", picture->hash},
               {"x", position.x},
               {"y", position.y}};
      if (label->class_id) one["class_id"] = *label->class_id;
      dots.push_back(std::move(one));
    }
    return dots;
  }

  json label_errors() const {
    json errors = json::array();
    for (const auto& one : map_.label_errors) {
      const auto* label = label_of(*one.picture);
      if (label == nullptr || label->is_confirmed || label->revision != one.picture->revision) continue;
      errors.push_back(
          {{"picture", picture(*one.picture)}, {"class_id", one.class_id}, {"score", one.score}});
    }
    return errors;
  }

  json outliers() const {
    json outliers = json::array();
    for (const auto& one : map_.outliers)
      if (label_of(*one.picture) != nullptr)
        outliers.push_back({{"picture", picture(*one.picture)}, {"ratio", one.ratio}});
    return outliers;
  }

  json duplicates() const {
    json groups = json::array();
    for (const auto& group : map_.duplicates)
      if (json present = pictures(group); present.size() > 1)
        groups.push_back({{"pictures", std::move(present)}});
    return groups;
  }

  json advice() const {
    using Kind = studio::PhotoAdvice::Kind;
    const studio::PhotoAdvice& advice = map_.advice;
    json result{{"kind", advice.kind == Kind::Confused ? "confused"
                         : advice.kind == Kind::Fewest ? "fewest"
                                                       : "nothing"},
                {"count", advice.count},
                {"of", advice.of},
                {"examples", pictures(advice.examples)}};
    if (advice.kind != Kind::Nothing) result["class_id"] = advice.class_id;
    if (advice.kind == Kind::Confused) result["other_class_id"] = advice.other_class_id;
    return result;
  }

 private:
  const store::PresentLabel* label_of(const store::Picture& picture) const {
    const auto found = labels_.find(picture.id);
    return found == labels_.end() ? nullptr : &found->second;
  }
  json picture(const store::Picture& picture) const {
    const store::PresentLabel& label = *label_of(picture);
    json one{
        {"id", picture.id}, {"name", picture.name}, {"hash", picture.hash}, {"revision", label.revision}};
    if (label.class_id) one["class_id"] = *label.class_id;
    return one;
  }
  json pictures(const std::vector<const store::Picture*>& some) const {
    json list = json::array();
    for (const store::Picture* one : some)
      if (label_of(*one) != nullptr) list.push_back(picture(*one));
    return list;
  }

  const studio::DataMap& map_;
  const PresentLabels& labels_;
};

}  // namespace

Result<Reply> get_data_map(Call& call) {
  TRY(const auto state, call.installation.data_maps.of(call.store(), call.project()));
  TRY(auto database, call.database());
  TRY(const auto labels, store::present_labels(*database, call.project()));
  const studio::DataMap nothing;
  const studio::DataMap& map = state.map ? *state.map : nothing;
  const MapWriter writer(map, labels);
  return Reply(json{{"is_ready", state.map != nullptr},
                    {"is_current", state.is_current},
                    {"done", state.done},
                    {"total", state.total},
                    {"pictures", map.pictures.size()},
                    {"dots", writer.dots()},
                    {"label_errors", writer.label_errors()},
                    {"outliers", writer.outliers()},
                    {"duplicates", writer.duplicates()},
                    {"advice", writer.advice()}});
}

Result<Reply> confirm_label(Call& call) {
  TRY(auto database, call.database());
  const std::int64_t picture = call.id("picture");
  TRY_DONE(store::confirm_labels(*database, call.project(), picture,
                                 call.body.at("revision").get<std::int64_t>(),
                                 call.body.at("is_confirmed").get<bool>()));
  call.publish("pictures", picture);
  return Reply(done());
}

Result<Reply> get_health(Call& call) {
  const auto size =
      static_cast<std::int32_t>(std::clamp<std::int64_t>(call.whole("size").value_or(96), 16, 1024));
  TRY(auto health, call.installation.health.of(call.store(), call.project(), size, call.flag("platforms")));
  return Reply(std::move(health));
}

}  // namespace tinsmith::serve
