/* How long the hostile task goes on. */
#ifndef SPACES_HOSTILE_CALLS_H
#define SPACES_HOSTILE_CALLS_H

#define HOSTILE_CALLS 150000u

#endif
