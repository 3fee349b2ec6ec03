# Facts about the board mps2-an386 (Arm's FPGA image AN386, as QEMU models it) for the image
# builder. Addresses and sizes in bytes. Source: Arm DAI 0386; QEMU's hw/arm/mps2.c.

# Flash: ZBT SSRAM1. The kernel's part, from the vector table on, then the tasks'.
set(ANVIL_BOARD_KERNEL_FLASH_BASE 0x00000000)
set(ANVIL_BOARD_KERNEL_FLASH_SIZE 0x00010000)
set(ANVIL_BOARD_TASK_FLASH_BASE 0x00010000)
set(ANVIL_BOARD_TASK_FLASH_SIZE 0x003f0000)
# RAM: ZBT SSRAM2 and 3. The tasks' first, the kernel's behind it.
set(ANVIL_BOARD_RAM_BASE 0x20000000)
set(ANVIL_BOARD_RAM_SIZE 0x00400000)

# The clock's ticks, and the processor's cycles in each of them.
set(ANVIL_BOARD_TICKS_PER_MS 25000)
set(ANVIL_BOARD_CYCLES_PER_TICK 1)

# What a task may be given by name: name, address, size.
set(ANVIL_BOARD_DEVICES
    "uart0 0x40004000 0x1000"
    "uart2 0x40006000 0x1000"
    "uart3 0x40007000 0x1000"
    "uart4 0x40009000 0x1000"
    "dualtimer 0x40002000 0x1000"
    "gpio0 0x40010000 0x1000"
    "gpio1 0x40011000 0x1000"
    "gpio2 0x40012000 0x1000"
    "gpio3 0x40013000 0x1000")

# Lines of the interrupt controller: how many, what a task may be given by name, and what none is
# given (first line, how many, reason). The overflow of all UARTs is one line.
set(ANVIL_BOARD_IRQS 32)
set(ANVIL_BOARD_INTERRUPTS
    "uart0_rx 0"
    "uart0_tx 1"
    "uart2_rx 4"
    "uart2_tx 5"
    "gpio0 6"
    "gpio1 7"
    "dualtimer 10"
    "uart_overflow 12"
    "gpio2 16"
    "gpio3 17"
    "uart3_rx 18"
    "uart3_tx 19"
    "uart4_rx 20"
    "uart4_tx 21")
set(ANVIL_BOARD_KERNEL_INTERRUPTS
    "2 2 log_port_of_the_kernel"
    "8 2 timers_of_the_kernel")

# What no task is given, under any name: address, size, reason (_ for a blank). Bit-band aliases
# open all RAM and all devices bit by bit; bus masters read and write all memory by themselves.
set(ANVIL_BOARD_FORBIDDEN
    "0x40000000 0x2000 timers_of_the_kernel"
    "0x40005000 0x1000 log_port_of_the_kernel"
    "0x40008000 0x1000 watchdog"
    "0x4001f000 0x1000 system_control"
    "0x40028000 0x1000 board_control"
    "0x40200000 0x100000 bus_master"
    "0x22000000 0x2000000 bit-band_alias"
    "0x42000000 0x2000000 bit-band_alias")

# Sources of the board, beside this file.
set(ANVIL_BOARD_SOURCES board.c ../semihosting.c)

# The command that runs an image; -kernel and the image's path follow it. The console (UART0) is on
# standard input and output, the log port (UART1) on standard error: on a terminal both show. One
# multiplexed terminal for both would give the input to the log port. Semihosting carries the exit
# status; it must stay refused to unprivileged code: with userspace=on any task could end QEMU.
set(ANVIL_BOARD_RUN
    qemu-system-arm -M mps2-an386 -display none -semihosting-config enable=on,target=native
    -serial mon:stdio -chardev file,id=log,path=/dev/stderr,append=on -serial chardev:log)
set(ANVIL_BOARD_EMULATED TRUE)
