// report/numbers.h — formats numbers for people. Numbers that are not finite become "not known", never "nan".
#pragma once

#include <string>

#include "eval/interval.h"

namespace tinsmith::report {

std::string percent(double fraction);                       // 0.9712 → "97.1 %"
std::string percent_range(const eval::Interval& interval);  // "94.6–98.5 %"
std::string points(double difference);                      // −0.0032 → "−0.3 points", "+1.0 points"
std::string points_range(const eval::Interval& interval);   // "−1.1 to +0.5 points"
std::string grouped(std::int64_t count);                    // 1234567 → "1 234 567", with narrow spaces
std::string in_bytes(std::int64_t bytes);                   // "411.2 KB", KB = 1 024 bytes
std::string in_millions(std::int64_t count);                // 12345678 → "12.3 million"
std::string in_time(double seconds);                        // "4.2 s", "3 min 20 s", "1 h 5 min"
std::string decimal(double value, int places);
std::string counted(std::int64_t count, std::string_view one,
                    std::string_view many);  // "1 picture", "2 pictures"

}  // namespace tinsmith::report
