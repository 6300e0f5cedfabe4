#include "devices/pseudo_terminal.h"

#include <gmock/gmock.h>

#include <cerrno>

#include "base/files.h"
#include "devices/opening.h"
#include "devices/ports.h"
#include "devices/simulated_ports.h"

namespace tinsmith::devices {
namespace {

using testing::HasSubstr;

constexpr std::int32_t kWait_ms = 5000;

TEST(PseudoTerminal, PassesAllBytesOnInBothDirections) {
  auto board = PseudoTerminal::make();
  ASSERT_TRUE(board) << board.error().text();
  auto link = open_port(board->path());
  ASSERT_TRUE(link) << link.error().text();
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  ASSERT_TRUE((*link)->write(as_bytes(all)));
  EXPECT_EQ(as_text(board->read(kWait_ms).value()), all);
  board->write(as_bytes(all), kWait_ms);
  EXPECT_EQ(as_text((*link)->read(kWait_ms).value()), all);
  EXPECT_TRUE((*link)->read(0).value().empty());
}

TEST(PseudoTerminal, IsForOneProgramAtATime) {
  auto board = PseudoTerminal::make();
  ASSERT_TRUE(board);
  {
    const auto first = open_port(board->path());
    ASSERT_TRUE(first);
    const auto second = open_port(board->path());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().fault, Fault::Conflict);
    EXPECT_THAT(second.error().text(), HasSubstr("is in use by another program"));
  }
  EXPECT_TRUE(open_port(board->path()));
}

TEST(PseudoTerminal, ABoardThatIsUnpluggedIsGone) {
  auto board = std::make_unique<PseudoTerminal>(PseudoTerminal::make().value());
  auto link = open_port(board->path());
  ASSERT_TRUE(link);
  board.reset();
  const auto read = (*link)->read(kWait_ms);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().fault, Fault::Unavailable);
  EXPECT_THAT(read.error().text(), HasSubstr("is gone"));
  EXPECT_FALSE((*link)->write(as_bytes("AT")));
}

TEST(PseudoTerminal, WhatNobodyReadsIsDroppedAndNothingHangs) {
  auto board = PseudoTerminal::make();
  ASSERT_TRUE(board);
  const std::string much(1'000'000, 'x');
  board->write(as_bytes(much), 10);
  auto link = open_port(board->path());
  ASSERT_TRUE(link);
  board->write(as_bytes("fresh"), kWait_ms);
  std::string read;
  while (read.find("fresh") == read.npos) {
    const auto part = (*link)->read(kWait_ms);
    ASSERT_TRUE(part && !part->empty());
    read += as_text(*part);
  }
  EXPECT_LT(read.size(), much.size());
}

TEST(Ports, OnesThatAreNoneAreNamed) {
  const auto missing = open_port("/dev/ttyNothing");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().fault, Fault::NotFound);
  EXPECT_THAT(missing.error().text(), HasSubstr("there is no port /dev/ttyNothing"));
  const auto file = open_port("CMakeLists.txt");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().fault, Fault::InvalidInput);
}

TEST(Ports, OneThatIsForAGroupNamesTheGroupAndTheCommand) {
  const auto folder = TemporaryFolder::make();
  ASSERT_TRUE(folder && write_file(folder->path() / "port", ""));
  const auto port = folder->path() / "port";
  std::filesystem::permissions(port, std::filesystem::perms(0660));
  const Error error = opening_error(port, EACCES);
  EXPECT_EQ(error.fault, Fault::Unavailable);
  EXPECT_THAT(error.text(), HasSubstr("sudo usermod -aG "));
  EXPECT_THAT(error.text(), HasSubstr("members of the group"));
  std::filesystem::permissions(port, std::filesystem::perms(0600));
  EXPECT_THAT(opening_error(port, EACCES).text(), HasSubstr("may not open"));
  EXPECT_EQ(opening_error(port, EBUSY).fault, Fault::Conflict);
}

TEST(SimulatedPorts, AreListedWhileTheirProcessHoldsThem) {
  auto board = PseudoTerminal::make();
  ASSERT_TRUE(board);
  {
    const auto announced = AnnouncedPort::announce(board->path());
    ASSERT_TRUE(announced) << announced.error().text();
    EXPECT_THAT(running_simulated_ports(), testing::Contains(board->path()));
  }
  EXPECT_THAT(running_simulated_ports(), testing::Not(testing::Contains(board->path())));
}

}  // namespace
}  // namespace tinsmith::devices
