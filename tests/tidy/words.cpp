#include "tidy/words.h"

#include <fmt/format.h>

#include <regex>

#include "tidy/source.h"

namespace tinsmith::tidy {
namespace {

struct Ban {
  const char* pattern;
  const char* instead;
  const char* allowed_in = "^$";  // paths, as a pattern
};

// Patterns that are searched in C++ without comments and literals.
const Ban kBansInCode[] = {
    {R"(\bs?rand\s*\()", "base/random.h, which is seeded and the same on every machine"},
    {R"(\bstd::(cout|cerr)\b|\bprintf\s*\()",
     "a Result or base/progress.h; only the command line talks to people", "^src/cli/|^benchmarks/"},
    {R"(\bsystem_clock\b)", "steady_clock for durations; no result may depend on the date"},
    {R"(\busing\s+namespace\s+std\s*;)", "the names one by one"},
    {R"(\bstd::endl\b)", "'\\n'"},
    // A smart pointer around a private constructor, `std::shared_ptr<T>(new T(…))`, is allowed.
    {R"((^|[^(\w]|[^>]\()new\s+[A-Za-z_:]|(^|[^A-Za-z_\s]|\b(?!operator\b)\w+)\s*\bdelete\b\s*(\[\s*\]\s*)?[A-Za-z_*(:])",
     "a container or std::make_unique"},
    {R"(\bk(Most|Largest|Longest|Deepest|Greatest|Highest)[A-Z]\w*)", "kMax…"},
    {R"(\bk(Least|Fewest|Smallest|Lowest|Shortest)[A-Z]\w*)", "kMin…"},
    {R"(\b(most|least|fewest|greatest|farthest)_[a-z]\w*)", "max_… or min_…"},
    {R"(\bk[A-Z]\w*(Share|_part)\b)", "k…_fraction"},
    {R"(\b(steps|cells|rows|weights|floats|milliseconds|seconds|samples|values|images)_an?_\w+)", "…_per_…"},
    {R"(\b(tells?|told|says|heeds?)_[a-z]\w*|\b[a-z]\w*_(told|untold|says|telling)\b)",
     "report, notify, message, or what the function does", "^src/store/(migrations|store_test)\\.cpp$"},
    {R"(\bway_back\b|\bsurprise\w*|\bgets?_used_to\w*)",
     "backward pass, gradient clipping, quantization-aware training"},
    {R"(\bcatch\s*\(\s*\.\.\.\s*\)\s*\{\s*\})",
     "the exception's own type, and an Error that says what happened"},
};

// Patterns that are searched in every line of every text. The words are written in pieces so that this list
// passes its own check.
const Ban kBansInText[] = {
    {"\\b(TO"
     "DO|FIX"
     "ME|XX"
     "X)\\b(?!\\(#[0-9]+\\))",
     "an issue and its number in brackets, as in (#12)"},
    {"(^|[^A-Za-z0-9_.<>*])/(wo"
     "rk|ho"
     "me|ro"
     "ot)/",
     "a path relative to the repository"},
    {"\\b([Cc]lau"
     "de|[Aa]nthro"
     "pic|[Cc]hat"
     "GPT|[Oo]pen"
     "AI|[Cc]o"
     "pilot|[Gg]emi"
     "ni|[Cc]o-[Aa]uth"
     "ored)\\b",
     "nothing: it does not matter by whom or with what a thing was written"},
    {"registry\\.npm"
     "js|files\\.python"
     "hosted|pypi\\."
     "org|deb\\.deb"
     "ian\\.org|nodesource\\."
     "com",
     "the package manager's own settings"},
    {"\\b[Ww]ho"
     "ever\\b",
     "the person or the program that is meant: the caller, the user, everybody who …"},
    {"\\bthe way ba"
     "ck\\b",
     "the backward pass", "^web/|\\.md$"},
    {"used to in"
     "t8\\b",
     "quantization-aware training"},
    {"\\b(one|a line|a path|process|bits|steps|epochs|pictures|images|frames|requests|rows|milliseconds) "
     "an? (class|picture|layer|buffer|channel|row|line|file|box|character|core|epoch|step|second)\\b",
     "\"per\": one per class", "words\\.cpp$"},
    {"^\\s*(//|#|/\\*\\*|\\*) (Of|What|How|Where|Whose|Why|So) ",
     "a sentence with a subject and a verb, or a noun: \"Returns the…\", \"Maximum number of…\"", "\\.md$"},
    {"\\ban"
     "ew\\b",
     "again"},
    {"\\bsur"
     "est\\b",
     "with the highest score, most probable"},
    {"\\b[Ll]earn(s|ed)? by he"
     "art\\b",
     "overfit"},
    {"\\b(behind|in front of) (a|the|its) (layer|convolution|norm|filter)\\b", "after, before",
     "words\\.cpp$"},
    {"\\b(tells?|told) (of|by)\\b", "reports, notifies; matched by, recognised by", "words\\.cpp$"},
    {"\"\\(?(SELECT|INSERT INTO|INSERT OR|UPDATE \\w+ SET|DELETE FROM|PRAGMA) ",
     "a function of the room store, which alone knows the tables",
     "^src/store/|^tests/|^benchmarks/|_test\\.cpp$|\\.(md|mjs|ts)$"},
    {"^(<<<<<<<|>>>>>>>) ", "the merged text"},
    {"\r$", "lines that end in a line feed only"},
    {"[ \t]+$", "lines without spaces at their end"},
};

constexpr const char* kBannedFileName = "(^|[/_])(utils?|common|helpers?|managers?|misc)([_./]|$)";

std::string shown(const std::string& found) {
  return found.find_first_not_of(" \t\r") == std::string::npos ? "blank" : found;
}

void check_lines(const std::string& path, std::string_view text, const Ban& ban, Complaints& complaints) {
  const std::regex pattern(ban.pattern);
  if (std::regex_search(path, std::regex(ban.allowed_in))) return;
  int number = 0;
  for (const std::string& line : lines_of(text)) {
    ++number;
    if (std::smatch found; std::regex_search(line, found, pattern)) {
      complaints.push_back({path, number, fmt::format("\"{}\": use {}", shown(found.str()), ban.instead)});
    }
  }
}

void check_name(const std::string& path, Complaints& complaints) {
  if (std::smatch found; std::regex_search(path, found, std::regex(kBannedFileName))) {
    complaints.push_back(
        {path, 0, fmt::format("\"{}\" says nothing; name what the file is", found[2].str())});
  }
}

}  // namespace

Complaints check_words(const Tree& tree) {
  Complaints complaints;
  for (const File& file : tree.files) {
    check_name(file.path, complaints);
    for (const Ban& ban : kBansInText) check_lines(file.path, file.text, ban, complaints);
    if (!is_source(file.path)) continue;
    const std::string code = code_only(file.text);
    for (const Ban& ban : kBansInCode) check_lines(file.path, code, ban, complaints);
  }
  for (const std::string& path : tree.others) check_name(path, complaints);
  return complaints;
}

}  // namespace tinsmith::tidy
