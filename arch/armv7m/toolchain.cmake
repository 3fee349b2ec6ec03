# Cross compilation for ARMv7-M: GNU tools for bare-metal Arm.
#
# Owns nothing but the names of the tools and what every object needs to be for the same processor.
# How kernel and tasks differ (floating point, optimisation) is said where they are built.

set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR armv7e-m)

set(CMAKE_C_COMPILER arm-none-eabi-gcc)
set(CMAKE_CXX_COMPILER arm-none-eabi-g++)
set(CMAKE_ASM_COMPILER arm-none-eabi-gcc)
# The archiver that understands LTO objects.
set(CMAKE_AR arm-none-eabi-gcc-ar)
set(CMAKE_RANLIB arm-none-eabi-gcc-ranlib)
set(CMAKE_OBJCOPY arm-none-eabi-objcopy)
set(CMAKE_SIZE arm-none-eabi-size)
set(CMAKE_NM arm-none-eabi-nm)

# A test program cannot be linked before a linker script says where memory is.
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)

set(CMAKE_C_FLAGS_INIT "-mcpu=cortex-m4 -mthumb -ffunction-sections -fdata-sections")
set(CMAKE_CXX_FLAGS_INIT "${CMAKE_C_FLAGS_INIT}")
set(CMAKE_ASM_FLAGS_INIT "-mcpu=cortex-m4 -mthumb")

set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)

# What the image builder compiles with, beside the above. The kernel has no floating point, so that
# no exception handler ever touches the FPU registers of the thread it interrupted, and never makes
# an unaligned access.
set(ANVIL_KERNEL_FLAGS -std=gnu11 -mfloat-abi=soft -mno-unaligned-access -ffreestanding
                       -fno-common -O2 -g)
set(ANVIL_TASK_FLAGS -mfloat-abi=hard -mfpu=fpv4-sp-d16 -fno-common)
