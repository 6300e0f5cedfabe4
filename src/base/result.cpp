#include "base/result.h"

namespace tinsmith {

std::string Error::text() const {
  std::string text;
  for (auto step = during.rbegin(); step != during.rend(); ++step) text += *step + ": ";
  return text + message;
}

}  // namespace tinsmith
