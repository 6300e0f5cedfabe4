#include "http/transport.h"

#include <sys/resource.h>

#include "http/connection.h"

namespace tinsmith::http {
namespace {

constexpr std::chrono::milliseconds kTick{500};
constexpr std::chrono::milliseconds kPauseWithoutFiles{100};
constexpr rlim_t kFilesForOthers = 256;  // the database, pictures, jobs

// Allows this process as many open files as the system lets it have, and returns how many connections they are enough for.
std::size_t max_connections_of_files() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return kFilesForOthers;
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  ::getrlimit(RLIMIT_NOFILE, &files);
  return files.rlim_cur > 2 * kFilesForOthers ? files.rlim_cur - kFilesForOthers : kFilesForOthers;
}

}  // namespace

Transport::Transport(Application& application, const Limits& limits)
    : application_(application), limits_(limits), workers_(limits.max_threads) {}

Result<Done> Transport::load(const Certificate& certificate) {
  tls_.emplace(asio::ssl::context::tls_server);
  ErrorCode error;
  tls_->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                    asio::ssl::context::no_tlsv1_1 | SSL_OP_NO_RENEGOTIATION);
  tls_->use_certificate_chain_file(certificate.chain.string(), error);
  if (error)
    return fail(Fault::InvalidInput, "{} is not a certificate chain in PEM form: {}",
                certificate.chain.string(), error.message());
  tls_->use_private_key_file(certificate.key.string(), asio::ssl::context::pem, error);
  if (error)
    return fail(Fault::InvalidInput, "{} is not the private key of {} in PEM form: {}",
                certificate.key.string(), certificate.chain.string(), error.message());
  return Done{};
}

Result<Done> Transport::bind(const ServerOptions& options) {
  if (options.certificate) TRY_DONE(load(*options.certificate));
  ErrorCode error;
  Tcp::resolver resolver(io_);
  const auto found =
      resolver.resolve(options.host, std::to_string(options.port), Tcp::resolver::passive, error);
  for (const auto& entry : found) {
    const Tcp::endpoint end = entry.endpoint();
    acceptor_.close(error);
    acceptor_.open(end.protocol(), error);
    if (!error) acceptor_.set_option(Tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(end, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (!error) break;
  }
  if (error || found.empty())
    return fail(Fault::Unavailable,
                "cannot listen on port {} of {}: the port is in use, or the address is not one of this "
                "machine; choose another one with --listen HOST:PORT",
                options.port, options.host);
  port_ = acceptor_.local_endpoint().port();
  return Done{};
}

void Transport::run() {
  accept();
  tick();
  io_.run();
  workers_.stop();
  readers_.stop();
  io_.restart();  // what the threads have posted last releases what it holds
  io_.poll();
}

void Transport::stop() {
  asio::post(io_, [this] {
    if (is_stopping_) return;
    is_stopping_ = true;
    ErrorCode ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    const auto peers = peers_;
    for (const auto& [key, peer] : peers) peer->stop();
    if (peers_.empty()) ticker_.cancel();
  });
}

void Transport::accept() {
  acceptor_.async_accept(
      [this](const ErrorCode& error, Tcp::socket socket) { accepted(error, std::move(socket)); });
}

void Transport::accepted(const ErrorCode& error, Tcp::socket socket) {
  if (is_stopping_) return;
  if (error) {  // no file is left for the connection, or it has ended already
    close_longest_idle();
    pause_.expires_after(kPauseWithoutFiles);
    pause_.async_wait([this](const ErrorCode& cancelled) {
      if (!cancelled && !is_stopping_) accept();
    });
    return;
  }
  static const std::size_t of_files = max_connections_of_files();
  if (peers_.size() >= std::min(limits_.max_connections, of_files)) close_longest_idle();
  auto stream = std::make_unique<ByteStream>(std::move(socket), tls_ ? &*tls_ : nullptr);
  if (peers_.size() < std::min(limits_.max_connections, of_files))
    add(std::make_shared<Connection>(*this, std::move(stream)));
  accept();
}

void Transport::close_longest_idle() {
  std::shared_ptr<Peer> longest;
  for (const auto& [key, peer] : peers_)
    if (peer->idle_until() && (!longest || *peer->idle_until() < *longest->idle_until())) longest = peer;
  if (longest) longest->stop();
}

void Transport::add(std::shared_ptr<Peer> peer) {
  peers_[peer.get()] = peer;
  peer->start();
}

void Transport::remove(const Peer* peer) {
  peers_.erase(peer);
  if (is_stopping_ && peers_.empty()) ticker_.cancel();
}

// The timer also keeps the thread running while an application works on the last responses.
void Transport::tick() {
  ticker_.expires_after(kTick);
  ticker_.async_wait([this](const ErrorCode& cancelled) {
    if (cancelled || (is_stopping_ && peers_.empty())) return;
    const auto peers = peers_;  // a check may remove its peer
    for (const auto& [key, peer] : peers) peer->check(Clock::now());
    if (!is_stopping_ || !peers_.empty()) tick();
  });
}

Server::Server(std::unique_ptr<Transport> transport) : transport_(std::move(transport)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::bind(Application& application, const ServerOptions& options) {
  auto transport = std::make_unique<Transport>(application, options.limits);
  TRY_DONE(transport->bind(options));
  return std::unique_ptr<Server>(new Server(std::move(transport)));
}

int Server::port() const {
  return transport_->port();
}
void Server::run() {
  transport_->run();
}
void Server::stop() {
  transport_->stop();
}

}  // namespace tinsmith::http
