/*
 * Touchline native plug-ins: the C ABI. C11, C++11 and later. docs/native-plugins.md tells the whole of it.
 *
 * A plug-in is a shared library that exports run and stop. run gets the market through its receiver, and places and
 * cancels orders by the two functions that it is given. It returns when recv says -1, or soon after stop was called: it has
 * 5 seconds. By then every thread that it has started has to have ended, for the library is unloaded next.
 *
 * Times are nanoseconds since the Unix epoch. Layouts are those of natural C alignment, which is asserted below.
 */
#ifndef TOUCHLINE_H
#define TOUCHLINE_H

#include <stddef.h>
#include <stdint.h>
#ifndef __cplusplus
#include <stdbool.h>
#endif

#if defined(_WIN32)
#define TOUCHLINE_EXPORT __declspec(dllexport)
#else
#define TOUCHLINE_EXPORT __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
#define TOUCHLINE_ASSERT(what) static_assert(what, #what)
extern "C" {
#else
#define TOUCHLINE_ASSERT(what) _Static_assert(what, #what)
#endif

/* What symbol holds at most, besides a zero behind it. Longer names have an alias, never a cut. */
#define TOUCHLINE_SYMBOL_MAX 15

/* event_type */
#define TOUCHLINE_BOOK_TICKER 0
#define TOUCHLINE_TRADE 1

/* recv */
#define TOUCHLINE_EVENT 1
#define TOUCHLINE_TIMEOUT 0
#define TOUCHLINE_CLOSED (-1)

/* error_code, beside the venue's own */
#define TOUCHLINE_OK 0
#define TOUCHLINE_REFUSED (-1)     /* wrong or refused before it was sent: nothing has happened */
#define TOUCHLINE_NO_REPLY (-9998) /* no usable reply: the order may work or not */

/* The best bid and ask. symbol is ASCII with zeros behind it. */
typedef struct CBookTicker {
    uint8_t symbol[16];
    uint8_t symbol_len;
    double bid_price;
    double ask_price;
    double bid_qty;
    double ask_qty;
    int64_t time;
} CBookTicker;

/* A trade in the market. */
typedef struct CTrade {
    uint8_t symbol[16];
    uint8_t symbol_len;
    double price;
    double qty; /* negative if the buyer was the maker */
    int64_t time;
} CTrade;

typedef union CEventData {
    CBookTicker book_ticker;
    CTrade trade;
} CEventData;

typedef struct CEvent {
    uint8_t event_type;
    CEventData data;
    uint64_t received_at_ns; /* when Touchline had it; time in data is the exchange's */
} CEvent;

typedef struct OrderResult {
    bool success;
    int64_t order_id;   /* as cancel_order takes it; -1 on an error */
    int32_t error_code; /* the venue's code, 0, TOUCHLINE_REFUSED or TOUCHLINE_NO_REPLY */
} OrderResult;

/*
 * Comes exactly once for each request, by value. What is refused at once comes before place_order or cancel_order returns,
 * on the thread that called; everything else on one thread of the host, one after the other, in the order of the answers.
 * None comes after the library was unloaded. Keep it short: while one runs, the others wait.
 */
typedef void (*OrderCallback)(OrderResult result);

/*
 * The market. recv waits for the next event: TOUCHLINE_EVENT, TOUCHLINE_TIMEOUT after timeout_ms (0: doesn't wait,
 * negative: waits as long as it takes), TOUCHLINE_CLOSED for good. Any thread may call it; each event goes to one of them.
 */
typedef struct Receiver Receiver;
struct Receiver {
    int (*recv)(Receiver *self, CEvent *event, int timeout_ms);
    /* what follows is the host's */
};

/*
 * Any thread may call these. api_key and secret_key have to be null: orders go to the account that the strategy was given,
 * and a request with keys is refused. price and quantity are finite and above 0; side is "BUY" or "SELL"; symbol as events
 * name it. Texts end with a zero. A null callback is right where nobody wants to hear. At most 1,024 requests are under way;
 * one more is refused.
 */
typedef void (*PlaceOrder)(const char *api_key, const char *secret_key, const char *symbol, double price, double quantity,
                           const char *side, OrderCallback callback);
typedef void (*CancelOrder)(const char *api_key, const char *secret_key, const char *symbol, int64_t order_id,
                            OrderCallback callback);

/* To be written by you. run has a thread of its own; stop comes on another one, maybe when run has just returned. */
TOUCHLINE_EXPORT int run(Receiver *receiver, PlaceOrder place_order, CancelOrder cancel_order);
TOUCHLINE_EXPORT void stop(void);

TOUCHLINE_ASSERT(sizeof(bool) == 1);
TOUCHLINE_ASSERT(sizeof(CBookTicker) == 64);
TOUCHLINE_ASSERT(offsetof(CBookTicker, symbol_len) == 16);
TOUCHLINE_ASSERT(offsetof(CBookTicker, bid_price) == 24);
TOUCHLINE_ASSERT(offsetof(CBookTicker, ask_price) == 32);
TOUCHLINE_ASSERT(offsetof(CBookTicker, bid_qty) == 40);
TOUCHLINE_ASSERT(offsetof(CBookTicker, ask_qty) == 48);
TOUCHLINE_ASSERT(offsetof(CBookTicker, time) == 56);
TOUCHLINE_ASSERT(sizeof(CTrade) == 48);
TOUCHLINE_ASSERT(offsetof(CTrade, symbol_len) == 16);
TOUCHLINE_ASSERT(offsetof(CTrade, price) == 24);
TOUCHLINE_ASSERT(offsetof(CTrade, qty) == 32);
TOUCHLINE_ASSERT(offsetof(CTrade, time) == 40);
TOUCHLINE_ASSERT(sizeof(CEvent) == 80);
TOUCHLINE_ASSERT(offsetof(CEvent, data) == 8);
TOUCHLINE_ASSERT(offsetof(CEvent, received_at_ns) == 72);
TOUCHLINE_ASSERT(sizeof(OrderResult) == 24);
TOUCHLINE_ASSERT(offsetof(OrderResult, order_id) == 8);
TOUCHLINE_ASSERT(offsetof(OrderResult, error_code) == 16);

#ifdef __cplusplus
}
#endif

#endif
