/*
 * What console and workers say to each other: requests one way, answers the other.
 *
 * Both are copied whole into the exchange area and sent; nobody shares memory with anybody.
 */
#ifndef DEMO_PROTOCOL_H
#define DEMO_PROTOCOL_H

#include <stdint.h>

#define CONSOLE_LABEL        0xc0u
#define WORKER_LABEL(number) (0x100u + (number))
#define WORKERS              10u
#define TEXT_SIZE            100u /* bytes of a text, its final 0 included */

enum request_kind {
    REQUEST_TEXT,  /* answer with the text turned round */
    REQUEST_SEND,  /* send REQUEST_NONE to the worker `peer`, then answer with the status */
    REQUEST_FAULT, /* provoke the fault `fault`; no answer */
    REQUEST_NONE   /* no answer: the sender only wants to be read */
};

struct request {
    uint8_t kind;  /* enum request_kind */
    uint8_t peer;  /* number of a worker */
    uint8_t fault; /* index into the table of faults */
    uint8_t reserved;
    char text[TEXT_SIZE]; /* ends with 0 */
};

struct answer {
    uint8_t worker;       /* its number */
    uint8_t status;       /* enum Status, of what it was asked to do */
    uint16_t requests;    /* how many it has read */
    char text[TEXT_SIZE]; /* ends with 0 */
};

#endif
