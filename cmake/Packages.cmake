# Every library the build stands on, found once. Why each was chosen: docs/dependencies.md.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
if(TINSMITH_TESTS)
  find_package(GTest REQUIRED)
endif()
