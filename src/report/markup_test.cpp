#include "report/markup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tinsmith::report {
namespace {

TEST(Markup, TextStaysText) {
  EXPECT_EQ(escaped("<script>alert('x & \"y\"')</script>"),
            "&lt;script&gt;alert(&#39;x &amp; &quot;y&quot;&#39;)&lt;/script&gt;");
  EXPECT_EQ(Html("<b>").markup(), "&lt;b&gt;");
  EXPECT_EQ(element("p", {{"title", "\" onload=\"x"}}, "<").markup(),
            "<p title=\"&quot; onload=&quot;x\">&lt;</p>");
}

TEST(Markup, UmlautsAndOtherScriptsPassAsTheyAre) {
  EXPECT_EQ(escaped("Schlüssel, 螺栓, 🔩"), "Schlüssel, 螺栓, 🔩");
}

TEST(Markup, WhatIsNotUtf8IsShownAsReplaced) {
  EXPECT_EQ(escaped("a\xff"
                    "b"),
            "a\ufffd"
            "b");
  EXPECT_EQ(escaped("\xc3"), "\ufffd") << "cut off";
  EXPECT_EQ(escaped("\xc0\xbc"), "\ufffd\ufffd") << "an overlong '<'";
  EXPECT_EQ(escaped("\xed\xa0\x80"), "\ufffd\ufffd\ufffd") << "a surrogate";
  EXPECT_EQ(escaped(std::string_view("a\0b\x1b", 4)),
            "a\ufffd"
            "b\ufffd")
      << "control characters";
}

TEST(Markup, CharactersThatReorderWhatStandsAroundThemAreLeftOut) {
  EXPECT_EQ(escaped("a\u202e"
                    "b\u2066"
                    "c"),
            "abc");
  EXPECT_EQ(escaped("שלום"), "שלום") << "right-to-left letters need none of them";
}

TEST(Markup, LongNamesAreCutBetweenCharacters) {
  EXPECT_EQ(shortened("öäü", 3), "öäü");
  EXPECT_EQ(shortened("öäüß", 3), "öäü…");
  EXPECT_THAT(name(std::string(500, 'x')).markup(), testing::HasSubstr("xxx…</bdi>"));
}

TEST(DataUri, IsBase64WithItsPadding) {  // RFC 4648, section 10
  EXPECT_EQ(data_uri("a/b", ""), "data:a/b;base64,");
  EXPECT_EQ(data_uri("a/b", "f"), "data:a/b;base64,Zg==");
  EXPECT_EQ(data_uri("a/b", "fo"), "data:a/b;base64,Zm8=");
  EXPECT_EQ(data_uri("a/b", "foobar"), "data:a/b;base64,Zm9vYmFy");
  EXPECT_EQ(data_uri("a/b", "\xff\xfe\xfd"), "data:a/b;base64,//79");
}

}  // namespace
}  // namespace tinsmith::report
