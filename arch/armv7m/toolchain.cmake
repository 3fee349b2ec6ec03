# Cross compilation for ARMv7-M with the GNU tools for bare-metal Arm.
#
# Owns the names of the tools and the flags in which kernel and tasks differ. What both share, being
# for the same processor, is set for every object, those of a user's libraries included.

set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR armv7e-m)

set(CMAKE_C_COMPILER arm-none-eabi-gcc)
set(CMAKE_CXX_COMPILER arm-none-eabi-g++)
set(CMAKE_ASM_COMPILER arm-none-eabi-gcc)
# The archivers that understand LTO objects.
set(CMAKE_AR arm-none-eabi-gcc-ar)
set(CMAKE_RANLIB arm-none-eabi-gcc-ranlib)
set(CMAKE_OBJCOPY arm-none-eabi-objcopy)
set(CMAKE_OBJDUMP arm-none-eabi-objdump)
set(CMAKE_SIZE arm-none-eabi-size)
set(CMAKE_NM arm-none-eabi-nm)

# A program cannot be linked before a linker script says where memory is.
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)

set(CMAKE_C_FLAGS_INIT "-mcpu=cortex-m4 -mthumb -ffunction-sections -fdata-sections")
set(CMAKE_CXX_FLAGS_INIT "${CMAKE_C_FLAGS_INIT}")
set(CMAKE_ASM_FLAGS_INIT "-mcpu=cortex-m4 -mthumb")
set(CMAKE_EXECUTABLE_SUFFIX ".elf")

set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)

# The kernel has no floating point, so that no exception handler ever touches the FPU registers of
# the thread it interrupted.
set(ANVIL_KERNEL_FLAGS -std=gnu11 -mfloat-abi=soft -ffreestanding -fno-common -Os -g)
# What every message and every switch goes through is compiled for speed, all else for size.
set(ANVIL_KERNEL_FAST deadlock event ipc name queue sched signal space syscall thread)
set(ANVIL_KERNEL_FAST_FLAGS -O2 --param=max-inline-insns-auto=50)
set(ANVIL_TASK_FLAGS -mfloat-abi=hard -mfpu=fpv4-sp-d16 -fno-common)
