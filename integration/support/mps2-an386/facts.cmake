# What tests say about the board mps2-an386. The PLACE_ names are addresses; tasks know them by these
# names too, and so do files of expected output.
set(PLACE_VECTORS 0x00000000)
set(PLACE_KERNEL_TEXT 0x00000400)
set(PLACE_KERNEL_FLASH_LAST 0x0000fffc)
set(PLACE_TASK_FLASH 0x00010000)
set(PLACE_RAM_LAST 0x203ffffc)
set(PLACE_TIMER 0x40000000)
set(PLACE_LOG 0x40005000)
set(PLACE_CONSOLE 0x40004000)
set(PLACE_VOID 0x50000000) # nothing answers

# The interrupt of uart0's receiver, by the name the board gives it.
set(CONSOLE_INTERRUPT uart0_rx)

# The device that stopwatch.h is about.
set(STOPWATCH dualtimer)

# Of refill's two owners: the devices, and their addresses with whether the register keeps what is
# written to it, which is a baud rate divider's place.
set(REFILL_DEVICES_1 uart2 uart3 gpio0 gpio1 0x40022000 0x1000 0x40023000 0x1000)
set(REFILL_LIST_1 "{0x40006000,true},{0x40007000,true},{0x40010000,false},{0x40011000,false},{0x40022000,false},{0x40023000,false}")
set(REFILL_DEVICES_2 uart4 gpio2 gpio3 0x40024000 0x1000 0x40025000 0x1000)
set(REFILL_LIST_2 "{0x40009000,true},{0x40012000,false},{0x40013000,false},{0x40024000,false},{0x40025000,false}")
set(REFILL_REGISTER 0x10)
set(REFILL_DEVICE_SIZE 0x1000)
