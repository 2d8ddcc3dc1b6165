/*
 * Keeps a bid and an ask around the mid of one symbol, replacing each when the mid has moved
 * far enough. Everything it knows of its orders comes by callbacks, so each side has a state that both threads see.
 */
#include "touchline.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

enum { WAIT_MS = 100 };
enum { IDLE, PLACING, WORKING, CANCELLING };

static const double SIZE = 0.001;      /* of each order */
static const double AWAY = 0.0002;     /* from the mid, as a share of it */
static const double TOLERANCE = 0.0001; /* of the mid: an order nearer than this to where it should be stays */

typedef struct Quote {
    const char *side;
    double sign;
    OrderCallback placed, cancelled;
    atomic_int state;
    _Atomic int64_t order_id;
    double price; /* touched by the thread of run alone */
} Quote;

static void bid_placed(OrderResult result);
static void bid_cancelled(OrderResult result);
static void ask_placed(OrderResult result);
static void ask_cancelled(OrderResult result);

static Quote bid = {"BUY", -1, bid_placed, bid_cancelled, IDLE, 0, 0};
static Quote ask = {"SELL", 1, ask_placed, ask_cancelled, IDLE, 0, 0};
static atomic_bool stopping;

static void placed(Quote *quote, OrderResult result)
{
    atomic_store(&quote->order_id, result.order_id);
    atomic_store(&quote->state, result.success ? WORKING : IDLE);
}

/* A cancel that fails means that the order is gone already: filled, or never there. */
static void cancelled(Quote *quote) { atomic_store(&quote->state, IDLE); }

static void bid_placed(OrderResult result) { placed(&bid, result); }
static void ask_placed(OrderResult result) { placed(&ask, result); }
static void bid_cancelled(OrderResult result) { (void)result; cancelled(&bid); }
static void ask_cancelled(OrderResult result) { (void)result; cancelled(&ask); }

static void refresh(Quote *quote, const char *symbol, double mid, PlaceOrder place_order, CancelOrder cancel_order)
{
    double wanted = mid * (1 + quote->sign * AWAY);
    int state = atomic_load(&quote->state);
    if (state == IDLE) {
        quote->price = wanted;
        atomic_store(&quote->state, PLACING); /* before the call: the answer may come while it runs */
        place_order(NULL, NULL, symbol, wanted, SIZE, quote->side, quote->placed);
    } else if (state == WORKING && fabs(wanted - quote->price) > mid * TOLERANCE) {
        atomic_store(&quote->state, CANCELLING);
        cancel_order(NULL, NULL, symbol, atomic_load(&quote->order_id), quote->cancelled);
    }
}

int run(Receiver *receiver, PlaceOrder place_order, CancelOrder cancel_order)
{
    char symbol[16] = "";
    CEvent event;
    while (!atomic_load(&stopping)) {
        int got = receiver->recv(receiver, &event, WAIT_MS);
        if (got == TOUCHLINE_CLOSED)
            break;
        if (got != TOUCHLINE_EVENT || event.event_type != TOUCHLINE_BOOK_TICKER)
            continue;
        const CBookTicker *touch = &event.data.book_ticker;
        if (symbol[0] == 0) /* the first one that comes is the one it quotes */
            memcpy(symbol, touch->symbol, sizeof symbol);
        if (memcmp(symbol, touch->symbol, sizeof symbol) != 0)
            continue;
        double mid = (touch->bid_price + touch->ask_price) / 2;
        refresh(&bid, symbol, mid, place_order, cancel_order);
        refresh(&ask, symbol, mid, place_order, cancel_order);
    }
    return 0;
}

void stop(void) { atomic_store(&stopping, true); }
