# tinsmith_embed(ROOM FUNCTION file…): makes the bytes of files part of a room's library. An assembly file includes them, and
# `std::span<const EmbeddedFile> FUNCTION()` (base/embedded_file.h) in the room's namespace, which the room declares, lists
# them by their file names. A file whose bytes change is included again.
function(tinsmith_embed room function)
  set(assembly "  .section .rodata\n")
  set(declarations "")
  set(rows "")
  foreach(file ${ARGN})
    get_filename_component(name ${file} NAME)
    string(MAKE_C_IDENTIFIER "tinsmith_${room}_${name}" symbol)
    string(APPEND assembly
      "  .globl ${symbol}\n${symbol}:\n  .incbin \"${file}\"\n  .globl ${symbol}_end\n${symbol}_end:\n  .byte 0\n")
    string(APPEND declarations "extern const std::byte ${symbol}[], ${symbol}_end[];\n")
    string(APPEND rows "      {\"${name}\", {${symbol}, ${symbol}_end}},\n")
  endforeach()
  string(APPEND assembly "  .section .note.GNU-stack,\"\",%progbits\n")
  set(written ${CMAKE_CURRENT_BINARY_DIR}/embedded)
  file(CONFIGURE OUTPUT ${written}/${function}.S CONTENT "${assembly}" @ONLY)
  file(CONFIGURE OUTPUT ${written}/${function}.cpp @ONLY CONTENT "#include <vector>

#include \"base/embedded_file.h\"
extern \"C\" {
${declarations}}
namespace tinsmith::${room} {
std::span<const EmbeddedFile> ${function}();
std::span<const EmbeddedFile> ${function}() {
  static const std::vector<EmbeddedFile> files{
${rows}  };
  return files;
}
}
")
  set_source_files_properties(${written}/${function}.S PROPERTIES OBJECT_DEPENDS "${ARGN}")
  target_sources(${room} PRIVATE ${written}/${function}.S ${written}/${function}.cpp)
endfunction()
