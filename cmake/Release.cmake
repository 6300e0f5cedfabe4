# The Debian package that scripts/release makes: the program, which contains its pages, and a systemd unit. The package
# does not start the unit; the person who installs it does.
include(GNUInstallDirs)
install(TARGETS tinsmith RUNTIME DESTINATION bin)
install(FILES cmake/package/tinsmith.service DESTINATION lib/systemd/system)
install(FILES LICENSE DESTINATION share/doc/tinsmith RENAME copyright)
install(FILES README.md CHANGELOG.md DESTINATION share/doc/tinsmith)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME tinsmith)
set(CPACK_PACKAGE_CONTACT "The Tinsmith developers <tinsmith@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "workshop for tiny vision models on camera boards")
set(CPACK_PACKAGE_DESCRIPTION
  "Label photos, train a small network, quantize it to int8, measure it and put it on a camera board,
 in a browser or on the command line. Everything stays on this machine.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${CMAKE_SOURCE_DIR}/cmake/package/postinst ${CMAKE_SOURCE_DIR}/cmake/package/prerm)
# The packages of the libraries that the program is linked with.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Fonts for the class names on drawn boxes.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "fonts-dejavu-core")
include(CPack)
