# What is made of programs (program.h) besides the target that plays them:
#
#   fuzz-print            prints an input, or writes it as a unit test
#   fuzz-mutator          libanvil_mutator.so, for AFL_CUSTOM_MUTATOR_LIBRARY; libFuzzer's program
#                         has it inside
#   unit_fuzz_<name>      tests of format, mutator and counters; test unit/fuzz_<name>
#   unit_replayed_<name>  a stored input, written as a unit test; test unit/replayed_<name>

set(folder ${CMAKE_CURRENT_SOURCE_DIR})

add_executable(fuzz-print print.c $<TARGET_OBJECTS:fuzz_syscalls> $<TARGET_OBJECTS:anvil_fuzz_common>)
target_link_libraries(fuzz-print PRIVATE anvil_host anvil_warnings)
add_test(NAME ${ANVIL_TEST_PREFIX}fuzz.print
         COMMAND ${CMAKE_COMMAND} -D PRINT=$<TARGET_FILE:fuzz-print> -D INPUT=${folder}/corpus/syscalls/seed-every-word
                 -D OUT=${CMAKE_CURRENT_BINARY_DIR}/printed.txt -D GOLDEN=${folder}/test/printed.txt
                 -P ${folder}/test/compare_printed.cmake)
set_tests_properties(${ANVIL_TEST_PREFIX}fuzz.print PROPERTIES LABELS replay TIMEOUT 60)

# afl-fuzz loads the mutator into itself: plain code, whatever the targets are made of.
set(mutator ${CMAKE_CURRENT_BINARY_DIR}/libanvil_mutator.so)
add_custom_command(
    OUTPUT ${mutator}
    COMMAND cc -std=gnu11 -O2 -shared -fPIC -iquote ${Anvil_SOURCE_DIR}/kernel -I${folder}
            -I${Anvil_SOURCE_DIR}/kernel/include -I${ANVIL_HOST_CONFIG}
            -I${Anvil_SOURCE_DIR}/arch/host/include ${folder}/mutator.c ${folder}/plausible.c ${folder}/program.c -o
            ${mutator}
    DEPENDS mutator.c mutator.h plausible.c plausible.h chance.h engine.h program.c program.h flexpages.h reader.h named.h
            world.h operations.def
            ${Anvil_SOURCE_DIR}/kernel/syscalls.def
    VERBATIM)
add_custom_target(fuzz-mutator ALL DEPENDS ${mutator})
if(COMMAND anvil_add_afl_test)
    anvil_add_afl_test(${ANVIL_TEST_PREFIX}fuzz.run.syscalls.mutator syscalls --mutator ${mutator})
endif()

# libFuzzer alone finds a mutator that is linked in.
if(TARGET fuzz-syscalls AND NOT CMAKE_C_COMPILER MATCHES "afl-clang")
    target_sources(fuzz-syscalls PRIVATE mutator.c plausible.c)
endif()

# Builds for fuzzing alone have no unit tests.
if(NOT TARGET unit_helpers)
    return()
endif()

function(anvil_add_program_test name)
    add_executable(unit_${name} ${ARGN})
    target_include_directories(unit_${name} PRIVATE ${folder})
    target_link_libraries(unit_${name} PRIVATE unit_helpers anvil_host anvil_warnings)
    add_test(NAME ${ANVIL_TEST_PREFIX}unit/${name}
             COMMAND ${CMAKE_COMMAND} -DPROGRAM=$<TARGET_FILE:unit_${name}>
                     -DREPORT=${CMAKE_BINARY_DIR}/unit/results/${name}.xml
                     -P ${Anvil_SOURCE_DIR}/unit/run.cmake)
    set_tests_properties(${ANVIL_TEST_PREFIX}unit/${name} PROPERTIES LABELS unit TIMEOUT 120)
endfunction()

anvil_add_program_test(fuzz_program test/test_program.c program.c flexpages.c)
anvil_add_program_test(fuzz_mutator test/test_mutator.c mutator.c plausible.c program.c)
anvil_add_program_test(fuzz_counters test/test_counters.c counters.c program.c)
target_compile_definitions(unit_fuzz_program PRIVATE CORPUS="${folder}/corpus/syscalls")

function(anvil_add_replayed input)
    get_filename_component(file ${input} NAME)
    string(MAKE_C_IDENTIFIER replayed_${file} name)
    set(source ${CMAKE_CURRENT_BINARY_DIR}/${name}.c)
    add_custom_command(
        OUTPUT ${source}
        COMMAND fuzz-print --test ${name} ${input} > ${source}
        DEPENDS fuzz-print ${input}
        VERBATIM)
    anvil_add_program_test(${name} ${source})
endfunction()

file(GLOB regressions CONFIGURE_DEPENDS ${folder}/regressions/syscalls/*)
foreach(input IN LISTS regressions)
    anvil_add_replayed(${input})
endforeach()
# Together they make every statement that a script can have.
foreach(seed IN ITEMS every-word restart-with-old-handles interrupt-to-driver send-and-wait-chain
                      halt-5)
    anvil_add_replayed(${folder}/corpus/syscalls/seed-${seed})
endforeach()
# What the calls on spaces are for.
foreach(seed IN ITEMS map-memory map-in-the-way unmap-what-was-handed-on unmap-own-stack unmap-batch grant-with-children
                      restart-after-grant map-objects unmap-objects-in-transit areas new-task new-task-in-transit
                      delete-job delete-own-job delete-job-that-panics delete-job-of-a-restart)
    anvil_add_replayed(${folder}/corpus/syscalls/seed-${seed})
endforeach()
