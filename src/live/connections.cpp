#include "live/connections.h"

#include <algorithm>

#include "devices/ports.h"

namespace tinsmith::live {
namespace {

// Each has a thread, and keeps some pictures.
constexpr std::size_t kMaxBoards = 32;

bool is_gone(const ConnectedBoard& board) {
  return board.connection->now().description.state == State::Gone;
}

}  // namespace

Result<std::unique_ptr<devices::Link>> Connections::open(const std::string& port,
                                                         const std::shared_ptr<BrowserPipe>& pipe) const {
  if (pipe) return Result<std::unique_ptr<devices::Link>>(browser_link(pipe));
  return devices::is_mqtt_address(port) ? brokers_.open(port) : devices::open_port(port);
}

Connection::Open Connections::opening_of(const ConnectedBoard& board) const {
  return [this, port = board.port, pipe = board.pipe] { return open(port, pipe); };
}

Result<ConnectedBoard> Connections::connect(const std::filesystem::path& port) {
  if (brokers_.has(port.string())) {
    TRY(const auto board, devices::parse_mqtt_address(port.string()));
    return add({0, port.string(), board.client_id, nullptr});
  }
  TRY(const auto ports, devices::board_ports());
  const auto found = std::find_if(ports.begin(), ports.end(),
                                  [&](const devices::PortInfo& one) { return one.path == port; });
  if (found == ports.end())
    return fail(
        Fault::NotFound,
        "there is no board at {}; plug the board in with a cable that carries data, and choose it from "
        "the list",
        port.string().substr(0, 200));
  return add({0, found->path, found->title, nullptr});
}

Result<ConnectedBoard> Connections::add(ConnectedBoard board) {
  std::vector<ConnectedBoard> gone;  // their threads have ended; they are removed without the lock
  const std::lock_guard guard(lock_);
  if (is_closed_) return fail(Fault::Unavailable, "the server is stopping");
  for (auto it = boards_.begin(); it != boards_.end();) {
    const bool is_same_port = !board.pipe && it->second.port == board.port;
    const auto taken = taken_.find(it->first);
    if (is_same_port && taken != taken_.end()) return fail(Fault::Conflict, "{}", taken->second);
    if (is_same_port && !is_gone(it->second)) return it->second;
    const bool is_left_over = boards_.size() >= kMaxBoards && taken == taken_.end() && is_gone(it->second);
    const bool is_replaced = is_same_port || is_left_over;
    if (is_replaced) gone.push_back(it->second);
    it = is_replaced ? boards_.erase(it) : std::next(it);
  }
  if (boards_.size() >= kMaxBoards)
    return fail(Fault::Refused, "{} boards are connected, and more are not possible; disconnect one",
                kMaxBoards);
  board.id = ++last_id_;
  board.connection = std::make_shared<Connection>(opening_of(board), limits_);
  boards_.emplace(board.id, board);
  return board;
}

Result<ConnectedBoard> Connections::connect_browser(std::shared_ptr<BrowserPipe> pipe, std::int64_t user_id,
                                                    const std::string& title) {
  return add({0, "", title, nullptr, user_id, std::move(pipe)});
}

std::optional<ConnectedBoard> Connections::find(std::int64_t id) const {
  const std::lock_guard guard(lock_);
  const auto found = boards_.find(id);
  return found == boards_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<ConnectedBoard> Connections::all() const {
  std::vector<ConnectedBoard> all;
  const std::lock_guard guard(lock_);
  for (const auto& [id, board] : boards_) all.push_back(board);
  return all;
}

Result<Done> Connections::disconnect(std::int64_t id) {
  const auto board = find(id);
  if (!board) return fail(Fault::NotFound, "there is no connected board {}", id);
  {
    const std::lock_guard guard(lock_);
    if (const auto taken = taken_.find(id); taken != taken_.end())
      return fail(Fault::Conflict, "{}", taken->second);
  }
  // It stays in the list until its port is free, so that nobody opens the port meanwhile.
  board->connection->close();
  const std::lock_guard guard(lock_);
  boards_.erase(id);
  return Done{};
}

Result<TakenPort> Connections::take(std::int64_t id, const std::string& reason) {
  ConnectedBoard board;
  {
    const std::lock_guard guard(lock_);
    if (is_closed_) return fail(Fault::Unavailable, "the server is stopping");
    const auto found = boards_.find(id);
    if (found == boards_.end()) return fail(Fault::NotFound, "there is no connected board {}", id);
    if (const auto [taken, is_new] = taken_.emplace(id, reason); !is_new)
      return fail(Fault::Conflict, "{}", taken->second);
    board = found->second;
  }
  if (board.pipe) board.pipe->keep_open(true);
  board.connection->close_for(reason);
  return TakenPort(*this, std::move(board));
}

void Connections::give_back(const ConnectedBoard& board) {
  {
    const std::lock_guard guard(lock_);
    if (board.pipe) board.pipe->keep_open(false);
    taken_.erase(board.id);
    const auto found = boards_.find(board.id);
    if (found != boards_.end() && !is_closed_)
      found->second.connection = std::make_shared<Connection>(opening_of(board), limits_);
    else if (board.pipe)
      board.pipe->close();
  }
  board.connection->wake();  // its watchers ask for the new one
}

void Connections::connect_again(const std::string& address) {
  std::vector<std::shared_ptr<Connection>>
      old;  // their threads have ended; they are removed without the lock
  const std::lock_guard guard(lock_);
  if (is_closed_) return;
  for (auto& [id, board] : boards_) {
    const bool is_there = board.port == address || board.port.starts_with(address + "/");
    if (!is_there || taken_.contains(id) || !is_gone(board)) continue;
    old.push_back(std::exchange(board.connection, std::make_shared<Connection>(opening_of(board), limits_)));
    old.back()->wake();  // its watchers ask for the new one
  }
}

void Connections::remove_broker(std::int64_t id) {
  for (const BrokerNow& broker : brokers_.all())
    for (const ConnectedBoard& board : all())
      if (broker.id == id && board.port.starts_with(broker.address.text() + "/")) (void)disconnect(board.id);
  brokers_.remove(id);
}

TakenPort::TakenPort(TakenPort&& other) noexcept
    : connections_(std::exchange(other.connections_, nullptr)), board_(std::move(other.board_)) {}

TakenPort::~TakenPort() {
  if (connections_ != nullptr) connections_->give_back(board_);
}

Result<std::unique_ptr<devices::Link>> TakenPort::open() const {
  return connections_->open(board_.port, board_.pipe);
}

void Connections::close() {
  brokers_.close();
  std::vector<ConnectedBoard> all_boards = all();
  {
    const std::lock_guard guard(lock_);
    is_closed_ = true;
    for (const auto& [id, board] : boards_) board.connection->wake();
  }
  for (const ConnectedBoard& board : all_boards) board.connection->close();
}

}  // namespace tinsmith::live
