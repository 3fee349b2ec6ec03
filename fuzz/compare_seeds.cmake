# Writes the seeds again and compares them with the committed ones.
#
#   cmake -D SEEDS=program -D CORPUS=folder -D OUT=folder -P compare_seeds.cmake

file(REMOVE_RECURSE ${OUT})
file(MAKE_DIRECTORY ${OUT})
execute_process(COMMAND ${SEEDS} ${OUT} COMMAND_ERROR_IS_FATAL ANY)

file(GLOB_RECURSE written RELATIVE ${OUT} ${OUT}/seed-*)
file(GLOB_RECURSE committed RELATIVE ${CORPUS} ${CORPUS}/seed-*)
if(NOT "${written}" STREQUAL "${committed}")
    message(FATAL_ERROR "the table has other seeds than ${CORPUS}")
endif()
foreach(seed IN LISTS written)
    execute_process(COMMAND ${CMAKE_COMMAND} -E compare_files ${OUT}/${seed} ${CORPUS}/${seed}
                    RESULT_VARIABLE result)
    if(NOT result EQUAL 0)
        message(FATAL_ERROR "${seed} is not what the table says")
    endif()
endforeach()
list(LENGTH written count)
message(STATUS "${count} seeds as committed")
