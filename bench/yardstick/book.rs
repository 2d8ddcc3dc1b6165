// The usual order book of open trading systems in Rust: a BTreeMap a side, i64 prices, the standard library alone. It does the work of
// `touchline bench`'s book benchmarks on the same generated flow and prints the median of 7 passes in ns per operation.
//     rustc -O -o /tmp/book bench/yardstick/book.rs && /tmp/book
use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

const LENGTH: usize = 1 << 16;
const MID: i64 = 600_000;
const PASSES: usize = 7;

#[derive(Default)]
struct Book {
    bids: BTreeMap<i64, i64>,
    asks: BTreeMap<i64, i64>,
}

#[derive(Clone, Copy)]
struct Update {
    bid: bool,
    price: i64,
    quantity: i64,
}

impl Book {
    fn set(&mut self, bid: bool, price: i64, quantity: i64) -> i64 {
        let side = if bid { &mut self.bids } else { &mut self.asks };
        if quantity == 0 { side.remove(&price).unwrap_or(0) } else { side.insert(price, quantity).unwrap_or(0) }
    }

    fn best_bid(&self) -> (i64, i64) {
        self.bids.iter().next_back().map_or((i64::MIN, 0), |(p, q)| (*p, *q))
    }

    fn best_ask(&self) -> (i64, i64) {
        self.asks.iter().next().map_or((i64::MAX, 0), |(p, q)| (*p, *q))
    }

    fn mid(&self) -> f64 {
        (self.best_bid().0 as f64 + self.best_ask().0 as f64) / 2.0
    }

    fn micro(&self) -> f64 {
        let ((b, bq), (a, aq)) = (self.best_bid(), self.best_ask());
        b as f64 + (a - b) as f64 * (bq as f64 / (bq as f64 + aq as f64))
    }

    fn imbalance(&self, n: usize) -> f64 {
        let b: i64 = self.bids.values().rev().take(n).sum();
        let a: i64 = self.asks.values().take(n).sum();
        if b + a == 0 { 0.0 } else { (b - a) as f64 / (b + a) as f64 }
    }

    fn vwap(&self, n: usize) -> f64 {
        let (mut q, mut v) = (0.0, 0.0);
        for (price, quantity) in self.bids.iter().rev().take(n) {
            q += *quantity as f64;
            v += *price as f64 * *quantity as f64;
        }
        v / q
    }
}

fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E3779B97F4A7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D049BB133111EB);
    z ^ (z >> 31)
}

fn flow(seed: u64, near: bool, deletes: u64) -> Vec<Update> {
    let mut s = seed;
    (0..LENGTH)
        .map(|_| {
            let bid = next(&mut s) & 1 == 0;
            let delete = next(&mut s) % 100 < deletes;
            let r = next(&mut s);
            let distance = 1 + if near { (-6.0 * (1.0 - r as f64 / u64::MAX as f64).ln()) as i64 } else { (r % 500) as i64 };
            let quantity = if delete { 0 } else { 1 + (next(&mut s) % 10_000) as i64 };
            Update { bid, price: if bid { MID - distance } else { MID + distance }, quantity }
        })
        .collect()
}

fn levels(bid: bool, count: i64) -> Vec<(i64, i64)> {
    let mut s = 3;
    (0..count).map(|i| (if bid { MID - i - 1 } else { MID + i + 1 }, 1 + (next(&mut s) % 10_000) as i64)).collect()
}

fn filled() -> Book {
    let mut book = Book::default();
    for bid in [true, false] {
        for (p, q) in levels(bid, 500) {
            book.set(bid, p, q);
        }
    }
    book
}

fn run(name: &str, n: usize, mut work: impl FnMut(usize) -> f64) {
    black_box(work(n));
    let mut ns: Vec<f64> = (0..PASSES)
        .map(|_| {
            let start = Instant::now();
            black_box(work(n));
            start.elapsed().as_nanos() as f64 / n as f64
        })
        .collect();
    ns.sort_by(f64::total_cmp);
    println!("{name:<20}{:>12.1}", ns[PASSES / 2]);
}

fn main() {
    let (uniform, near) = (flow(1, false, 20), flow(2, true, 30));
    for (name, f) in [("book.update", &uniform), ("book.update_near", &near)] {
        let mut book = filled();
        run(name, 1 << 20, |n| {
            let mut sum = 0;
            for i in 0..n {
                let u = f[i & (LENGTH - 1)];
                sum += book.set(u.bid, u.price, u.quantity);
            }
            sum as f64
        });
    }
    let mut book = filled();
    run("book.touch", 1 << 20, |n| (0..n).map(|_| { let b = black_box(&book); let ((p, q), (r, s)) = (b.best_bid(), b.best_ask()); (p + q + r + s) as f64 }).sum());
    run("book.mid", 1 << 20, |n| (0..n).map(|_| black_box(&book).mid()).sum());
    run("book.imbalance5", 1 << 20, |n| (0..n).map(|_| black_box(&book).imbalance(5)).sum());
    run("book.vwap", 1 << 18, |n| (0..n).map(|_| black_box(&book).vwap(20)).sum());
    let mut top = [(0i64, 0i64); 40];
    run("book.top20", 1 << 18, |n| {
        (0..n)
            .map(|_| {
                let b = black_box(&book);
                for (slot, (p, q)) in top.iter_mut().zip(b.bids.iter().rev().take(20)) { *slot = (*p, *q); }
                for (slot, (p, q)) in top[20..].iter_mut().zip(b.asks.iter().take(20)) { *slot = (*p, *q); }
                black_box(&top)[39].1 as f64
            })
            .sum()
    });
    run("book.update_quote", 1 << 19, |n| {
        let mut sum = 0.0;
        for i in 0..n {
            let u = near[i & (LENGTH - 1)];
            book.set(u.bid, u.price, u.quantity);
            let fair = book.micro() + 0.5 * book.imbalance(5);
            sum += (fair - 1.0).floor().min((book.best_ask().0 - 1) as f64) + (fair + 1.0).ceil().max((book.best_bid().0 + 1) as f64);
        }
        sum
    });
    let (bids, asks) = (levels(true, 500), levels(false, 500));
    let mut fresh = Book::default();
    run("book.snapshot1000", 2000, |n| {
        for _ in 0..n {
            fresh.bids.clear();
            fresh.asks.clear();
            for (p, q) in &bids { fresh.set(true, *p, *q); }
            for (p, q) in &asks { fresh.set(false, *p, *q); }
        }
        fresh.mid()
    });
    let mut book = filled();
    run("book.update1000", 2000, |n| {
        let mut sum = 0;
        for i in 0..n * 1000 {
            let u = uniform[i & (LENGTH - 1)];
            sum += book.set(u.bid, u.price, u.quantity);
        }
        sum as f64
    });
}
