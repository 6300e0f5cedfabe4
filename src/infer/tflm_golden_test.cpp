// Compares int8 layers with TensorFlow Lite Micro's reference kernels: hashes of their outputs for
// random layers, computed once with tflite-micro at commit 90b983c2b3f1480642e040bbd2ddb37b998f3424
// (x86-64, double rounding).
#include <gtest/gtest.h>

#include <array>

#include "base/hash.h"
#include "infer/interpreter.h"
#include "infer/random_int8_layer_for_test.h"

namespace tinsmith::infer {
namespace {

constexpr std::size_t kSeeds = 12;

struct Golden {
  std::string_view kind;
  std::array<std::uint64_t, kSeeds> hashes;  // low half of the hash of the output for seeds 0, 1, …
};

// clang-format off
constexpr Golden kGolden[] = {
    {"conv2d",
     {0xf3b409ae404efbe5, 0x68bffab08c50d87d, 0xadc65cdcdfa4b405, 0xbf2b4138e5fe8eab,
      0x44609e327db39b0d, 0x5b74377f5232586b, 0x68b82ff926966ff6, 0xeae6594e96979ddf,
      0x7a7220365affc95a, 0xdd88643277fd901c, 0xdd3aefe4699bd0ef, 0xa25e3e5bb7888bc1}},
    {"depthwise_conv2d",
     {0x07143669353a6d52, 0xdebdc2410f896575, 0x72e76134005b3236, 0x7b36b7b9da286643,
      0xe5b89c43722ae0fd, 0xbd30f7ee2e15a823, 0x0fae81bf8fd205f8, 0x7200a294e712bde8,
      0xb35252a4b6fb0899, 0x9f8d3c99cae28d81, 0x99d405276c5decf7, 0x4540542a02489313}},
    {"fully_connected",
     {0x8710d22ae10acbdf, 0xb9acfb278a04c3c0, 0x2aae8444e6ba52fc, 0xb62b1011d0cd40cd,
      0x7ca2cd199ba0c102, 0x06388e947177c30a, 0x5751bb1e30fda763, 0x57a85bc5877c9490,
      0x2641abd21fa58d34, 0x50d27c7a5ec94364, 0x84afe2b8f4c0f36e, 0x21aeb37882fd96d3}},
    {"fully_connected_per_channel",
     {0x1347ab51496b6c4c, 0xdb398a1059c89d86, 0xdcbca7621cdbbff2, 0xbdb1a1fabd4700f7,
      0x98ac294eae4a3866, 0x676d6a2564ef24e2, 0xb7a3c665d3fabcde, 0xc17191b16ca6c814,
      0x9f73ddda464c6d43, 0xe92548f7b1e93fab, 0x547cc43395347ab7, 0xe8981457ef7521bb}},
    {"add",
     {0xf3afce1599acbe11, 0x085164ff1f4dd6a5, 0xd8253c36c5f5b5c1, 0x447b186c6fbc19b5,
      0x1a673b5f00f73fad, 0x3324f62da73ec564, 0xe37a43ed34cbc885, 0xe1a3cfa06befcb10,
      0xf7e8819cd5b6de9c, 0x0be477a5b1e3df16, 0xaaca4afd3fe28b9d, 0x7b6d8f5bd834ee10}},
    {"sub",
     {0x2639704cee15ef4a, 0x7b4af3b1c7c95d2d, 0xb0a3a3f1e7d767be, 0x4f7c7bf40c51adae,
      0x4b665410f2786f1c, 0xb794f6864c7401d3, 0xe515180b47048bc5, 0x5e6453a4593ffda8,
      0x6baa2c69e9331edb, 0xb0905ba00f955b36, 0xb901b853316de703, 0x7f88becfcb066019}},
    {"mul",
     {0x6d9318e0a641067f, 0xe951c874f70718e9, 0x0dffb12bf61de7a3, 0xbbb69c5497450a3f,
      0x181a85ff24096aba, 0x024dbf551bb76671, 0x41351e25108a68b2, 0xb2b186c48e34d5bb,
      0x1669cf943e9e48f3, 0xe3fec6e65baa6a8c, 0xff234a34e039dd86, 0xb6ade29ed1060ea1}},
    {"average_pool2d",
     {0xfe522c0aaede2e83, 0xa25ba6e3571b7f67, 0x65ba98a2467b1ca6, 0xc87e12c18fac6d2b,
      0x753beb97ba141980, 0x32be0e9207d8a144, 0xc15ab9e7f86549ca, 0x5430346c409d55d2,
      0x9689b8b40a58c50b, 0x50994f59281540a6, 0x30a30051f3ddb193, 0xc0128bcd5b5ec032}},
    {"max_pool2d",
     {0xb6f78551e4281bd3, 0x6af72dcd8743e5cf, 0x83f2f807f54829a9, 0x2aa54f167af5627c,
      0xbdd4b35dc7187f76, 0x8c379584278440bb, 0xa89332f6af5bfc07, 0x2cb7f97dab927c7a,
      0x7afbd32860ea5101, 0x2aa4bec064764820, 0x806d769265257d33, 0x6551138f10695174}},
    {"mean",
     {0xc6692424ebdc76bd, 0x65e88f80142fb760, 0xb037fca565653e28, 0x65e88f80142fb760,
      0x7a99de24bca167c2, 0x0c9c940d8eddebed, 0xe6ce48ab82033eeb, 0x3066fdc9c9cae892,
      0x1aeaef18f3efd963, 0x4463b4338dbbf318, 0xb245d6c50b27c39e, 0x45629e9821c4d540}},
    {"relu",
     {0x92a30b830b859156, 0x8f02c517a490d6bd, 0x1024cfd323a4f7e2, 0xc192ad5e0ddb1893,
      0x9e3aa81c48ee24af, 0xe68102736da301b3, 0xede3b9636094168f, 0xf4d7804d6b014c0b,
      0x10036bdc94ff1e46, 0x882d570cb82c2a61, 0x0af52e72adcaf187, 0xc6759f7a0371f584}},
    {"relu6",
     {0x747fa1916a52c4bf, 0xa58e1872d9c22c87, 0xe19c23a981c62a19, 0xecba970bbd077bd5,
      0x1c2ab6d70df25b36, 0x15be1438ee1d3fab, 0x1b65126c355f49ea, 0xd68490c34f72873b,
      0xeb1d642b2a7983b0, 0xc456a164bbfad1dc, 0xc670326b965fa9bc, 0xf4fae6c177ea9143}},
    {"leaky_relu",
     {0x73b4ed38e4db0337, 0xc60a80d085714772, 0xff447518c5bf9f80, 0x5014b34f93b3b71c,
      0x0e98169817e5dd2b, 0x6ef75aef93c9d182, 0x83e51419dc2f0e04, 0x96562087ddd84345,
      0x6ede572910943f15, 0x5020fae5fc12cfd2, 0x957130945f13636d, 0xef2cd8bdc7a896c6}},
    {"quantize",
     {0xf677d2677c7b0b27, 0x1bbe4cc8307fa5a5, 0x1f81c22fa51b4f4c, 0x9edca0d4395ad90a,
      0x19ae6ce2221a6e82, 0xec59a6c25e2b2a87, 0xe3ca0c8856005f03, 0x36e8042b0d7fe8c2,
      0xc21a532663deccfe, 0xb9ba38d69f7d0ef2, 0x33bd2297478bc6db, 0xf4292a5844d75b57}},
    {"logistic",
     {0x762200b11282fd53, 0x06799f866f6e224f, 0x0bb8585055851f28, 0xb384fdf3e6aeb47c,
      0x7772cc3ce41989ed, 0xef87ceefaff69336, 0x82e40c6cbce8893a, 0x75172b87f2ab487c,
      0xfc22818e96da5912, 0x634813c55c7c9aa4, 0x826aa85fd833f93f, 0x9333621d0f1bf916}},
    {"softmax",
     {0x86c40b988d7e2773, 0x472440f2cda28d9a, 0xaf522ce0019bac2e, 0x0017893c66b2613b,
      0x20a5b651cd825087, 0xb3b03d0c88d578af, 0xad2b8255b10a666c, 0xd498de2e2d4548b0,
      0xfca291e91fe912c1, 0x29f7ac15a1405a75, 0x57079049c7caa823, 0xd6562e939ed75f23}},
    {"resize_nearest",
     {0x3ac8728fcb052495, 0x95644fe091557c9b, 0x274875262d45a827, 0xbb03ddd8f434908c,
      0xe4931bf6314f97f0, 0xf3ed557a32f63ca1, 0xaa3c7fbadd542d49, 0x394ca56f1a921ade,
      0xf14a269d5bacfa34, 0xa1a69be03efce1e8, 0x7802d110209fdbba, 0x4998e11b61f3f047}},
};
// clang-format on

Bytes output_of(const graph::Graph& graph, Path path, std::uint64_t seed) {
  auto interpreter = Interpreter::make(graph, {.path = path});
  if (!interpreter) {
    ADD_FAILURE() << interpreter.error().text();
    return {};
  }
  const auto outputs = invoke(*interpreter, random_inputs(graph, seed));
  return (*outputs)[0][0];
}

TEST(Int8Layers, EqualTensorFlowLiteMicroBitForBit) {
  ASSERT_EQ(std::size(kGolden), int8_layer_kinds().size());
  for (const Golden& golden : kGolden)
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
      const Bytes output = output_of(random_int8_layer(golden.kind, seed), Path::Reference, seed);
      EXPECT_EQ(hash_of(output).low, golden.hashes[seed]) << golden.kind << " layer " << seed;
    }
}

TEST(Int8Layers, AreTheSameBytesOnTheFastPath) {
  constexpr std::uint64_t kLayers = 40;
  for (const std::string_view kind : int8_layer_kinds())
    for (std::uint64_t seed = 0; seed < kLayers; ++seed) {
      const graph::Graph graph = random_int8_layer(kind, seed);
      EXPECT_EQ(output_of(graph, Path::Fast, seed), output_of(graph, Path::Reference, seed))
          << kind << " layer " << seed;
    }
}

// Single instead of double rounding changes a result by at most one step, and does change some.
TEST(Int8Layers, RoundedOnceDifferByOneStepAtMost) {
  std::size_t different = 0;
  for (const std::string_view kind : {"conv2d", "fully_connected", "mul", "quantize"})
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
      const graph::Graph graph = random_int8_layer(kind, seed);
      auto once = Interpreter::make(graph, {.rounding = kernels::Rounding::Single});
      ASSERT_TRUE(once);
      const auto single = values_of<std::int8_t>((*invoke(*once, random_inputs(graph, seed)))[0][0]);
      const auto twice = values_of<std::int8_t>(output_of(graph, Path::Fast, seed));
      for (std::size_t i = 0; i < single.size(); ++i) {
        EXPECT_LE(std::abs(single[i] - twice[i]), 1);
        different += single[i] != twice[i];
      }
    }
  EXPECT_GT(different, 0u);
}

}  // namespace
}  // namespace tinsmith::infer
