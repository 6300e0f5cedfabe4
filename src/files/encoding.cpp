#include "files/encoding.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <optional>

#include "files/text.h"

namespace tinsmith::files {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

struct Mark {
  std::string_view bytes;
  const char* encoding;
};
constexpr std::array<Mark, 6> kMarks{{
    {std::string_view("\xFF\xFE\0\0", 4), "UTF-32LE"},
    {std::string_view("\0\0\xFE\xFF", 4), "UTF-32BE"},
    {"\xFF\xFE", "UTF-16LE"},
    {"\xFE\xFF", "UTF-16BE"},
    {"\xEF\xBB\xBF", "UTF-8"},
    {"\x84\x31\x95\x33", "GB18030"},
}};

// Files often declare an older character set but contain characters of the larger set that replaced it.
struct Alias {
  std::string_view declared;  // lower case
  const char* encoding;
};
constexpr std::array<Alias, 12> kAliases{{
    {"gb2312", "GB18030"},
    {"gbk", "GB18030"},
    {"cp936", "GB18030"},
    {"shift_jis", "CP932"},
    {"shift-jis", "CP932"},
    {"sjis", "CP932"},
    {"windows-31j", "CP932"},
    {"iso-8859-1", "WINDOWS-1252"},
    {"latin1", "WINDOWS-1252"},
    {"latin-1", "WINDOWS-1252"},
    {"ks_c_5601-1987", "CP949"},
    {"big5", "BIG5-HKSCS"},
}};

// Converts to UTF-8. Returns nullopt when iconv does not know the encoding or, unless `is_lenient`, when a
// byte is invalid in it.
std::optional<std::string> converted(std::string_view bytes, const char* encoding, bool is_start,
                                     bool is_lenient = false) {
  const iconv_t conversion = iconv_open("UTF-8", encoding);
  if (conversion == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
  std::string out, source(bytes);
  std::array<char, 4096> buffer{};
  char* from = source.data();
  std::size_t left = source.size();
  bool is_whole = true;
  while (left > 0) {
    char* to = buffer.data();
    std::size_t room = buffer.size();
    const std::size_t code = iconv(conversion, &from, &left, &to, &room);
    out.append(buffer.data(), buffer.size() - room);
    if (code != static_cast<std::size_t>(-1) || errno == E2BIG) continue;
    if (errno == EINVAL && is_start) break;
    if (!is_lenient) {
      is_whole = false;
      break;
    }
    out += kReplacement;
    ++from;
    --left;
  }
  iconv_close(conversion);
  return is_whole ? std::optional(std::move(out)) : std::nullopt;
}

// Detects UTF-16 without a mark: in Latin text, and in the syntax of every label file, every second
// byte is 0.
const char* wide_encoding_of(std::string_view bytes) {
  const std::string_view start = bytes.substr(0, 512);
  std::array<std::size_t, 2> zeros{};
  for (std::size_t i = 0; i < start.size(); ++i) zeros[i % 2] += start[i] == '\0' ? 1 : 0;
  const std::size_t half = start.size() / 2;
  if (half < 2) return nullptr;
  if (zeros[1] * 2 > half && zeros[0] * 8 < half) return "UTF-16LE";
  if (zeros[0] * 2 > half && zeros[1] * 8 < half) return "UTF-16BE";
  return nullptr;
}

// Returns the encoding of an XML declaration in lower case: "gb2312" for
// <?xml version="1.0" encoding="gb2312"?>.
std::string declared_encoding(std::string_view bytes) {
  const std::string_view start = trimmed(bytes.substr(0, 400));
  if (!start.starts_with("<?xml")) return "";
  const std::string_view declaration = start.substr(0, start.find("?>"));
  const std::size_t key = declaration.find("encoding");
  if (key == std::string_view::npos) return "";
  const std::size_t open = declaration.find_first_of("\"'", key);
  if (open == std::string_view::npos) return "";
  const std::size_t close = declaration.find(declaration[open], open + 1);
  return close == std::string_view::npos ? "" : lowered(declaration.substr(open + 1, close - open - 1));
}

bool is_high(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}
bool is_ascii_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// True for letters such as "é" in row 8 of GB 2312. Pinyin uses these letters alone between Latin letters. As
// Latin text, the same bytes would be two signs ("¨¦") that do not occur there.
bool is_pinyin_letter(std::string_view pair) {
  const auto trail = static_cast<unsigned char>(pair[1]);
  return pair[0] == '\xA8' && trail >= 0xA1 && trail <= 0xBA;
}

// Statistics of the bytes above 0x7F. In Chinese and Japanese text they come in pairs, in Latin
// text mostly alone.
struct Runs {
  std::size_t pairs = 0, kana_pairs = 0;  // EUC pairs: both bytes above 0xA0; kana: first byte 0xA4 or 0xA5
  std::size_t odd = 0;                    // runs with an odd number of bytes
  std::size_t outside = 0;                // other pairs, and single pairs between Latin letters
};

Runs runs_of(std::string_view bytes) {
  Runs runs;
  for (std::size_t at = 0; at < bytes.size();) {
    if (!is_high(bytes[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < bytes.size() && is_high(bytes[end])) ++end;
    const std::string_view run = bytes.substr(at, end - at);
    const bool is_inside_word = run.size() == 2 && at > 0 && is_ascii_letter(bytes[at - 1]) &&
                                end < bytes.size() && is_ascii_letter(bytes[end]);
    if (run.size() % 2 != 0) {
      ++runs.odd;
    } else if (is_inside_word && !is_pinyin_letter(run)) {
      ++runs.outside;
    } else {
      for (std::size_t i = 0; i < run.size(); i += 2) {
        const auto lead = static_cast<unsigned char>(run[i]), trail = static_cast<unsigned char>(run[i + 1]);
        if (lead > 0xA0 && lead < 0xF8 && trail > 0xA0) {
          ++runs.pairs;
          runs.kana_pairs += lead == 0xA4 || lead == 0xA5 ? 1 : 0;
        } else {
          ++runs.outside;
        }
      }
    }
    at = end;
  }
  return runs;
}

// Shift-JIS has kana at 0x82 and 0x83, and its most common kanji at 0x88 to 0x97. These bytes are control
// characters or punctuation in Latin text.
bool looks_like_shift_jis(std::string_view bytes) {
  std::size_t characters = 0, common = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto lead = static_cast<unsigned char>(bytes[i]);
    if (lead < 0x80 || (lead >= 0xA1 && lead <= 0xDF)) continue;  // ASCII, half-width kana
    ++characters;
    common += (lead >= 0x81 && lead <= 0x83) || (lead >= 0x88 && lead <= 0x97) ? 1 : 0;
    ++i;  // skips the second byte of the character
  }
  return characters > 0 && common * 2 > characters && converted(bytes, "CP932", true).has_value();
}

struct Guess {
  const char* encoding;
  const char* title;
};
constexpr Guess kChinese{"GB18030", "GB18030 (Chinese)"}, kEucJapanese{"EUC-JP", "EUC-JP (Japanese)"},
    kShiftJis{"CP932", "Shift-JIS (Japanese)"}, kLatin{"WINDOWS-1252", "Latin-1 (Western European)"};
constexpr std::array<Guess, 10> kGuesses{{
    kChinese,
    kShiftJis,
    kLatin,
    {"BIG5-HKSCS", "Big5 (Chinese)"},
    {"CP949", "EUC-KR (Korean)"},
    {"WINDOWS-1251", "Windows-1251 (Cyrillic)"},
    {"WINDOWS-1250", "Windows-1250 (Central European)"},
    kEucJapanese,
    {"KOI8-R", "KOI8-R (Cyrillic)"},
    {"CP437", "code page 437 (MS-DOS)"},
}};

std::optional<DecodedText> read_as(std::string_view bytes, bool is_start, const Guess& guess) {
  auto text = converted(bytes, guess.encoding, is_start);
  if (!text) return std::nullopt;
  return DecodedText{*std::move(text), guess.title};
}

DecodedText guessed(std::string_view bytes, bool is_start) {
  const auto as = [&](const Guess& guess) { return read_as(bytes, is_start, guess); };
  const Runs runs = runs_of(bytes);
  if (runs.pairs > 0 && (runs.outside + runs.odd) * 5 <= runs.pairs) {
    const bool is_japanese = runs.kana_pairs * 3 > runs.pairs;
    if (auto text = as(is_japanese ? kEucJapanese : kChinese)) return *std::move(text);
  }
  if (looks_like_shift_jis(bytes)) {
    if (auto text = as(kShiftJis)) return *std::move(text);
  }
  if (auto text = as(kLatin)) return *std::move(text);
  return {converted(bytes, "ISO-8859-1", is_start, true).value_or(std::string()), kLatin.title};
}

std::string_view without_cut_character(std::string_view bytes) {
  for (std::size_t cut = 0; cut < std::min<std::size_t>(4, bytes.size()); ++cut) {
    const std::string_view shorter = bytes.substr(0, bytes.size() - cut);
    if (is_utf8(shorter)) return shorter;
  }
  return bytes;
}

}  // namespace

DecodedText decode_text(ByteView raw, bool is_start) {
  std::string_view bytes = as_text(raw);
  bool is_marked = false;
  for (const Mark& mark : kMarks) {
    if (!bytes.starts_with(mark.bytes)) continue;
    bytes.remove_prefix(mark.bytes.size());
    is_marked = true;
    if (std::string_view(mark.encoding) == "UTF-8") break;
    return {converted(bytes, mark.encoding, is_start, true).value_or(std::string()), "", true};
  }
  if (const char* wide = wide_encoding_of(bytes))
    return {converted(bytes, wide, is_start, true).value_or(std::string()), "", true};
  const std::string declared = declared_encoding(bytes);
  // A program that converts a file to a narrow encoding may leave the declaration of the wide one unchanged.
  // Such a declaration is ignored.
  const bool is_usable = !declared.empty() && !declared.starts_with("utf") && !declared.starts_with("ucs") &&
                         !declared.starts_with("unicode");
  if (is_usable) {
    const auto alias = std::find_if(kAliases.begin(), kAliases.end(),
                                    [&](const Alias& row) { return row.declared == declared; });
    if (auto text = converted(bytes, alias == kAliases.end() ? declared.c_str() : alias->encoding, is_start))
      return {*std::move(text), "", true};
  }
  const std::string_view whole = is_start ? without_cut_character(bytes) : bytes;
  if (is_utf8(whole))
    return {std::string(whole), "", is_marked || std::none_of(whole.begin(), whole.end(), is_high)};
  return guessed(bytes, is_start);
}

std::vector<DecodedText> other_readings(ByteView raw, bool is_start) {
  std::vector<DecodedText> readings;
  for (const Guess& guess : kGuesses) {
    if (auto text = read_as(as_text(raw), is_start, guess)) readings.push_back(*std::move(text));
  }
  return readings;
}

}  // namespace tinsmith::files
