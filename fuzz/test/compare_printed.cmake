# Prints an input and compares the text with the committed one.
#
#   cmake -D PRINT=program -D INPUT=file -D OUT=file -D GOLDEN=file -P compare_printed.cmake

execute_process(COMMAND ${PRINT} ${INPUT} OUTPUT_FILE ${OUT} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} -E compare_files ${OUT} ${GOLDEN} RESULT_VARIABLE result)
if(NOT result EQUAL 0)
    file(READ ${OUT} text)
    message(FATAL_ERROR "${INPUT} prints otherwise than ${GOLDEN} says:\n${text}")
endif()
