// store/settings.h — the settings of an installation, made by its owner.
#pragma once

#include <string>

#include "store/database.h"

namespace tinsmith::store {

struct Settings {
  std::int64_t jobs_at_once = 1;  // max trainings at the same time
  std::string smtp_url;           // smtp://host:25 or smtps://host:465; empty: no e-mail
  std::string smtp_user, smtp_password;
  std::string mail_from, mail_to;
  std::string webhook_url;  // empty: none
};

Result<Settings> read_settings(Database& database);
Result<Done> write_settings(Database& database, const Settings& settings);

}  // namespace tinsmith::store
