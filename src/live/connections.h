// live/connections.h — the ports of this computer, and the boards at them that the studio talks to.
#pragma once

#include <filesystem>
#include <map>

#include "devices/serial_port.h"
#include "live/brokers.h"
#include "live/browser_link.h"
#include "live/connection.h"

namespace tinsmith::live {

struct ConnectedBoard {
  std::int64_t id = 0;
  std::string port;   // "/dev/ttyACM0", or "mqtt://host:1883/client_id"
  std::string title;  // what the operating system knows about it
  std::shared_ptr<Connection> connection;
  // Set when a browser holds the port: the user of that browser, and the pipe to the page.
  std::optional<std::int64_t> user_id = {};
  std::shared_ptr<BrowserPipe> pipe = {};
};

class Connections;

// The port of a board, from which its connection was taken, so that something else is done there. Nobody else connects to it or
// disconnects it meanwhile. The destructor connects the board again, under its id.
class TakenPort {
 public:
  TakenPort(TakenPort&& other) noexcept;
  TakenPort& operator=(TakenPort&&) = delete;
  ~TakenPort();

  const ConnectedBoard& board() const { return board_; }
  // Opens the port. Its link must be closed before this object is destroyed. Errors as devices::open_port.
  Result<std::unique_ptr<devices::Link>> open() const;

 private:
  friend class Connections;
  TakenPort(Connections& connections, ConnectedBoard board)
      : connections_(&connections), board_(std::move(board)) {}
  Connections* connections_;
  ConnectedBoard board_;
};

// Thread-safe.
class Connections {
 public:
  explicit Connections(const ConnectionLimits& limits = {}) : limits_(limits) {}
  ~Connections() { close(); }

  // Connects to the board at a port, or returns the connection that there is: a port has one owner, whom all pages share.
  // A board that is gone is connected again. The board has not replied yet when this returns.
  //   NotFound  no board can be there: only ports that devices::board_ports lists are opened, and boards in the lists of `brokers`
  //   Refused   too many boards are connected
  Result<ConnectedBoard> connect(const std::filesystem::path& port);

  // Connects to a board whose port a browser of that user holds.
  //   Refused  too many boards are connected
  Result<ConnectedBoard> connect_browser(std::shared_ptr<BrowserPipe> pipe, std::int64_t user_id,
                                         const std::string& title);

  // The brokers whose boards can be connected. A board that is gone is connected again when it, or its broker, is back.
  Brokers& brokers() { return brokers_; }
  // Disconnects the boards of a broker and removes it from the list.
  void remove_broker(std::int64_t id);

  std::optional<ConnectedBoard> find(std::int64_t id) const;
  std::vector<ConnectedBoard> all() const;  // ordered by id
  // Returns when the port is free. NotFound; Conflict while it is taken.
  Result<Done> disconnect(std::int64_t id);

  // Ends the connection of a board, also of one that does not answer, and takes its port. Until the port is given back the board
  // counts as gone, and `reason` is what its watchers, and others who want the port, are told. This object must outlive the port.
  //   NotFound  there is no such board
  //   Conflict  the port is taken already
  Result<TakenPort> take(std::int64_t id, const std::string& reason);
  // Disconnects all boards and ends all waits; later ones are not connected.
  void close();

 private:
  friend class TakenPort;
  Result<ConnectedBoard> add(ConnectedBoard board);
  void give_back(const ConnectedBoard& board);
  Result<std::unique_ptr<devices::Link>> open(const std::string& port,
                                              const std::shared_ptr<BrowserPipe>& pipe) const;
  Connection::Open opening_of(const ConnectedBoard& board) const;
  void connect_again(const std::string& address);

  const ConnectionLimits limits_;
  mutable std::mutex lock_;
  std::map<std::int64_t, ConnectedBoard> boards_;
  std::map<std::int64_t, std::string> taken_;  // the reasons, by the board's id
  std::int64_t last_id_ = 0;
  bool is_closed_ = false;
  Brokers brokers_{[this](const std::string& address) { connect_again(address); }};
};

}  // namespace tinsmith::live
