/* How the phoenix is told to end. */
#ifndef RESTART_PHOENIX_H
#define RESTART_PHOENIX_H

#include "events.h"

#define PHOENIX 1u

enum order { ORDER_EXIT, ORDER_FAULT };

#endif
