// The handler for files that were packed for a download.
#include <filesystem>

#include "serve/call.h"
#include "serve/handlers.h"
#include "serve/secrets.h"
#include "store/downloads.h"

namespace tinsmith::serve {

Result<Reply> get_raw(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto download, store::find_download(*database, hash_of_token(call.word("key"))));
  if (!download) return fail(Fault::NotFound, "this link is not valid, or has expired");
  const auto path = call.store().root() / download->path;
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored))
    return fail(Fault::Conflict, "the file is still being packed; try again in a moment");
  Reply reply = Reply::of_file(path, "application/zip");
  reply.save_as = download->name;
  return reply;
}

}  // namespace tinsmith::serve
