# Finds every library that the build needs. docs/dependencies.md has the reason for each.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
if(TINSMITH_TESTS)
  find_package(GTest REQUIRED)
endif()
