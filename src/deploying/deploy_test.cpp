#include "deploying/deploy.h"

#include <gmock/gmock.h>

#include "deploying/deploying_for_test.h"
#include "deploying/firmware_store.h"
#include "deploying/record_pictures.h"
#include "deploying/verify_board.h"
#include "devices/esp_image.h"
#include "devices/model_for_test.h"
#include "files/zip_writer.h"
#include "image/decode.h"

namespace tinsmith::deploying {
namespace {

using devices::Dialect;
using testing::ElementsAre;
using testing::HasSubstr;

class DeployOnBothLines : public testing::TestWithParam<Dialect> {};

TEST_P(DeployOnBothLines, WritesAModelAndProvesThatItAnswersAsComputed) {
  BenchForTest bench(GetParam());
  const auto deployed = bench.deploys(bench.model("first"));
  ASSERT_TRUE(deployed) << deployed.error().text();
  EXPECT_TRUE(deployed->proof.agrees);
  EXPECT_EQ(deployed->proof.objects, 1);
  EXPECT_EQ(deployed->address, "02:54:49:4e:53:4d");
  EXPECT_EQ(deployed->firmware, name_of(GetParam()));
  EXPECT_THAT(bench.classes_of_running_model(), ElementsAre("first red", "first green", "first blue"));
  const auto records = bench.history().all().value();
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].state, BoardState::BeingWritten);
  EXPECT_EQ(records[1].state, BoardState::Proven);
  EXPECT_EQ(records[1].md5, deployed->md5);
}

TEST_P(DeployOnBothLines, WritesOnlyWhatDiffers) {
  BenchForTest bench(GetParam());
  const auto model = bench.model("first", 300'000);
  EXPECT_GT(bench.deploys(model).value().written_bytes, 300'000U);
  EXPECT_EQ(bench.deploys(model).value().written_bytes, 0U);
}

TEST_P(DeployOnBothLines, TakesBackAModelThatAnswersOtherwiseThanComputed) {
  BenchForTest bench(GetParam());
  ASSERT_TRUE(bench.deploys(bench.model("first")));
  bench.board().answer_wrongly(true);
  const auto refused = bench.deploys(bench.model("second"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::Refused);
  EXPECT_THAT(refused.error().text(), HasSubstr("answers otherwise than computed"));
  EXPECT_THAT(refused.error().text(), HasSubstr("the model that was on the board before is there again"));
  bench.board().answer_wrongly(false);
  EXPECT_THAT(bench.classes_of_running_model(), ElementsAre("first red", "first green", "first blue"));
  EXPECT_EQ(bench.history().all().value().back().state, BoardState::TakenBack);
}

TEST_P(DeployOnBothLines, ReadsAModelThatOthersHaveWrittenBeforeItIsReplaced) {
  BenchForTest bench(GetParam());
  const auto before = read_file(bench.model("foreign")).value();
  bench.board().flash().replace(devices::kModelsOffset, before);
  bench.board().unplug();
  bench.board().plug_in();
  bench.board().answer_wrongly(true);
  EXPECT_FALSE(bench.deploys(bench.model("second", 5000)));
  const auto after = bench.board().flash().bytes().subspan(devices::kModelsOffset, before.size());
  EXPECT_TRUE(std::ranges::equal(after, before));
}

INSTANTIATE_TEST_SUITE_P(BothLines, DeployOnBothLines, testing::Values(Dialect::V1, Dialect::V2),
                         [](const auto& line) { return line.param == Dialect::V1 ? "V1" : "V2"; });

TEST(Deploy, RefusesByTheRulesOfTheFirmwareThatIsOnTheBoardAndWritesNothing) {
  for (const Dialect firmware : {Dialect::V1, Dialect::V2}) {
    BenchForTest bench(firmware);
    const Bytes before(bench.board().flash().bytes().begin() + devices::kModelsOffset,
                       bench.board().flash().bytes().end());
    const auto path = bench.data().parent_path() / "pool.tflite";
    auto model = devices::classes_for_test();
    model.averages_in_an_unknown_way = true;
    ASSERT_TRUE(write_file(path, devices::file_for_test(devices::graph_for_test(model))));
    const auto refused = bench.deploys(path);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fault, Fault::Refused);
    EXPECT_THAT(refused.error().text(), HasSubstr("does not register AVERAGE_POOL_2D"));
    EXPECT_TRUE(std::ranges::equal(bench.board().flash().bytes().subspan(devices::kModelsOffset), before));
    EXPECT_TRUE(bench.history().all().value().empty());
  }
}

TEST(Deploy, RefusesCentroidsOnlyWhereTheFirmwareCannotReportThem) {
  for (const Dialect firmware : {Dialect::V1, Dialect::V2}) {
    BenchForTest bench(firmware);
    const auto path = bench.data().parent_path() / "centroids.tflite";
    auto model = devices::centroids_for_test();
    model.values = {-128, 100};
    ASSERT_TRUE(write_file(path, devices::file_for_test(devices::graph_for_test(model))));
    const auto deployed = bench.deploys(path);
    if (firmware == Dialect::V1) {
      EXPECT_TRUE(deployed) << deployed.error().text();
    } else {
      ASSERT_FALSE(deployed);
      EXPECT_THAT(deployed.error().text(), HasSubstr("this model needs firmware 1.x"));
    }
  }
}

TEST(Deploy, RefusesAModelThatIsLargerThanItsPlaceInTheFlash) {
  BenchForTest bench(Dialect::V2);
  const auto refused = bench.deploys(bench.model("large", devices::kModels_bytes));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::Refused);
  EXPECT_THAT(refused.error().text(), HasSubstr("4194304"));
}

TEST(Deploy, BringsABoardBackWhoseModelWasHalfWrittenByOthers) {
  for (const Dialect firmware : {Dialect::V1, Dialect::V2}) {
    BenchForTest bench(firmware);
    Bytes half = read_file(bench.model("foreign")).value();
    half.resize(half.size() / 2);
    bench.board().flash().replace(devices::kModelsOffset, half);
    bench.board().unplug();
    const auto deployed = bench.deploys(bench.model("first"));
    EXPECT_TRUE(deployed) << deployed.error().text();
  }
}

TEST(Deploy, EmptiesABoardThatHadNoModelWhenTheNewOneAnswersWrongly) {
  BenchForTest bench(Dialect::V1);
  bench.board().answer_wrongly(true);
  const auto refused = bench.deploys(bench.model("first"));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().text(), HasSubstr("there is no model on the board now"));
  EXPECT_EQ(bench.history().all().value().back().state, BoardState::Emptied);
  EXPECT_TRUE(
      devices::models_in_flash(Dialect::V1, bench.board().flash().bytes().subspan(devices::kModelsOffset))
          .empty());
}

TEST(RecordPictures, SavesThemUnderFreeNamesInTheFolderOfTheClass) {
  BenchForTest bench(Dialect::V2);
  ASSERT_TRUE(bench.deploys(bench.model("first")));
  devices::DeviceLinkForTest link(bench.board_for_link());
  RecordRequest request;
  request.out = bench.data();
  request.class_name = "red things";
  request.count = 2;
  std::vector<std::string> saved;
  request.saved = [&](const auto& file) { saved.push_back(file.filename().string()); };
  ASSERT_TRUE(write_file(bench.data() / "00002.jpg", "of another class"));
  EXPECT_EQ(record_pictures(link, request).value(), 2);
  EXPECT_EQ(record_pictures(link, request).value(), 2);
  EXPECT_THAT(saved, ElementsAre("00001.jpg", "00002.jpg", "00003.jpg", "00004.jpg"));
  const auto picture = image::decode(read_file(bench.data() / "red things" / "00003.jpg").value());
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->size.width, 240);
}

TEST(RecordPictures, TakeNoClassNameThatIsNoFolder) {
  BenchForTest bench(Dialect::V2);
  devices::DeviceLinkForTest link(bench.board_for_link());
  for (const char* name : {"", ".", "..", "../bolt", "a/b", "a\\b", ".hidden", "a\nb"}) {
    RecordRequest request;
    request.out = bench.data();
    request.class_name = name;
    EXPECT_EQ(record_pictures(link, request).error().fault, Fault::InvalidInput) << name;
  }
}

TEST(Deploy, WritesTheFirmwareThatWasAddedToABoardWithoutAny) {
  BenchForTest bench(Dialect::V1);
  bench.board().flash().erase(0, devices::kXiaoFlash_bytes);
  bench.board().unplug();
  const auto model = bench.model("first");
  const auto missing = bench.deploys(model);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().fault, Fault::NotFound);
  EXPECT_THAT(missing.error().text(), HasSubstr("tinsmith device firmware add"));
  EXPECT_FALSE(bench.board().is_in_loader());

  const auto folder = bench.data().parent_path();
  ASSERT_TRUE(write_file(folder / "b.bin", devices::make_esp_program("", "1")));
  ASSERT_TRUE(write_file(folder / "t.bin", devices::make_sscma_table(Dialect::V2)));
  ASSERT_TRUE(write_file(folder / "p.bin", devices::make_esp_program("sscma", "2025")));
  const auto added = add_firmware({folder / "p.bin", folder / "b.bin", folder / "t.bin"}, bench.data());
  ASSERT_TRUE(added) << added.error().text();
  EXPECT_EQ(added->version, "2025");
  const auto deployed = bench.deploys(model);
  ASSERT_TRUE(deployed) << deployed.error().text();
  EXPECT_EQ(deployed->firmware, "2.x");
}

TEST(Deploy, TakesOnlyWholeReleasesOfTheRightFirmware) {
  const auto folder = TemporaryFolder::make().value();
  const auto file = [&](const char* name, Bytes bytes) {
    const auto path = folder.path() / name;
    EXPECT_TRUE(write_file(path, bytes));
    return path;
  };
  const auto bootloader = file("b", devices::make_esp_program("", "1"));
  const auto program = file("p", devices::make_esp_program("sscma", "1"));
  const auto table = file("t", devices::make_sscma_table(Dialect::V1));
  EXPECT_TRUE(check_firmware({bootloader, table, program}));
  EXPECT_EQ(check_firmware({bootloader, program}).error().fault, Fault::InvalidInput);
  Bytes damaged = devices::make_esp_program("sscma", "1");
  damaged[40] ^= std::byte{1};
  EXPECT_EQ(check_firmware({bootloader, table, file("d", damaged)}).error().fault, Fault::Corrupt);
  Bytes other = devices::make_esp_program("sscma", "1");
  other[12] = std::byte{5};  // ESP32-C3
  EXPECT_EQ(check_firmware({bootloader, table, file("o", other)}).error().fault, Fault::Unsupported);
  Bytes elsewhere = devices::make_sscma_table(Dialect::V1);
  elsewhere.resize(64);
  EXPECT_EQ(check_firmware({bootloader, file("e", elsewhere), program}).error().fault, Fault::Unsupported);
}

TEST(Deploy, TakesAReleaseAsAZip) {
  const auto folder = TemporaryFolder::make().value();
  const auto zip_with = [&](std::vector<std::pair<std::string, Bytes>> entries) {
    auto writer = files::ZipWriter::in_memory();
    for (const auto& [name, bytes] : entries) EXPECT_TRUE(writer.add(name, std::string(as_text(bytes))));
    const auto path = folder.path() / "release.zip";
    EXPECT_TRUE(write_file(path, writer.bytes()));
    return path;
  };
  const auto bootloader = devices::make_esp_program("", "1"),
             program = devices::make_esp_program("sscma", "7");
  const auto table = devices::make_sscma_table(Dialect::V2);
  const auto readme = as_bytes("read me");
  const auto firmware = check_firmware({zip_with({{"r/readme.txt", Bytes(readme.begin(), readme.end())},
                                                  {"r/app.bin", program},
                                                  {"r/otadata.bin", Bytes(8192, std::byte{0xFF})},
                                                  {"r/b.bin", bootloader},
                                                  {"r/t.bin", table}})});
  ASSERT_TRUE(firmware) << firmware.error().text();
  EXPECT_EQ(firmware->version, "7");
  EXPECT_EQ(firmware->line, Dialect::V2);
  EXPECT_EQ(firmware->parts.back().bytes, program);
  const auto twice = check_firmware(
      {zip_with({{"a.bin", program}, {"b.bin", bootloader}, {"c.bin", program}, {"t.bin", table}})});
  ASSERT_FALSE(twice);
  EXPECT_THAT(twice.error().text(), HasSubstr("release.zip: a.bin and"));
  Bytes damaged = program;
  damaged[40] ^= std::byte{1};
  EXPECT_EQ(
      check_firmware({zip_with({{"a.bin", damaged}, {"b.bin", bootloader}, {"t.bin", table}})}).error().fault,
      Fault::Corrupt);
  EXPECT_EQ(check_firmware({zip_with({{"b.bin", bootloader}})}).error().fault, Fault::InvalidInput);
}

TEST(VerifyBoard, ComparesTheFlashWithTheHistoryAndWithAFile) {
  BenchForTest bench(Dialect::V2);
  const auto first = bench.model("first"), second = bench.model("second");
  const auto verified = [&](std::optional<std::filesystem::path> model) {
    devices::DeviceLinkForTest link(bench.board_for_link());
    return verify_board(link, {bench.data(), std::move(model)});
  };
  EXPECT_EQ(verified({}).error().fault, Fault::NotFound);
  EXPECT_FALSE(bench.board().is_in_loader());
  ASSERT_TRUE(bench.deploys(first));
  EXPECT_TRUE(verified({}).value().is_same());
  EXPECT_EQ(verified({}).value().model, "first");
  EXPECT_TRUE(verified(first).value().is_same());
  EXPECT_FALSE(verified(second).value().is_same());
  bench.board().flash().program(devices::kModelsOffset + 100, Bytes(50));
  EXPECT_FALSE(verified({}).value().is_same());
  EXPECT_THAT(bench.classes_of_running_model(), testing::Not(testing::Contains("second red")));
}

}  // namespace
}  // namespace tinsmith::deploying
