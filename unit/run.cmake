# Runs one unit test program and keeps its JUnit report: cmake -DPROGRAM= -DREPORT= -P run.cmake
#
# CMocka does not overwrite a report, and prints nothing else when it writes one: so the old one
# goes first, and the new one is shown if a test failed.

file(REMOVE ${REPORT})
execute_process(
    COMMAND ${CMAKE_COMMAND} -E env CMOCKA_MESSAGE_OUTPUT=XML CMOCKA_XML_FILE=${REPORT} ${PROGRAM}
    RESULT_VARIABLE result)
if(NOT EXISTS ${REPORT})
    message(FATAL_ERROR "${PROGRAM}: ${result}, without a report")
endif()
if(NOT result EQUAL 0)
    file(READ ${REPORT} report)
    message(FATAL_ERROR "${PROGRAM}: ${result}\n${report}")
endif()
