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
    if(NOT TARGET ${library})
        get_property(root GLOBAL PROPERTY ANVIL_ROOT)
        set(folder ${CMAKE_BINARY_DIR}/${library})
        file(MAKE_DIRECTORY ${folder})
        file(COPY_FILE ${config} ${folder}/anvil_config.h ONLY_IF_DIFFERENT)
        add_subdirectory(${root}/arch/cmake/kernel ${folder})
    endif()
    set(${out} ${library} PARENT_SCOPE)
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
    set_target_properties(${name} PROPERTIES COMPILE_OPTIONS "" LINK_OPTIONS "")
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
