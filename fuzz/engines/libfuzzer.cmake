# Fuzz targets for libFuzzer, which comes with Clang: fuzz-<target>, the core instrumented.

set(ANVIL_FUZZ_SECONDS 20 CACHE STRING "How long the tests fuzz each target")

target_compile_options(
    anvil_host_fuzz
    PRIVATE -fsanitize-coverage-ignorelist=${CMAKE_CURRENT_SOURCE_DIR}/uninstrumented.txt)

function(anvil_add_fuzzer target)
    add_executable(fuzz-${target} $<TARGET_OBJECTS:fuzz_${target}>
                                  $<TARGET_OBJECTS:anvil_fuzz_common>)
    target_link_libraries(fuzz-${target} PRIVATE anvil_host_fuzz)
    target_link_options(fuzz-${target} PRIVATE -fsanitize=fuzzer)
    set(folder ${CMAKE_CURRENT_SOURCE_DIR})
    add_test(NAME ${ANVIL_TEST_PREFIX}fuzz.run.${target}
             COMMAND ${CMAKE_COMMAND} -D FUZZER=$<TARGET_FILE:fuzz-${target}>
                     -D OUT=${CMAKE_CURRENT_BINARY_DIR}/${target}
                     -D SEEDS=${folder}/corpus/${target} -D DICTIONARY=${folder}/syscalls.dict
                     -D SECONDS=${ANVIL_FUZZ_SECONDS}
                     -P ${folder}/engines/run_libfuzzer.cmake)
    math(EXPR limit "${ANVIL_FUZZ_SECONDS} * 3 + 60")
    set_tests_properties(${ANVIL_TEST_PREFIX}fuzz.run.${target} PROPERTIES LABELS fuzz
                                                                           TIMEOUT ${limit})
endfunction()
