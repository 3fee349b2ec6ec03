# The kernel's side of an image: core, port and board compiled for one configuration, and the link
# that joins them with the tasks' programs.
#
# Images with equal pool sizes on the same board share one compilation. It must not know what a
# task is: the tasks come as one source file of bytes and one of constants.

# anvil_kernel_library(<out> <board> <anvil_config.h>): the objects for these pool sizes.
function(anvil_kernel_library out board config)
    file(SHA256 ${config} hash)
    string(SUBSTRING ${hash} 0 12 hash)
    set(library anvil_kernel.${board}.${hash})
    set(${out} ${library} PARENT_SCOPE)
    if(TARGET ${library})
        return()
    endif()
    get_property(root GLOBAL PROPERTY ANVIL_ROOT)
    set(port ${root}/arch/armv7m)
    set(folder ${CMAKE_BINARY_DIR}/${library})
    file(COPY_FILE ${config} ${folder}.h ONLY_IF_DIFFERENT)
    configure_file(${folder}.h ${folder}/anvil_config.h COPYONLY)
    file(GLOB sources CONFIGURE_DEPENDS ${port}/*.c ${port}/*.S)
    list(TRANSFORM ANVIL_BOARD_SOURCES PREPEND ${port}/boards/${board}/)
    add_library(${library} OBJECT ${sources} ${ANVIL_BOARD_SOURCES})
    target_include_directories(${library} PRIVATE ${folder} ${port} ${port}/boards/${board})
    target_compile_options(${library} PRIVATE ${ANVIL_KERNEL_FLAGS}
                                              $<$<COMPILE_LANGUAGE:C>:-flto>)
    target_link_libraries(${library} PRIVATE anvil_core anvil_warnings)
endfunction()

# anvil_link_kernel(<name> <library> <folder>): <name>.elf and <name>.bin in the current folder.
function(anvil_link_kernel name library folder)
    get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
    if(NOT "ASM" IN_LIST languages)
        anvil_refuse("image ${name}" "project" "must enable ASM, as project(... LANGUAGES C ASM)")
    endif()
    get_property(root GLOBAL PROPERTY ANVIL_ROOT)
    set(script ${root}/arch/armv7m/kernel.ld)
    add_executable(${name} ${folder}/image.c ${folder}/tasks.S $<TARGET_OBJECTS:${library}>)
    target_include_directories(${name} PRIVATE ${folder} ${root}/kernel)
    target_compile_options(${name} PRIVATE ${ANVIL_KERNEL_FLAGS} $<$<COMPILE_LANGUAGE:C>:-flto>)
    target_link_libraries(${name} PRIVATE anvil_warnings gcc)
    target_link_options(${name} PRIVATE ${ANVIL_KERNEL_FLAGS} -flto -nostdlib -L ${folder} -T
                        ${script} -Wl,--gc-sections -Wl,--fatal-warnings)
    set_target_properties(
        ${name} PROPERTIES LINK_DEPENDS "${script};${folder}/memory.ld;${folder}/tasks.ld" SUFFIX
                                                                                          .elf)
    add_custom_command(
        TARGET ${name}
        POST_BUILD
        COMMAND ${CMAKE_OBJCOPY} -O binary $<TARGET_FILE:${name}>
                $<PATH:REPLACE_EXTENSION,$<TARGET_FILE:${name}>,.bin>
        BYPRODUCTS ${name}.bin
        VERBATIM)
endfunction()
