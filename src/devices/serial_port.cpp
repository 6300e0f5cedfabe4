#include "devices/serial_port.h"

#include <fcntl.h>
#include <libserialport.h>

#include <algorithm>

#include "devices/descriptor.h"
#include "devices/opening.h"

namespace tinsmith::devices {
namespace {

struct PortCloser {
  void operator()(sp_port* port) const {
    sp_close(port);  // does nothing for a port that is not open
    sp_free_port(port);
  }
};
using OwnedPort = std::unique_ptr<sp_port, PortCloser>;

std::string last_reason() {
  char* reason = sp_last_error_message();
  std::string text = reason == nullptr ? "" : reason;
  sp_free_error_message(reason);
  return text;
}

std::string text_or_empty(const char* text) {
  return text == nullptr ? "" : text;
}

class SerialPortLink final : public Link {
 public:
  SerialPortLink(OwnedPort port, Descriptor descriptor)
      : port_(std::move(port)), descriptor_(std::move(descriptor)) {}

  std::string name() const override { return descriptor_.name(); }
  // Not by libserialport, which cannot distinguish a board that is silent from one that was unplugged.
  Result<Bytes> read(std::int32_t timeout_ms) override { return descriptor_.read(timeout_ms); }
  Result<Done> write(ByteView bytes) override { return descriptor_.write(bytes, kWriteTimeout_ms); }

  Result<Done> set_speed(std::int32_t bits_per_second) override {
    if (sp_set_baudrate(port_.get(), bits_per_second) == SP_OK) return Done{};
    return fail(Fault::Unsupported, "{} cannot be set to {} bits per second: {}", name(), bits_per_second,
                last_reason());
  }

  // First RTS, then DTR: with RTS on and DTR off the XIAO would restart.
  Result<Done> set_lines(ControlLines lines) override {
    if (sp_set_rts(port_.get(), lines.rts ? SP_RTS_ON : SP_RTS_OFF) == SP_OK &&
        sp_set_dtr(port_.get(), lines.dtr ? SP_DTR_ON : SP_DTR_OFF) == SP_OK)
      return Done{};
    return fail(Fault::Unavailable, "the control lines of {} cannot be set: {}", name(), last_reason());
  }

 private:
  OwnedPort port_;
  Descriptor descriptor_;  // a second descriptor of the same open port
};

Result<Done> set_up(sp_port* port, const std::string& name) {
  if (sp_set_bits(port, 8) == SP_OK && sp_set_parity(port, SP_PARITY_NONE) == SP_OK &&
      sp_set_stopbits(port, 1) == SP_OK && sp_set_flowcontrol(port, SP_FLOWCONTROL_NONE) == SP_OK)
    return Done{};
  return fail(Fault::Unavailable, "{} cannot be set up as a serial port: {}", name, last_reason());
}

PortInfo info_of(const sp_port* port) {
  PortInfo info{text_or_empty(sp_get_port_name(port)), text_or_empty(sp_get_port_description(port)), {}};
  UsbIdentity usb;
  if (sp_get_port_transport(port) == SP_TRANSPORT_USB &&
      sp_get_port_usb_vid_pid(port, &usb.vendor, &usb.product) == SP_OK)
    info.usb = usb;
  return info;
}

}  // namespace

Result<std::vector<PortInfo>> serial_ports() {
  sp_port** ports = nullptr;
  if (sp_list_ports(&ports) != SP_OK)
    return fail(Fault::Unavailable, "the serial ports of this computer cannot be listed: {}", last_reason());
  std::vector<PortInfo> infos;
  for (sp_port** port = ports; *port != nullptr; ++port) infos.push_back(info_of(*port));
  sp_free_port_list(ports);
  std::sort(infos.begin(), infos.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return infos;
}

Result<std::unique_ptr<Link>> open_serial_port(const std::filesystem::path& path,
                                               std::int32_t bits_per_second) {
  // libserialport knows ports by the names that the kernel gives them, not by links to them.
  std::error_code error;
  const auto resolved = std::filesystem::canonical(path, error);
  sp_port* named = nullptr;
  if (error) return opening_error(path, error.value());
  if (sp_get_port_by_name(resolved.c_str(), &named) != SP_OK)
    return fail(Fault::InvalidInput, "{} is not a serial port; list the ports with: tinsmith device list",
                path.string());
  OwnedPort port(named);
  if (sp_open(port.get(), SP_MODE_READ_WRITE) != SP_OK) return opening_error(path, sp_last_error_code());
  int number = -1;
  if (sp_get_port_handle(port.get(), &number) != SP_OK)
    return fail(Fault::Unavailable, "{} was opened without a descriptor: {}", path.string(), last_reason());
  Descriptor descriptor(::fcntl(number, F_DUPFD_CLOEXEC, 0), path.string());
  TRY_DONE(reserve(descriptor));
  TRY_DONE(set_up(port.get(), path.string()));
  auto link = std::make_unique<SerialPortLink>(std::move(port), std::move(descriptor));
  TRY_DONE(link->set_speed(bits_per_second));
  TRY_DONE(link->set_lines({}));
  return std::unique_ptr<Link>(std::move(link));
}

}  // namespace tinsmith::devices
