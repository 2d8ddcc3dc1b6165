// Keeps a bid and an ask around the mid of one symbol, replacing each when the mid has moved far enough.
#include "touchline.h"

#include <atomic>
#include <cmath>
#include <cstring>

namespace {

constexpr int wait_ms = 100;
constexpr double size = 0.001;       // of each order
constexpr double away = 0.0002;      // from the mid, as a share of it
constexpr double tolerance = 0.0001; // of the mid: an order nearer than this to where it should be stays

enum class State { idle, placing, working, cancelling };

// What one side does. Callbacks carry no context, so each side is a class of its own with its state in it.
template <int Sign>
struct Quote {
    static inline std::atomic<State> state{State::idle};
    static inline std::atomic<int64_t> order_id{0};
    static inline double price = 0; // touched by the thread of run alone

    static void placed(OrderResult result)
    {
        order_id = result.order_id;
        state = result.success ? State::working : State::idle;
    }

    // One that fails means that the order is gone already: filled, or never there.
    static void cancelled(OrderResult) { state = State::idle; }

    static void refresh(const char *symbol, double mid, PlaceOrder place_order, CancelOrder cancel_order)
    {
        const double wanted = mid * (1 + Sign * away);
        const State now = state;
        if (now == State::idle) {
            price = wanted;
            state = State::placing; // before the call: the answer may come while it runs
            place_order(nullptr, nullptr, symbol, wanted, size, Sign < 0 ? "BUY" : "SELL", placed);
        } else if (now == State::working && std::abs(wanted - price) > mid * tolerance) {
            state = State::cancelling;
            cancel_order(nullptr, nullptr, symbol, order_id, cancelled);
        }
    }
};

std::atomic<bool> stopping{false};

} // namespace

extern "C" int run(Receiver *receiver, PlaceOrder place_order, CancelOrder cancel_order)
{
    char symbol[16] = "";
    CEvent event;
    while (!stopping) {
        const int got = receiver->recv(receiver, &event, wait_ms);
        if (got == TOUCHLINE_CLOSED)
            break;
        if (got != TOUCHLINE_EVENT || event.event_type != TOUCHLINE_BOOK_TICKER)
            continue;
        const CBookTicker &touch = event.data.book_ticker;
        if (symbol[0] == 0) // the first one that comes is the one it quotes
            std::memcpy(symbol, touch.symbol, sizeof symbol);
        if (std::memcmp(symbol, touch.symbol, sizeof symbol) != 0)
            continue;
        const double mid = (touch.bid_price + touch.ask_price) / 2;
        Quote<-1>::refresh(symbol, mid, place_order, cancel_order);
        Quote<1>::refresh(symbol, mid, place_order, cancel_order);
    }
    return 0;
}

extern "C" void stop() { stopping = true; }
