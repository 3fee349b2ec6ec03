# Facts about the board mps2-an386 (Arm's FPGA image AN386, as QEMU models it) for the image
# builder. Addresses and sizes in bytes. Source: Arm DAI 0386; QEMU hw/arm/mps2.c.

# Flash: ZBT SSRAM1. The kernel's part, from the vector table on, then the tasks'.
set(ANVIL_BOARD_KERNEL_FLASH_BASE 0x00000000)
set(ANVIL_BOARD_KERNEL_FLASH_SIZE 0x00008000)
set(ANVIL_BOARD_TASK_FLASH_BASE 0x00008000)
set(ANVIL_BOARD_TASK_FLASH_SIZE 0x003f8000)
# RAM: ZBT SSRAM2 and 3. Tasks first, the kernel behind them.
set(ANVIL_BOARD_RAM_BASE 0x20000000)
set(ANVIL_BOARD_RAM_SIZE 0x00400000)

set(ANVIL_BOARD_TICKS_PER_MS 25000)

# Devices a task may be given by name: <name> <address> <size>. The kernel's own (timer0, timer1,
# the log port uart1) are not among them.
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
# What no task may be given, by any name: <address> <size> <reason>. The bit-band aliases would
# open all RAM and all devices; system control and the watchdog stop the board; the DMA
# controller and Ethernet reach all memory.
set(ANVIL_BOARD_FORBIDDEN
    "0x40000000 0x2000 timers_of_the_kernel"
    "0x40005000 0x1000 log_port_of_the_kernel"
    "0x40008000 0x1000 watchdog"
    "0x4001f000 0x1000 system_control"
    "0x40020000 0x10000 bus_masters"
    "0x40200000 0x100000 ethernet_with_its_own_memory_access"
    "0x22000000 0x2000000 bit_band_alias"
    "0x42000000 0x2000000 bit_band_alias"
    "0xe0000000 0x20000000 system_space")

# Sources of the board, beside this file.
set(ANVIL_BOARD_SOURCES board.c)

# The command that runs an image; the image's path follows it. UART0 is the console and UART1 the
# log port: both on the terminal. Semihosting carries the exit status; it must stay refused to
# unprivileged code (userspace=on would let any task end QEMU).
set(ANVIL_BOARD_RUN qemu-system-arm -M mps2-an386 -display none -monitor none
                    -serial mon:stdio -serial chardev:serial0)
set(ANVIL_BOARD_EMULATED TRUE)
