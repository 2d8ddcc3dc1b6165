//! Keeps a bid and an ask around the mid of one symbol, replacing each when the mid has moved far enough.
mod touchline;

use std::ffi::{c_char, c_int};
use std::ptr::null;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU8, Ordering::SeqCst};
use touchline::{CancelOrder, Market, OrderCallback, OrderResult, PlaceOrder, Receiver};

const WAIT_MS: c_int = 100;
const SIZE: f64 = 0.001; // of each order
const AWAY: f64 = 0.0002; // from the mid, as a share of it
const TOLERANCE: f64 = 0.0001; // of the mid: an order nearer than this to where it should be stays

const IDLE: u8 = 0;
const PLACING: u8 = 1;
const WORKING: u8 = 2;
const CANCELLING: u8 = 3;

/// One side. Callbacks come on another thread, and without a context.
struct Quote {
    state: AtomicU8,
    order_id: AtomicI64,
}

static BID: Quote = Quote { state: AtomicU8::new(IDLE), order_id: AtomicI64::new(0) };
static ASK: Quote = Quote { state: AtomicU8::new(IDLE), order_id: AtomicI64::new(0) };
static STOPPING: AtomicBool = AtomicBool::new(false);

impl Quote {
    fn placed(&self, result: OrderResult) {
        self.order_id.store(result.order_id, SeqCst);
        self.state.store(if result.success { WORKING } else { IDLE }, SeqCst);
    }

    /// A cancel that fails means that the order is gone already: filled, or never there.
    fn cancelled(&self) {
        self.state.store(IDLE, SeqCst);
    }
}

extern "C" fn bid_placed(result: OrderResult) {
    BID.placed(result)
}

extern "C" fn ask_placed(result: OrderResult) {
    ASK.placed(result)
}

extern "C" fn bid_cancelled(_: OrderResult) {
    BID.cancelled()
}

extern "C" fn ask_cancelled(_: OrderResult) {
    ASK.cancelled()
}

/// What `run` alone knows of a side.
struct Side {
    quote: &'static Quote,
    sign: f64,
    name: *const c_char,
    placed: OrderCallback,
    cancelled: OrderCallback,
    price: f64,
}

impl Side {
    fn refresh(&mut self, symbol: &[u8; 16], mid: f64, place: PlaceOrder, cancel: CancelOrder) {
        let symbol = symbol.as_ptr().cast::<c_char>();
        let wanted = mid * (1.0 + self.sign * AWAY);
        match self.quote.state.load(SeqCst) {
            IDLE => {
                self.price = wanted;
                self.quote.state.store(PLACING, SeqCst); // before the call: the answer may come while it runs
                place(null(), null(), symbol, wanted, SIZE, self.name, Some(self.placed));
            }
            WORKING if (wanted - self.price).abs() > mid * TOLERANCE => {
                self.quote.state.store(CANCELLING, SeqCst);
                cancel(null(), null(), symbol, self.quote.order_id.load(SeqCst), Some(self.cancelled));
            }
            _ => {}
        }
    }
}

/// # Safety
/// Called by Touchline, with what it gives.
#[no_mangle]
pub unsafe extern "C" fn run(receiver: *mut Receiver, place: PlaceOrder, cancel: CancelOrder) -> c_int {
    let mut bid = Side { quote: &BID, sign: -1.0, name: b"BUY\0".as_ptr().cast(), placed: bid_placed, cancelled: bid_cancelled, price: 0.0 };
    let mut ask = Side { quote: &ASK, sign: 1.0, name: b"SELL\0".as_ptr().cast(), placed: ask_placed, cancelled: ask_cancelled, price: 0.0 };
    let mut symbol: Option<[u8; 16]> = None;
    while !STOPPING.load(SeqCst) {
        match Receiver::next(receiver, WAIT_MS) {
            Market::Ticker(touch) => {
                // The first one that comes is the one it quotes.
                let chosen = *symbol.get_or_insert(touch.symbol);
                if chosen == touch.symbol {
                    let mid = (touch.bid_price + touch.ask_price) / 2.0;
                    bid.refresh(&chosen, mid, place, cancel);
                    ask.refresh(&chosen, mid, place, cancel);
                }
            }
            Market::Closed => break,
            _ => {}
        }
    }
    0
}

#[no_mangle]
pub extern "C" fn stop() {
    STOPPING.store(true, SeqCst);
}
