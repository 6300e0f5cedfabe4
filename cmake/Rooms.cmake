# tinsmith_room(NAME [PATIENT] NEEDS room… SOURCES name… LINKS library… TEST_LINKS library…)
#
# PATIENT: the room computes little and waits for disks and people. A release compiles it with -O1, which takes four fifths
# of the time.
#
# A room is a folder, a namespace, a library target and an include prefix with the same name. A source `x` is the file
# `x.cpp`; headers without a source are not listed. `x_test.cpp` and `x_fuzz.cpp` are added if they exist beside it. TESTS
# lists further tests that belong to no single source. A source in a sub-folder is written `tflite/read`.
add_library(tinsmith_settings INTERFACE)
target_include_directories(tinsmith_settings INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(tinsmith_settings INTERFACE
  -Wall -Wextra -Wnon-virtual-dtor -Wold-style-cast -Wno-missing-field-initializers
  -fno-omit-frame-pointer)
# Warnings are errors in development, but not in a release build: the user's compiler may have warnings that ours lacks.
target_compile_options(tinsmith_settings INTERFACE $<$<NOT:$<CONFIG:Release>>:-Werror>)
# GCC 12 reports overlapping copies in std::string's own operator+ (GCC bug 105651).
target_compile_options(tinsmith_settings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
# In a batch, GCC would also warn of names that another source has at namespace scope, and of members whose types are in
# the unnamed namespace of a file that is not the compiled one.
target_compile_options(tinsmith_settings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wshadow=local -Wno-subobject-linkage>)
# Sums must not depend on whether the compiler contracts a multiplication and an addition to one rounding.
target_compile_options(tinsmith_settings INTERFACE -ffp-contract=off)
if(TINSMITH_SANITIZE)
  target_compile_options(tinsmith_settings INTERFACE -fsanitize=${TINSMITH_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(tinsmith_settings INTERFACE -fsanitize=${TINSMITH_SANITIZE})
  # GCC 12 wrongly reports uninitialized members and impossible sizes in instrumented code, also in the standard library.
  # The same sources are also compiled without sanitizers, where every warning is an error.
  target_compile_options(tinsmith_settings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -Wno-error>)
endif()
if(TINSMITH_FUZZ)
  target_compile_options(tinsmith_settings INTERFACE -fsanitize=fuzzer-no-link)
endif()

# tinsmith_in_batches(TARGET source…): compiles several sources of a folder at a time, because most of the compiler's work
# is in the headers that they share. A name in an unnamed namespace must therefore be unique in a folder's sources, and in
# its tests. Sources that Highway includes again for each instruction set are compiled alone.
set(TINSMITH_BATCH 12 CACHE STRING "sources of a folder that are compiled together; 1: each alone")
function(tinsmith_in_batches target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  foreach(source ${ARGN})
    file(STRINGS ${source} included_again REGEX "foreach_target\\.h" LIMIT_COUNT 1)
    if(included_again)
      set_source_files_properties(${source} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
      continue()
    endif()
    cmake_path(GET source PARENT_PATH folder)
    string(MAKE_C_IDENTIFIER "batch_${folder}" batch)
    math(EXPR count_${batch} "0${count_${batch}} + 1")
    math(EXPR number "(${count_${batch}} - 1) / ${TINSMITH_BATCH}")
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${target}_${folder}_${number})
  endforeach()
endfunction()

# In a release the headers that nearly every source includes are read once, not for each batch. GCC accepts them at every level
# of optimization but -O0. While one develops they are not: a source that forgets an #include must not compile.
option(TINSMITH_PRECOMPILE "precompile the most common headers" OFF)
function(tinsmith_precompiled_headers target)
  if(NOT TINSMITH_PRECOMPILE)
    return()
  endif()
  set(headers tinsmith_headers)
  if(NOT TARGET ${headers})
    file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/${headers}.cpp CONTENT "// Only its precompiled headers are used.\n")
    add_library(${headers} OBJECT ${CMAKE_BINARY_DIR}/${headers}.cpp)
    target_link_libraries(${headers} PRIVATE tinsmith_settings fmt::fmt nlohmann_json::nlohmann_json Threads::Threads)
    target_compile_options(${headers} PRIVATE -pthread)
    target_precompile_headers(${headers} PRIVATE
      <algorithm> <array> <atomic> <chrono> <cmath> <condition_variable> <cstdint> <cstring> <filesystem> <fstream>
      <functional> <limits> <map> <memory> <mutex> <numeric> <optional> <set> <span> <sstream> <string> <string_view>
      <thread> <tuple> <type_traits> <unordered_map> <unordered_set> <utility> <variant> <vector> <fmt/format.h>
      ${CMAKE_SOURCE_DIR}/src/base/json.h)
  endif()
  # Some libraries ask for -pthread; precompiled headers serve only sources that are compiled with the same flags.
  target_compile_options(${target} PRIVATE -pthread)
  target_precompile_headers(${target} REUSE_FROM ${headers})
endfunction()

# tinsmith_suite(NAME SOURCES file… LINKS library… [SHARDS n]): one GoogleTest program, NAME_test, run in the repository
# root. It writes its results to the folder in which tests/tally reads them. With SHARDS the tests are divided into the suites
# NAME_1 to NAME_n, which ctest starts first and can run at the same time.
function(tinsmith_suite name)
  cmake_parse_arguments(SUITE "" "SHARDS" "SOURCES;LINKS" ${ARGN})
  add_executable(${name}_test ${SUITE_SOURCES})
  tinsmith_in_batches(${name}_test ${SUITE_SOURCES})
  target_link_libraries(${name}_test PRIVATE tinsmith_settings ${SUITE_LINKS} GTest::gmock GTest::gtest_main)
  if(NOT SUITE_SHARDS)
    tinsmith_add_suite(${name} ${name}_test "")
    return()
  endif()
  math(EXPR last "${SUITE_SHARDS} - 1")
  foreach(shard RANGE ${last})
    math(EXPR number "${shard} + 1")
    tinsmith_add_suite(${name}_${number} ${name}_test "GTEST_TOTAL_SHARDS=${SUITE_SHARDS};GTEST_SHARD_INDEX=${shard};")
    set_tests_properties(${name}_${number} PROPERTIES COST 1000)  # suites of higher cost are started first
  endforeach()
endfunction()

function(tinsmith_add_suite name program environment)
  add_test(NAME ${name} COMMAND ${program} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES
    TIMEOUT 1200
    ENVIRONMENT "${environment}GTEST_OUTPUT=xml:${CMAKE_BINARY_DIR}/results/${name}.xml;LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/cmake/leak_suppressions.txt:print_suppressions=0")
endfunction()

function(tinsmith_room name)
  cmake_parse_arguments(ROOM "PATIENT" "" "NEEDS;SOURCES;LINKS;TESTS;TEST_LINKS" ${ARGN})
  set(sources "")
  set(tests "")
  foreach(source ${ROOM_SOURCES})
    list(APPEND sources ${source}.cpp)
    if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${source}_test.cpp)
      list(APPEND tests ${source}_test.cpp)
    endif()
    if(TINSMITH_FUZZ AND EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${source}_fuzz.cpp)
      string(REPLACE "/" "_" fuzz_name ${source})
      add_executable(fuzz_${name}_${fuzz_name} ${source}_fuzz.cpp)
      target_link_libraries(fuzz_${name}_${fuzz_name} PRIVATE ${name})
      target_link_options(fuzz_${name}_${fuzz_name} PRIVATE -fsanitize=fuzzer)
    endif()
  endforeach()
  foreach(test ${ROOM_TESTS})
    list(APPEND tests ${test}.cpp)
  endforeach()

  add_library(${name} STATIC ${sources})
  tinsmith_in_batches(${name} ${sources})
  target_link_libraries(${name} PUBLIC tinsmith_settings ${ROOM_NEEDS} PRIVATE ${ROOM_LINKS})
  if(ROOM_PATIENT AND CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_options(${name} PRIVATE -O1)
  endif()
  tinsmith_precompiled_headers(${name})

  if(TINSMITH_TESTS AND tests)
    tinsmith_suite(${name} SOURCES ${tests} LINKS ${name} ${ROOM_LINKS} ${ROOM_TEST_LINKS})
  endif()
endfunction()
