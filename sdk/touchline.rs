//! Touchline native plug-ins in Rust: what touchline.h declares, which tells what each of it means. Put this file beside
//! yours and take it by `mod touchline;`.
#![allow(dead_code)]

use std::ffi::{c_char, c_int};

pub const BOOK_TICKER: u8 = 0;
pub const TRADE: u8 = 1;

pub const EVENT: c_int = 1;
pub const TIMEOUT: c_int = 0;
pub const CLOSED: c_int = -1;

pub const REFUSED: i32 = -1;
pub const NO_REPLY: i32 = -9998;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct CBookTicker {
    pub symbol: [u8; 16],
    pub symbol_len: u8,
    pub bid_price: f64,
    pub ask_price: f64,
    pub bid_qty: f64,
    pub ask_qty: f64,
    pub time: i64,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct CTrade {
    pub symbol: [u8; 16],
    pub symbol_len: u8,
    pub price: f64,
    pub qty: f64,
    pub time: i64,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub union CEventData {
    pub book_ticker: CBookTicker,
    pub trade: CTrade,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct CEvent {
    pub event_type: u8,
    pub data: CEventData,
    pub received_at_ns: u64,
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct OrderResult {
    pub success: bool,
    pub order_id: i64,
    pub error_code: i32,
}

pub type OrderCallback = extern "C" fn(OrderResult);

#[repr(C)]
pub struct Receiver {
    pub recv: extern "C" fn(*mut Receiver, *mut CEvent, c_int) -> c_int,
}

pub type PlaceOrder = extern "C" fn(
    api_key: *const c_char,
    secret_key: *const c_char,
    symbol: *const c_char,
    price: f64,
    quantity: f64,
    side: *const c_char,
    callback: Option<OrderCallback>,
);

pub type CancelOrder = extern "C" fn(
    api_key: *const c_char,
    secret_key: *const c_char,
    symbol: *const c_char,
    order_id: i64,
    callback: Option<OrderCallback>,
);

const _: () = assert!(std::mem::size_of::<CBookTicker>() == 64);
const _: () = assert!(std::mem::size_of::<CTrade>() == 48);
const _: () = assert!(std::mem::size_of::<CEvent>() == 80);
const _: () = assert!(std::mem::size_of::<OrderResult>() == 24);

/// What the market has, one event after the other, until it is closed.
pub enum Market {
    Ticker(CBookTicker),
    Trade(CTrade),
    TimedOut,
    Closed,
}

impl Receiver {
    /// Waits for the next event.
    ///
    /// # Safety
    /// `receiver` is the one that `run` was given, and `run` hasn't returned.
    pub unsafe fn next(receiver: *mut Receiver, timeout_ms: c_int) -> Market {
        let mut event = std::mem::MaybeUninit::<CEvent>::uninit();
        match ((*receiver).recv)(receiver, event.as_mut_ptr(), timeout_ms) {
            EVENT => {
                let event = event.assume_init();
                match event.event_type {
                    BOOK_TICKER => Market::Ticker(event.data.book_ticker),
                    _ => Market::Trade(event.data.trade),
                }
            }
            TIMEOUT => Market::TimedOut,
            _ => Market::Closed,
        }
    }
}
