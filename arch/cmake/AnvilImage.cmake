# Building images: anvil_add_task and anvil_add_image, for this tree and for projects outside it.
#
#   anvil_add_task(<name> LABEL <u32> PRIORITY <0..31> STACK <bytes> SOURCES <file>...
#                  [QUANTUM <ms>] [DOMAIN <0..255>] [HEAP <bytes>] [THREADS <0..255>]
#                  [MANUAL_START] [ON_EXIT none|restart|panic] [ON_FAULT none|restart|panic]
#                  [CAPABILITIES start|random|cycles|inspect|supervisor ...]
#                  [DEVICES <board's name> | <address> <size> ...]
#                  [INTERRUPTS <board's name> | <line> ...] [QUOTA <pool> <limit> ...]
#                  [LIBRARIES <target>...])
#   anvil_add_image(<name> BOARD <board> TASKS <task>... [MAIN <task>] [CONFIG <pool> <size> ...]
#                   [CHANNEL <task> <task>]... [EVENT <task>...]...)
#
# A task is an object library of that name (target_compile_definitions and so on work on it) and a
# program of its own: linked once anywhere, for its sizes, and once per image in its place. An image
# gives <name>.elf, <name>.bin, <name>.map.txt and the targets run-<name> and debug-<name>.
#
# What may be said is checked while CMake runs, by AnvilKeywords.cmake (form) and pack.py
# (meaning); what depends on compiled sizes, by pack.py while building.

include(${CMAKE_CURRENT_LIST_DIR}/AnvilKeywords.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/AnvilKernel.cmake)

set(ANVIL_PYTHON /usr/bin/python3 CACHE FILEPATH "A Python that has pyelftools")

# The functions run in the folders of others: this is how they find Anvil's files, and why they
# begin every list they append to, whatever the caller's variables are.
cmake_path(GET CMAKE_CURRENT_LIST_DIR PARENT_PATH root)
cmake_path(GET root PARENT_PATH root)
set_property(GLOBAL PROPERTY ANVIL_ROOT ${root})

# anvil_pack(<step> <argument>...): one step of pack.py while CMake runs; its refusals end it.
function(anvil_pack)
    execute_process(
        COMMAND ${ANVIL_PYTHON} ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/pack.py ${ARGN}
        RESULT_VARIABLE result
        ERROR_VARIABLE error
        ERROR_STRIP_TRAILING_WHITESPACE)
    if(NOT result EQUAL 0)
        message(FATAL_ERROR " ${error}")
    endif()
endfunction()

# anvil_describe(<out> <owner> <keyword> <value>...): one line of a description for each value.
function(anvil_describe out owner keyword)
    foreach(value IN LISTS ARGN)
        if(value MATCHES "[\t\n]")
            anvil_refuse("${owner}" "${keyword} ${value}" "holds a tab or a line break")
        endif()
        string(APPEND ${out} "${owner}\t${keyword}\t${value}\n")
    endforeach()
    set(${out} "${${out}}" PARENT_SCOPE)
endfunction()

# anvil_describe_pairs(<out> <owner> <keyword> [<name> <number>]...): a line for each pair.
function(anvil_describe_pairs out owner keyword)
    set(pairs ${ARGN})
    while(pairs)
        list(POP_FRONT pairs name number)
        if("${number}" STREQUAL "")
            anvil_refuse("${owner}" "${keyword} ${name}" "has no value")
        endif()
        anvil_describe(${out} "${owner}" ${keyword} "${name} ${number}")
    endwhile()
    set(${out} "${${out}}" PARENT_SCOPE)
endfunction()

function(anvil_check_name subject name)
    if(NOT name MATCHES "^[A-Za-z][A-Za-z0-9_-]*$")
        anvil_refuse("${subject}" "name" "is not made of letters, digits, _ and -")
    elseif(TARGET "${name}")
        anvil_refuse("${subject}" "name" "is already that of another target")
    elseif(NOT CMAKE_SYSTEM_PROCESSOR STREQUAL "armv7e-m")
        anvil_refuse("${subject}" "toolchain" "configure with arch/armv7m/toolchain.cmake")
    endif()
endfunction()

# All tasks are checked together once CMake has read everything: those of an image have been checked
# with it by then, and starting Python for each of the others would take longer than all the rest.
function(anvil_defer_check description)
    get_property(descriptions GLOBAL PROPERTY ANVIL_DESCRIPTIONS)
    if(NOT descriptions)
        cmake_language(DEFER DIRECTORY ${CMAKE_SOURCE_DIR} CALL anvil_check_tasks)
    endif()
    set_property(GLOBAL APPEND PROPERTY ANVIL_DESCRIPTIONS ${description})
endfunction()

function(anvil_check_tasks)
    get_property(descriptions GLOBAL PROPERTY ANVIL_DESCRIPTIONS)
    anvil_pack(tasks ${descriptions})
endfunction()

# One link of a task, at the addresses of the folder's link.rsp.
function(anvil_link_task program task folder)
    get_property(root GLOBAL PROPERTY ANVIL_ROOT)
    set(script ${root}/arch/armv7m/task.ld)
    add_executable(${program})
    target_link_libraries(${program} PRIVATE ${task} anvil_runtime)
    target_link_options(
        ${program} PRIVATE ${ANVIL_TASK_FLAGS} --specs=nano.specs -nostartfiles -T ${script}
        -Wl,@${folder}/link.rsp -Wl,--gc-sections -Wl,--fatal-warnings)
    set_target_properties(
        ${program} PROPERTIES LINK_DEPENDS "${script};${folder}/link.rsp" SUFFIX .elf
                              OUTPUT_NAME ${task} RUNTIME_OUTPUT_DIRECTORY ${folder})
endfunction()

function(anvil_add_task name)
    set(subject "task ${name}")
    anvil_check_name("${subject}" "${name}")
    set(single LABEL PRIORITY QUANTUM DOMAIN STACK HEAP THREADS ON_EXIT ON_FAULT)
    set(many CAPABILITIES DEVICES INTERRUPTS QUOTA SOURCES LIBRARIES)
    set(flags MANUAL_START)
    set(repeated "")
    set(words ${ARGN})
    anvil_read_words(task "${subject}" words single many flags repeated)
    anvil_require(task "${subject}" LABEL PRIORITY STACK SOURCES)

    set(description "")
    foreach(keyword IN LISTS single flags ITEMS CAPABILITIES DEVICES INTERRUPTS)
        anvil_describe(description "${subject}" ${keyword} ${task_${keyword}})
    endforeach()
    anvil_describe_pairs(description "${subject}" QUOTA ${task_QUOTA})
    set(folder ${CMAKE_CURRENT_BINARY_DIR}/${name}.task)
    file(CONFIGURE OUTPUT ${folder}/description.txt CONTENT "${description}" @ONLY)
    anvil_defer_check(${folder}/description.txt)

    add_library(${name} OBJECT ${task_SOURCES})
    target_compile_options(${name} PRIVATE ${ANVIL_TASK_FLAGS})
    target_link_libraries(${name} PUBLIC anvil_user ${task_LIBRARIES})
    set_target_properties(${name} PROPERTIES ANVIL_DESCRIPTION "${description}")
    anvil_link_task(${name}.sizing ${name} ${folder})
endfunction()

# The lines of a board: what its board.cmake says.
function(anvil_describe_board out board)
    set(lines "")
    anvil_describe(lines board NAME ${board})
    foreach(memory IN ITEMS KERNEL_FLASH TASK_FLASH RAM)
        anvil_describe(lines board ${memory}
                       "${ANVIL_BOARD_${memory}_BASE} ${ANVIL_BOARD_${memory}_SIZE}")
    endforeach()
    foreach(fact IN ITEMS TICKS_PER_MS CYCLES_PER_TICK IRQS)
        anvil_describe(lines board ${fact} ${ANVIL_BOARD_${fact}})
    endforeach()
    anvil_describe(lines board DEVICE ${ANVIL_BOARD_DEVICES})
    anvil_describe(lines board INTERRUPT ${ANVIL_BOARD_INTERRUPTS})
    anvil_describe(lines board KERNEL_INTERRUPT ${ANVIL_BOARD_KERNEL_INTERRUPTS})
    anvil_describe(lines board FORBIDDEN ${ANVIL_BOARD_FORBIDDEN})
    set(${out} "${lines}" PARENT_SCOPE)
endfunction()

# The lines of an image and its tasks. Whether they make sense is pack.py's to say.
function(anvil_describe_image out name)
    set(subject "image ${name}")
    set(lines "")
    set(seen "")
    anvil_describe(lines "${subject}" NAME ${name})
    anvil_describe(lines "${subject}" MAIN ${image_MAIN})
    anvil_describe(lines "${subject}" CHANNEL ${image_CHANNEL})
    anvil_describe(lines "${subject}" EVENT ${image_EVENT})
    anvil_describe_pairs(lines "${subject}" CONFIG ${image_CONFIG})
    foreach(task IN LISTS image_TASKS)
        set(description "")
        if(TARGET "${task}")
            get_target_property(description ${task} ANVIL_DESCRIPTION)
        endif()
        if(NOT description)
            anvil_refuse("${subject}" "TASKS ${task}" "no such task")
        elseif(task IN_LIST seen)
            anvil_refuse("${subject}" "TASKS ${task}" "is given twice")
        endif()
        list(APPEND seen ${task})
        string(APPEND lines "${description}")
    endforeach()
    set(${out} "${lines}" PARENT_SCOPE)
endfunction()

# Places the tasks: from the sizing links to the final ones, their binaries and the task table.
function(anvil_place_tasks name folder)
    set(packer ${CMAKE_CURRENT_FUNCTION_LIST_DIR})
    file(GLOB scripts ${packer}/pack.py ${packer}/packer/*.py)
    set(pack ${ANVIL_PYTHON} ${packer}/pack.py)
    foreach(list IN ITEMS sizing_programs sizing_pairs responses programs pairs binaries)
        set(${list} "")
    endforeach()
    foreach(task IN LISTS image_TASKS)
        list(APPEND sizing_programs ${task}.sizing)
        list(APPEND sizing_pairs ${task}=$<TARGET_FILE:${task}.sizing>)
        list(APPEND responses ${folder}/${task}/link.rsp)
        anvil_link_task(${name}.${task} ${task} ${folder}/${task})
        list(APPEND programs ${name}.${task})
        set(program ${folder}/${task}/${task})
        list(APPEND pairs ${task}=${program}.elf)
        add_custom_command(
            OUTPUT ${program}.bin
            COMMAND ${CMAKE_OBJCOPY} -O binary ${program}.elf ${program}.bin
            DEPENDS ${name}.${task}
            VERBATIM)
        list(APPEND binaries ${program}.bin)
    endforeach()
    add_custom_command(
        OUTPUT ${responses} ${folder}/memory.ld ${folder}/tasks.ld ${folder}/placement.json
               ${CMAKE_CURRENT_BINARY_DIR}/${name}.map.txt
        COMMAND ${pack} place ${folder}/description.txt --map
                ${CMAKE_CURRENT_BINARY_DIR}/${name}.map.txt ${sizing_pairs}
        DEPENDS ${sizing_programs} ${folder}/description.txt ${scripts}
        COMMENT "Placing the tasks of ${name}"
        VERBATIM)
    add_custom_command(
        OUTPUT ${folder}/image.c ${folder}/tasks.S
        COMMAND ${pack} table ${folder}/description.txt ${pairs}
        DEPENDS ${programs} ${binaries} ${folder}/placement.json ${folder}/description.txt ${scripts}
        COMMENT "Writing the task table of ${name}"
        VERBATIM)
    set_source_files_properties(${folder}/tasks.S PROPERTIES OBJECT_DEPENDS "${binaries}")
    add_custom_target(${name}.placed DEPENDS ${responses} ${folder}/placement.json)
    foreach(program IN LISTS programs)
        add_dependencies(${program} ${name}.placed)
    endforeach()
endfunction()

# The targets that run an image: alone, and stopped at its first instruction for a debugger. The
# image's property ANVIL_RUN is the command for other uses; the image's path follows it.
function(anvil_add_run_targets name)
    if(NOT ANVIL_BOARD_EMULATED)
        return()
    endif()
    set_target_properties(${name} PROPERTIES ANVIL_RUN "${ANVIL_BOARD_RUN}")
    add_custom_target(
        run-${name}
        COMMAND ${ANVIL_BOARD_RUN} -kernel $<TARGET_FILE:${name}>
        DEPENDS ${name}
        COMMENT "Booting ${name}"
        USES_TERMINAL VERBATIM)
    add_custom_target(
        debug-${name}
        COMMAND ${ANVIL_BOARD_RUN} -s -S -kernel $<TARGET_FILE:${name}>
        DEPENDS ${name}
        COMMENT "Waiting on port 1234: gdb-multiarch -ex 'target remote :1234' ${name}.elf"
        USES_TERMINAL VERBATIM)
endfunction()

function(anvil_add_image name)
    set(subject "image ${name}")
    anvil_check_name("${subject}" "${name}")
    set(single BOARD MAIN)
    set(many TASKS CONFIG)
    set(flags "")
    set(repeated CHANNEL EVENT)
    set(words ${ARGN})
    anvil_read_words(image "${subject}" words single many flags repeated)
    anvil_require(image "${subject}" BOARD TASKS)
    get_property(root GLOBAL PROPERTY ANVIL_ROOT)
    set(board_folder ${root}/arch/armv7m/boards/${image_BOARD})
    if(NOT EXISTS ${board_folder}/board.cmake)
        anvil_refuse("${subject}" "BOARD ${image_BOARD}" "no such board")
    endif()
    include(${board_folder}/board.cmake)

    set(folder ${CMAKE_CURRENT_BINARY_DIR}/${name}.image)
    anvil_describe_board(board ${image_BOARD})
    anvil_describe_image(image ${name})
    file(CONFIGURE OUTPUT ${folder}/description.txt CONTENT "${board}${image}" @ONLY)
    anvil_pack(image ${folder}/description.txt)
    anvil_place_tasks(${name} ${folder})
    anvil_kernel_library(kernel ${image_BOARD} ${folder}/anvil_config.h)
    anvil_link_kernel(${name} ${kernel} ${folder})
    anvil_add_run_targets(${name})
endfunction()
