# The target web_pages: the folder web/, built by npm and embedded (serve/web.h). It does not depend on compiled code, so
# npm and the compiler run at the same time.
set(pages ${CMAKE_BINARY_DIR}/web)
set(with_tests)
if(TINSMITH_TESTS)
  set(with_tests --with-tests)
endif()
file(GLOB_RECURSE page_sources CONFIGURE_DEPENDS
  ${CMAKE_SOURCE_DIR}/web/src/* ${CMAKE_SOURCE_DIR}/web/public/*)
list(FILTER page_sources EXCLUDE REGEX "api-types\\.ts$|\\.test\\.ts$")
file(GLOB page_settings CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/*.json ${CMAKE_SOURCE_DIR}/web/*.ts
  ${CMAKE_SOURCE_DIR}/web/*.js ${CMAKE_SOURCE_DIR}/web/*.html)
add_custom_command(
  OUTPUT ${pages}/pages.S ${pages}/pages.cpp
  COMMAND ${CMAKE_SOURCE_DIR}/scripts/build_web ${pages} ${with_tests}
  DEPENDS ${page_sources} ${page_settings} ${CMAKE_SOURCE_DIR}/scripts/build_web
  VERBATIM)
add_library(web_pages STATIC ${pages}/pages.cpp ${pages}/pages.S)
target_link_libraries(web_pages PUBLIC tinsmith_settings)

# The types of the API's requests and responses. The suite `web` checks the pages against them; the code in the browser
# has no types.
if(TINSMITH_TESTS)
  add_custom_command(
    OUTPUT ${CMAKE_BINARY_DIR}/openapi.json
    COMMAND write_openapi > ${CMAKE_BINARY_DIR}/openapi.json.new
    # The types are generated again only if the description has changed.
    COMMAND ${CMAKE_COMMAND} -E copy_if_different ${CMAKE_BINARY_DIR}/openapi.json.new ${CMAKE_BINARY_DIR}/openapi.json
    DEPENDS write_openapi VERBATIM)
  add_custom_command(
    OUTPUT ${pages}/types.written
    COMMAND ${CMAKE_SOURCE_DIR}/scripts/build_web ${pages} --types ${CMAKE_BINARY_DIR}/openapi.json
    COMMAND ${CMAKE_COMMAND} -E touch ${pages}/types.written
    DEPENDS ${CMAKE_BINARY_DIR}/openapi.json ${pages}/pages.S VERBATIM)
  add_custom_target(web_types ALL DEPENDS ${pages}/types.written)
endif()
