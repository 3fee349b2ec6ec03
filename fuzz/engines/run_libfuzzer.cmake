# Fuzzes one target for a while, from the committed corpus, with new finds in a folder of its own.
#
#   cmake -D FUZZER=program -D OUT=folder -D SEEDS=folder -D DICTIONARY=file -D SECONDS=n -P ...
#
# An input that fails stays in OUT; its name is in the output.

file(REMOVE_RECURSE ${OUT}/found)
file(MAKE_DIRECTORY ${OUT}/found)

execute_process(
    COMMAND ${CMAKE_COMMAND} -E env ANVIL_FUZZ_STATISTICS=1 ${FUZZER} -seed=1
            -max_total_time=${SECONDS} -max_len=4096 -timeout=10 -print_final_stats=1
            -dict=${DICTIONARY} -artifact_prefix=${OUT}/ ${OUT}/found ${SEEDS}
    RESULT_VARIABLE result
    ERROR_VARIABLE output
    ECHO_ERROR_VARIABLE)

if(NOT result EQUAL 0)
    message(FATAL_ERROR "the target failed: ${result}")
endif()

# A build without instrumentation would fuzz blindly and never fail.
string(REGEX MATCHALL "cov: [0-9]+" coverage "${output}")
list(POP_BACK coverage last)
string(REGEX REPLACE "[^0-9]" "" edges "${last}")
if(NOT edges GREATER 100)
    message(FATAL_ERROR "the target saw ${edges} edges of the kernel: is it instrumented?")
endif()
