# Seeded bugs: the run as a target, and the check that the patches still apply as a test.

add_custom_target(
    seeded
    COMMAND ${CMAKE_CURRENT_LIST_DIR}/run.py --work ${Anvil_SOURCE_DIR}/build/seeded
    USES_TERMINAL VERBATIM)

if(NOT ANVIL_TEST_PREFIX) # the same in every build
    add_test(NAME fuzz.seeded COMMAND ${CMAKE_CURRENT_LIST_DIR}/run.py --check)
    set_tests_properties(fuzz.seeded PROPERTIES LABELS style TIMEOUT 60)
endif()
