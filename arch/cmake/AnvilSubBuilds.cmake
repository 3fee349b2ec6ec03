# Builds of other presets below this one: a workflow has one configure preset only.
#
# Each lies beside this build, where its own preset puts it, so that nothing is built twice. Its
# tests are run with this build's, one by one.
include(ExternalProject)

function(anvil_add_sub_build preset)
    cmake_path(GET CMAKE_BINARY_DIR PARENT_PATH folder)
    set(folder ${folder}/${preset})
    ExternalProject_Add(
        ${preset}
        SOURCE_DIR ${Anvil_SOURCE_DIR}
        BINARY_DIR ${folder}
        CONFIGURE_COMMAND ${CMAKE_COMMAND} --preset ${preset} -S ${Anvil_SOURCE_DIR} -B ${folder}
        BUILD_COMMAND ${CMAKE_COMMAND} --build ${folder}
        BUILD_ALWAYS ON
        USES_TERMINAL_BUILD ON
        INSTALL_COMMAND "")
    set(tests ${CMAKE_BINARY_DIR}/${preset}-tests.cmake)
    file(CONFIGURE OUTPUT ${tests} CONTENT "subdirs(\"${folder}\")\n" @ONLY)
    set_property(DIRECTORY ${Anvil_SOURCE_DIR} APPEND PROPERTY TEST_INCLUDE_FILES ${tests})
    set(ANVIL_${preset} ${folder} PARENT_SCOPE)
endfunction()

anvil_add_sub_build(firmware)
anvil_add_sub_build(host-gcc32)
anvil_add_sub_build(host-hostile)
anvil_add_sub_build(fuzz-32)
anvil_add_sub_build(afl)

# What only all three together can show: that host and firmware have the same core in them.
add_test(NAME build.core COMMAND ${CMAKE_CURRENT_LIST_DIR}/test/core.py
                                 ${CMAKE_BINARY_DIR} ${ANVIL_firmware} ${ANVIL_host-gcc32})
set_tests_properties(build.core PROPERTIES TIMEOUT 120 LABELS build)

# A word of 32 bits makes no difference, neither to behaviour nor to the layout of the state.
get_property(targets GLOBAL PROPERTY ANVIL_FUZZ_TARGETS)
foreach(target IN LISTS targets)
    get_property(folders GLOBAL PROPERTY ANVIL_FUZZ_INPUTS_${target})
    add_test(NAME build.words.${target}
             COMMAND ${Anvil_SOURCE_DIR}/fuzz/compare_replays.py builds
                     $<TARGET_FILE:replay-${target}> ${ANVIL_fuzz-32}/fuzz/replay-${target}
                     ${folders})
    set_tests_properties(build.words.${target} PROPERTIES TIMEOUT 120 LABELS build)
endforeach()
