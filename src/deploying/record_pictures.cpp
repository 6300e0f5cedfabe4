#include "deploying/record_pictures.h"

#include "base/files.h"
#include "devices/borrowed_link.h"
#include "devices/sscma_client.h"
#include "image/decode.h"

namespace tinsmith::deploying {
namespace {

using RecordClock = std::chrono::steady_clock;

Result<Done> check_class_name(const std::string& name) {
  constexpr std::size_t kMaxName_bytes = 200;
  const bool is_control = std::any_of(name.begin(), name.end(), [](char c) { return c >= 0 && c < ' '; });
  if (!name.empty() && name.size() <= kMaxName_bytes && name[0] != '.' && !is_control &&
      name.find_first_of("/\\") == name.npos)
    return Done{};
  return fail(Fault::InvalidInput,
              "'{}' cannot be the name of a class: it becomes a folder, so it must not be empty, begin with "
              "a full stop "
              "or hold a slash",
              name);
}

// "bolt/00012.jpg", the first number from `number` on that is free.
std::filesystem::path free_path(const std::filesystem::path& folder, std::int64_t& number) {
  for (;; ++number) {
    auto path = folder / fmt::format("{:05}.jpg", number);
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) return path;
  }
}

// Waits for the time of the next picture; returns at once when a stop is asked for.
void wait_until(RecordClock::time_point time, const RecordRequest& request) {
  constexpr auto kGlance = std::chrono::milliseconds(100);
  while (!request.should_stop() && RecordClock::now() < time)
    std::this_thread::sleep_for(std::min<RecordClock::duration>(kGlance, time - RecordClock::now()));
}

}  // namespace

Result<std::int64_t> record_pictures(devices::Link& link, const RecordRequest& request) {
  TRY_DONE(check_class_name(request.class_name));
  devices::SscmaClient client(std::make_unique<devices::BorrowedLink>(link));
  TRY_DONE(client.identify());
  const auto folder = request.out / request.class_name;
  TRY_DONE(make_folder(folder));
  const auto start = RecordClock::now();
  std::int64_t number = 1, saved = 0;
  for (; saved < request.count && !request.should_stop(); ++saved) {
    const std::chrono::duration<double> offset(request.seconds * static_cast<double>(saved) /
                                               static_cast<double>(request.count));
    wait_until(start + std::chrono::duration_cast<RecordClock::duration>(offset), request);
    if (request.should_stop()) break;
    TRY(const auto frame, client.sample());
    TRY_DONE(image::decode(frame.picture).during("reading the picture of the board"));
    const auto path = free_path(folder, number);
    TRY_DONE(write_file(path, frame.picture));
    request.saved(path);
  }
  return saved;
}

}  // namespace tinsmith::deploying
