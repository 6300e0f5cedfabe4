#include "devices/opening.h"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace tinsmith::devices {
namespace {

std::string user_name() {
  const passwd* user = ::getpwuid(::geteuid());
  return user == nullptr ? "$USER" : user->pw_name;
}

Error no_permission(const std::filesystem::path& port) {
  struct stat status {};
  const group* owners = ::stat(port.c_str(), &status) == 0 ? ::getgrgid(status.st_gid) : nullptr;
  const bool group_may = (status.st_mode & S_IRGRP) != 0 && (status.st_mode & S_IWGRP) != 0;
  if (owners == nullptr || !group_may)
    return fail(Fault::Unavailable, "{} may not open {}; its administrator can give the permission",
                user_name(), port.string());
  return fail(Fault::Unavailable,
              "{0} may not open {1}, which is for members of the group {2}; join it with: "
              "sudo usermod -aG {2} {0}, then sign out and in again",
              user_name(), port.string(), owners->gr_name);
}

}  // namespace

Error opening_error(const std::filesystem::path& port, int error_number) {
  switch (error_number) {
    case ENOENT:
    case ENXIO:
    case ENODEV:
      return fail(
          Fault::NotFound,
          "there is no port {}; plug the board in with a cable that carries data, and list the ports with: "
          "tinsmith device list",
          port.string());
    case EACCES:
    case EPERM:
      return no_permission(port);
    case EBUSY:
      return fail(
          Fault::Conflict,
          "{} is in use by another program; close it there (a serial monitor, another Tinsmith) and try "
          "again",
          port.string());
    default:
      return fail(Fault::Unavailable, "cannot open {}: {}", port.string(), std::strerror(error_number));
  }
}

}  // namespace tinsmith::devices
