# The boards that the images are built for and booted on, and what tests know of them.
#
# An image has the same name on every board, with the board's name as a suffix on all but the first.
# Most tasks suit every board as they are. One that does not is made once per board, like this:
#
#   foreach(board IN LISTS ANVIL_TEST_BOARDS)
#       anvil_select_board(${board})
#       anvil_add_task(mine${suffix} DEVICES ${STOPWATCH} ... LIBRARIES anvil_test_board${suffix})
#   endforeach()
set(ANVIL_TEST_BOARDS mps2-an386 netduinoplus2)
set(ANVIL_TEST_SUPPORT ${CMAKE_CURRENT_LIST_DIR}/support)

# Sets the board's suffix and the variables of its facts.cmake, in the caller's scope.
macro(anvil_select_board board)
    set(suffix "")
    list(FIND ANVIL_TEST_BOARDS ${board} suffix_place)
    if(suffix_place GREATER 0)
        set(suffix -${board})
    endif()
    include(${ANVIL_TEST_SUPPORT}/${board}/facts.cmake)
endmacro()

# For the tasks of a board: its headers in support/, and the places of its facts.cmake.
function(anvil_add_test_board board)
    anvil_select_board(${board})
    add_library(anvil_test_board${suffix} INTERFACE)
    target_include_directories(anvil_test_board${suffix} INTERFACE ${ANVIL_TEST_SUPPORT}/${board})
    foreach(place IN ITEMS VECTORS KERNEL_TEXT KERNEL_FLASH_LAST TASK_FLASH RAM_LAST TIMER LOG
                           CONSOLE VOID)
        target_compile_definitions(anvil_test_board${suffix}
                                   INTERFACE PLACE_${place}=${PLACE_${place}}u)
    endforeach()
endfunction()

foreach(board IN LISTS ANVIL_TEST_BOARDS)
    anvil_add_test_board(${board})
endforeach()

# Pool sizes that small images have in common, so that they share one compilation of the kernel: room
# for 4 or 8 tasks. One with more has nothing for them to make, so that it fits into the smaller
# board's RAM. An image with a CONFIG of its own has what that says.
function(anvil_test_pools out)
    set(${out} "" PARENT_SCOPE)
    set(count 0)
    set(counting FALSE)
    foreach(word IN LISTS ARGN)
        if(word STREQUAL "CONFIG")
            return()
        elseif(word MATCHES "^[A-Z]+$")
            string(COMPARE EQUAL ${word} TASKS counting)
        elseif(counting)
            math(EXPR count "${count} + 1")
        endif()
    endforeach()
    foreach(tasks IN ITEMS 4 8)
        if(count LESS_EQUAL tasks)
            math(EXPR jobs "3 * ${tasks} + 1")
            math(EXPR mappings "12 * ${tasks} + 8")
            set(${out} CONFIG tasks ${tasks} jobs ${jobs} mappings ${mappings} PARENT_SCOPE)
            return()
        endif()
    endforeach()
    math(EXPR jobs "${count} + 4") # the root's, and those of three domains
    math(EXPR processes "2 * ${count}")
    math(EXPR mappings "4 * ${count}")
    set(${out} CONFIG jobs ${jobs} processes ${processes} threads ${processes} areas 1 slots 8
               mappings ${mappings} events 1 channels 1 eventpairs 1 messages 1 tokens 1
               message_bytes 64 message_handles 1 PARENT_SCOPE)
endfunction()

# anvil_test_image(<name> <anything anvil_add_image takes but BOARD>...): the image for each board.
# A task is taken as made for the board, if there is such a one.
function(anvil_test_image name)
    anvil_test_pools(pools ${ARGN})
    foreach(board IN LISTS ANVIL_TEST_BOARDS)
        anvil_select_board(${board})
        set(words "")
        foreach(word IN LISTS ARGN)
            if(TARGET ${word}${suffix})
                string(APPEND word ${suffix})
            endif()
            list(APPEND words ${word})
        endforeach()
        anvil_add_image(${name}${suffix} BOARD ${board} ${words} ${pools})
    endforeach()
endfunction()

# anvil_expected_output(<out> <image> <board> <file>): the file with the board's places in it, which
# it names as @PLACE_CONSOLE@ and so on.
function(anvil_expected_output out image board file)
    anvil_select_board(${board})
    set(result ${CMAKE_CURRENT_BINARY_DIR}/${image}${suffix}.expected.txt)
    configure_file(${file} ${result} @ONLY)
    set(${out} ${result} PARENT_SCOPE)
endfunction()
