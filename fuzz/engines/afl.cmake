# Fuzz targets for AFL++: programs for afl-fuzz, made by its own compiler (the preset `afl`).
#
#   fuzz-<target>           the core instrumented for coverage
#   fuzz-<target>-cmplog    the core tells what it compares: the companion that -c wants
#
# Both are linked with AFL++'s own driver for LLVMFuzzerTestOneInput, which runs many inputs in one
# process and takes them from shared memory, each in a buffer of its exact size. What is not
# instrumented is said in the preset: AFL++ wants that in the compiler's environment.

set(ANVIL_FUZZED_LIBRARY anvil_host)
set(ANVIL_AFL_EXECUTIONS 3000 CACHE STRING "How often the tests let AFL++ run each target")

# This old a Clang takes a variable of an empty structure for an uninitialised one.
target_compile_options(anvil_warnings INTERFACE -Wno-uninitialized)

function(anvil_add_afl_program name target library)
    add_executable(${name} $<TARGET_OBJECTS:fuzz_${target}> $<TARGET_OBJECTS:anvil_fuzz_common>)
    target_link_libraries(${name} PRIVATE ${library})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
endfunction()

function(anvil_add_afl_test name target)
    add_test(NAME ${name}
             COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/engines/run_afl.py --program
                     $<TARGET_FILE:fuzz-${target}> --seeds
                     ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${target} --dictionary
                     ${CMAKE_CURRENT_SOURCE_DIR}/syscalls.dict --executions
                     ${ANVIL_AFL_EXECUTIONS} ${ARGN} ${CMAKE_CURRENT_BINARY_DIR}/${name})
    set_tests_properties(${name} PROPERTIES LABELS afl TIMEOUT 300)
endfunction()

# The run without CmpLog judges stability best: with it, AFL++ runs an input once before it looks.
function(anvil_add_fuzzer target)
    anvil_add_afl_program(fuzz-${target} ${target} anvil_host)
    anvil_add_afl_program(fuzz-${target}-cmplog ${target} anvil_host_cmplog)
    anvil_add_afl_test(${ANVIL_TEST_PREFIX}fuzz.run.${target} ${target})
    anvil_add_afl_test(${ANVIL_TEST_PREFIX}fuzz.run.${target}.cmplog ${target} --cmplog
                       $<TARGET_FILE:fuzz-${target}-cmplog>)
endfunction()
