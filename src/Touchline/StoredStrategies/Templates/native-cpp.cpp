// {{STRATEGY_NAME}}: a strategy in C++. It keeps one bid below the best bid of the first symbol that it hears of.
#include "touchline.h"

#include <atomic>
#include <cmath>
#include <cstring>

namespace {

constexpr int wait_ms = 100;
constexpr double size = 0.002;       // of the order
constexpr double away = 0.001;       // below the best bid, as a share of it
constexpr double tolerance = 0.0005; // of the price: nearer than this to where it should be, the order stays

enum class State { idle, placing, working, cancelling };

// Callbacks come on another thread than run's.
std::atomic<bool> stopping{false};
std::atomic<State> state{State::idle};
std::atomic<int64_t> order_id{0};

void on_placed(OrderResult result)
{
    order_id = result.order_id;
    state = result.success ? State::working : State::idle;
}

// One that fails means that the order is gone already: filled, or never there.
void on_cancelled(OrderResult) { state = State::idle; }

} // namespace

extern "C" int run(Receiver *receiver, PlaceOrder place_order, CancelOrder cancel_order)
{
    char symbol[16] = "";
    double price = 0;
    CEvent event;
    while (!stopping) {
        const int got = receiver->recv(receiver, &event, wait_ms);
        if (got == TOUCHLINE_CLOSED)
            break;
        if (got != TOUCHLINE_EVENT || event.event_type != TOUCHLINE_BOOK_TICKER)
            continue;
        const CBookTicker &touch = event.data.book_ticker;
        if (symbol[0] == 0)
            std::memcpy(symbol, touch.symbol, sizeof symbol);
        if (std::memcmp(symbol, touch.symbol, sizeof symbol) != 0)
            continue;
        const double wanted = touch.bid_price * (1 - away);
        const State now = state;
        if (now == State::idle) {
            price = wanted;
            state = State::placing; // before the call: the answer may come while it runs
            place_order(nullptr, nullptr, symbol, price, size, "BUY", on_placed);
        } else if (now == State::working && std::abs(wanted - price) > price * tolerance) {
            state = State::cancelling;
            cancel_order(nullptr, nullptr, symbol, order_id, on_cancelled);
        }
    }
    return 0;
}

extern "C" void stop() { stopping = true; }
