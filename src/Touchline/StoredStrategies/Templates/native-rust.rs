//! {{STRATEGY_NAME}}: a strategy in Rust. It keeps one bid below the best bid of the first symbol that it hears of.
mod touchline;

use std::ffi::c_int;
use std::ptr::null;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU8, Ordering::SeqCst};
use touchline::{CancelOrder, Market, OrderResult, PlaceOrder, Receiver};

const WAIT_MS: c_int = 100;
const SIZE: f64 = 0.002; // of the order
const AWAY: f64 = 0.001; // below the best bid, as a share of it
const TOLERANCE: f64 = 0.0005; // of the price: nearer than this to where it should be, the order stays

const IDLE: u8 = 0;
const PLACING: u8 = 1;
const WORKING: u8 = 2;
const CANCELLING: u8 = 3;

// Callbacks come on another thread than run's.
static STOPPING: AtomicBool = AtomicBool::new(false);
static STATE: AtomicU8 = AtomicU8::new(IDLE);
static ORDER_ID: AtomicI64 = AtomicI64::new(0);

extern "C" fn on_placed(result: OrderResult) {
    ORDER_ID.store(result.order_id, SeqCst);
    STATE.store(if result.success { WORKING } else { IDLE }, SeqCst);
}

/// One that fails means that the order is gone already: filled, or never there.
extern "C" fn on_cancelled(_: OrderResult) {
    STATE.store(IDLE, SeqCst);
}

/// # Safety
/// Called by Touchline, with what it gives.
#[no_mangle]
pub unsafe extern "C" fn run(receiver: *mut Receiver, place_order: PlaceOrder, cancel_order: CancelOrder) -> c_int {
    let mut quoted: Option<[u8; 16]> = None;
    let mut price = 0.0;
    while !STOPPING.load(SeqCst) {
        let touch = match Receiver::next(receiver, WAIT_MS) {
            Market::Ticker(touch) => touch,
            Market::Closed => break,
            _ => continue,
        };
        let symbol = *quoted.get_or_insert(touch.symbol);
        if symbol != touch.symbol {
            continue;
        }
        let wanted = touch.bid_price * (1.0 - AWAY);
        match STATE.load(SeqCst) {
            IDLE => {
                price = wanted;
                STATE.store(PLACING, SeqCst); // before the call: the answer may come while it runs
                place_order(null(), null(), symbol.as_ptr().cast(), price, SIZE, b"BUY\0".as_ptr().cast(), Some(on_placed));
            }
            WORKING if (wanted - price).abs() > price * TOLERANCE => {
                STATE.store(CANCELLING, SeqCst);
                cancel_order(null(), null(), symbol.as_ptr().cast(), ORDER_ID.load(SeqCst), Some(on_cancelled));
            }
            _ => {}
        }
    }
    0
}

#[no_mangle]
pub extern "C" fn stop() {
    STOPPING.store(true, SeqCst);
}
