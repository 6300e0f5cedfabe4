// serve/device_fields.h — the API types for boards that are connected. For type_table.cpp only.
#pragma once

#include "serve/types.h"

namespace tinsmith::serve {

constexpr Field kPort[] = {
    {"path", "string", "such as /dev/ttyACM0, or mqtt://host:1883/BOARD"},
    {"title", "string", "what the operating system knows about it, or the board's client id at the broker"},
    {"device_id", "integer?", "the connected board at this port"},
};
constexpr Field kBroker[] = {
    {"id", "integer", ""},
    {"address", "string", "such as mqtt://host:1883"},
    {"user", "string", "empty: none"},
    {"is_connected", "boolean", ""},
    {"problem", "string",
     "why there is no connection, which is tried again and again; empty: nothing is wrong"},
};
constexpr Field kNewBroker[] = {
    {"address", "string", "mqtt://HOST[:PORT], or mqtts:// with TLS; /BOARD is a board that is not heard"},
    {"user", "string?", ""},
    {"password", "string?", ""},
};
constexpr Field kDevice[] = {
    {"id", "integer", ""},
    {"port", "string", ""},
    {"title", "string", "what the operating system knows about the port"},
    {"is_in_browser", "boolean", "whether a browser holds the port; the path is empty then"},
    {"state", "connecting|connected|gone", "gone: it does not reply, or it was unplugged"},
    {"problem", "string", "why it is gone or does not do what was asked for; empty: nothing is wrong"},
    {"name", "string", "what the board calls itself"},
    {"board_id", "string", ""},
    {"firmware", "string", "the line of its firmware: 1.x or 2.x"},
    {"software", "string", "version of the firmware"},
    {"camera", "string", "empty: it has none that is ready"},
    {"model_slot", "integer", "place of the model in its memory; 0: there is no model"},
    {"model_name", "string", "stored with the model; empty: no name"},
    {"classes", "string[]", "names that are stored with the model; may be fewer than the model has"},
    {"activity", "off|pictures|results", "results: pictures with what the model finds"},
    {"score_threshold", "fraction?", "absent: not known until the model has run"},
    {"iou_threshold", "fraction?", ""},
    {"rotation_degrees", "integer", "of the view; the model sees the picture as the camera does"},
    {"pictures_per_s", "number", "that arrive, in the last seconds"},
    {"inferences_per_s", "number", "of the board, in the last seconds"},
    {"damaged_pictures", "integer", "number of pictures from the board that were none"},
};
constexpr Field kDevices[] = {
    {"may_use_ports", "boolean", "whether the user may connect the boards of the server's computer"},
    {"ports", "Port[]", "where boards can be; empty for users who may not use them"},
    {"brokers", "Broker[]",
     "MQTT brokers whose boards are among the ports; empty for users who may not use them"},
    {"devices", "Device[]", "the connected boards that the user may see"},
};
constexpr Field kNewDevice[] = {{"port", "string", "path of a port in the list of ports"}};
constexpr Field kNewBrowserDevice[] = {{"title", "string", "name of the port for lists"}};
constexpr Field kReceivedBytes[] = {
    {"bytes", "string[]", "base64, in parts of at most 4096 characters"},
    {"is_closed", "boolean?", "true: the port is gone"},
};
constexpr Field kPortOrder[] = {
    {"write", "string?", "base64 of bytes to write"},
    {"dtr", "boolean?", "control line to set, together with rts"},
    {"rts", "boolean?", ""},
};
constexpr Field kPortOrders[] = {{"is_open", "boolean", "false: the connection is over, give the port back"},
                                 {"orders", "PortOrder[]", ""}};
constexpr Field kDeviceChange[] = {
    {"activity", "off|pictures|results?", ""},
    {"score_threshold", "fraction?", "at least 0.01"},
    {"iou_threshold", "fraction?", "at least 0.01"},
    {"rotation_degrees", "integer?", "0, 90, 180 or 270"},
};
constexpr Field kNewNetwork[] = {
    {"wifi_name", "string?", "absent: the Wi-Fi stays"},
    {"wifi_password", "string?", "absent or empty: the Wi-Fi has none"},
    {"broker_address", "string?",
     "as the board reaches it: mqtt://HOST[:PORT][/CLIENT_ID], or mqtts:// with TLS"},
    {"broker_user", "string?", ""},
    {"broker_password", "string?", ""},
};
constexpr Field kDeviceNetwork[] = {
    {"wifi_name", "string", "empty: none"},
    {"has_joined", "boolean", "whether the board has joined the Wi-Fi"},
    {"ip_address", "string", "of the board there; empty: none"},
    {"broker_host", "string", "empty: none"},
    {"broker_port", "integer", ""},
    {"client_id", "string", "of the board at the broker"},
    {"is_at_broker", "boolean", "whether the board is connected to the broker"},
};
constexpr Field kDeviceBox[] = {
    {"class_index", "integer", ""},
    {"name", "string?", "absent: no name is stored on the board"},
    {"x", "number", "left edge, in pixels of the picture"},
    {"y", "number", "top edge"},
    {"width", "number", ""},
    {"height", "number", ""},
    {"score", "number", "0 to 1"},
};
constexpr Field kDeviceClass[] = {
    {"class_index", "integer", ""},
    {"name", "string?", "absent: no name is stored on the board"},
    {"score", "number", "0 to 1"},
};
constexpr Field kDeviceFrame[] = {
    {"number", "integer", "grows"},
    {"age_ms", "integer", "time since it arrived"},
    {"width", "integer", "pixels; 0: there is no picture"},
    {"height", "integer", ""},
    {"picture", "string?", "a JPEG file in base64"},
    {"boxes", "DeviceBox[]?", "of models that find boxes, centroids or points"},
    {"classes", "DeviceClass[]?", "of models that classify"},
    {"infer_ms", "number", "time that the board needed to run the model"},
};
constexpr Field kDeviceUpdate[] = {
    {"revision", "integer", "for `after` of the next request"},
    {"device", "Device", ""},
    {"frame", "DeviceFrame?", "the newest one, if it is newer than `after`"},
};
constexpr Field kDevicePicture[] = {
    {"device_id", "integer", ""},
    {"number", "integer", "of the frame; those of the last second or two are kept"},
};
constexpr Field kNewDeploy[] = {
    {"port", "string?", "path of a port in the list of ports"},
    {"device_id", "integer?", "instead of the port: a connected board, such as one at a browser"},
};
constexpr Field kDeploy[] = {
    {"id", "integer", ""},
    {"run_id", "integer", ""},
    {"device_id", "integer", "the board, which is connected again when the deploy has ended"},
    {"port", "string", "empty: a browser holds the port"},
    {"title", "string", "what the operating system, or the browser's page, calls the port"},
    {"state", "running|done|failed", "done: the board answers as computed"},
    {"phase", "checking|preparing|writing|starting|proving|restoring",
     "restoring: what was on the board before is written again"},
    {"doing", "string", "what is done at present"},
    {"fraction", "number", "of the phase that is done, 0 to 1"},
    {"problem", "string", "why it failed, what is on the board now, and how to go on"},
    {"name", "string?", "what the board calls itself; this and the following since the board has answered"},
    {"address", "string?", "of the chip's network, by which boards are distinguished"},
    {"firmware", "string?", "1.x or 2.x"},
    {"bytes", "integer?", "of the model"},
    {"written_bytes", "integer?", "only what differed was written"},
    {"remarks", "string[]?", "rules that are kept only just"},
};
constexpr Field kDeployProof[] = {
    {"agrees", "boolean", ""},
    {"pictures", "integer", "number of pictures that were compared"},
    {"objects", "integer", "number of findings of the board in them"},
    {"sentence", "string", ""},
    {"picture", "string?", "the last picture: a JPEG file in base64"},
    {"width", "integer?", "of the picture, pixels"},
    {"height", "integer?", ""},
    {"board_boxes", "DeviceBox[]?", "what the board has found in it"},
    {"computed_boxes", "DeviceBox[]?", "what the model finds in it when it is run here"},
    {"board_classes", "DeviceClass[]?", ""},
    {"computed_classes", "DeviceClass[]?", ""},
};
constexpr Field kDeployUpdate[] = {
    {"revision", "integer", "for `after` of the next request"},
    {"deploy", "Deploy", ""},
    {"proof", "DeployProof?", "since the board has answered"},
};
constexpr Field kBoardRecord[] = {
    {"time", "string", "UTC"},
    {"address", "string", "of the chip's network, by which boards are distinguished"},
    {"port", "string", "where it was plugged in"},
    {"firmware", "string", "1.x or 2.x"},
    {"state", "being_written|proven|taken_back|emptied",
     "being_written: if no deploy runs, it was interrupted; taken_back: the model from before is there"},
    {"model", "string", "name of the model that is on the board; empty: there is none"},
    {"note", "string", "what was compared, or why the model was taken back"},
    {"run_id", "integer?", "the run of this project that the model comes from"},
    {"run_number", "integer?", ""},
    {"run_name", "string?", ""},
};
constexpr Field kDeploys[] = {
    {"deploys", "Deploy[]", "that the user has started, or all for owners of the installation; newest first"},
    {"boards", "BoardRecord[]",
     "the newest record of each board that has a model of this project, or of all boards for owners of the "
     "installation"},
};
constexpr Field kSavedDevicePicture[] = {
    {"id", "integer?", "absent when the project has the picture already"},
    {"result", "added|restored|duplicate", "as in AddedPicture"},
    {"labels", "integer", "number of labels that the model on the board has given"},
    {"unknown_classes", "string[]", "what the model found and the project has no class of that name for"},
};

}  // namespace tinsmith::serve
