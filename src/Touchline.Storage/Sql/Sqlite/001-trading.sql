-- Money, prices and quantities are decimal texts; the collation and decimal_sum() count them exactly (docs/storage.md).
-- Times are nanoseconds since the Unix epoch.

CREATE TABLE sessions (
    session_key TEXT NOT NULL PRIMARY KEY,
    journal TEXT NOT NULL,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    venue TEXT NOT NULL,
    account TEXT NOT NULL,
    strategies TEXT NOT NULL,
    started_ns INTEGER NOT NULL,
    ended_ns INTEGER,
    lost_rows INTEGER NOT NULL DEFAULT 0,
    is_complete INTEGER NOT NULL DEFAULT 1,
    rebuilt_ns INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (journal, number)
);

CREATE TABLE orders (
    journal TEXT NOT NULL,
    order_id INTEGER NOT NULL,
    session_key TEXT NOT NULL,
    client_order_id TEXT,
    strategy TEXT NOT NULL,
    venue TEXT NOT NULL,
    symbol TEXT NOT NULL,
    side TEXT NOT NULL,
    type TEXT NOT NULL,
    time_in_force TEXT NOT NULL,
    reduce_only INTEGER NOT NULL,
    price TEXT COLLATE decimal,
    trigger_price TEXT COLLATE decimal,
    quantity TEXT NOT NULL COLLATE decimal,
    filled TEXT NOT NULL COLLATE decimal,
    filled_value TEXT NOT NULL COLLATE decimal,
    average_price TEXT COLLATE decimal,
    fees TEXT NOT NULL COLLATE decimal,
    state TEXT NOT NULL,
    is_unknown INTEGER NOT NULL,
    placed_ns INTEGER NOT NULL,
    updated_ns INTEGER NOT NULL,
    ended_ns INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (journal, order_id)
);
CREATE INDEX orders_session ON orders (session_key);
CREATE INDEX orders_ended ON orders (journal, ended_ns);
CREATE INDEX orders_symbol ON orders (symbol, placed_ns);

CREATE TABLE order_transitions (
    session_key TEXT NOT NULL,
    input INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    journal TEXT NOT NULL,
    order_id INTEGER NOT NULL,
    at_ns INTEGER NOT NULL,
    exchange_ns INTEGER,
    event TEXT NOT NULL,
    from_state TEXT,
    to_state TEXT NOT NULL,
    price TEXT COLLATE decimal,
    quantity TEXT COLLATE decimal,
    filled TEXT COLLATE decimal,
    PRIMARY KEY (session_key, input, ordinal)
);
CREATE INDEX order_transitions_order ON order_transitions (journal, order_id, at_ns);

CREATE TABLE positions (
    position_key TEXT NOT NULL PRIMARY KEY,
    journal TEXT NOT NULL,
    session_key TEXT NOT NULL,
    strategy TEXT NOT NULL,
    venue TEXT NOT NULL,
    symbol TEXT NOT NULL,
    side TEXT NOT NULL,
    quantity TEXT NOT NULL COLLATE decimal,
    open_cost TEXT NOT NULL COLLATE decimal,
    entry_quantity TEXT NOT NULL COLLATE decimal,
    entry_value TEXT NOT NULL COLLATE decimal,
    entry_price TEXT NOT NULL COLLATE decimal,
    exit_quantity TEXT NOT NULL COLLATE decimal,
    exit_value TEXT NOT NULL COLLATE decimal,
    exit_price TEXT COLLATE decimal,
    realised_pnl TEXT NOT NULL COLLATE decimal,
    fees TEXT NOT NULL COLLATE decimal,
    funding TEXT NOT NULL COLLATE decimal,
    net_pnl TEXT NOT NULL COLLATE decimal,
    entry_reason TEXT NOT NULL,
    exit_reason TEXT,
    signal_type TEXT NOT NULL,
    signal_data TEXT,
    exit_signal_data TEXT,
    entry_market TEXT,
    exit_market TEXT,
    entry_indicators TEXT,
    exit_indicators TEXT,
    opened_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    closed_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX positions_session ON positions (session_key);
CREATE INDEX positions_closed ON positions (closed_at);

CREATE TABLE trades (
    fill_key TEXT NOT NULL PRIMARY KEY,
    journal TEXT NOT NULL,
    session_key TEXT NOT NULL,
    order_id INTEGER,
    trade_id INTEGER,
    position_key TEXT,
    strategy TEXT NOT NULL,
    venue TEXT NOT NULL,
    symbol TEXT NOT NULL,
    side TEXT NOT NULL,
    kind TEXT NOT NULL,
    price TEXT NOT NULL COLLATE decimal,
    quantity TEXT NOT NULL COLLATE decimal,
    value TEXT NOT NULL COLLATE decimal,
    fee TEXT NOT NULL COLLATE decimal,
    fee_asset TEXT,
    fee_paid TEXT COLLATE decimal,
    realised_pnl TEXT COLLATE decimal,
    net_pnl TEXT COLLATE decimal,
    is_maker INTEGER NOT NULL,
    exit_reason TEXT,
    signal_type TEXT,
    at_ns INTEGER NOT NULL,
    exchange_ns INTEGER
);
CREATE INDEX trades_session ON trades (session_key);
CREATE INDEX trades_order ON trades (journal, order_id);
CREATE INDEX trades_time ON trades (at_ns);

CREATE TABLE idempotency_cache (
    key TEXT NOT NULL PRIMARY KEY,
    operation TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    owner TEXT NOT NULL,
    is_done INTEGER NOT NULL,
    result TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
);
CREATE INDEX idempotency_cache_expiry ON idempotency_cache (expires_at);
