// Handlers for boards that are connected: their live pictures, their settings, and pictures of theirs for a project.
#include <algorithm>
#include <ctime>

#include "base/base64.h"
#include "devices/ports.h"
#include "serve/devices.h"
#include "serve/handlers.h"
#include "studio/board_picture.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;

json device_json(const live::ConnectedBoard& board, const live::Description& now) {
  json result{{"id", board.id},
              {"port", board.port},
              {"title", board.title},
              {"is_in_browser", board.pipe != nullptr},
              {"state", live::name_of(now.state)},
              {"problem", now.problem},
              {"name", now.identity.name},
              {"board_id", now.identity.id},
              {"firmware", devices::name_of(now.identity.firmware)},
              {"software", now.identity.software},
              {"camera", now.camera},
              {"model_slot", now.model_slot},
              {"model_name", now.model ? now.model->name : ""},
              {"classes", now.model ? now.model->classes : std::vector<std::string>()},
              {"activity", live::name_of(now.activity)},
              {"rotation_degrees", now.rotation_degrees},
              {"pictures_per_s", now.pictures_per_s},
              {"inferences_per_s", now.inferences_per_s},
              {"damaged_pictures", now.damaged_pictures}};
  if (now.thresholds.score) result["score_threshold"] = *now.thresholds.score;
  if (now.thresholds.iou) result["iou_threshold"] = *now.thresholds.iou;
  return result;
}

json found_json(const std::vector<std::string>& classes, std::int32_t class_index, double score) {
  json result{{"class_index", class_index}, {"score", score}};
  if (class_index >= 0 && static_cast<std::size_t>(class_index) < classes.size())
    result["name"] = classes[static_cast<std::size_t>(class_index)];
  return result;
}

json frame_json(const live::LiveFrame& live) {
  const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(live::Clock::now() - live.arrived);
  json result{{"number", live.number},
              {"age_ms", age.count()},
              {"width", live.picture_size.width},
              {"height", live.picture_size.height},
              {"infer_ms", live.frame.infer_ms}};
  if (!live.frame.picture.empty()) result["picture"] = base64_of(live.frame.picture);
  if (live.frame.boxes || live.frame.points)
    result["boxes"] = boxes_json(live.frame, live.picture_size, live.classes);
  if (live.frame.classes) result["classes"] = classes_json(live.frame, live.classes);
  return result;
}

bool may_use(const Asker& asker, const live::ConnectedBoard& board) {
  return asker.is_owner || board.user_id == asker.user_id;
}

Result<live::ConnectedBoard> browser_board_of(const Call& call) {
  TRY(auto board, board_of(call, call.id("device")));
  if (!board.pipe) return fail(Fault::Conflict, "no browser has the port of the board {}", board.id);
  return board;
}

json broker_json(const live::BrokerNow& broker) {
  return {{"id", broker.id},
          {"address", broker.address.text()},
          {"user", broker.address.user},
          {"is_connected", broker.is_connected},
          {"problem", broker.problem}};
}

// Appends the ports of the boards at brokers.
void add_broker_ports(json& ports, const std::vector<live::BrokerNow>& brokers) {
  for (const auto& broker : brokers)
    for (const std::string& id : broker.boards)
      ports.push_back({{"path", broker.port_of(id)}, {"title", id}});
}

// The Wi-Fi that the body of a request names; nullopt: none.
Result<std::optional<devices::Wifi>> wifi_in(const Call& call) {
  const auto name = call.member<std::string>("wifi_name");
  if (!name) return std::optional<devices::Wifi>();
  if (name->empty()) return fail(Fault::InvalidInput, "the Wi-Fi has no name");
  // As the firmware numbers them: chosen by the board, and none.
  constexpr std::int32_t kChosenSecurity = 0, kNoSecurity = 1;
  const auto password = call.member<std::string>("wifi_password").value_or("");
  return std::optional(devices::Wifi{*name, password.empty() ? kNoSecurity : kChosenSecurity, password});
}

// The broker that the body of a request names; nullopt: none.
Result<std::optional<devices::MqttServer>> mqtt_server_in(const Call& call) {
  const auto text = call.member<std::string>("broker_address");
  if (!text) return std::optional<devices::MqttServer>();
  TRY(const auto address, devices::parse_mqtt_address(*text));
  return std::optional(devices::MqttServer{
      address.client_id, address.host, address.port,
      call.member<std::string>("broker_user").value_or(address.user),
      call.member<std::string>("broker_password").value_or(address.password), address.uses_tls});
}

json order_json(const live::PortOrder& order) {
  json result = json::object();
  if (!order.write.empty()) result["write"] = base64_of(order.write);
  if (order.lines) result.update({{"dtr", order.lines->dtr}, {"rts", order.lines->rts}});
  return result;
}

}  // namespace

Result<Done> follow_broker(Installation& installation, const store::Broker& broker) {
  TRY(auto address, devices::parse_mqtt_address(broker.address));
  address.user = broker.user;
  address.password = broker.password;
  installation.connections.brokers().add(
      broker.id, address, broker.boards,
      [&store = installation.store, id = broker.id](const std::vector<std::string>& boards) {
        // If the database is busy, the boards are heard again after the next start.
        if (auto database = store.connect()) (void)store::set_broker_boards(**database, id, boards);
      });
  return Done{};
}

Result<live::ConnectedBoard> board_of(const Call& call, std::int64_t id) {
  const auto board = call.installation.connections.find(id);
  if (!board || !may_use(call.asker, *board))
    return fail(Fault::NotFound, "there is no connected board {}", id);
  return *board;
}

json boxes_json(const devices::Frame& frame, image::Size picture, const std::vector<std::string>& classes) {
  const devices::FrameScale scale = devices::scale_of(frame, picture);
  json boxes = json::array();
  const auto add = [&](json found, const scene::Box& box) {
    found.update({{"x", box.x * scale.x},
                  {"y", box.y * scale.y},
                  {"width", box.width * scale.x},
                  {"height", box.height * scale.y}});
    boxes.push_back(std::move(found));
  };
  if (frame.boxes)
    for (const auto& box : *frame.boxes)
      add(found_json(classes, box.class_index, box.score), devices::box_of(box));
  if (frame.points)
    for (const auto& one : *frame.points)
      add(found_json(classes, one.class_index, one.score), {one.point.x, one.point.y, 0, 0});
  return boxes;
}

json classes_json(const devices::Frame& frame, const std::vector<std::string>& classes) {
  json found = json::array();
  for (const auto& one : *frame.classes) found.push_back(found_json(classes, one.class_index, one.score));
  return found;
}

Result<Reply> list_devices(Call& call) {
  json ports = json::array(), brokers = json::array(), connected = json::array();
  const auto boards = call.installation.connections.all();
  for (const auto& board : boards)
    if (may_use(call.asker, board))
      connected.push_back(device_json(board, board.connection->now().description));
  if (call.asker.is_owner) {
    TRY(const auto all_ports, devices::board_ports());
    for (const auto& port : all_ports) ports.push_back({{"path", port.path}, {"title", port.title}});
    const auto at_brokers = call.installation.connections.brokers().all();
    add_broker_ports(ports, at_brokers);
    for (const auto& broker : at_brokers) brokers.push_back(broker_json(broker));
    for (json& port : ports)
      for (const auto& board : boards)
        if (board.port == port["path"]) port["device_id"] = board.id;
  }
  return Reply(json{{"may_use_ports", call.asker.is_owner},
                    {"ports", ports},
                    {"brokers", brokers},
                    {"devices", connected}});
}

Result<Reply> add_broker(Call& call) {
  TRY(auto address, devices::parse_mqtt_address(call.body.at("address").get<std::string>()));
  store::Broker broker;
  broker.user = call.member<std::string>("user").value_or(address.user);
  broker.password = call.member<std::string>("password").value_or(address.password);
  if (broker.user.empty() && !broker.password.empty())
    return fail(Fault::InvalidInput, "there is a password for the broker, but no user; give both or none");
  if (!address.client_id.empty()) broker.boards.push_back(std::exchange(address.client_id, {}));
  broker.address = address.text();
  TRY(auto database, call.database());
  TRY(broker.id, store::add_broker(*database, broker));
  TRY_DONE(follow_broker(call.installation, broker));
  for (const auto& one : call.installation.connections.brokers().all())
    if (one.id == broker.id) return Reply(broker_json(one));
  return fail(Fault::Unavailable, "the server is stopping");
}

Result<Reply> remove_broker(Call& call) {
  const std::int64_t id = call.id("broker");
  TRY(auto database, call.database());
  TRY(const bool was_there, store::remove_broker(*database, id));
  if (!was_there) return fail(Fault::NotFound, "there is no broker {}", id);
  call.installation.connections.remove_broker(id);
  return Reply(done());
}

Result<Reply> connect_device(Call& call) {
  TRY(const auto board, call.installation.connections.connect(call.body.at("port").get<std::string>()));
  return Reply(device_json(board, board.connection->now().description));
}

Result<Reply> connect_browser_device(Call& call) {
  const std::string title = call.body.at("title").get<std::string>().substr(0, 100);
  TRY(const auto board,
      call.installation.connections.connect_browser(
          std::make_shared<live::BrowserPipe>("the port of the browser"), call.asker.user_id, title));
  return Reply(device_json(board, board.connection->now().description));
}

Result<Reply> receive_from_browser(Call& call) {
  TRY(const auto board, browser_board_of(call));
  Bytes received;
  for (const auto& text : call.body.at("bytes").get<std::vector<std::string>>()) {
    if (!size_of_base64(text)) return fail(Fault::InvalidInput, "bytes is not base64");
    const Bytes part = decoded_base64(text);
    received.insert(received.end(), part.begin(), part.end());
  }
  if (!received.empty()) TRY_DONE(board.pipe->receive(received, kMaxWait));
  if (call.member<bool>("is_closed").value_or(false)) board.pipe->close();
  return Reply(done());
}

Result<Reply> get_browser_orders(Call& call) {
  TRY(const auto board, browser_board_of(call));
  const auto orders = board.pipe->take_orders(kMaxWait);
  // The end of a connection is no failure of the request.
  Reply reply = list_reply("orders", orders ? *orders : std::vector<live::PortOrder>(), order_json);
  reply.body["is_open"] = orders.has_value();
  return reply;
}

Result<Reply> get_device(Call& call) {
  TRY(const auto board, board_of(call, call.id("device")));
  const auto after = call.whole("after");
  const live::Update update = after ? board.connection->wait(*after, kMaxWait) : board.connection->now();
  json result{{"revision", update.revision}, {"device", device_json(board, update.description)}};
  if (update.frame) result["frame"] = frame_json(*update.frame);
  return Reply(std::move(result));
}

Result<Reply> change_device(Call& call) {
  TRY(const auto board, board_of(call, call.id("device")));
  live::Wish wish;
  wish.score_threshold = call.member<double>("score_threshold");
  wish.iou_threshold = call.member<double>("iou_threshold");
  if (const auto degrees = call.member<std::int64_t>("rotation_degrees")) {
    if (*degrees % 90 != 0 || *degrees < 0 || *degrees >= 360)
      return fail(Fault::InvalidInput, "rotation_degrees is {}; 0, 90, 180 or 270 is expected", *degrees);
    wish.rotation_degrees = static_cast<std::int32_t>(*degrees);
  }
  if (const auto activity = call.member<std::string>("activity"))
    for (const live::Activity one : live::kActivities)
      if (live::name_of(one) == *activity) wish.activity = one;
  board.connection->want(wish);
  return Reply(device_json(board, board.connection->now().description));
}

Result<Reply> change_device_network(Call& call) {
  TRY(const auto board, board_of(call, call.id("device")));
  TRY(const auto wifi, wifi_in(call));
  TRY(const auto server, mqtt_server_in(call));
  TRY(const auto port, call.installation.connections.take(
                           board.id, "the network of the board is being set up; wait a moment"));
  TRY(auto link, port.open());
  devices::SscmaClient client(std::move(link));
  TRY_DONE(client.identify());
  if (wifi) TRY_DONE(client.set_wifi(*wifi));
  if (server) TRY_DONE(client.set_mqtt(*server));
  TRY(const auto joined, client.wifi());
  TRY(const auto connected, client.mqtt());
  const bool is_kept = (!wifi || joined.name == wifi->name) &&
                       (!server || (connected.address == server->address && connected.port == server->port));
  if (!is_kept)
    return fail(Fault::Unavailable, "the board at {} has kept other network settings than these; try again",
                client.port());
  return Reply(json{{"wifi_name", joined.name},
                    {"has_joined", joined.is_joined},
                    {"ip_address", joined.address},
                    {"broker_host", connected.address},
                    {"broker_port", connected.port},
                    {"client_id", connected.client_id},
                    {"is_at_broker", connected.is_connected}});
}

Result<Reply> disconnect_device(Call& call) {
  TRY(const auto board, board_of(call, call.id("device")));
  TRY_DONE(call.installation.connections.disconnect(board.id));
  return Reply(done());
}

Result<Reply> save_device_picture(Call& call) {
  TRY(const auto board, board_of(call, call.body.at("device_id").get<std::int64_t>()));
  const auto number = call.body.at("number").get<std::int64_t>();
  const auto frame = board.connection->frame(number);
  if (!frame)
    return fail(Fault::NotFound, "the picture {} of this board is no longer there; save a newer one", number);
  TRY(auto database, call.database());
  TRY(const auto project, project_of(call, *database));
  const std::string name = fmt::format("board-{}-{}.jpg", std::time(nullptr), number);
  TRY(const auto saved,
      studio::save_board_picture(call.store(), *database, project,
                                 {frame->frame, frame->picture_size, frame->classes, name}));
  json result{
      {"result", saved.added.result}, {"labels", saved.labels}, {"unknown_classes", saved.unknown_classes}};
  if (saved.added.id) {
    result["id"] = *saved.added.id;
    call.publish("pictures", saved.added.id);
    call.publish("project");
  }
  return Reply(std::move(result));
}

}  // namespace tinsmith::serve
