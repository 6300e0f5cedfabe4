#include "devices/simulated_grove.h"

#include <gmock/gmock.h>

#include "base/random.h"
#include "devices/device_link_for_test.h"
#include "devices/himax_loader.h"
#include "devices/model_for_test.h"
#include "devices/sscma_client.h"

namespace tinsmith::devices {
namespace {

// A file that looks like a model, and of which only the test knows the source.
Bytes compiled_for_test(std::size_t count) {
  Rng random(count);
  Bytes bytes(4);
  for (const char c : std::string_view("TFL3")) bytes.push_back(static_cast<std::byte>(c));
  while (bytes.size() < count) bytes.push_back(static_cast<std::byte>(random.below(256)));
  return bytes;
}

std::shared_ptr<SimulatedGrove> grove_that_knows(const Bytes& compiled) {
  SimulatedMemory flash(kGroveFlash_bytes);
  SimulatedGrove::install(flash);
  const auto source_of = [compiled](ByteView bytes) -> std::optional<Bytes> {
    if (!std::ranges::equal(bytes.first(compiled.size()), compiled)) return std::nullopt;
    return file_for_test(colours_for_test());
  };
  return std::make_shared<SimulatedGrove>(std::move(flash), SimulatedCamera({image::Image({240, 240}, 3)}),
                                          source_of);
}

HimaxRequest request_with(ByteView bytes) {
  HimaxRequest request;
  request.files = {{kHimaxModelsOffset, bytes}};
  request.reset_ms = request.person_ms = 200;
  return request;
}

TEST(SimulatedGrove, TakesAModelByXmodemAndRunsItsSource) {
  const Bytes compiled = compiled_for_test(20'000);
  const auto board = grove_that_knows(compiled);
  auto link = std::make_unique<DeviceLinkForTest>(board);
  SilentProgress silent;
  const auto written = write_by_himax_loader(*link, request_with(compiled), silent);
  ASSERT_TRUE(written) << written.error().text();
  EXPECT_TRUE(board->is_in_bootloader());
  ASSERT_TRUE(await_himax_start(*link, 1000));
  EXPECT_FALSE(board->is_in_bootloader());
  SscmaClient client(std::move(link));
  const auto identity = client.identify();
  ASSERT_TRUE(identity) << identity.error().text();
  EXPECT_EQ(identity->name, "Grove Vision AI V2");
  EXPECT_EQ(identity->firmware, Dialect::V1);
  EXPECT_EQ(client.models()->size(), 1U);
  ASSERT_TRUE(client.start_invoking({.times = 1, .thresholds = {}}));
  EXPECT_TRUE(client.next_frame(1000).value()->classes);
}

TEST(SimulatedGrove, LoadsNoModelWhoseSourceIsNotKnownAndNoneAfterErasing) {
  const auto board = grove_that_knows(compiled_for_test(500));
  SilentProgress silent;
  const auto slots_after = [&](const HimaxRequest& request) {
    auto link = std::make_unique<DeviceLinkForTest>(board);
    EXPECT_TRUE(write_by_himax_loader(*link, request, silent));
    EXPECT_TRUE(await_himax_start(*link, 1000));
    SscmaClient client(std::move(link));
    EXPECT_FALSE(client.start_invoking({.times = 1, .thresholds = {}}));
    return client.models().value().size();
  };
  const Bytes other = compiled_for_test(501);
  EXPECT_EQ(slots_after(request_with(other)), 1U);
  HimaxRequest erase = request_with({});
  erase.files = {no_himax_model()};
  EXPECT_EQ(slots_after(erase), 0U);
}

TEST(SimulatedGrove, KeepsItsSettingsOverARestartByTheLine) {
  const auto board = grove_that_knows(compiled_for_test(500));
  board->flash().replace(kHimaxModelsOffset, compiled_for_test(500));
  auto link = std::make_unique<DeviceLinkForTest>(board);
  ASSERT_TRUE(restart_himax(*link, 1000));
  SscmaClient client(std::move(link));
  ASSERT_TRUE(client.select_model(1));
  ASSERT_TRUE(client.set_info({"m", "1.0.0", {"a", "b"}, "d41d8cd98f00b204e9800998ecf8427e"}));
  DeviceLinkForTest again(board);
  ASSERT_TRUE(restart_himax(again, 1000));
  EXPECT_EQ(client.info().value()->checksum, "d41d8cd98f00b204e9800998ecf8427e");
}

TEST(SimulatedGrove, WaitsInItsMenuWhenAKeyComesTooEarly) {
  const auto board = grove_that_knows(compiled_for_test(500));
  DeviceLinkForTest link(board);
  ASSERT_TRUE(link.set_lines({.rts = true}));
  ASSERT_TRUE(link.set_lines({}));
  ASSERT_TRUE(link.write(as_bytes("A")));
  ASSERT_TRUE(await_himax_start(link, 50));
  EXPECT_TRUE(board->is_in_bootloader());
  ASSERT_TRUE(restart_himax(link, 1000));
  EXPECT_FALSE(board->is_in_bootloader());
}

}  // namespace
}  // namespace tinsmith::devices
