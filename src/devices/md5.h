// devices/md5.h — MD5, with which the loader of Espressif's chips confirms what is in their flash. Not for secrets.
#pragma once

#include <string>

#include "base/bytes.h"

namespace tinsmith::devices {

// 32 hexadecimal digits, as RFC 1321 prints them.
std::string md5_of(ByteView bytes);

}  // namespace tinsmith::devices
