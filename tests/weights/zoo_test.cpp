// Every network of the zoo is written to .safetensors and read into one with other weights.
#include <gtest/gtest.h>

#include "formats/weights/assign.h"
#include "zoo/zoo.h"

namespace tinsmith {
namespace {

TEST(ZooWeights, ComeBackAsTheyWereWritten) {
  for (const zoo::Network& network : zoo::networks()) {
    SCOPED_TRACE(network.name);
    zoo::BuildSettings settings{.width = 64, .height = 32, .classes = 3, .seed = 1};
    const auto written = zoo::build(network, settings);
    ASSERT_TRUE(written);
    const auto bytes = formats::write_weights(*written);
    ASSERT_TRUE(bytes) << bytes.error().text();
    const auto file = formats::read_safetensors(*bytes);
    ASSERT_TRUE(file) << file.error().text();
    const auto layers = formats::layers_of(*file);
    ASSERT_TRUE(layers) << layers.error().text();
    settings.seed = 2;
    auto read = zoo::build(network, settings);
    ASSERT_TRUE(read);
    EXPECT_NE(*read, *written);
    const auto report = formats::assign_layers(*layers, *read);
    ASSERT_TRUE(report) << report.error().text();
    EXPECT_TRUE(report->left.empty()) << report->sentence();
    EXPECT_EQ(*read, *written);
  }
}

}  // namespace
}  // namespace tinsmith
