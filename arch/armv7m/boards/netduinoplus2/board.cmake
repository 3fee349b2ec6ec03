# Facts about the board netduinoplus2 (an STM32F405, as QEMU models it) for the image builder.
# Addresses and sizes in bytes. Source: ST RM0090; QEMU's hw/arm/stm32f405_soc.c.

# Flash. The kernel's part, from the vector table on, then the tasks'.
set(ANVIL_BOARD_KERNEL_FLASH_BASE 0x08000000)
set(ANVIL_BOARD_KERNEL_FLASH_SIZE 0x00010000)
set(ANVIL_BOARD_TASK_FLASH_BASE 0x08010000)
set(ANVIL_BOARD_TASK_FLASH_SIZE 0x000f0000)
# RAM: SRAM1 and 2. The tasks' first, the kernel's behind it. The 64 KiB of core-coupled memory are
# not used: QEMU has none.
set(ANVIL_BOARD_RAM_BASE 0x20000000)
set(ANVIL_BOARD_RAM_SIZE 0x00020000)

set(ANVIL_BOARD_TICKS_PER_MS 4000)
set(ANVIL_BOARD_CYCLES_PER_TICK 42)

# What a task may be given by name: name, address, size. The console is uart0 on every board, here
# USART1; the others are called as the reference manual does.
set(ANVIL_BOARD_DEVICES
    "uart0 0x40011000 0x400"
    "usart3 0x40004800 0x400"
    "uart4 0x40004c00 0x400"
    "uart5 0x40005000 0x400"
    "usart6 0x40011400 0x400"
    "tim3 0x40000400 0x400"
    "tim4 0x40000800 0x400"
    "tim5 0x40000c00 0x400"
    "gpioa 0x40020000 0x400"
    "gpiob 0x40020400 0x400"
    "gpioc 0x40020800 0x400"
    "gpiod 0x40020c00 0x400"
    "gpioe 0x40021000 0x400"
    "gpiof 0x40021400 0x400"
    "gpiog 0x40021800 0x400"
    "gpioh 0x40021c00 0x400"
    "gpioi 0x40022000 0x400")

# Lines of the interrupt controller: how many, what a task may be given by name, and what none is
# given (first line, how many, reason).
set(ANVIL_BOARD_IRQS 82)
set(ANVIL_BOARD_INTERRUPTS
    "uart0 37"
    "usart3 39"
    "uart4 52"
    "uart5 53"
    "usart6 71"
    "tim3 29"
    "tim4 30"
    "tim5 50"
    "exti0 6"
    "exti1 7"
    "exti2 8"
    "exti3 9"
    "exti4 10"
    "exti9_5 23"
    "exti15_10 40")
set(ANVIL_BOARD_KERNEL_INTERRUPTS
    "28 1 timer_of_the_kernel"
    "38 1 log_port_of_the_kernel")

# What no task is given, under any name: address, size, reason (_ for a blank). The flash shows a
# second time at 0. Whoever owns flash control, clocks or power could change or stop the kernel; bus
# masters read and write all memory by themselves; bit-band aliases open all RAM and all devices bit
# by bit.
set(ANVIL_BOARD_FORBIDDEN
    "0x00000000 0x08000000 alias_of_the_flash"
    "0x40000000 0x400 timer_of_the_kernel"
    "0x40002c00 0x800 watchdogs"
    "0x40004400 0x400 log_port_of_the_kernel"
    "0x40007000 0x400 power_control"
    "0x40013800 0x400 system_configuration"
    "0x40023800 0x400 clock_control"
    "0x40023c00 0x400 flash_control"
    "0x40026000 0x800 bus_master"
    "0x40028000 0x1400 bus_master"
    "0x40040000 0x40000 bus_master"
    "0x22000000 0x2000000 bit-band_alias"
    "0x42000000 0x2000000 bit-band_alias")

# Sources of the board, beside this file.
set(ANVIL_BOARD_SOURCES board.c ../semihosting.c)

# The command that runs an image; -kernel and the image's path follow it. The console (USART1) is on
# standard input and output, the log port (USART2) on standard error: on a terminal both show.
# Semihosting carries the exit status; it must stay refused to unprivileged code: with userspace=on
# any task could end QEMU.
set(ANVIL_BOARD_RUN
    qemu-system-arm -M netduinoplus2 -display none -semihosting-config enable=on,target=native
    -serial mon:stdio -chardev file,id=log,path=/dev/stderr,append=on -serial chardev:log)
set(ANVIL_BOARD_EMULATED TRUE)
