#include "formats/weights/pickle.h"

#include <algorithm>
#include <bit>
#include <unordered_map>

namespace tinsmith::formats {
namespace {

using Kind = PickleValue::Kind;

constexpr std::size_t kMaxValues = 2'000'000;
constexpr std::size_t kMaxPickleLineLength = 256;

class Machine {
 public:
  explicit Machine(ByteView bytes) : reader_(bytes) {}

  Result<Pickle> run() {
    for (;;) {
      const std::size_t place = reader_.position();
      TRY(const auto opcode, reader_.read<std::uint8_t>());
      if (opcode == '.') break;
      TRY_DONE(step(opcode).during(fmt::format("opcode {:#04x} at byte {}", opcode, place)));
    }
    TRY(pickle_.root, pop());
    pickle_.bytes = reader_.position();
    return std::move(pickle_);
  }

 private:
  // ---- The stack. A mark is the height that the stack had. ----
  Result<PickleId> pop() {
    if (stack_.size() <= floor()) return fail(Fault::Corrupt, "the stack is empty");
    const PickleId id = stack_.back();
    stack_.pop_back();
    return id;
  }
  Result<PickleId> top() const {
    if (stack_.size() <= floor()) return fail(Fault::Corrupt, "the stack is empty");
    return stack_.back();
  }
  std::size_t floor() const { return marks_.empty() ? 0 : marks_.back(); }
  Result<std::vector<PickleId>> pop_to_mark() {
    if (marks_.empty()) return fail(Fault::Corrupt, "there is no mark");
    const auto begin = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<PickleId> items(begin, stack_.end());
    stack_.erase(begin, stack_.end());
    marks_.pop_back();
    return items;
  }
  Result<std::vector<PickleId>> pop_several(std::size_t count) {
    std::vector<PickleId> items(count);
    for (std::size_t i = count; i-- > 0;) {
      TRY(items[i], pop());
    }
    return items;
  }
  Result<Done> push(PickleValue value) {
    if (pickle_.values.size() >= kMaxValues)
      return fail(Fault::Unsupported, "it creates more than {} values", kMaxValues);
    stack_.push_back(static_cast<PickleId>(pickle_.values.size()));
    pickle_.values.push_back(std::move(value));
    return Done{};
  }
  Result<Done> push(Kind kind) { return push(PickleValue{kind}); }
  Result<Done> push_integer(std::int64_t integer) { return push(PickleValue{Kind::Integer, integer}); }
  Result<Done> push_sequence(std::vector<PickleId> items) {
    return push(PickleValue{Kind::Sequence, 0, 0, {}, std::move(items)});
  }

  // ---- Values in the stream ----
  template <class Count>
  Result<Done> push_text() {
    TRY(const auto count, reader_.read<Count>());
    TRY(const auto view, reader_.take(count));
    return push(PickleValue{Kind::Text, 0, 0, std::string(as_text(view))});
  }
  // Reads a little-endian two's complement integer of any length.
  template <class Count>
  Result<Done> push_long() {
    TRY(const auto count, reader_.read<Count>());
    TRY(const auto view, reader_.take(count));
    if (view.size() > sizeof(std::int64_t)) return push(Kind::Other);
    const bool negative = !view.empty() && std::to_integer<int>(view.back()) >= 0x80;
    std::uint64_t value = negative ? ~std::uint64_t{0} : 0;
    for (std::size_t i = view.size(); i-- > 0;) value = value << 8 | std::to_integer<std::uint64_t>(view[i]);
    return push_integer(static_cast<std::int64_t>(value));
  }
  template <class Number>
  Result<Done> push_number() {
    TRY(const auto number, reader_.read<Number>());
    return push_integer(number);
  }
  Result<Done> push_real() {
    TRY(const auto bits, reader_.read_big_endian<std::uint64_t>());
    return push(PickleValue{Kind::Real, 0, std::bit_cast<double>(bits)});
  }
  Result<std::string> read_line() {
    std::string line;
    for (;;) {
      TRY(const auto character, reader_.read<char>());
      if (character == '\n') return line;
      if (line.size() >= kMaxPickleLineLength)
        return fail(Fault::Corrupt, "a name is longer than {} bytes", kMaxPickleLineLength);
      line += character;
    }
  }

  // ---- Globals and calls: recorded, never executed ----
  Result<Done> push_global(const std::string& module, const std::string& name) {
    return push(PickleValue{Kind::Global, 0, 0, module + "." + name});
  }
  Result<Done> global_in_line() {
    TRY(const auto module, read_line());
    TRY(const auto name, read_line());
    return push_global(module, name);
  }
  Result<Done> global_on_stack() {
    TRY(const auto names, pop_several(2));
    const std::string &module = pickle_[names[0]].text, &name = pickle_[names[1]].text;
    if (module.size() > kMaxPickleLineLength || name.size() > kMaxPickleLineLength)
      return fail(Fault::Corrupt, "a name is longer than {} bytes", kMaxPickleLineLength);
    return push_global(module, name);
  }
  Result<Done> call() {
    TRY(const auto parts, pop_several(2));
    const PickleValue& called = pickle_[parts[0]];
    std::string name = called.kind == Kind::Global ? called.text : "a value that is not a global";
    return push(PickleValue{Kind::Object, 0, 0, std::move(name), {parts[1]}});
  }
  Result<Done> make_with_keywords() {
    TRY(const auto keywords, pop());
    static_cast<void>(keywords);
    return call();
  }
  Result<Done> name_outside() {
    TRY(const auto name, pop());
    return push(PickleValue{Kind::Persistent, 0, 0, {}, {name}});
  }
  Result<Done> set_state() {
    TRY(const auto state, pop());
    TRY(const auto id, top());
    PickleValue& object = pickle_.values[id];
    if (object.kind == Kind::Object) {
      object.items.resize(1);
      object.items.push_back(state);
    }
    return Done{};
  }

  // ---- Containers to which items are added ----
  Result<Done> extend(const std::vector<PickleId>& items, bool in_pairs) {
    TRY(const auto id, top());
    PickleValue& container = pickle_.values[id];
    const bool is_object = container.kind == Kind::Object;
    if (!is_object && container.kind != (in_pairs ? Kind::Dictionary : Kind::Sequence))
      return fail(Fault::Corrupt, "it adds items to a value that is not a container");
    if (in_pairs && items.size() % 2 != 0) return fail(Fault::Corrupt, "a key has no value");
    auto& to = is_object ? container.entries : container.items;
    to.insert(to.end(), items.begin(), items.end());
    return Done{};
  }
  Result<Done> extend_with(std::size_t count, bool in_pairs) {
    TRY(const auto items, pop_several(count));
    return extend(items, in_pairs);
  }
  Result<Done> extend_from_mark(bool in_pairs) {
    TRY(const auto items, pop_to_mark());
    return extend(items, in_pairs);
  }
  Result<Done> collect(std::size_t count) {
    TRY(auto items, pop_several(count));
    return push_sequence(std::move(items));
  }
  Result<Done> collect_from_mark(Kind kind) {
    TRY(auto items, pop_to_mark());
    if (kind == Kind::Dictionary && items.size() % 2 != 0) return fail(Fault::Corrupt, "a key has no value");
    return push(PickleValue{kind, 0, 0, {}, std::move(items)});
  }

  // ---- The memo ----
  Result<Done> remember(std::uint32_t key) {
    if (memo_.size() >= kMaxValues)
      return fail(Fault::Unsupported, "it stores more than {} values in the memo", kMaxValues);
    TRY(memo_[key], top());
    return Done{};
  }
  Result<Done> recall(std::uint32_t key) {
    const auto found = memo_.find(key);
    if (found == memo_.end()) return fail(Fault::Corrupt, "the memo has no value {}", key);
    stack_.push_back(found->second);
    return Done{};
  }
  template <class Key>
  Result<Done> with_key(Result<Done> (Machine::*act)(std::uint32_t)) {
    TRY(const auto key, reader_.read<Key>());
    return (this->*act)(key);
  }

  Result<Done> skip(std::size_t count) {
    TRY_DONE(reader_.take(count));
    return Done{};
  }
  Result<Done> drop() {
    if (!marks_.empty() && marks_.back() == stack_.size()) {
      marks_.pop_back();
      return Done{};
    }
    TRY_DONE(pop());
    return Done{};
  }
  Result<Done> drop_to_mark() {
    TRY_DONE(pop_to_mark());
    return Done{};
  }
  Result<Done> duplicate() {
    TRY(const auto id, top());
    stack_.push_back(id);
    return Done{};
  }
  Result<Done> mark() {
    marks_.push_back(stack_.size());
    return Done{};
  }

  Result<Done> step(std::uint8_t opcode) {
    switch (opcode) {
      case 0x80:
        return skip(1);  // PROTO
      case 0x95:
        return skip(8);  // FRAME
      case '(':
        return mark();
      case '0':
        return drop();
      case '1':
        return drop_to_mark();
      case '2':
        return duplicate();
      case 'N':
        return push(Kind::None);
      case 0x88:
        return push_integer(1);
      case 0x89:
        return push_integer(0);
      case 'J':
        return push_number<std::int32_t>();
      case 'K':
        return push_number<std::uint8_t>();
      case 'M':
        return push_number<std::uint16_t>();
      case 0x8a:
        return push_long<std::uint8_t>();
      case 0x8b:
        return push_long<std::uint32_t>();
      case 'G':
        return push_real();
      default:
        return step_text(opcode);
    }
  }
  Result<Done> step_text(std::uint8_t opcode) {
    switch (opcode) {
      case 'X':
        return push_text<std::uint32_t>();  // BINUNICODE
      case 0x8c:
        return push_text<std::uint8_t>();  // SHORT_BINUNICODE
      case 0x8d:
        return push_text<std::uint64_t>();  // BINUNICODE8
      case 'T':
        return push_text<std::uint32_t>();  // BINSTRING
      case 'U':
        return push_text<std::uint8_t>();  // SHORT_BINSTRING
      case 'B':
        return push_text<std::uint32_t>();  // BINBYTES
      case 'C':
        return push_text<std::uint8_t>();  // SHORT_BINBYTES
      case 0x8e:
        return push_text<std::uint64_t>();  // BINBYTES8
      default:
        return step_container(opcode);
    }
  }
  Result<Done> step_container(std::uint8_t opcode) {
    switch (opcode) {
      case ')':
        return push(Kind::Sequence);
      case ']':
        return push(Kind::Sequence);
      case 0x8f:
        return push(Kind::Sequence);  // EMPTY_SET
      case '}':
        return push(Kind::Dictionary);
      case 0x85:
        return collect(1);
      case 0x86:
        return collect(2);
      case 0x87:
        return collect(3);
      case 't':
        return collect_from_mark(Kind::Sequence);
      case 'l':
        return collect_from_mark(Kind::Sequence);
      case 0x91:
        return collect_from_mark(Kind::Sequence);  // FROZENSET
      case 'd':
        return collect_from_mark(Kind::Dictionary);
      case 'a':
        return extend_with(1, false);
      case 'e':
        return extend_from_mark(false);
      case 0x90:
        return extend_from_mark(false);  // ADDITEMS
      case 's':
        return extend_with(2, true);
      case 'u':
        return extend_from_mark(true);
      default:
        return step_object(opcode);
    }
  }
  Result<Done> step_object(std::uint8_t opcode) {
    switch (opcode) {
      case 'c':
        return global_in_line();
      case 0x93:
        return global_on_stack();
      case 'R':
        return call();
      case 0x81:
        return call();  // NEWOBJ
      case 0x92:
        return make_with_keywords();
      case 'b':
        return set_state();
      case 'Q':
        return name_outside();
      case 'q':
        return with_key<std::uint8_t>(&Machine::remember);
      case 'r':
        return with_key<std::uint32_t>(&Machine::remember);
      case 0x94:
        return remember(static_cast<std::uint32_t>(memo_.size()));
      case 'h':
        return with_key<std::uint8_t>(&Machine::recall);
      case 'j':
        return with_key<std::uint32_t>(&Machine::recall);
      default:
        return fail(Fault::Unsupported, "it is not an opcode that state dictionaries need");
    }
  }

  ByteReader reader_;
  Pickle pickle_;
  std::vector<PickleId> stack_;
  std::vector<std::size_t> marks_;
  std::unordered_map<std::uint32_t, PickleId> memo_;
};

}  // namespace

Result<Pickle> read_pickle(ByteView bytes) {
  return Machine(bytes).run();
}

}  // namespace tinsmith::formats
