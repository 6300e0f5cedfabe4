#include "store/settings.h"

#include <charconv>

namespace tinsmith::store {
namespace {

struct TextSetting {
  const char* name;
  std::string Settings::*member;
};
constexpr TextSetting kTexts[] = {
    {"smtp_url", &Settings::smtp_url},
    {"smtp_user", &Settings::smtp_user},
    {"smtp_password", &Settings::smtp_password},
    {"mail_from", &Settings::mail_from},
    {"mail_to", &Settings::mail_to},
    {"webhook_url", &Settings::webhook_url},
};
constexpr const char* kJobsAtOnce = "jobs_at_once";

Result<Done> set(Database& database, const char* name, const std::string& value) {
  TRY_DONE(database.run(R"(INSERT INTO settings (name, value)
        VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE
        SET value = excluded.value)",
                        {std::string(name), value}));
  return Done{};
}

}  // namespace

Result<Settings> read_settings(Database& database) {
  TRY(const auto rows, database.query("SELECT name, value FROM settings"));
  Settings settings;
  for (const Row& row : rows) {
    const std::string name = row.text(0), value = row.text(1);
    if (name == kJobsAtOnce)
      std::from_chars(value.data(), value.data() + value.size(), settings.jobs_at_once);
    for (const TextSetting& text : kTexts)
      if (name == text.name) settings.*text.member = value;
  }
  return settings;
}

Result<Done> write_settings(Database& database, const Settings& settings) {
  return database.all_or_nothing([&]() -> Result<Done> {
    TRY_DONE(set(database, kJobsAtOnce, std::to_string(settings.jobs_at_once)));
    for (const TextSetting& text : kTexts) TRY_DONE(set(database, text.name, settings.*text.member));
    return Done{};
  });
}

}  // namespace tinsmith::store
