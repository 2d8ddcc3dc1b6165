/* {{STRATEGY_NAME}}: a strategy in C. It keeps one bid below the best bid of the first symbol that it hears of. */
#include "touchline.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

enum { WAIT_MS = 100 };
enum { IDLE, PLACING, WORKING, CANCELLING };

static const double SIZE = 0.002;      /* of the order */
static const double AWAY = 0.001;      /* below the best bid, as a share of it */
static const double TOLERANCE = 0.0005; /* of the price: nearer than this to where it should be, the order stays */

/* Callbacks come on another thread than run's. */
static atomic_bool stopping;
static atomic_int state = IDLE;
static _Atomic int64_t order_id;

static void on_placed(OrderResult result)
{
    atomic_store(&order_id, result.order_id);
    atomic_store(&state, result.success ? WORKING : IDLE);
}

/* One that fails means that the order is gone already: filled, or never there. */
static void on_cancelled(OrderResult result)
{
    (void)result;
    atomic_store(&state, IDLE);
}

int run(Receiver *receiver, PlaceOrder place_order, CancelOrder cancel_order)
{
    char symbol[16] = "";
    double price = 0;
    CEvent event;
    while (!atomic_load(&stopping)) {
        int got = receiver->recv(receiver, &event, WAIT_MS);
        if (got == TOUCHLINE_CLOSED)
            break;
        if (got != TOUCHLINE_EVENT || event.event_type != TOUCHLINE_BOOK_TICKER)
            continue;
        const CBookTicker *touch = &event.data.book_ticker;
        if (symbol[0] == 0)
            memcpy(symbol, touch->symbol, sizeof symbol);
        if (memcmp(symbol, touch->symbol, sizeof symbol) != 0)
            continue;
        double wanted = touch->bid_price * (1 - AWAY);
        int now = atomic_load(&state);
        if (now == IDLE) {
            price = wanted;
            atomic_store(&state, PLACING); /* before the call: the answer may come while it runs */
            place_order(NULL, NULL, symbol, price, SIZE, "BUY", on_placed);
        } else if (now == WORKING && fabs(wanted - price) > price * TOLERANCE) {
            atomic_store(&state, CANCELLING);
            cancel_order(NULL, NULL, symbol, atomic_load(&order_id), on_cancelled);
        }
    }
    return 0;
}

void stop(void) { atomic_store(&stopping, true); }
