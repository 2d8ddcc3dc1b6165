/* {{STRATEGY_NAME}}: a strategy in C. It follows the touch of one symbol until it is told to stop. */
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef struct { uint8_t symbol[16]; uint8_t symbol_len; double bid_price, ask_price, bid_qty, ask_qty; int64_t time; } CBookTicker;
typedef struct { uint8_t symbol[16]; uint8_t symbol_len; double price, qty; int64_t time; } CTrade;
typedef struct { uint8_t event_type; union { CBookTicker book_ticker; CTrade trade; } data; uint64_t received_at_ns; } CEvent;
typedef struct { bool success; int64_t order_id; int32_t error_code; } OrderResult;
typedef void (*OrderCallback)(OrderResult result);

/* Its first field waits for the next event: 1 an event, 0 time-out, -1 closed. */
typedef struct Receiver { int (*recv)(struct Receiver *self, CEvent *event, int timeout_ms); } Receiver;

/* Without keys the account that is configured for the strategy is used. */
typedef void (*PlaceOrder)(const char *api_key, const char *secret_key, const char *symbol, double price, double quantity, const char *side, OrderCallback callback);
typedef void (*CancelOrder)(const char *api_key, const char *secret_key, const char *symbol, int64_t order_id, OrderCallback callback);

enum { BOOK_TICKER = 0, TRADE = 1, WAIT_MS = 100 };

static atomic_bool stopping;

int run(Receiver *receiver, PlaceOrder place_order, CancelOrder cancel_order)
{
    (void)place_order;
    (void)cancel_order;
    CEvent event;
    while (!atomic_load(&stopping)) {
        int got = receiver->recv(receiver, &event, WAIT_MS);
        if (got < 0)
            break;
        if (got == 0 || event.event_type != BOOK_TICKER)
            continue;
        const CBookTicker *touch = &event.data.book_ticker;
        printf("%.*s %f %f\n", touch->symbol_len, (const char *)touch->symbol, touch->bid_price, touch->ask_price);
    }
    return 0;
}

void stop(void) { atomic_store(&stopping, true); }
