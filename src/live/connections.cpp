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

Result<ConnectedBoard> Connections::connect(const std::filesystem::path& port) {
  TRY(const auto ports, devices::board_ports());
  const auto found = std::find_if(ports.begin(), ports.end(),
                                  [&](const devices::PortInfo& one) { return one.path == port; });
  if (found == ports.end())
    return fail(
        Fault::NotFound,
        "there is no board at {}; plug the board in with a cable that carries data, and choose it from "
        "the list",
        port.string().substr(0, 200));
  return add({0, found->path, found->title, nullptr}, [port] { return devices::open_port(port); });
}

Result<ConnectedBoard> Connections::add(ConnectedBoard board, const Connection::Open& open) {
  std::vector<ConnectedBoard> gone;  // their threads have ended; they are removed without the lock
  const std::lock_guard guard(lock_);
  if (is_closed_) return fail(Fault::Unavailable, "the server is stopping");
  for (auto it = boards_.begin(); it != boards_.end();) {
    const bool is_same_port = !board.pipe && it->second.port == board.port;
    if (is_same_port && !is_gone(it->second)) return it->second;
    const bool is_replaced = is_same_port || (boards_.size() >= kMaxBoards && is_gone(it->second));
    if (is_replaced) gone.push_back(it->second);
    it = is_replaced ? boards_.erase(it) : std::next(it);
  }
  if (boards_.size() >= kMaxBoards)
    return fail(Fault::Refused, "{} boards are connected, and more are not possible; disconnect one",
                kMaxBoards);
  board.id = ++last_id_;
  board.connection = std::make_shared<Connection>(open, limits_);
  boards_.emplace(board.id, board);
  return board;
}

Result<ConnectedBoard> Connections::connect_browser(std::shared_ptr<BrowserPipe> pipe, std::int64_t user_id) {
  ConnectedBoard board{0, "", pipe->name(), nullptr, user_id, pipe};
  return add(std::move(board), [pipe] { return Result<std::unique_ptr<devices::Link>>(browser_link(pipe)); });
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
  // It stays in the list until its port is free, so that nobody opens the port meanwhile.
  board->connection->close();
  const std::lock_guard guard(lock_);
  boards_.erase(id);
  return Done{};
}

void Connections::close() {
  std::vector<ConnectedBoard> all_boards = all();
  {
    const std::lock_guard guard(lock_);
    is_closed_ = true;
    for (const auto& [id, board] : boards_) board.connection->wake();
  }
  for (const ConnectedBoard& board : all_boards) board.connection->close();
}

}  // namespace tinsmith::live
